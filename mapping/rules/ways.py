"""Ways through a graph of one-step links, without recursion: neither depth nor a circle can break them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter

Steps = Mapping[str, list[str]]


def steps(pairs: Iterable[tuple[str, str]]) -> Steps:
    """Where one step leads from each place, sorted, so that the same data always shows the same way."""
    onward: dict[str, list[str]] = defaultdict(list)
    for start, end in sorted(set(pairs)):
        onward[start].append(end)
    return onward


def reached(onward: Steps, start: str) -> dict[str, str]:
    """Everything one or more steps away, each with the place before it."""
    before: dict[str, str] = {}
    queue = [start]
    for place in queue:
        for step in onward.get(place, ()):
            if step not in before:
                before[step] = place
                queue.append(step)
    return before


def route(onward: Steps, start: str, goal: str) -> list[str]:
    """A shortest way of at least one step: only a circle leads from a place to itself."""
    before = reached(onward, start)
    if goal not in before:
        return []
    way = [goal, before[goal]]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]


def circles(onward: Steps) -> Iterator[list[str]]:
    """A way round for every place that can come back to itself, each place in one of them.

    Sorting takes away first what leads into no circle, which in sound data is everything.
    """
    sorter = TopologicalSorter(onward)
    with suppress(CycleError):
        sorter.prepare()
    left = set(onward)
    while ready := sorter.get_ready():
        left.difference_update(ready)
        sorter.done(*ready)
    for place in sorted(left):
        if place in left and (way := route(onward, place, place)):
            left.difference_update(way)
            yield way
