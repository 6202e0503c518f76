"""What a drawing is made of: boxes with wrapped labels, in lanes, and lines that run between the boxes."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mapping.models import Concept
from mapping.models.naming import DISCIPLINES

# All measures are units of the drawing: pixels, where it is shown in its own size.
LANE_WIDTH, LANE_GAP, MARGIN = 250, 110, 30
LANE_X = {key: MARGIN + n * (LANE_WIDTH + LANE_GAP) for n, key in enumerate(DISCIPLINES)}
WIDTH = MARGIN * 2 + LANE_WIDTH * 3 + LANE_GAP * 2
TOP, NODE_GAP, LINE, PADDING = 64, 26, 17, 10
# Half an em for each character of 13 pixels and some more: no face of `system-ui` is wider on average.
LINE_LENGTH, MOST_LINES = 27, 3


@dataclass(frozen=True)
class Statement:
    """One fact about a box, as the list beside the drawing has it: `Close match`, and the concept it leads to."""

    kind: str
    other: Concept


@dataclass(frozen=True)
class Node:
    """A concept in its box."""

    concept: Concept
    lines: tuple[str, ...]
    note: str = ""
    is_focus: bool = False
    y: float = 0
    statements: tuple[Statement, ...] = ()

    @property
    def x(self) -> int:
        return LANE_X[self.concept.discipline_id]

    @property
    def width(self) -> int:
        return LANE_WIDTH

    @property
    def height(self) -> int:
        return PADDING * 2 + LINE * (len(self.lines) + bool(self.note)) - 3

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Edge:
    """A line between two boxes; `ends` are the keys of both concepts."""

    path: str
    kind: str
    ends: tuple[int, int]


@dataclass(frozen=True)
class Drawing:
    """A picture, and the same facts as a list. `rail` is how far MLOps runs on over LLMOps, its part.

    `left_out` is how many lesser concepts would have made it too large to be read.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    height: float
    width: int = WIDTH
    rail: int = LANE_WIDTH * 2 + LANE_GAP
    left_out: int = 0

    @property
    def lanes(self) -> Iterator[tuple[str, int, int, list[Node]]]:
        """Each discipline with the place of its head and its boxes from top to bottom."""
        for key in DISCIPLINES:
            yield key, LANE_X[key], LANE_WIDTH, [n for n in self.nodes if n.concept.discipline_id == key]


def node(concept: Concept, note: str = "", *, is_focus: bool = False) -> Node:
    return Node(concept, wrapped(concept.label), note, is_focus)


def wrapped(text: str, length: int = LINE_LENGTH, most: int = MOST_LINES) -> tuple[str, ...]:
    """A label in lines that fit into a box; what is left of a very long one is cut off with an ellipsis."""
    lines: list[str] = [""]
    for word in (part for whole in text.split() for part in _parts(whole, length)):
        longer = f"{lines[-1]} {word}".strip()
        if _length(longer) <= length:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: length - 1]}…"]
    return tuple(lines)


def _parts(word: str, length: int) -> Iterator[str]:
    """A word, or the pieces of one that is longer than a line."""
    piece = ""
    for character in word:
        if _length(piece + character) > length:
            yield piece
            piece = ""
        piece += character
    yield piece


def _length(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def stacked(nodes: Iterable[Node], wanted: Iterable[float] | None = None) -> list[Node]:
    """A lane from top to bottom, each box as near to the height that its middle wants as the one above allows."""
    nodes = list(nodes)
    placed: list[Node] = []
    for one, middle in zip(nodes, wanted or [0.0] * len(nodes), strict=True):
        least = placed[-1].y + placed[-1].height + NODE_GAP if placed else TOP
        placed.append(replace(one, y=round(max(least, middle - one.height / 2))))
    return placed


@dataclass
class Router:
    """Draws the lines between placed boxes: each line has its own port, and none runs through a box."""

    nodes: dict[int, Node]
    used: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    wanted: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))
    channels: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def edges(self, pairs: Iterable[tuple[int, int, str]]) -> tuple[Edge, ...]:
        """A line for each pair of concepts in two lanes; the left one comes first, the kind last."""
        known = [pair for pair in pairs if pair[0] in self.nodes and pair[1] in self.nodes]
        for left, right, _ in known:
            self.wanted[left, "right"] += 1
            self.wanted[right, "left"] += 1
        ordered = sorted(known, key=lambda pair: (self.nodes[pair[0]].y, self.nodes[pair[1]].y))
        ports = {pair: self._port(pair[0], "right") for pair in ordered}
        by_target = sorted(known, key=lambda pair: (self.nodes[pair[1]].y, self.nodes[pair[0]].y))
        ends = {pair: self._port(pair[1], "left") for pair in by_target}
        return tuple(Edge(self._path(pair, ports[pair], ends[pair]), pair[2], pair[:2]) for pair in ordered)

    def _port(self, key: int, side: str) -> float:
        """The next free height on one side of a box."""
        one, self.used[key, side] = self.nodes[key], self.used[key, side] + 1
        share = self.used[key, side] / (self.wanted[key, side] + 1)
        return round(one.y + one.height * share, 1)

    def _path(self, pair: tuple[int, int, str], y1: float, y2: float) -> str:
        left, right = self.nodes[pair[0]], self.nodes[pair[1]]
        x1, x2 = left.x + LANE_WIDTH, right.x
        if right.x - left.x == LANE_WIDTH + LANE_GAP:
            return f"M{x1} {y1}{_curve(x1, y1, x2, y2)}"
        between_x = left.x + LANE_WIDTH + LANE_GAP
        y = self._channel(between_x, (y1 + y2) / 2)
        far = between_x + LANE_WIDTH
        return f"M{x1} {y1}{_curve(x1, y1, between_x, y)}H{far}{_curve(far, y, x2, y2)}"

    def _channel(self, x: int, y: float) -> float:
        """The height of the gap between the boxes of the lane in between that lies nearest; lines in it spread."""
        lane = sorted((n for n in self.nodes.values() if n.x == x), key=lambda n: n.y)
        if not lane:
            return y
        gaps = [lane[0].y - NODE_GAP / 2, *(n.y + n.height + NODE_GAP / 2 for n in lane)]
        at = min(range(len(gaps)), key=lambda n: abs(gaps[n] - y))
        if 0 < at < len(gaps) - 1:  # a wide gap has room at the height that is wanted
            top, bottom = lane[at - 1].y + lane[at - 1].height + 5, lane[at].y - 5
            gap = min(max(y, top + 8), bottom - 8) if bottom - top > NODE_GAP else gaps[at]
        else:
            gap = min(y, gaps[0]) if at == 0 else max(y, gaps[-1])
            gap = max(gap, TOP - NODE_GAP / 2)
        self.channels[at] += 1
        return gap + (0, 4, -4, 8, -8)[self.channels[at] % 5]


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """From one point to the next, leaving and arriving level."""
    middle = (x1 + x2) / 2
    return f"H{x2}" if y1 == y2 else f"C{middle:g} {y1} {middle:g} {y2} {x2} {y2}"


def bottom(nodes: Iterable[Node]) -> float:
    """The height of a drawing that holds these boxes and the lines below them."""
    return max((one.y + one.height for one in nodes), default=TOP) + NODE_GAP
