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
    ToolMove,
    ToolUse,
)

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
    for pk, text in Label.objects.filter(record__in=pks, kind=Label.Kind.ALT).values_list(
        "record_id", "text"
    ):
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
    found: dict[int, list[HitCounterpart]] = defaultdict(list)
    _of_concepts(pks, found)
    _of_tools(pks, found)
    for sense in Sense.objects.filter(false_friend__in=pks).exclude(concept=None).select_related("concept"):
        found[sense.false_friend_id].append(_concept(sense.concept, "none", None))
    return found


def _concept(concept: Concept, relation: str, confidence: Decimal | None) -> HitCounterpart:
    address = concept.get_absolute_url()
    return HitCounterpart(
        "concept", concept.discipline_id, concept.slug, concept.label, address, relation, confidence
    )


def _of_concepts(pks: list[int], found: dict[int, list[HitCounterpart]]) -> None:
    seen: dict[int, list[Counterpart]] = defaultdict(list)
    for mapping in Mapping.objects.counterparts().lean_with_ends().of(pks):
        for end in (mapping.subject, mapping.object):
            if end.pk in pks:
                seen[end.pk].append(Counterpart.of(mapping, end))
    for pk, counterparts in seen.items():
        found[pk] += [
            _concept(c.concept, c.relation, c.mapping.confidence) for c in Counterpart.ranked(counterparts)
        ]
    for none in NoCounterpart.objects.filter(concept__in=pks).select_related("analogy"):
        near = none.analogy
        found[none.concept_id].append(
            _concept(near, "none", None)
            if near
            else HitCounterpart("concept", none.discipline_id, None, None, None, "none", None)
        )


def _of_tools(pks: list[int], found: dict[int, list[HitCounterpart]]) -> None:
    """A tool's counterparts: what to add or swap it for, then those of the concepts that it serves."""
    relation = {ToolMove.Verdict.ADD: "related", ToolMove.Verdict.SWAP: "close"}
    for move in ToolMove.objects.filter(tool__in=pks).prefetch_related("with_tools__tool"):
        found[move.tool_id] += [
            HitCounterpart(
                *(
                    "tool",
                    move.discipline_id,
                    other.tool.slug,
                    other.tool.label,
                    other.tool.get_absolute_url(),
                ),
                *(relation.get(move.verdict, "exact"), None),
            )
            for other in move.with_tools.all()
        ]
    uses = ToolUse.objects.filter(tool__in=pks, concept__status="published").values_list(
        "tool_id", "concept_id"
    )
    tools = defaultdict(set)
    for tool, concept in uses:
        tools[concept].add(tool)
    _through_concepts(tools, found)


def _through_concepts(tools: dict[int, set[int]], found: dict[int, list[HitCounterpart]]) -> None:
    mappings = Mapping.objects.counterparts().lean_with_ends().filter(subject__in=tools)
    seen: dict[int, list[Counterpart]] = defaultdict(list)
    for mapping in mappings:
        for tool in tools[mapping.subject_id]:
            seen[tool].append(Counterpart.of(mapping, mapping.subject))
    for tool, counterparts in seen.items():
        taken: Counter[str] = Counter()
        names = {counterpart.slug for counterpart in found[tool]}
        for counterpart in Counterpart.ranked(counterparts):
            concept = counterpart.concept
            if taken[concept.discipline_id] < PER_DISCIPLINE and concept.slug not in names:
                taken[concept.discipline_id] += 1
                names.add(concept.slug)
                found[tool].append(_concept(concept, counterpart.relation, counterpart.mapping.confidence))
