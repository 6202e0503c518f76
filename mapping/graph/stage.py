"""One stage: its concepts in their lanes, and whatever they are mapped to in other stages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from statistics import mean

from mapping.graph.drawing import Drawing, Node, Router, Statement, bottom, node, stacked
from mapping.models import Concept, Mapping, Stage
from mapping.models.naming import DISCIPLINES

# More concepts of one stage than this can't be taken in, nor sent in a light page.
MOST = 90


def of_stage(stage: Stage, concepts: Iterable[Concept]) -> Drawing:
    """The drawing of a stage; the concepts are those of the whole map, with their counterparts."""
    by_pk = {concept.pk: concept for concept in concepts}
    mappings = [mapping for concept in by_pk.values() for mapping in concept.shown_out if not mapping.is_hint]
    # A mapping belongs to the stage of its subject; to that of its object if no line of that stage leads there.
    own_by_weight = sorted((c for c in by_pk.values() if c.stage_id == stage.pk), key=lambda c: -c.importance)
    own = {concept.pk for concept in own_by_weight[:MOST]}
    shown = [mapping for mapping in mappings if mapping.subject_id in own]
    reached = {mapping.object_id for mapping in shown}
    shown += [mapping for mapping in mappings if mapping.object_id in own - reached and mapping.subject_id not in own]
    drawn = own | {pk for mapping in shown for pk in (mapping.subject_id, mapping.object_id)}
    lanes = _lanes([concept for concept in by_pk.values() if concept.pk in drawn], stage, shown)
    nodes = {one.concept.pk: one for lane in lanes for one in lane}
    edges = Router(nodes).edges((m.subject_id, m.object_id, m.relation) for m in shown)
    return Drawing(tuple(nodes.values()), edges, bottom(nodes.values()), left_out=len(own_by_weight) - len(own))


def _lanes(concepts: list[Concept], stage: Stage, mappings: list[Mapping]) -> list[list[Node]]:
    """Boxes beside their partners: each lane is ordered by where the partners in the lanes before it stand."""
    partners: dict[int, set[int]] = defaultdict(set)
    for mapping in mappings:
        partners[mapping.object_id].add(mapping.subject_id)
    statements = _statements(mappings)
    middles: dict[int, float] = {}
    lanes = []
    for discipline in DISCIPLINES:
        own = [concept for concept in concepts if concept.discipline_id == discipline]
        wanted = {c.pk: mean([middles[p] for p in partners[c.pk] if p in middles] or [1e6]) for c in own}
        own.sort(key=lambda concept: (wanted[concept.pk], concept.stage_id != stage.pk))
        boxes = [
            replace(node(c, c.stage.name if c.stage_id != stage.pk else ""), statements=tuple(statements[c.pk]))
            for c in own
        ]
        lane = stacked(boxes, [wanted[c.pk] if wanted[c.pk] < 1e6 else 0 for c in own])
        middles |= {one.concept.pk: one.middle for one in lane}
        lanes.append(lane)
    return lanes


def _statements(mappings: list[Mapping]) -> dict[int, list[Statement]]:
    found: dict[int, list[Statement]] = defaultdict(list)
    for mapping in mappings:
        words = mapping.get_relation_display().capitalize()
        found[mapping.subject_id].append(Statement(f"{words}:", mapping.object))
        found[mapping.object_id].append(Statement(f"{words} of", mapping.subject))
    return found
