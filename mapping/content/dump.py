"""Rows of the tables to the records that their text would say: the opposite of `load`."""

from collections.abc import Callable
from typing import Any

from mapping.content.canonical import text_of
from mapping.content.formats import (
    ConceptFormat,
    DisciplineFormat,
    FalseFriendFormat,
    LegFormat,
    RoleFormat,
    StagesFormat,
    ToolFormat,
    with_tag,
)
from mapping.models import Concept, Discipline, FalseFriend, Label, Leg, Record, Role, Stage, Tool


def dump(record: Record) -> str:
    """The canonical text of a record as the tables hold it now.

    Raises pydantic.ValidationError where the tables hold what a file may not.
    """
    model, values = values_of(record)
    return text_of(model.model_validate(values), record.body)


def values_of(record: Record) -> tuple[type, dict[str, Any]]:
    """The format of a record and its values as front matter would give them, empty ones left out."""
    row = child_of(record)
    if record.kind == Record.Kind.STAGES:
        fields = ("key", "name", "definition", "order", "cross_cutting")
        return StagesFormat, {"stages": list(Stage.objects.values(*fields))}
    model, dumper = _DUMPERS[type(row)]
    values = dumper(row) | _common(row)
    return model, {name: value for name, value in values.items() if value not in ("", None, [], {})}


def child_of(record: Record) -> Record:
    """The row of the record's own kind: a Concept for a concept."""
    if type(record) is not Record or record.kind == Record.Kind.STAGES:
        return record
    return getattr(record, f"as_{record.kind.replace('-', '_')}")


def _common(row: Record) -> dict[str, Any]:
    names = [former.path.rpartition("/")[2] for former in row.former_slugs.all()]
    return {
        "formerly": names,
        "replaced_by": row.replaced_by and _ref(row.replaced_by, row),
        "sources": [{"title": s.title, "url": s.url, "seen": s.seen} for s in row.sources.all()],
        **_review(row),
    }


def _review(row: Any) -> dict[str, Any]:
    values: dict[str, Any] = {"status": row.status, "drafted": {"by": row.drafted_by, "on": row.drafted_on}}
    if row.reviewed_by:
        values["reviewed"] = {"by": row.reviewed_by, "on": row.reviewed_on, "agreement": row.agreement}
    return values


def _ref(target: Record, seen_from: Record) -> str:
    """A concept or tool as this record would name it: by its slug alone in the same discipline."""
    folder = seen_from.path.rpartition("/")[0]
    if target.path.rpartition("/")[0] == folder:
        return target.slug
    return target.path.removeprefix("concepts/").removeprefix("tools/")


def _labels(row: Record) -> dict[str, Any]:
    labels = sorted(row.labels.all(), key=lambda label: label.position)
    pref = {label.lang: label.text for label in labels if label.kind == Label.Kind.PREF and label.lang != "en"}
    by_kind = {
        name: [with_tag(label.text, label.lang) for label in labels if label.kind == kind]
        for name, kind in (("aliases", Label.Kind.ALT), ("hidden", Label.Kind.HIDDEN))
    }
    plain = [with_tag(label.text, label.lang) for label in labels if label.is_plain_word]
    return {"label": row.label, "labels": pref, "asks": row.asks, "plain_word": plain, **by_kind}


def _concept(row: Concept) -> dict[str, Any]:
    relations = list(row.relations_out.select_related("object"))
    related = {
        kind: [_ref(relation.object, row) for relation in relations if relation.kind == kind]
        for kind in ("broader", "related", "requires")
    }
    fields = ("level", "importance", "carry", "gist", "definition", "scope")
    return (
        _labels(row)
        | {name: getattr(row, name) for name in fields}
        | related
        | {
            "stage": row.stage_id,
            "tools": _tools(row),
            "mappings": [_mapping(mapping, row) for mapping in row.mappings_out.select_related("object")],
            "no_counterpart": [_no_counterpart(none, row) for none in row.no_counterparts.select_related("analogy")],
        }
    )


def _tools(row: Concept) -> dict[str, list[dict[str, str]]]:
    jobs: dict[str, list[dict[str, str]]] = {}
    for use in row.tool_uses.select_related("tool"):
        jobs.setdefault(use.job, []).append(_filled({"tool": use.tool.slug, "choose_when": use.choose_when}))
    return jobs


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, [], {})}


def _mapping(mapping: Any, row: Concept) -> dict[str, Any]:
    fields = ("relation", "confidence", "gist", "carries_over", "differs", "trap", "basis", "because")
    values = {name: getattr(mapping, name) for name in fields}
    return _filled({"to": _ref(mapping.object, row)} | values | _review(mapping))


def _no_counterpart(none: Any, row: Concept) -> dict[str, Any]:
    values = {name: getattr(none, name) for name in ("because", "holds", "breaks", "trap")}
    return _filled({"in": none.discipline_id, "analogy": none.analogy and _ref(none.analogy, row)} | values)


def _tool(row: Tool) -> dict[str, Any]:
    fields = (
        *(
            "gist",
            "homepage",
            "repository",
            "licence",
            "licence_note",
            "open_source",
            "governance",
            "language",
        ),
        *("first_release", "state", "traps", "checked"),
    )
    links = list(row.links.select_related("other"))
    names: dict[str, list[str]] = {}
    for name in row.machine_names.order_by("pk"):
        names.setdefault(name.ecosystem, []).append(name.name)
    moves = {
        move.discipline_id: {
            "verdict": move.verdict,
            "with": [other.tool.slug for other in move.with_tools.select_related("tool")],
            "text": move.text,
        }
        for move in row.moves.order_by("pk")
    }
    return (
        _labels(row)
        | {name: getattr(row, name) for name in fields}
        | {
            "kind": row.tool_kind,
            "successor": row.successor and row.successor.slug,
            "machine_names": names,
            "moves": moves,
            **{
                kind: [link.other.slug for link in links if link.kind == kind]
                for kind in ("instead_of", "works_with", "confused_with", "runs_on")
            },
        }
    )


def _discipline(row: Discipline) -> dict[str, Any]:
    fields = ("order", "definition", "adds", "is_not", "unit_of_release", "changes_when")
    return _labels(row) | {name: getattr(row, name) for name in fields} | {"part_of": row.part_of_id}


def _role(row: Role) -> dict[str, Any]:
    concepts = list(row.role_concepts.select_related("concept"))
    by_kind = {
        kind: [_ref(one.concept, row) for one in concepts if one.kind == kind] for kind in ("knows", "bridge_first")
    }
    return _labels(row) | {"strength": row.strength, "usual_gap": row.usual_gap} | by_kind


def _leg(row: Leg) -> dict[str, Any]:
    steps = [
        {
            "concept": _in_discipline(step.concept, row.discipline_id),
            "effort": step.effort,
            "optional": step.optional,
            "why": step.why,
        }
        for step in row.steps.select_related("concept")
    ]
    resources = list(row.resources.values("title", "url", "kind", "free"))
    fields = {name: getattr(row, name) for name in ("label", "goal", "hands_on")}
    return fields | {"discipline": row.discipline_id, "steps": steps, "resources": resources}


def _in_discipline(concept: Concept, discipline: str) -> str:
    return concept.slug if concept.discipline_id == discipline else concept.ref


def _false_friend(row: FalseFriend) -> dict[str, Any]:
    senses = [
        {"in": sense.concept.ref if sense.concept else sense.place, "means": sense.means}
        for sense in row.senses.select_related("concept")
    ]
    pairs = [[pair.subject.ref, pair.object.ref] for pair in row.not_exact.select_related("subject", "object")]
    return _labels(row) | {"senses": senses, "not_exact": pairs, "how_to_tell": row.how_to_tell}


_DUMPERS: dict[type, tuple[type, Callable[[Any], dict[str, Any]]]] = {
    Concept: (ConceptFormat, _concept),
    Tool: (ToolFormat, _tool),
    Discipline: (DisciplineFormat, _discipline),
    Role: (RoleFormat, _role),
    Leg: (LegFormat, _leg),
    FalseFriend: (FalseFriendFormat, _false_friend),
}
