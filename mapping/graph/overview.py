"""The whole map at a glance: a box for each stage of each discipline, and bands for the mappings between them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mapping.graph.drawing import MARGIN, wrapped
from mapping.models import Concept, Stage
from mapping.models.naming import DISCIPLINES

HEAD, LANE_WIDTH, LANE_GAP = 132, 250, 64
LANE_X = {key: MARGIN // 2 + HEAD + n * (LANE_WIDTH + LANE_GAP) for n, key in enumerate(DISCIPLINES)}
WIDTH = int(MARGIN + HEAD + 3 * LANE_WIDTH + 2 * LANE_GAP)
TOP, ROW_GAP, LINE, PADDING = 64, 30, 24, 7
MOST_NAMES, NAME_LENGTH = 4, 31
# Of what starts in a box, the part that must lead to one other stage to be drawn.
SHARE_ACROSS = 0.25


@dataclass(frozen=True)
class Name:
    """A concept as one line of a box."""

    concept: Concept
    text: str
    y: float


@dataclass(frozen=True)
class Box:
    """The concepts of one stage in one discipline: the most important by name, and how many more there are."""

    discipline: str
    x: int
    y: float
    height: float
    names: tuple[Name, ...]
    count: int

    @property
    def width(self) -> int:
        return LANE_WIDTH

    @property
    def more(self) -> int:
        return self.count - len(self.names)

    @property
    def more_y(self) -> float:
        return self.y + PADDING + LINE * len(self.names) + 16


@dataclass(frozen=True)
class StageRow:
    """One stage: its heading, and its boxes from left to right."""

    stage: Stage
    lines: tuple[str, ...]
    y: float
    height: float
    boxes: tuple[Box, ...]
    mappings: int

    @property
    def counts(self) -> list[tuple[str, int]]:
        return [(box.discipline, box.count) for box in self.boxes]


@dataclass(frozen=True)
class Band:
    """All mappings between two boxes as one line; the more there are, the thicker it is. `ends` name the boxes."""

    path: str
    width: float
    count: int
    is_level: bool
    ends: tuple[str, str]


@dataclass(frozen=True)
class Overview:
    """The whole picture; `rail` is how far MLOps runs on over LLMOps, its part."""

    rows: tuple[StageRow, ...]
    bands: tuple[Band, ...]
    height: float
    width: int = WIDTH
    rail: int = LANE_WIDTH * 2 + LANE_GAP

    @property
    def lanes(self) -> list[tuple[str, int, int]]:
        return [(key, LANE_X[key], LANE_WIDTH) for key in DISCIPLINES]


def overview(concepts: Iterable[Concept]) -> Overview:
    """The overview of all concepts, which come in the order of the map and with their counterparts."""
    cells: dict[tuple[str, str], list[Concept]] = defaultdict(list)
    stages: dict[str, Stage] = {}
    between: Counter[tuple[str, str, str, str]] = Counter()
    for concept in concepts:
        stages[concept.stage_id] = concept.stage
        cells[concept.stage_id, concept.discipline_id].append(concept)
        for mapping in concept.shown_out:
            if not mapping.is_hint:
                to = mapping.object
                between[concept.stage_id, concept.discipline_id, to.stage_id, to.discipline_id] += 1
    rows: list[StageRow] = []
    y: float = TOP
    for stage in sorted(stages.values(), key=lambda stage: stage.order):
        begun = sum(count for (key, *_), count in between.items() if key == stage.key)
        rows.append(_row(stage, cells, y, begun))
        y += rows[-1].height + ROW_GAP
    return Overview(tuple(rows), tuple(_bands({row.stage.key: row for row in rows}, between)), y)


def _row(stage: Stage, cells: dict[tuple[str, str], list[Concept]], y: float, mappings: int) -> StageRow:
    own = {key: cells.get((stage.key, key), []) for key in DISCIPLINES}
    lines = max(min(len(found), MOST_NAMES) + (len(found) > MOST_NAMES) for found in own.values())
    height = PADDING * 2 + LINE * lines - 3
    boxes = tuple(Box(key, LANE_X[key], y, height, _names(found, y), len(found)) for key, found in own.items())
    return StageRow(stage, wrapped(stage.name, 14), y, height, boxes, mappings)


def _names(concepts: list[Concept], y: float) -> tuple[Name, ...]:
    first = concepts[:MOST_NAMES]
    return tuple(
        Name(concept, wrapped(concept.label, NAME_LENGTH, 1)[0], y + PADDING + LINE * n + 16)
        for n, concept in enumerate(first)
    )


def _bands(rows: dict[str, StageRow], between: Counter) -> Iterator[Band]:
    """One line for each two boxes, kept to the gaps between lanes and rows.

    To another stage it is drawn only where much of the box leads there: a few mappings each would be a tangle.
    """
    begun: Counter[tuple[str, str, str]] = Counter()
    for (from_stage, from_key, _, to_key), count in between.items():
        begun[from_stage, from_key, to_key] += count
    most = max(between.values(), default=1)
    for (from_stage, from_key, to_stage, to_key), count in sorted(between.items()):
        if from_stage != to_stage and count < begun[from_stage, from_key, to_key] * SHARE_ACROSS:
            continue
        start, end = rows[from_stage], rows[to_stage]
        x1, x2 = LANE_X[from_key] + LANE_WIDTH, LANE_X[to_key]
        y1, y2 = start.y + start.height / 2, end.y + end.height / 2
        if DISCIPLINES.index(to_key) - DISCIPLINES.index(from_key) == 1:
            path = f"M{x1:g} {y1:g}{_curve(x1, y1, x2, y2)}"
        else:
            y1, y2 = y1 + start.height / 4, y2 + end.height / 4
            over = LANE_X[DISCIPLINES[1]]
            level = start.y + start.height + ROW_GAP / 2
            path = f"M{x1:g} {y1:g}{_curve(x1, y1, over, level)}H{over + LANE_WIDTH:g}"
            path += _curve(over + LANE_WIDTH, level, x2, y2)
        ends = (f"{from_stage}-{from_key}", f"{to_stage}-{to_key}")
        yield Band(path, round(1 + 8 * count / most, 1), count, from_stage == to_stage, ends)


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    middle = (x1 + x2) / 2
    return f"H{x2:g}" if y1 == y2 else f"C{middle:g} {y1:g} {middle:g} {y2:g} {x2:g} {y2:g}"
