"""Whether a word that is an everyday word too (Go, Chef, Vault) means the thing of that name here. No database."""

import re
from bisect import bisect_left
from collections.abc import Container, Sequence
from functools import cached_property
from typing import NamedTuple

from mapping.search.fold import STOP
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
_NEXT_WORD = re.compile(r" ([a-z]+)")
_CAPITAL = re.compile(r" [A-Z][A-Za-z]")
_PLACE = re.compile(r"\b(?:at|from|in|near|to)\s+$")
_ITEM_START = re.compile(
    r"(?:^|[,/+;|&(:•*\n-]|→|->|\b(?:and|or|und|oder|by|later|plus|some|then|through|using|via|with))\s*$",
    re.IGNORECASE,
)
_LISTED_START = re.compile(r"[,/;|•(]\s*$")
_LISTED_END = re.compile(r"\s*(?:[,/;|)]|\.?\s*$|\.?\s*\n)")
_MOST_ITEMS = 20
_ARTICLE = re.compile(r"\b(?:an?|the|our|their|your|its|no|each|every|de[mnr]|das|eine?n?|unser)\s+$", re.IGNORECASE)
# What an abbreviation in small letters is a part of: “the rag demo”, never the rag doll.
_SOFTWARE = re.compile(r" (?:apps?|bots?|chatbots?|demos?|evals?|pipelines?|platforms?|services?|stacks?|systems?)\b")
_PROPER = re.compile(r" [A-Z][a-z]")
_PROPER_BEFORE = re.compile(r"[a-z,] [A-Z][a-z]+ $")
_BLOCK = re.compile(r"\s*\{")
_GRAMMAR = re.compile(r"\s*(?:[({]|:(?:\s|$))")
# Nothing but a separator: what stands between two names that are items of one list.
_STRICT_GAP = re.compile(
    r"\s*(?:[,/+;|&]|\band\b|\bor\b|\bund\b|\boder\b)\s*(?:(?:and|or|und|oder)\s+)?", re.IGNORECASE
)
_STRICT_GAP_BEFORE = re.compile(f"(?:{_STRICT_GAP.pattern})$", re.IGNORECASE)
_BULLET = re.compile(r"[ \t]*(?:[-*+•·▪–>|]|\d{1,2}[.)])*[ \t]*(?:\[[ xX]\])?[ \t]*")
_LABELLED = re.compile(r".{2,60}?: ")
_WHOLE_ITEM = re.compile(r"[ \t]*(?:$|\n|\r|[,(|;])")
# Programs name stages, providers and charts in quotes; their other strings are names that somebody made up.
_SAID_IN_QUOTES = re.compile(r"(?:\bstage\s*\(?\s*|\bprovider\s+|\b(?:addon_name|chart|engine)\s*=\s*)[\"']$")
_TITLE = re.compile(r"[ \t-]*(?:name|description|title):")
_LINE_START = re.compile(r"(?:^|\n)[ $\t]*(?:- )?$")
_SUBCOMMAND = re.compile(r" [a-z][a-z-]*\b[^\n]{0,80}? --?[a-z]")
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


class Anchor(NamedTuple):
    """A place whose name is beyond doubt."""

    start: int
    end: int
    term: int


class Surroundings:
    """The text around doubtful words: what stands there for sure, and where other doubtful words stand.

    `hints` are the places of doubtful concepts, `peers` those of doubtful tools that are spelled as names.
    """

    def __init__(
        self,
        text: str,
        anchors: Sequence[Anchor],
        reading: Reading,
        hints: Sequence[int] = (),
        peers: Sequence[tuple[int, int]] = (),
    ):
        self.text = text
        self._hints = sorted(hints)
        self.anchors = sorted(anchors, key=lambda anchor: anchor.start)
        self._starts = [anchor.start for anchor in self.anchors]
        self._sure = set(self._starts)
        self._ends = {anchor.end for anchor in self.anchors}
        self._values = set(reading.values)
        self._kind = reading.kind
        self._peers = dict(peers)
        self._before_peers = {end: start for start, end in peers}
        self._heads = {*self._starts, *self._peers}

    def speaks_for(self, name: Name, start: int, end: int) -> bool:
        """Whether there is enough evidence that these letters are that name."""
        if name.kind != "sense" and ((start, end) in self._values or self._is_quoted(start, end)):
            return True
        if not name.term.is_tool and self._is_part_of_name(start, end):
            return False
        if self._is_listed(name, start, end) or self._is_item(start, end):
            return True
        if name.term.is_tool and (self._is_in_run(start, end) or self._is_labelled(start, end)):
            return True
        weigh = self._for_tool if name.term.is_tool else self._for_concept
        return weigh(name, start, end) >= ENOUGH

    def _for_tool(self, name: Name, start: int, end: int) -> int:
        text, surface = self.text, self.text[start:end]
        before = text[max(0, start - 40) : start]
        if surface.islower():
            return ENOUGH if _COMMAND.search(before) or self._is_typed(start, end) else 0
        is_opening = bool(_SENTENCE_END.search(before)) or not before.strip()
        points = 0 if is_opening else 1
        # “Our office is in Phoenix.” stands beside other sentences.
        around = self._sentence(start, end) if _PLACE.search(before) else self._line(start, end)
        # A doubtful concept there is no proof by itself, but speaks for a tool that is spelled as such.
        points += self._has_company(*around) or _any_between(self._hints, *around)
        points += bool(_WITH.search(before)) + bool(_COMPANION.match(text, end))
        points += bool(_LISTED_END.match(text, end)) and self._has_item(*self._sentence(start, end))
        if not _COMPANION.match(text, end):
            # “Port Vault”, “Vault Street”, “der Chef”: a name of something else, or a noun.
            points -= bool(_PROPER.match(text, end)) or bool(_ARTICLE.search(before))
        points -= bool(_PROPER_BEFORE.search(before)) and start - 1 not in self._ends
        return points

    def _for_concept(self, name: Name, start: int, end: int) -> int:
        """A concept is named in small letters, so neighbours that speak of the same must speak for it."""
        grammar = _BLOCK if self._kind == "prose" else _GRAMMAR
        if grammar.match(self.text, end):
            return 0
        first, last = self._sentence(start, end)
        line_first, line_last = self._line(start, end)
        first, last = min(first, max(line_first, start - _CLOSE)), max(last, min(line_last, end + _CLOSE))
        if not name.is_plain and _SOFTWARE.match(self.text, end):
            return ENOUGH
        is_sense = name.kind == "sense"
        if name.is_plain and not is_sense and self.text[end : end + 1] == ":" and self._lines_around(start, end):
            return 0  # “Cloud: AWS, GCP” is the heading of a list
        if self._kind not in ({"prose", *PROGRAMS} if is_sense else {"prose"}) and not self._is_in_comment(start):
            return 0
        if is_sense:
            return ENOUGH if self._has_company(first, last) else 0
        following = _NEXT_WORD.match(self.text, end)
        if name.kind != "verb" and following and following[1] not in STOP:
            return 0  # “cloud security” is about security
        at, behind = bisect_left(self._starts, first), bisect_left(self._starts, last)
        return ENOUGH if any(anchor.term in name.term.near for anchor in self.anchors[at:behind]) else 0

    def _is_in_comment(self, start: int) -> bool:
        line = self.text[self.text.rfind("\n", max(0, start - _WINDOW), start) + 1 : start]
        return "//" in line or "#" in line or bool(_TITLE.match(line))

    def _is_quoted(self, start: int, end: int) -> bool:
        """Whether a program has it as a string of its own: `stage('Lint')`."""
        around = self.text[max(0, start - 1) : start] + self.text[end : end + 1]
        is_string = self._kind in PROGRAMS and around in {"''", '""'}
        return is_string and bool(_SAID_IN_QUOTES.search(self.text[max(0, start - 40) : start]))

    def _is_typed(self, start: int, end: int) -> bool:
        """Whether a line begins with it as with a command: `helm upgrade --install`, or any line of a fenced block."""
        if not _LINE_START.search(self.text[max(0, start - 20) : start]):
            return False
        return bool(_SUBCOMMAND.match(self.text, end)) or self._is_fenced(start)

    @cached_property
    def _fences(self) -> list[tuple[int, int]]:
        return [found.span() for found in _FENCED.finditer(self.text)]

    def _is_fenced(self, start: int) -> bool:
        at = bisect_left(self._fences, (start, 0))
        return at > 0 and start < self._fences[at - 1][1]

    def _is_item(self, start: int, end: int) -> bool:
        """Whether it is an item of a list down the page, the item above or below being a name too."""
        is_whole = _WHOLE_ITEM.match(self.text, end)
        return bool(is_whole) and any(self._is_head(line, self._heads) for line in self._lines_around(start, end))

    def _is_labelled(self, start: int, end: int) -> bool:
        """Whether it is explained as in “Feast: for the features”, and a sure name above or below is so too."""
        if self.text[end : end + 2] != ": " or self.text[start:end].islower():
            return False
        lines = self._lines_around(start, end)
        return any(self._is_head(line, self._sure) and _LABELLED.match(self.text, line) for line in lines)

    def _lines_around(self, start: int, end: int) -> list[int]:
        """Where the lines above and below begin, if the place is the first on its own."""
        first, last = self._line(start, end)
        if not _BULLET.fullmatch(self.text, first, start):
            return []
        above = self.text.rfind("\n", max(0, first - _WINDOW), max(0, first - 1)) + 1
        is_near = first > 0 and (above > 0 or first <= _WINDOW)
        return [*([above] if is_near else []), last + 1]

    def _is_head(self, line: int, heads: Container[int]) -> bool:
        """Whether the item that this line begins is one of these names."""
        bullet = _BULLET.match(self.text, line) if line < len(self.text) else None
        return bool(bullet) and bullet.end() in heads

    def _is_part_of_name(self, start: int, end: int) -> bool:
        """Whether it is a word of a product's name, as in “Hugging Face Inference API” or “Cloud DNS”."""
        if not self.text[start].isupper():
            return False
        at = bisect_left(self._starts, start)
        is_behind = at > 0 and self.anchors[at - 1].end == start - 1 and self.text[start - 1] == " "
        return is_behind or bool(_CAPITAL.match(self.text, end))

    def _is_in_run(self, start: int, end: int) -> bool:
        """Whether it is a tool's name beside another one in a list, as in “Consul, Nomad and Vault”."""
        if start not in self._peers:
            return False
        after = _STRICT_GAP.match(self.text, end, end + 12)
        if after and after.end() in self._peers:
            return True
        behind = _STRICT_GAP_BEFORE.search(self.text[max(0, start - 12) : start])
        return bool(behind) and start - len(behind[0]) in self._before_peers

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

    def _has_item(self, first: int, last: int) -> bool:
        """Whether a sure name there is all of an item, as in “Helm, Foobarium, Kubernetes”."""
        at, behind = bisect_left(self._starts, first), bisect_left(self._starts, last)
        return any(
            _LISTED_START.search(self.text[max(0, anchor.start - 4) : anchor.start])
            and _LISTED_END.match(self.text, anchor.end)
            for anchor in self.anchors[at : min(behind, at + _MOST_ITEMS)]
        )

    def _is_listed(self, name: Name, start: int, end: int) -> bool:
        """Whether it stands in a list beside something sure. In small letters it must be all of its item."""
        before = self.text[max(0, start - 20) : start]
        is_first = _ITEM_START.search(before) or (not name.term.is_tool and _ARTICLE.search(before))
        if self.text[start:end].islower() and not (is_first and _ITEM_END.match(self.text, end)):
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
