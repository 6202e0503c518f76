"""What is wrong in content, said so that an editor can put it right."""

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong: where (file, line, field), what, and the remedy."""

    file: str
    line: int
    field: str
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        field = f"{self.field}: " if self.field else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}: {field}{self.what}{remedy}"


class ContentError(Exception):
    """Content that may not be written; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: list[Fault]):
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def did_you_mean(given: str, known: list[str]) -> str:
    """The remedy for a name that does not exist: the nearest one that does, or the number there are."""
    near = get_close_matches(given, known, n=1, cutoff=0.7)
    if not near and "/" not in given:
        near = get_close_matches(given, [name.rpartition("/")[2] for name in known], n=1, cutoff=0.7)
    return f"Did you mean “{near[0]}”?" if near else "Add it first, or take it out here."
