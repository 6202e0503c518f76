"""Whether a word that is an everyday word too (Go, Chef, Vault) means the thing of that name here. No database."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from mapping.translate.names import Name
from mapping.translate.readers import PROGRAMS, Reading

ENOUGH = 2
_WINDOW = 220
_CLOSE = 60
# What may stand between two items of a list.
_LIST_GAP = re.compile(r"[\s]*(?:[,/+;|&(]|→|->|and\b|or\b|und\b|oder\b|et\b)+[\s\w]{0,14}?[\s(/]*", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:]\s+[\W_]*$|(?:^|\n)[\W_]*$")
_COMMAND = re.compile(
    r"(?:\b(?:sh|bash|run|exec|RUN|CMD)[:(]?\s*(?:-\s*)?[\"'|]{0,3}\s*|&&\s*|\|\|\s*|(?:^|\n)\s*\$\s+)$"
)
_WITH = re.compile(r"\b(?:with|using|via|through|uses?|used|runs?|run|mit|avec)\s+$", re.IGNORECASE)
_COMPANION = re.compile(
    r"[ -](?:agents?|apis?|charts?|clis?|clusters?|controllers?|cookbooks?|dashboards?|deployments?|instances?|jobs?|"
    r"manifests?|modules?|operators?|pipelines?|playbooks?|plugins?|policies|policy|providers?|recipes?|releases?|"
    r"runners?|sdks?|secrets?|servers?|states?|workers?|workflows?)\b",
    re.IGNORECASE,
)
_ITEM_END = re.compile(r"\s*(?:[,/+;|)&.:!?]|→|$|\n|and\b|or\b|und\b|oder\b)", re.IGNORECASE)
_PROPER = re.compile(r" [A-Z][a-z]")
_GRAMMAR = re.compile(r"\s*(?:[({]|:(?:\s|$))")


@dataclass(frozen=True)
class Anchor:
    """A place whose name is beyond doubt."""

    start: int
    end: int
    term: int


class Surroundings:
    """The text around doubtful words: what stands there for sure, and where other doubtful concepts stand."""

    def __init__(self, text: str, anchors: Sequence[Anchor], reading: Reading, hints: Sequence[int] = ()):
        self.text = text
        self._hints = sorted(hints)
        self.anchors = sorted(anchors, key=lambda anchor: anchor.start)
        self._starts = [anchor.start for anchor in self.anchors]
        self._values = set(reading.values)
        self._kind = reading.kind

    def speaks_for(self, name: Name, start: int, end: int) -> bool:
        """Whether there is enough evidence that these letters are that name."""
        if (start, end) in self._values or self._is_quoted(start, end) or self._is_listed(start, end):
            return True
        weigh = self._for_tool if name.term.is_tool else self._for_concept
        return weigh(name, start, end) >= ENOUGH

    def _for_tool(self, name: Name, start: int, end: int) -> int:
        text, surface = self.text, self.text[start:end]
        before = text[max(0, start - 40) : start]
        if surface.islower():
            return ENOUGH if _COMMAND.search(before) else 0
        is_opening = bool(_SENTENCE_END.search(before)) or not before.strip()
        points = 0 if is_opening else 1
        line = self._line(start, end)
        # A doubtful concept on the same line is no proof by itself, but speaks for a tool that is spelled as such.
        points += self._has_company(*line) or _any_between(self._hints, *line)
        points += is_opening and text[end : end + 1] == ":"
        points += bool(_WITH.search(before)) + bool(_COMPANION.match(text, end))
        points -= bool(_PROPER.match(text, end)) and not _COMPANION.match(text, end)
        return points

    def _for_concept(self, name: Name, start: int, end: int) -> int:
        """A concept is named in small letters, so neighbours that speak of the same must speak for it."""
        if _GRAMMAR.match(self.text, end):
            return 0
        first, last = self._sentence(start, end)
        line_first, line_last = self._line(start, end)
        first, last = min(first, max(line_first, start - _CLOSE)), max(last, min(line_last, end + _CLOSE))
        if name.kind == "sense":
            return ENOUGH if self._has_company(first, last) else 0
        if self._kind != "prose" and not self._is_in_comment(start):
            return 0
        at, behind = bisect_left(self._starts, first), bisect_left(self._starts, last)
        return ENOUGH if any(anchor.term in name.term.near for anchor in self.anchors[at:behind]) else 0

    def _is_in_comment(self, start: int) -> bool:
        line = self.text[self.text.rfind("\n", max(0, start - _WINDOW), start) + 1 : start]
        return "//" in line or "#" in line

    def _is_quoted(self, start: int, end: int) -> bool:
        """Whether a program has it as a string of its own: `stage('Lint')`."""
        around = self.text[max(0, start - 1) : start] + self.text[end : end + 1]
        return self._kind in PROGRAMS and around in {"''", '""'}

    def _line(self, start: int, end: int) -> tuple[int, int]:
        first = self.text.rfind("\n", max(0, start - _WINDOW), start) + 1 or max(0, start - _WINDOW)
        last = self.text.find("\n", end, end + _WINDOW)
        return first, last if last >= 0 else end + _WINDOW

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        first, last = self._line(start, end)
        stop = max(self.text.rfind(mark, first, start) for mark in (". ", "! ", "? "))
        stops = [at for mark in (". ", "! ", "? ") if (at := self.text.find(mark, end, last)) >= 0]
        return max(first, stop + 1), min([last, *stops])

    def _has_company(self, first: int, last: int) -> bool:
        return _any_between(self._starts, first, last)

    def _is_listed(self, start: int, end: int) -> bool:
        """Whether it stands in a list beside something sure. In small letters it must be all of its item."""
        if self.text[start:end].islower() and not _ITEM_END.match(self.text, end):
            return False
        at = bisect_left(self._starts, start)
        after = self.anchors[at] if at < len(self.anchors) else None
        before = self.anchors[at - 1] if at else None
        return bool(
            (after and _LIST_GAP.fullmatch(self.text[end : min(after.start, end + 30)]) and after.start - end < 30)
            or (before and _LIST_GAP.fullmatch(self.text[before.end : start]) and start - before.end < 30)
        )


def _any_between(places: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(places, first)
    return at < len(places) and places[at] < last
