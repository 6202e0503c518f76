"""How much the site is used: pages, searches and translations by day, of nobody in particular."""

import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime

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
        for note in notes:
            if kind := kind_of(note):
                self.waiting[datetime.fromtimestamp(note.at, UTC).date(), kind] += 1
        if self.waiting and time.monotonic() - self._stored_at >= EVERY:
            self.store()

    def store(self) -> None:
        self._stored_at = time.monotonic()
        with suppress(Error):
            DailyCount.objects.add(self.waiting)
            self.waiting.clear()
            return
        connection.close()


def kind_of(note: Note) -> str:
    """What a request counts as: a page, a search, a translation, or nothing."""
    if note.status not in {"200", "304"}:
        return ""
    if note.method == "POST":
        return Kind.TRANSLATION if note.path in {"/translate/", "/api/v1/translate"} else ""
    if note.method != "GET":
        return ""
    if note.path in {"/search/", "/api/v1/search"}:
        return Kind.SEARCH
    return Kind.PAGE if note.is_public and note.path.endswith("/") and note.path != "/search/suggest/" else ""
