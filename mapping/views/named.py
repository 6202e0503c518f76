"""The record that a reader names in a query: by its reference, or in his own words."""

from django.db.models import QuerySet

from mapping import search
from mapping.models import Record

MAX_WORDS = 200


def words_of(request, name: str) -> str:
    """What stands under a name in the query, made harmless: PostgreSQL refuses NUL in text."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:MAX_WORDS]


def named(words: str, records: QuerySet, kind: str) -> Record | None:
    """The record with that path, or else the one that search finds first for these words."""
    if not words:
        return None
    folder = {Record.Kind.CONCEPT: "concepts", Record.Kind.TOOL: "tools"}[kind]
    found = records.filter(path=f"{folder}/{words}").first()
    if found is None:
        hits = search.find(words, type=kind, limit=1).hits
        found = records.filter(pk=hits[0].pk).first() if hits else None
    return found
