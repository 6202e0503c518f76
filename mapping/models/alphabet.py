"""Long lists from A to Z: cut into letters, short enough for one page, and whole on the pages of a letter."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

OTHERS = "0-9"
# What a letter shows at a time: entries that are explained in a line.
PER_PAGE = 280


@dataclass(frozen=True)
class Letter:
    """The entries of a list that begin with one letter, and how many more of them its own page has."""

    name: str
    entries: tuple[Any, ...]
    left_out: int = 0

    @property
    def slug(self) -> str:
        return self.name.lower()

    @property
    def pages(self) -> int:
        return -(-len(self.entries) // PER_PAGE)

    def page(self, number: int) -> tuple[Any, ...]:
        """The entries of one of its pages, counted from 1."""
        return self.entries[(number - 1) * PER_PAGE : number * PER_PAGE]


def letter_of(text: str) -> str:
    """The letter that a reader looks under: É under E, and whatever is none from A to Z under `0-9`."""
    first = unicodedata.normalize("NFD", text[:1])[:1].upper()
    return first if "A" <= first <= "Z" else OTHERS


def by_letter(names: Iterable[tuple]) -> list[Letter]:
    """All names under their letters. Each is a row: the key of what it names, the text, and what it weighs if need be.

    Only these are read of everything; `filled` reads what a page shows.
    """
    letters = defaultdict(list)
    for row in sorted(names, key=lambda row: (row[1].casefold(), row[1])):
        letters[letter_of(row[1])].append(row)
    return [Letter(name, tuple(found)) for name, found in sorted(letters.items())]


def shortened(letters: list[Letter], most: int) -> list[Letter]:
    """The same letters with `most` rows in all, those of the greatest weight."""
    everything = [row for letter in letters for row in letter.entries]
    if len(everything) <= most:
        return letters
    kept = {pk for pk, _, weight in sorted(everything, key=itemgetter(2), reverse=True)[:most]}
    return [_with_only(letter, kept) for letter in letters]


def _with_only(letter: Letter, kept: set[int]) -> Letter:
    entries = tuple(row for row in letter.entries if row[0] in kept)
    return replace(letter, entries=entries, left_out=len(letter.entries) - len(entries))


def filled(letters: list[Letter], entries: QuerySet) -> list[Letter]:
    """The same letters with the entries themselves in the place of their rows; without what has gone meanwhile."""
    found = entries.in_bulk([pk for letter in letters for pk, *_ in letter.entries])
    return [replace(one, entries=tuple(found[pk] for pk, *_ in one.entries if pk in found)) for one in letters]
