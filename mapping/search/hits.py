"""What search answers with, and the queries that fill it: a constant number, however many hits."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from mapping.models import (
    Concept,
    Counterpart,
    Label,
    Mapping,
    NoCounterpart,
    Record,
    Sense,
    Status,
    ToolMove,
    ToolUse,
)
from mapping.models.tool import ToolMoveOther

PER_DISCIPLINE = 3


@dataclass(frozen=True)
class HitCounterpart:
    """What a hit becomes in another discipline; `relation` is `none` where there is no counterpart."""

    type: str
    discipline: str
    slug: str | None
    name: str | None
    url: str | None
    relation: str
    confidence: Decimal | None


@dataclass(frozen=True)
class Hit:
    """One record found: the label that matched and how, and its counterparts."""

    pk: int
    type: str
    discipline: str
    stage: str
    label: str
    matched: str
    matched_kind: str
    score: float
    slug: str = ""
    gist: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    counterparts: tuple[HitCounterpart, ...] = ()


@dataclass(frozen=True)
class Results:
    """The answer to one query. `count` and `facets` speak of all hits, `hits` of one page of them."""

    query: str
    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    corrected: str | None = None
    intent: dict[str, str] | None = None
    facets: dict[str, Counter] = field(default_factory=dict)


def fill(hits: list[Hit]) -> list[Hit]:
    """Give each hit its name, address, aliases and counterparts."""
    pks = [hit.pk for hit in hits]
    rows = Record.objects.in_bulk(pks)
    aliases = defaultdict(list)
    for pk, text in Label.objects.filter(record__in=pks, kind=Label.Kind.ALT).values_list("record_id", "text"):
        aliases[pk].append(text)
    found = _counterparts(pks)
    return [
        replace(
            hit,
            label=rows[hit.pk].label,
            slug=rows[hit.pk].slug,
            gist=rows[hit.pk].gist,
            url=rows[hit.pk].get_absolute_url(),
            aliases=tuple(aliases[hit.pk]),
            counterparts=tuple(found[hit.pk]),
        )
        for hit in hits
        if hit.pk in rows
    ]


def _counterparts(pks: list[int]) -> dict[int, list[HitCounterpart]]:
    """Counterparts of concepts, tools and false friends alike, from five queries."""
    uses: dict[int, set[int]] = defaultdict(set)
    published = ToolUse.objects.filter(tool__in=pks, concept__status=Status.PUBLISHED)
    for tool, concept in published.values_list("tool_id", "concept_id"):
        uses[concept].add(tool)
    seen: dict[int, list[Counterpart]] = defaultdict(list)
    for mapping in Mapping.objects.counterparts().lean_with_ends().of({*pks, *uses}):
        for end in (mapping.subject, mapping.object):
            seen[end.pk].append(Counterpart.of(mapping, end))
    found: dict[int, list[HitCounterpart]] = defaultdict(list)
    for pk in pks:
        found[pk] += [_mapped(counterpart) for counterpart in Counterpart.ranked(seen.get(pk, []))]
    _of_tools(pks, uses, seen, found)
    _findings(pks, found)
    return found


def _mapped(counterpart: Counterpart) -> HitCounterpart:
    return _concept(counterpart.concept, counterpart.relation, counterpart.mapping.confidence)


def _concept(concept: Concept, relation: str, confidence: Decimal | None) -> HitCounterpart:
    address = concept.get_absolute_url()
    return HitCounterpart("concept", concept.discipline_id, concept.slug, concept.label, address, relation, confidence)


def _findings(pks: list[int], found: dict[int, list[HitCounterpart]]) -> None:
    """Where there is no counterpart: the nearest analogy; and the meanings of a false friend."""
    for none in NoCounterpart.objects.filter(concept__in=pks).select_related("analogy"):
        near = none.shown_analogy
        found[none.concept_id].append(
            _concept(near, "none", None)
            if near
            else HitCounterpart("concept", none.discipline_id, None, None, None, "none", None)
        )
    for sense in Sense.objects.filter(false_friend__in=pks, concept__status=Status.PUBLISHED).select_related("concept"):
        found[sense.false_friend_id].append(_concept(sense.concept, "none", None))


_RELATION_OF_MOVE = {ToolMove.Verdict.ADD: "related", ToolMove.Verdict.SWAP: "close"}


def _of_tools(
    pks: list[int],
    uses: dict[int, set[int]],
    seen: dict[int, list[Counterpart]],
    found: dict[int, list[HitCounterpart]],
) -> None:
    """A tool's counterparts: what to add or swap it for, then those of the DevOps concepts that it serves."""
    others = ToolMoveOther.objects.filter(move__tool__in=pks, tool__status=Status.PUBLISHED).select_related(
        "move", "tool"
    )
    for other in others.order_by("move__discipline__order", "position"):
        move, tool = other.move, other.tool
        relation = _RELATION_OF_MOVE.get(move.verdict, "exact")
        found[move.tool_id].append(
            HitCounterpart("tool", move.discipline_id, tool.slug, tool.label, tool.get_absolute_url(), relation, None)
        )
    through: dict[int, list[Counterpart]] = defaultdict(list)
    for concept, tools in uses.items():
        onward = [c for c in seen.get(concept, []) if c.mapping.subject_id == concept]
        for tool in tools:
            through[tool] += onward
    for tool, counterparts in through.items():
        found[tool] += _few_of_each(Counterpart.ranked(counterparts))


def _few_of_each(counterparts: list[Counterpart]) -> list[HitCounterpart]:
    taken: Counter[str] = Counter()
    kept: dict[int, HitCounterpart] = {}
    for counterpart in counterparts:
        concept = counterpart.concept
        if taken[concept.discipline_id] < PER_DISCIPLINE and concept.pk not in kept:
            taken[concept.discipline_id] += 1
            kept[concept.pk] = _mapped(counterpart)
    return list(kept.values())
