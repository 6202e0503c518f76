"""The parts of the front, put together for a process of the site."""

import os
from collections.abc import Callable, Iterable

from django.conf import settings

from mapping.front import journal, metrics
from mapping.front.counts import DailyCounts
from mapping.front.door import refuse_crowd
from mapping.front.news import News
from mapping.front.stored import Store
from mapping.front.wsgi import Front


def stand_before(application: Callable[..., Iterable[bytes]]) -> journal.Journal:
    """The site with everything before it, its two threads at work."""
    news = News()
    store = Store()
    front = Front(refuse_crowd(application), news, store, settings.PAGE_CACHE_MB * 2**20)
    journal_of_all = journal.Journal(front, front.kept)

    def measure(notes: list[journal.Note]) -> None:
        metrics.read(notes)
        metrics.pages.set(len(front.plain) + len(front.asked))
        metrics.page_bytes.set(front.plain.bytes + front.asked.bytes)
        metrics.database_away.set(news.is_away)

    readers = [measure, store.write, DailyCounts().read, *([journal.log] if settings.LOG_REQUESTS else [])]

    def begin() -> None:
        metrics.reserve()
        news.listen()
        journal.Clerk(journal_of_all, readers).work()

    begin()
    os.register_at_fork(after_in_child=begin)  # threads don't survive a fork
    return journal_of_all
