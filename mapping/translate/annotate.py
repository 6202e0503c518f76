"""Text to mentions: which names stand where, and what each means there."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from mapping.models.naming import DISCIPLINES
from mapping.translate.boundaries import is_free, is_in_compound, stands_alone
from mapping.translate.evidence import Anchor, Surroundings
from mapping.translate.names import Name, PhraseBook, Term, book
from mapping.translate.readers import PROGRAMS, SCHEMA_WORDS, Reading, read
from mapping.translate.unresolved import unknown_terms

MAX_TEXT = 1_000_000
_NEAR = 300
# A list of everyday words is believed one by one from the sure word in it, so many to either side.
_ROUNDS = 10
_CAMEL_CASE = re.compile(r"[a-z]+[A-Z]")
# Half of a character beyond the first 65,536, alone: JSON may carry one, and no encoding can.
_LONE_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Mention:
    """A place of the text, in code points, and the term that it names."""

    start: int
    end: int
    surface: str
    term: Term


@dataclass(frozen=True)
class Annotated:
    """A text with its mentions in their order, and the terms that look technical and are not known."""

    text: str
    kind: str
    mentions: tuple[Mention, ...]
    unresolved: tuple[str, ...]

    @property
    def terms(self) -> list[Term]:
        """Each term once, in the order in which the text names them."""
        return list(dict.fromkeys(mention.term for mention in self.mentions))


class _Place(NamedTuple):
    """A place with the names that it may be."""

    start: int
    end: int
    names: tuple[Name, ...]

    @property
    def is_clear(self) -> bool:
        """Whether all names are of one term."""
        return len(self.names) == 1 or all(name.term is self.names[0].term for name in self.names)


def annotate(text: str, kind: str = "", phrases: PhraseBook | None = None) -> Annotated:
    """Find what a text names. `kind` is one of `readers.KINDS`; empty, it is found out.

    The longest name wins, so that “CI/CD” is one mention and not two.
    """
    text = _LONE_HALF.sub("\ufffd", text)
    phrases = phrases or book()
    reading = read(text, kind)
    named = _from_files(phrases, reading)
    taken = [(name.start, name.end) for name in reading.names] + list(reading.skipped)
    sure, doubtful = _sorted_by_doubt(text, phrases, taken, reading.kind)
    sure = _longest([*named, *sure])
    believed = _with_evidence(text, sure, doubtful, reading)
    places = _longest([*sure, *believed])
    mentions = tuple(_mentions(text, places))
    unresolved = unknown_terms(text, reading, [(place.start, place.end) for place in places], phrases)
    return Annotated(text, reading.kind, mentions, tuple(unresolved))


def _from_files(phrases: PhraseBook, reading: Reading) -> list[_Place]:
    """The packages, images, actions and charts that a file names as such."""
    found = []
    for named in reading.names:
        term = named.resolve(phrases)
        if term:
            found.append(_Place(named.start, named.end, (Name(term, named.text, "pref", False),)))
    return found


def _sorted_by_doubt(
    text: str, phrases: PhraseBook, taken: Sequence[tuple[int, int]], kind: str
) -> tuple[list[_Place], list[_Place]]:
    """The places that name something for sure, and those that want evidence."""
    sure, doubtful = [], []
    is_taken = _Cover(taken)
    for start, end, names, are_simple in phrases.find(text):
        if is_taken.touches(start, end) or not (is_free(text, start, end) or stands_alone(text, start, end)):
            continue
        if are_simple and kind == "prose":
            sure.append(_Place(start, end, names))
            continue
        surface = text[start:end]
        fitting = [name for name in names if _is_spelled(text, start, end, name)]
        plain = {
            name.term for name in fitting if name.needs_evidence(surface) or _is_syntax(name, text, start, end, kind)
        }
        certain = tuple(name for name in fitting if name.term not in plain)
        if certain:
            sure.append(_Place(start, end, certain))
        elif fitting:
            doubtful.append(_Place(start, end, tuple(fitting)))
    return sure, doubtful


def _is_syntax(name: Name, text: str, start: int, end: int, kind: str) -> bool:
    """Whether a file may have this word as its own: `label 'gpu'`, `agent {`, `annotations:`, `junit 'out/*.xml'`."""
    after = text[end : end + 1]
    if kind == "jenkinsfile" and name.term.is_tool:
        return text[start:end].islower() and text[end : end + 2] in {" '", ' "'}
    if kind == "dockerfile" and text[start:end].isupper() and text[max(0, start - 1) : start] in {"", "\n"}:
        return True
    if name.term.is_tool:
        return False
    if kind == "pyproject" and text[end : end + 2] in {" =", "= "}:
        return True
    if kind in PROGRAMS:
        return after in " :({=" and " " not in name.text
    return kind != "prose" and after == ":" and _is_key(name.text, text[start:end])


def _is_key(label: str, surface: str) -> bool:
    """Whether a key of a file is more likely a word of its schema or its author: `rules`, `secretStore`, `tpm`."""
    is_abbreviation = label.isupper() and surface.islower()
    return label.lower().rstrip("s") in SCHEMA_WORDS or bool(_CAMEL_CASE.match(surface)) or is_abbreviation


def _is_spelled(text: str, start: int, end: int, name: Name) -> bool:
    """Whether what the folding has left out is there: C is not C++, and “has” is not the plural of HA."""
    sign, surface = name.text[-1], text[start:end]
    if name.text.isupper() and surface.islower() and len(surface) == len(name.text) + 1 < 5:
        return False
    return sign not in "+#" or text[end : end + 1] == sign


def _with_evidence(text: str, sure: list[_Place], doubtful: list[_Place], reading: Reading) -> list[_Place]:
    """The doubtful places that their surroundings speak for; what is believed speaks for its own neighbours."""
    anchors = [Anchor(place.start, place.end, place.names[0].term.pk) for place in sure]
    believed: list[_Place] = []
    inside = _Cover([(place.start, place.end) for place in sure])
    waiting = [
        place
        for place in doubtful
        if not inside.touches(place.start, place.end) and not is_in_compound(text, place.start, place.end)
    ]
    for _ in range(_ROUNDS):
        around = Surroundings(text, anchors, reading, *_hints(text, waiting))
        won, left = [], []
        for place in waiting:
            names = tuple(name for name in place.names if around.speaks_for(name, place.start, place.end))
            (won if names else left).append(_Place(place.start, place.end, names or place.names))
        if not won:
            break
        believed += won
        anchors += [Anchor(place.start, place.end, place.names[0].term.pk) for place in won]
        waiting = left
    return believed


def _hints(text: str, waiting: Sequence[_Place]) -> tuple[list[int], list[tuple[int, int]]]:
    """Doubtful concepts, and doubtful tools that are spelled as names: no proof alone, but they speak for others.

    An abbreviation in small letters (`rag`) is more likely another word, and speaks for nothing.
    """
    hints = [place.start for place in waiting if place.names[0].is_plain and not place.names[0].term.is_tool]
    peers = [
        (place.start, place.end)
        for place in waiting
        if place.names[0].term.is_tool and not text[place.start : place.end].islower()
    ]
    return hints, peers


class _Cover:
    """Spans that take no second name."""

    def __init__(self, spans: Iterable[tuple[int, int]]):
        self._starts: list[int] = []
        self._ends: list[int] = []  # the furthest so far, so that one look behind is enough
        for start, end in sorted(spans):
            self._starts.append(start)
            self._ends.append(max(end, self._ends[-1]) if self._ends else end)

    def touches(self, start: int, end: int) -> bool:
        at = bisect_left(self._starts, end)
        return at > 0 and self._ends[at - 1] > start


def _longest(places: Iterable[_Place]) -> list[_Place]:
    """From left to right, the longest at each place, none over another."""
    kept: list[_Place] = []
    reached = 0
    for place in sorted(places, key=lambda place: (place.start, -place.end)):
        if place.start >= reached:
            kept.append(place)
            reached = place.end
    return kept


def _mentions(text: str, places: list[_Place]) -> Iterable[Mention]:
    """Each place with one term: where a name means several things, the one that its neighbours talk of."""
    lanes = [(place.start, lane) for place in places if place.is_clear for lane in place.names[0].term.lanes]
    starts = [at for at, _ in lanes]
    overall = Counter(lane for _, lane in lanes)
    for place in places:
        surface = text[place.start : place.end]
        if place.is_clear:
            term = place.names[0].term
        else:
            line = _within(lanes, starts, *_line_around(text, place))
            near = _within(lanes, starts, place.start - _NEAR, place.end + _NEAR)
            votes = (line, near, overall)
            term = min(place.names, key=partial(_preference, surface=surface, votes=votes)).term
        yield Mention(place.start, place.end, surface, term)


def _line_around(text: str, place: _Place) -> tuple[int, int]:
    first = text.rfind("\n", max(0, place.start - _NEAR), place.start)
    last = text.find("\n", place.end, place.end + _NEAR)
    return max(first, place.start - _NEAR), last if last >= 0 else place.end + _NEAR


def _within(lanes: list[tuple[int, str]], starts: list[int], first: int, last: int) -> Counter:
    return Counter(lane for _, lane in lanes[bisect_left(starts, first) : bisect_left(starts, last)])


def _preference(name: Name, surface: str, votes: tuple[Counter, ...]) -> tuple:
    lane = name.term.discipline
    order = DISCIPLINES.index(lane) if lane else -1
    return (name.rank, name.text != surface, *(-counted[lane] for counted in votes), order)
