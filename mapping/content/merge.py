"""Two people's texts of one record brought together, and the difference of two texts made readable."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MINE, BETWEEN, THEIRS = "<<<<<<< yours", "=======", ">>>>>>> in force now"
_CONTEXT = 2


@dataclass(frozen=True)
class Merged:
    """A text with the changes of both sides; where both changed the same lines, it holds both between marks."""

    text: str
    is_clean: bool


@dataclass(frozen=True)
class Line:
    """A line of a difference: `same`, `old`, `new` or `gap`, in pieces that are marked where words differ."""

    kind: str
    pieces: tuple[tuple[str, bool], ...]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both changes of a text: what only one side changed is taken, what both changed alike is taken once.

    The usual three-way merge (diff3) over lines, which in a canonical text are values.
    """
    lines = base.split("\n")
    sides = [_edits(lines, side.split("\n")) for side in (mine, theirs)]
    out: list[str] = []
    is_clean = True
    at = 0
    for start, end in _regions(sides):
        out += lines[at:start]
        own, other = (_inside(lines, edits, start, end) for edits in sides)
        old = lines[start:end]
        if own == other or other == old:
            out += own
        elif own == old:
            out += other
        else:
            out += [MINE, *own, BETWEEN, *other, THEIRS]
            is_clean = False
        at = end
    return Merged("\n".join(out + lines[at:]), is_clean)


def has_marks(text: str) -> bool:
    """Whether somebody still has to choose between two sides."""
    return any(line in {MINE, THEIRS} for line in text.split("\n"))


Edit = tuple[int, int, list[str]]


def _edits(base: list[str], side: list[str]) -> list[Edit]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [(i, j, side[k:m]) for tag, i, j, k, m in matcher.get_opcodes() if tag != "equal"]


def _regions(sides: list[list[Edit]]) -> Iterator[tuple[int, int]]:
    """The parts of the base that either side changed. Lines beside each other are two parts: each line is a value."""
    spans = sorted((start, end) for edits in sides for start, end, _ in edits)
    while spans:
        start, end = spans.pop(0)
        while spans and (spans[0][0] < end or spans[0][0] == start):
            end = max(end, spans.pop(0)[1])
        yield start, end


def _inside(base: list[str], edits: list[Edit], start: int, end: int) -> list[str]:
    out, at = [], start
    for first, last, new in edits:
        if start <= first and last <= end and (first < end or first == start):
            out += base[at:first] + new
            at = last
    return out + base[at:end]


def difference(old: str, new: str) -> list[Line]:
    """What became of a text, line by line with a little around it; inside changed lines, the words that differ."""
    ours, others = old.split("\n"), new.split("\n")
    matcher = SequenceMatcher(None, ours, others, autojunk=False)
    found: list[Line] = []
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        if found:
            found.append(Line("gap", (("", False),)))
        for tag, i, j, k, m in group:
            if tag == "equal":
                found += [Line("same", ((line, False),)) for line in ours[i:j]]
            else:
                found += _changed(ours[i:j], others[k:m])
    return found


def _changed(old: list[str], new: list[str]) -> list[Line]:
    if len(old) != len(new):
        return [Line("old", ((line, False),)) for line in old] + [Line("new", ((line, False),)) for line in new]
    pairs = [_by_words(*pair) for pair in zip(old, new, strict=True)]
    return [Line("old", before) for before, _ in pairs] + [Line("new", after) for _, after in pairs]


def _by_words(old: str, new: str) -> tuple[tuple[tuple[str, bool], ...], tuple[tuple[str, bool], ...]]:
    ours, others = re.split(r"(\W+)", old), re.split(r"(\W+)", new)
    before, after = [], []
    for tag, i, j, k, m in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        before.append(("".join(ours[i:j]), tag != "equal"))
        after.append(("".join(others[k:m]), tag != "equal"))
    return tuple(piece for piece in before if piece[0]), tuple(piece for piece in after if piece[0])
