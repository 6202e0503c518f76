"""Long lists from A to Z: cut into letters, short enough for one page, and whole on the pages of a letter."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

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


def by_letter(entries: Iterable[Any], text: Callable[[Any], str]) -> list[Letter]:
    """All entries under their letters; `text` says what an entry is sorted by."""
    letters = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (text(entry).casefold(), text(entry))):
        letters[letter_of(text(entry))].append(entry)
    return [Letter(name, tuple(found)) for name, found in sorted(letters.items())]


def shortened(letters: list[Letter], most: int, weight: Callable[[Any], int]) -> list[Letter]:
    """The same letters with `most` entries in all, those of the greatest weight."""
    everything = [entry for letter in letters for entry in letter.entries]
    if len(everything) <= most:
        return letters
    kept = {id(entry) for entry in sorted(everything, key=weight, reverse=True)[:most]}
    return [_with_only(letter, kept) for letter in letters]


def _with_only(letter: Letter, kept: set[int]) -> Letter:
    entries = tuple(entry for entry in letter.entries if id(entry) in kept)
    return replace(letter, entries=entries, left_out=len(letter.entries) - len(entries))
