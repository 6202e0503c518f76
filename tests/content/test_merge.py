"""Two texts of one record brought together, line by line."""

import random

import pytest

from mapping import content

BASE = "a\nb\nc\nd\ne"


@pytest.mark.parametrize(
    ("mine", "theirs", "merged"),
    [
        (BASE, BASE, BASE),
        ("A\nb\nc\nd\ne", "a\nb\nc\nd\nE", "A\nb\nc\nd\nE"),
        ("a\nB\nc\nd\ne", "a\nb\nC\nd\ne", "a\nB\nC\nd\ne"),
        ("a\nX\nc\nd\ne", "a\nX\nc\nd\ne", "a\nX\nc\nd\ne"),
        ("a\nc\nd\ne", "a\nb\nc\nd\nnew\ne", "a\nc\nd\nnew\ne"),
    ],
)
def test_changes_of_different_lines_are_both_kept(mine, theirs, merged):
    assert content.merge(BASE, mine, theirs) == content.Merged(merged, True)


@pytest.mark.parametrize(("mine", "theirs"), [("a\nB\nc\nd\ne", "a\nZ\nc\nd\ne"), ("a\nx\nb", "a\ny\nb"), ("", "z")])
def test_different_changes_of_one_line_stand_between_marks(mine, theirs):
    merged = content.merge(BASE, mine, theirs)

    assert not merged.is_clean and content.has_marks(merged.text)


def test_no_line_of_either_side_is_ever_lost():
    chance = random.Random(7)

    for _ in range(300):
        base = [f"line {n}" for n in range(chance.randrange(12))]
        sides = [_edited(base, name, chance) for name in ("mine", "theirs")]
        merged = content.merge("\n".join(base), *("\n".join(side) for side in sides)).text.split("\n")
        assert {line for side in sides for line in side if line not in base} <= set(merged)


def _edited(base, name, chance):
    lines = list(base)
    for n in range(chance.randrange(4)):
        at = chance.randrange(len(lines) + 1)
        lines[at : at + chance.randrange(3)] = [f"{name} {n}"] * chance.randrange(2)
    return lines
