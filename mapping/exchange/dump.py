"""Everything that is published, as one JSON document: the words of the API, records named as `devops/ci-cd`."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import orjson
from django.db.models import Prefetch

from mapping.exchange import edition
from mapping.exchange.edition import LICENCE, TITLE, absolute
from mapping.models import (
    Concept,
    ConceptRelation,
    Discipline,
    FalseFriend,
    Label,
    Leg,
    Mapping,
    NoCounterpart,
    Record,
    Role,
    RoleConcept,
    Stage,
    Step,
    Tool,
    ToolLink,
    ToolMove,
    ToolUse,
)
from mapping.models.record import long_texts

FORMAT = "1"
_LABELS = Prefetch("labels", Label.objects.order_by("kind", "position", "text"))


def everything() -> str:
    """The whole catalogue; the number of queries is the same for any number of records."""
    version = edition.current()
    whole = {
        "format": FORMAT,
        "title": TITLE,
        "version": version.version,
        "modified": version.modified,
        "licence": LICENCE,
        "disciplines": [_discipline(one) for one in Discipline.objects.published()],
        "stages": list(Stage.objects.values("key", "name", "definition", "order", "cross_cutting")),
        "concepts": _concepts(),
        "mappings": [_mapping(one) for one in _mappings()],
        "no_counterpart": [_finding(one) for one in _findings()],
        "tools": _tools(),
        "false_friends": [_false_friend(one) for one in _false_friends()],
        "roles": [_role(one) for one in _roles()],
        "roadmap": [_leg(one) for one in _legs()],
    }
    # The standard library would hold a million pieces of text at once, and take twenty times as long.
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _concepts() -> list[dict[str, Any]]:
    relations: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    links = ConceptRelation.objects.with_published_ends().order_by("subject__path", "kind", "position")
    for link in links:
        relations[link.subject.path][link.kind].append(link.object.ref)
    # Nothing that is not told: a tool stands under dozens of concepts, each time as an object of its own.
    uses = ToolUse.objects.filter(tool__status="published").select_related("tool").order_by("position")
    near = (_LABELS, "sources", Prefetch("tool_uses", uses.only("concept", "job", "choose_when", "tool__slug")))
    rows = Concept.objects.published().order_by("path").defer("body_html", "scope_html").prefetch_related(*near)
    kinds = ConceptRelation.Kind.values
    return [_concept(one) | {kind: relations[one.path][kind] for kind in kinds} for one in rows]


def _concept(one: Concept) -> dict[str, Any]:
    uses = one.tool_uses.all()
    return {
        **_named(one),
        "discipline": one.discipline_id,
        **_fields(one, "slug", "level", "importance", "carry", "definition", "scope", "body", "asks"),
        "stage": one.stage_id,
        "tools": [{"job": use.job, "tool": use.tool.slug, "choose_when": use.choose_when} for use in uses],
        "sources": _sources(one),
        **_history(one),
    }


def _mappings() -> Iterable[Mapping]:
    return Mapping.objects.published().with_ends().order_by("subject__path", "object__path")


def _mapping(one: Mapping) -> dict[str, Any]:
    return {
        "from": one.subject.ref,
        "to": one.object.ref,
        "confidence": float(one.confidence),
        **_fields(one, "relation", "gist", "carries_over", "differs", "trap", "basis", "because"),
        **_history(one),
    }


def _findings() -> Iterable[NoCounterpart]:
    found = NoCounterpart.objects.filter(concept__status="published").select_related("concept", "analogy")
    return found.defer(*long_texts("concept", "analogy")).order_by("concept__path", "discipline__order")


def _finding(one: NoCounterpart) -> dict[str, Any]:
    return {
        "concept": one.concept.ref,
        "discipline": one.discipline_id,
        "analogy": one.shown_analogy.ref if one.shown_analogy else None,
        **_fields(one, "because", "holds", "breaks", "trap"),
    }


def _tools() -> list[dict[str, Any]]:
    links = ToolLink.objects.filter(other__status="published").select_related("other").order_by("kind", "position")
    links = links.only("tool", "kind", "other__slug")
    rows = Tool.objects.published().order_by("path").select_related("successor").defer("body_html", "traps_html")
    near = (_LABELS, "sources", "machine_names", Prefetch("moves", ToolMove.objects.with_others()))
    return [_tool(one) for one in rows.prefetch_related(*near, Prefetch("links", links))]


def _tool(one: Tool) -> dict[str, Any]:
    facts = ("homepage", "repository", "licence", "licence_note", "open_source", "governance", "language")
    names = sorted(one.machine_names.all(), key=lambda name: (name.ecosystem, name.position, name.name))
    return {
        **_named(one),
        **_fields(one, "slug", *facts, "first_release", "state", "traps", "body", "asks", "checked"),
        "kind": one.tool_kind,
        "successor": one.shown_successor.slug if one.shown_successor else None,
        "machine_names": _grouped((name.ecosystem, name.name) for name in names),
        "links": _grouped((link.kind, link.other.slug) for link in one.links.all()),
        "moves": [_move(move) for move in one.moves.all()],
        "sources": _sources(one),
        **_history(one),
    }


def _move(move: ToolMove) -> dict[str, Any]:
    others = [other.tool.slug for other in move.with_tools.all()]
    return {"discipline": move.discipline_id, "verdict": move.verdict, "with": others, "text": move.text}


def _false_friends() -> Iterable[FalseFriend]:
    return FalseFriend.objects.published().with_senses().order_by("path").prefetch_related(_LABELS, "sources")


def _false_friend(one: FalseFriend) -> dict[str, Any]:
    senses = [
        {"in": sense.concept.ref if sense.concept else sense.place, "means": sense.means} for sense in one.senses.all()
    ]
    pairs = [[pair.subject.ref, pair.object.ref] for pair in one.not_exact.all()]
    told = {"slug": one.slug, "how_to_tell": one.how_to_tell, "senses": senses, "not_exact": pairs}
    return {**_named(one), **told, "sources": _sources(one), **_history(one)}


def _roles() -> Iterable[Role]:
    known = RoleConcept.objects.filter(concept__status="published").select_related("concept")
    known = known.defer(*long_texts("concept"))
    return Role.objects.published().order_by("path").prefetch_related(Prefetch("role_concepts", known))


def _role(one: Role) -> dict[str, Any]:
    by_kind = _grouped((known.kind, known.concept.ref) for known in one.role_concepts.all())
    concepts = {kind: by_kind.get(kind, []) for kind in RoleConcept.Kind.values}
    return {"slug": one.slug, "name": one.label, **_fields(one, "strength", "usual_gap", "body"), **concepts}


def _legs() -> Iterable[Leg]:
    steps = Step.objects.filter(concept__status="published").select_related("concept").order_by("position")
    steps = steps.defer(*long_texts("concept"))
    return Leg.objects.published().order_by("number").prefetch_related(Prefetch("steps", steps), "resources")


def _leg(one: Leg) -> dict[str, Any]:
    resources = [_fields(resource, "title", "url", "kind", "free") for resource in one.resources.all()]
    steps = [{"concept": step.concept.ref, **_fields(step, "effort", "optional", "why")} for step in one.steps.all()]
    about = {"slug": one.slug, "name": one.label, "discipline": one.discipline_id}
    return {**about, **_fields(one, "goal", "hands_on", "body"), "steps": steps, "resources": resources}


def _discipline(one: Discipline) -> dict[str, Any]:
    facts = ("definition", "adds", "is_not", "unit_of_release", "changes_when", "body")
    return {"key": one.key, "name": one.label, "iri": absolute(one.identity), "part_of": one.part_of_id} | _fields(
        one, *facts
    )


def _named(record: Record) -> dict[str, Any]:
    labels = list(record.labels.all())
    names = {label.lang: label.text for label in labels if label.kind == Label.Kind.PREF}
    return {
        "iri": absolute(record.identity),
        "url": absolute(record.get_absolute_url()),
        "name": record.label,
        "names": names,
        "aliases": [_tagged(label) for label in labels if label.kind == Label.Kind.ALT],
        "hidden": [_tagged(label) for label in labels if label.kind == Label.Kind.HIDDEN],
        "summary": record.gist,
    }


def _tagged(label: Label) -> dict[str, str]:
    return {"text": label.text, "lang": label.lang}


def _history(row: Any) -> dict[str, Any]:
    reviewed = None
    if row.is_reviewed:
        agreement = None if row.agreement is None else float(row.agreement)
        reviewed = {"by": row.reviewed_by, "on": row.reviewed_on, "agreement": agreement}
    return {"drafted": {"by": row.drafted_by, "on": row.drafted_on}, "reviewed": reviewed}


def _sources(record: Record) -> list[dict[str, Any]]:
    return [_fields(source, "title", "url", "seen") for source in record.sources.all()]


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _fields(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
