"""One concept and what stands around it: matches across the lanes, what to know before and after along its own."""

from collections.abc import Iterator
from dataclasses import replace

from mapping.graph.drawing import MARGIN, Drawing, Edge, Node, Router, Statement, bottom, node, stacked
from mapping.models import Concept, Mapping
from mapping.models.concept_page import ConceptPage
from mapping.models.naming import DISCIPLINES

# More would be a list again; the list beside the drawing has them all.
MOST = 4
_ABOVE = {"requires": "know this first", "broader": "broader"}
_BELOW = {"required_by": "go on with", "narrower": "narrower", "related": "related"}


def around(page: ConceptPage, between: list[Mapping] | None = None) -> Drawing:
    """The neighbourhood of a concept; `between` are mappings that may run from neighbour to neighbour."""
    focus = page.concept
    lanes: dict[str, list[Node]] = {key: [] for key in DISCIPLINES}
    for found in page.counterparts:
        lane = lanes[found.concept.discipline_id]
        if not found.mapping.is_hint and len(lane) < MOST:
            lane.append(_neighbour(found.concept, found.relation_label, focus))
    above = _along(page, _ABOVE, lanes)
    below = _along(page, _BELOW, lanes)
    statements = _statements(page)
    lanes[focus.discipline_id] = [*above, replace(node(focus, is_focus=True), statements=tuple(statements)), *below]
    nodes = {one.concept.pk: one for lane in _beside(lanes, focus) for one in lane}
    across = [
        pair
        for pair in _pairs(page, between or [])
        if nodes.keys() >= set(pair[:2]) and nodes[pair[0]].x != nodes[pair[1]].x
    ]
    edges = [*_spine(nodes, focus), *Router(nodes).edges(across)]
    return Drawing(tuple(nodes.values()), tuple(edges), bottom(nodes.values()))


def _neighbour(concept: Concept, note: str, focus: Concept) -> Node:
    kind = f"{note.capitalize()} of" if note.endswith("match") else f"{note.capitalize()}, seen from"
    return replace(node(concept, note), statements=(Statement(kind, focus),))


def _along(page: ConceptPage, kinds: dict[str, str], lanes: dict[str, list[Node]]) -> list[Node]:
    """Neighbours for the concept's own lane; those of another discipline go to the end of theirs."""
    own: list[Node] = []
    taken = {one.concept.pk for lane in lanes.values() for one in lane}
    for name, note in kinds.items():
        for concept in getattr(page.neighbours, name)[:MOST]:
            if concept.pk in taken:
                continue
            taken.add(concept.pk)
            discipline = concept.discipline_key
            lane = own if discipline == page.concept.discipline_id else lanes[discipline]
            lane.append(_neighbour(concept, note, page.concept))
    return own


def _statements(page: ConceptPage) -> Iterator[Statement]:
    for found in page.counterparts:
        if not found.mapping.is_hint:
            yield Statement(f"{found.relation_label.capitalize()}:", found.concept)
    for name, words in (_ABOVE | _BELOW).items():
        for concept in getattr(page.neighbours, name):
            yield Statement(f"{words.capitalize()}:", concept)


def _beside(lanes: dict[str, list[Node]], focus: Concept) -> Iterator[list[Node]]:
    """Each lane stacked, with the other lanes centred beside the concept."""
    own = stacked(lanes[focus.discipline_id])
    middle = next(one.middle for one in own if one.is_focus)
    yield own
    for key, lane in lanes.items():
        if key != focus.discipline_id and lane:
            first = middle - _height(lane) / 2 + lane[0].height / 2
            yield stacked(lane, [first] + [0.0] * (len(lane) - 1))


def _height(lane: list[Node]) -> float:
    placed = stacked(lane)
    return placed[-1].y + placed[-1].height - placed[0].y if placed else 0


def _pairs(page: ConceptPage, between: list[Mapping]) -> Iterator[tuple[int, int, str]]:
    mappings = {found.mapping.pk: found.mapping for found in page.counterparts if not found.mapping.is_hint}
    mappings |= {mapping.pk: mapping for mapping in between if not mapping.is_hint}
    for mapping in mappings.values():
        yield mapping.subject_id, mapping.object_id, mapping.relation
    focus = page.concept
    mapped = {pk for mapping in mappings.values() for pk in (mapping.subject_id, mapping.object_id)}
    for name in _ABOVE | _BELOW:
        for other in getattr(page.neighbours, name):
            if other.discipline_key != focus.discipline_id and other.pk not in mapped:
                pair = sorted((focus, other), key=lambda one: DISCIPLINES.index(one.discipline_key))
                yield pair[0].pk, pair[1].pk, "leads"


def _spine(nodes: dict[int, Node], focus: Concept) -> Iterator[Edge]:
    """Lines along the concept's own lane, in the margin beside the boxes."""
    centre = nodes[focus.pk]
    for one in nodes.values():
        if one.x == centre.x and one is not centre:
            x = one.x - MARGIN / 2
            path = f"M{one.x} {one.middle}H{x:g}V{centre.middle}H{centre.x}"
            yield Edge(path, "leads", (one.concept.pk, focus.pk))
