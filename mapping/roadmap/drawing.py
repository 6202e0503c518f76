"""The road as a drawing: a row of stations for each stretch. Plain numbers; the template makes the SVG."""

from dataclasses import dataclass

from mapping.roadmap.road import Road, Stop, Stretch

PER_ROW = 24
_LEFT, _STEP, _ROW = 262, 20, 34
WIDTH = _LEFT + PER_ROW * _STEP


@dataclass(frozen=True)
class Station:
    """One stop and its place."""

    stop: Stop
    x: int
    y: int
    is_next: bool


@dataclass(frozen=True)
class Line:
    """One stretch: its name at the left, its stations, and the lines under them."""

    stretch: Stretch
    y: int
    label: str
    stations: tuple[Station, ...]
    rails: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True)
class Drawing:
    """The whole road."""

    width: int
    height: int
    lines: tuple[Line, ...]


def draw(road: Road) -> Drawing:
    """Place every stop: left to right, row after row, a stretch beginning a row of its own."""
    lines, row, ahead = [], 0, road.next_stop
    for stretch in road.stretches:
        stations = []
        for at, stop in enumerate(stretch.stops):
            y = (row + at // PER_ROW) * _ROW + _ROW // 2
            stations.append(Station(stop, _LEFT + (at % PER_ROW) * _STEP, y, stop is ahead))
        ends: dict[int, int] = {}
        for station in stations:
            ends[station.y] = station.x
        rails = tuple((_LEFT, x, y) for y, x in ends.items())
        lines.append(Line(stretch, stations[0].y, _short(stretch.name), tuple(stations), rails))
        row += len(ends)
    return Drawing(WIDTH, row * _ROW, tuple(lines))


def _short(name: str) -> str:
    return name if len(name) <= 32 else name[:31].rstrip() + "…"
