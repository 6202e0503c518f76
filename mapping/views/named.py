"""What a reader names in an address: a record, by its reference or in his own words; a letter of a long list."""

from dataclasses import replace

from django.db.models import QuerySet
from django.http import Http404

from mapping import search
from mapping.models import Record
from mapping.models.alphabet import Letter, filled

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


def page_of_letter(letters: list[Letter], slug: str, number: int, entries: QuerySet) -> dict:
    """One page of one letter for a template, with its entries; Http404 where the list has none such."""
    letter = next((letter for letter in letters if letter.slug == slug), None)
    if letter is None or not 1 <= number <= letter.pages:
        raise Http404(f"no page {number} of the letter {slug}")
    (page,) = filled([replace(letter, entries=letter.page(number))], entries)
    return {"letter": letter, "number": number, "entries": page.entries}
