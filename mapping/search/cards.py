"""What a hit shows, made when a record is written: its name, its address and its counterparts."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from mapping import markup
from mapping.models import (
    Concept,
    Counterpart,
    FalseFriend,
    Label,
    Mapping,
    NoCounterpart,
    Record,
    Sense,
    Status,
    ToolMove,
    ToolUse,
)
from mapping.models.naming import DISCIPLINES, path_of
from mapping.models.tool import ToolLink, ToolMoveOther
from mapping.search.hits import HitCounterpart
from mapping.search.rows import marks, rows

PER_DISCIPLINE = 3
# How surely a tool to add or to swap for is the counterpart: no mapping says it.
_OF_A_TOOL = 0.5


def cards(records: Iterable[Record]) -> dict[int, dict[str, Any]]:
    """The card of each record, as JSON; they come with their labels prefetched."""
    records = list(records)
    found = _counterparts([row.pk for row in records])
    return {
        row.pk: {
            "label": row.label,
            "slug": row.slug,
            "gist": _gist(row),
            "url": row.get_absolute_url(),
            "aliases": [label.text for label in row.labels.all() if label.kind == Label.Kind.ALT],
            "counterparts": [other.as_json() for other in found[row.pk]],
        }
        for row in records
    }


def onward(subjects: Iterable[int], discipline: str, *, asked_outright: bool) -> list[tuple[int, str]]:
    """Where a named subject leads in a discipline: documents, each `named` or a `counterpart` of what is.

    A concept's counterpart is the answer, so it comes first; a tool's own page says what becomes of it. A concept that
    has none answers only who asked for the counterpart outright.
    """
    own: list[tuple[int, str]] = []
    addresses: list[str] = []
    is_tool = False
    subjects = set(subjects)
    sql = f"SELECT record_id, kind, discipline, card FROM mapping_searchdocument WHERE record_id IN ({marks(subjects)})"
    for pk, kind, lane, card in rows(sql, subjects) if subjects else []:
        if kind == Record.Kind.FALSE_FRIEND:
            continue
        own.append((pk, "named"))
        is_tool = is_tool or kind == Record.Kind.TOOL
        if lane != discipline:
            others = [HitCounterpart.from_json(stored) for stored in json.loads(card)["counterparts"]]
            addresses += [o.url for o in others if o.url and o.discipline == discipline and o.relation != "none"]
    paths = {path_of(address): rank for rank, address in enumerate(addresses)}
    sql = f"""SELECT r.path, r.id FROM mapping_record r JOIN mapping_searchdocument d ON d.record_id = r.id
        WHERE r.path IN ({marks(paths)})"""
    found = dict(rows(sql, paths)) if paths else {}
    others = [(found[path], "counterpart") for path in paths if path in found]
    if is_tool:
        return [*own, *others]
    return [*others, *own] if others or asked_outright else []


def instead_of(subjects: Collection[int]) -> list[int]:
    """These documents, then the tools that do the same job as those among them that are tools."""
    links = ToolLink.objects.between_published().filter(kind=ToolLink.Kind.INSTEAD_OF)
    links = links.filter(Q(tool__in=subjects) | Q(other__in=subjects)).order_by("position", "pk")
    ends = [end for link in links.values_list("tool_id", "other_id") for end in link]
    return list(dict.fromkeys([*subjects, *ends]))


def counterparts(pks: Collection[int]) -> list[tuple[int, int, float, str]]:
    """Each counterpart of these documents that is a page: of which, which, with what confidence, and where."""
    sql = f"SELECT record_id, card FROM mapping_searchdocument WHERE record_id IN ({marks(pks)})"
    stored = rows(sql, pks) if pks else []
    seen = [(pk, HitCounterpart.from_json(other)) for pk, card in stored for other in json.loads(card)["counterparts"]]
    paths = {other.url: path_of(other.url) for _, other in seen if other.url and other.relation != "none"}
    sql = f"SELECT path, id FROM mapping_record WHERE path IN ({marks(paths)})"
    found = dict(rows(sql, paths.values())) if paths else {}
    return [
        (pk, found[paths[other.url]], _sure(other), other.discipline)
        for pk, other in seen
        if paths.get(other.url) in found
    ]


def _sure(other: HitCounterpart) -> float:
    return _OF_A_TOOL if other.confidence is None else float(other.confidence)


def _gist(row: Record) -> str:
    """One line; a false friend's is the first sentence of how to tell."""
    if isinstance(row, FalseFriend) and not row.gist:
        return markup.plain(row.how_to_tell_html).partition(". ")[0].rstrip(".") + "."
    return row.gist


def _counterparts(pks: list[int]) -> dict[int, list[HitCounterpart]]:
    """Counterparts of concepts, tools and false friends alike, from five queries."""
    uses: dict[int, set[int]] = defaultdict(set)
    # That a tool serves “MLOps” as a whole says nothing of what it becomes in LLMOps.
    published = ToolUse.objects.filter(tool__in=pks, concept__status=Status.PUBLISHED)
    published = published.exclude(concept__slug__in=DISCIPLINES)
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
