"""Texts of readers with marks: «a name», «a name=devops/ci-cd» of one record, «?may be one», ¿an everyday word?."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
_MARK = re.compile(r"«(?P<free>\??)(?P<name>[^»=]+)(?:=(?P<key>[^»]+))?»|¿(?P<trap>[^?\n]+)\?")


@dataclass(frozen=True)
class Mark:
    """A place of a text without its marks, and what is to be found there."""

    start: int
    end: int
    surface: str
    kind: str  # name, free or trap
    key: str = ""


def read(name: str) -> tuple[str, list[Mark]]:
    """The text of a file, and its marks."""
    text, marks, at = "", [], 0
    whole = (FOLDER / name).read_text(encoding="utf-8")
    for found in _MARK.finditer(whole):
        text += whole[at : found.start()]
        surface = found["name"] or found["trap"]
        kind = "trap" if found["trap"] else "free" if found["free"] else "name"
        marks.append(Mark(len(text), len(text) + len(surface), surface, kind, found["key"] or ""))
        text += surface
        at = found.end()
    return text + whole[at:], marks
