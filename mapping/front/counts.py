"""How much the site is used: pages, searches and translations by day, of nobody in particular."""

import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime
from operator import attrgetter

from django.db import Error, connection

from mapping.front.journal import Note
from mapping.models import DailyCount

EVERY = 10
Kind = DailyCount.Kind


class DailyCounts:
    """Counts in memory, and puts the sums into the database every few seconds; while that is away they wait."""

    def __init__(self) -> None:
        self.waiting: Counter[tuple[date, str]] = Counter()
        self._stored_at = time.monotonic()

    def read(self, notes: list[Note]) -> None:
        """Count these. They are of one half second, so the last tells the day of them all."""
        # Thousands are alike under load, and readers wait for this thread: alike ones are summed in C first.
        for asked, number in Counter(map(_ASKED, notes)).items():
            if kind := kind_of(*asked):
                self.waiting[datetime.fromtimestamp(notes[-1].at, UTC).date(), kind] += number
        if self.waiting and time.monotonic() - self._stored_at >= EVERY:
            self.store()

    def store(self) -> None:
        self._stored_at = time.monotonic()
        with suppress(Error):
            DailyCount.objects.add(self.waiting)
            self.waiting.clear()
            return
        connection.close()


_ASKED = attrgetter("method", "path", "status", "is_public")


def kind_of(method: str, path: str, status: str, is_public: bool) -> str:
    """What a request counts as: a page, a search, a translation, or nothing."""
    if status not in {"200", "304"}:
        return ""
    if method == "POST":
        return Kind.TRANSLATION if path in {"/translate/", "/api/v1/translate"} else ""
    if method != "GET":
        return ""
    if path in {"/search/", "/api/v1/search"}:
        return Kind.SEARCH
    return Kind.PAGE if is_public and path.endswith("/") and path != "/search/suggest/" else ""
