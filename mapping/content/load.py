"""Records as their text says them, into the tables."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models

from mapping.content.formats import (
    ConceptFormat,
    DisciplineFormat,
    FalseFriendFormat,
    LabelledFormat,
    LegFormat,
    MappingPart,
    RecordFormat,
    RoleFormat,
    StagesFormat,
    ToolFormat,
    split_tag,
)
from mapping.content.references import is_concept_ref
from mapping.content.tree import Entry
from mapping.models import (
    Concept,
    ConceptRelation,
    Discipline,
    FalseFriend,
    FormerSlug,
    Label,
    Leg,
    MachineName,
    Mapping,
    NoCounterpart,
    NotExact,
    Record,
    Resource,
    Role,
    RoleConcept,
    Sense,
    Source,
    Stage,
    Step,
    Tool,
    ToolLink,
    ToolMove,
    ToolUse,
)
from mapping.models.naming import concept_path
from mapping.models.tool import ToolMoveOther

Ids = dict[str, int]

_MODELS: dict[type, type[Record]] = {
    DisciplineFormat: Discipline,
    ToolFormat: Tool,
    ConceptFormat: Concept,
    RoleFormat: Role,
    LegFormat: Leg,
    FalseFriendFormat: FalseFriend,
    StagesFormat: Record,
}
_KINDS = {
    Discipline: Record.Kind.DISCIPLINE,
    Tool: Record.Kind.TOOL,
    Concept: Record.Kind.CONCEPT,
    Role: Record.Kind.ROLE,
    Leg: Record.Kind.LEG,
    FalseFriend: Record.Kind.FALSE_FRIEND,
    Record: Record.Kind.STAGES,
}
_ORDER = list(_MODELS)


def load(entries: Iterable[Entry]) -> dict[str, Record]:
    """Write checked entries into the tables; the records, by path. Runs in the caller's transaction.

    First every row by itself, then what joins them, so that the order of the files does not matter.
    """
    ordered = sorted(entries, key=lambda entry: (_ORDER.index(type(entry.record)), entry.path))
    stages = [entry for entry in ordered if isinstance(entry.record, StagesFormat)]
    for entry in stages:
        _write_stages(entry.record)
    records = {entry.path: _write_row(entry) for entry in ordered}
    ids: Ids = dict(Record.objects.values_list("path", "pk"))
    # A name that belongs to one record alone may have gone from one of these to another.
    for model, owner in ((MachineName, "tool_id"), (FormerSlug, "record_id")):
        model.objects.filter(**{f"{owner}__in": [record.pk for record in records.values()]}).delete()
    for entry in ordered:
        _write_common(records[entry.path], entry, ids)
        if writer := _PARTS.get(type(entry.record)):
            writer(records[entry.path], entry.record, entry, ids)
    return records


def _write_stages(record: StagesFormat) -> None:
    Stage.objects.exclude(key__in=[stage.key for stage in record.stages]).delete()
    # Orders are unique: move the old ones out of the way before the new ones come in.
    Stage.objects.update(order=models.F("order") + 1000)
    for stage in record.stages:
        Stage.objects.update_or_create(key=stage.key, defaults=stage.model_dump(exclude={"key"}))


def _existing(entry: Entry, model: type[Record]) -> Record | None:
    """The row of an entry: at its path, or at one that it had before."""
    folder = entry.path.rpartition("/")[0]
    former = [f"{folder}/{slug}" for slug in getattr(entry.record, "formerly", [])]
    found = {row.path: row for row in model.objects.filter(path__in=[entry.path, *former])}
    return next((found[path] for path in [entry.path, *former] if path in found), None)


def _write_row(entry: Entry) -> Record:
    model = _MODELS[type(entry.record)]
    row = _existing(entry, model) or model()
    former = getattr(entry.record, "formerly", [])
    values: dict[str, Any] = {
        "kind": _KINDS[model],
        "path": entry.path,
        "slug": entry.slug,
        "identifier": former[0] if former else entry.slug,
        "body": entry.parsed.body,
        **_review(entry.record),
        **_ROWS[type(entry.record)](entry.record, entry),
    }
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def _review(record: Any) -> dict[str, Any]:
    """Status, drafter and reviewer, of a record or of a mapping; the stages have none of their own."""
    if isinstance(record, StagesFormat):
        return {"status": "published", "drafted_by": "editors", "drafted_on": "2026-11-25"}
    reviewed = record.reviewed
    return {
        "status": record.status,
        "drafted_by": record.drafted.by,
        "drafted_on": record.drafted.on,
        "reviewed_by": reviewed.by if reviewed else "",
        "reviewed_on": reviewed.on if reviewed else None,
        "agreement": reviewed.agreement if reviewed else None,
    }


def _labelled(record: LabelledFormat) -> dict[str, Any]:
    return {"label": record.label, "asks": record.asks}


def _concept_row(record: ConceptFormat, entry: Entry) -> dict[str, Any]:
    fields = ("level", "importance", "gist", "definition")
    return (
        _labelled(record)
        | {name: getattr(record, name) for name in fields}
        | {
            "discipline_id": entry.discipline,
            "stage_id": record.stage,
            "carry": record.carry or "",
            "scope": record.scope or "",
        }
    )


def _tool_row(record: ToolFormat, entry: Entry) -> dict[str, Any]:
    texts = ("homepage", "repository", "licence", "licence_note", "governance", "language", "state")
    return (
        _labelled(record)
        | {name: getattr(record, name) or "" for name in texts}
        | {
            "gist": record.gist,
            "tool_kind": record.kind,
            "open_source": record.open_source,
            "first_release": record.first_release,
            "traps": record.traps,
            "checked": record.checked,
        }
    )


def _discipline_row(record: DisciplineFormat, entry: Entry) -> dict[str, Any]:
    fields = ("order", "definition", "adds", "is_not", "unit_of_release", "changes_when")
    return _labelled(record) | {name: getattr(record, name) for name in fields} | {"key": entry.slug}


def _role_row(record: RoleFormat, entry: Entry) -> dict[str, Any]:
    return _labelled(record) | {"strength": record.strength, "usual_gap": record.usual_gap}


def _leg_row(record: LegFormat, entry: Entry) -> dict[str, Any]:
    fields = ("label", "goal", "hands_on")
    return {name: getattr(record, name) for name in fields} | {
        "number": leg_number(entry.slug),
        "discipline_id": record.discipline,
    }


def leg_number(slug: str) -> int:
    """The number that a leg's file name starts with."""
    return int(slug.partition("-")[0])


_ROWS: dict[type, Callable[[Any, Entry], dict[str, Any]]] = {
    ConceptFormat: _concept_row,
    ToolFormat: _tool_row,
    DisciplineFormat: _discipline_row,
    RoleFormat: _role_row,
    LegFormat: _leg_row,
    FalseFriendFormat: lambda record, entry: _labelled(record) | {"how_to_tell": record.how_to_tell},
    StagesFormat: lambda record, entry: {"label": "Stages"},
}


# What makes a part the same part in another place or with other words. Its row stays, so that a form that an
# editor has open goes on speaking of it while files are loaded. Parts of other kinds are made anew.
_SAME: dict[type[models.Model], tuple[str, ...]] = {
    Label: ("kind", "text", "lang"),
    Source: ("url",),
    FormerSlug: ("path",),
    ConceptRelation: ("kind", "object_id"),
    ToolUse: ("job", "tool_id"),
    Mapping: ("object_id",),
    NoCounterpart: ("discipline_id",),
    ToolLink: ("kind", "other_id"),
    RoleConcept: ("kind", "concept_id"),
    NotExact: ("subject_id", "object_id"),
}


def _replace(model: type[models.Model], owner: dict[str, Any], rows: list[dict[str, Any]]) -> list[Any]:
    """Put the given rows, in their order, in place of all that the owner has."""
    names = _SAME.get(model, ())
    old = model.objects.filter(**owner)
    held = {tuple(getattr(row, name) for name in names): row for row in old} if names else {}
    if not names:
        old.delete()
    placed = []
    for position, given in enumerate(rows):
        values = {"position": position, **given}
        row = held.pop(tuple(values[name] for name in names), None) or model(**owner)
        for name, value in values.items():
            setattr(row, name, value)
        placed.append(row)
    model.objects.filter(pk__in=[row.pk for row in held.values()]).delete()
    if kept := [row for row in placed if row.pk]:
        model.objects.bulk_update(kept, ["position", *(name.removesuffix("_id") for name in rows[0])])
    model.objects.bulk_create([row for row in placed if not row.pk])
    return placed


def _write_common(row: Record, entry: Entry, ids: Ids) -> None:
    record = entry.record
    if isinstance(record, LabelledFormat):
        _replace(Label, {"record_id": row.pk}, _labels(record))
    if not isinstance(record, RecordFormat):
        return
    _replace(Source, {"record_id": row.pk}, [source.model_dump() for source in record.sources])
    folder = entry.path.rpartition("/")[0]
    _replace(FormerSlug, {"record_id": row.pk}, [{"path": f"{folder}/{slug}"} for slug in record.formerly])
    successor = None
    if record.replaced_by:
        is_concept = isinstance(record, ConceptFormat)
        path = concept_path(record.replaced_by, entry.discipline) if is_concept else f"{folder}/{record.replaced_by}"
        successor = ids[path]
    if row.replaced_by_id != successor:
        Record.objects.filter(pk=row.pk).update(replaced_by=successor)


def _labels(record: LabelledFormat) -> list[dict[str, Any]]:
    plain = set(record.plain_word)
    named = [("pref", record.label, "en")] + [("pref", text, lang) for lang, text in record.labels.items()]
    for kind, texts in (("alt", record.aliases), ("hidden", record.hidden)):
        named += [(kind, *split_tag(text)) for text in texts]
    return [{"kind": kind, "text": text, "lang": lang, "is_plain_word": text in plain} for kind, text, lang in named]


def _concept_parts(row: Concept, record: ConceptFormat, entry: Entry, ids: Ids) -> None:
    def id_of(ref: str) -> int:
        return ids[concept_path(ref, entry.discipline)]

    relations = [
        {"kind": kind, "object_id": id_of(ref)} for kind in ConceptRelation.Kind.values for ref in getattr(record, kind)
    ]
    uses = [
        {"tool_id": ids[f"tools/{use.tool}"], "job": job, "choose_when": use.choose_when or ""}
        for job, tools in record.tools.items()
        for use in tools
    ]
    mappings = [_mapping_row(part) | {"object_id": id_of(part.to)} for part in record.mappings]
    none = [
        {
            "discipline_id": part.in_,
            "analogy_id": id_of(part.analogy) if part.analogy else None,
            **{name: getattr(part, name) or "" for name in ("because", "holds", "breaks", "trap")},
        }
        for part in record.no_counterpart
    ]
    _replace(ConceptRelation, {"subject_id": row.pk}, relations)
    _replace(ToolUse, {"concept_id": row.pk}, uses)
    _replace(Mapping, {"subject_id": row.pk}, mappings)
    _replace(NoCounterpart, {"concept_id": row.pk}, none)


def _mapping_row(part: MappingPart) -> dict[str, Any]:
    fields = ("relation", "confidence", "gist", "carries_over", "differs", "basis", "because")
    return {name: getattr(part, name) for name in fields} | {"trap": part.trap or ""} | _review(part)


def _tool_parts(row: Tool, record: ToolFormat, entry: Entry, ids: Ids) -> None:
    names = [
        {"ecosystem": ecosystem, "name": name} for ecosystem, names in record.machine_names.items() for name in names
    ]
    links = [
        {"kind": kind, "other_id": ids[f"tools/{slug}"]}
        for kind in ToolLink.Kind.values
        for slug in getattr(record, kind)
    ]
    _replace(MachineName, {"tool_id": row.pk}, names)
    _replace(ToolLink, {"tool_id": row.pk}, links)
    ToolMove.objects.filter(tool_id=row.pk).delete()
    for key, move in record.moves.items():
        made = ToolMove.objects.create(tool_id=row.pk, discipline_id=key, verdict=move.verdict, text=move.text)
        _replace(ToolMoveOther, {"move_id": made.pk}, [{"tool_id": ids[f"tools/{slug}"]} for slug in move.with_])
    Tool.objects.filter(pk=row.pk).update(successor=ids[f"tools/{record.successor}"] if record.successor else None)


def _discipline_parts(row: Discipline, record: DisciplineFormat, entry: Entry, ids: Ids) -> None:
    Discipline.objects.filter(pk=row.pk).update(part_of=record.part_of)


def _role_parts(row: Role, record: RoleFormat, entry: Entry, ids: Ids) -> None:
    concepts = [
        {"kind": kind, "concept_id": ids[concept_path(ref, "devops")]}
        for kind in RoleConcept.Kind.values
        for ref in getattr(record, kind)
    ]
    _replace(RoleConcept, {"role_id": row.pk}, concepts)


def _leg_parts(row: Leg, record: LegFormat, entry: Entry, ids: Ids) -> None:
    steps = [
        step.model_dump(exclude={"concept"}) | {"concept_id": ids[concept_path(step.concept, record.discipline)]}
        for step in record.steps
    ]
    _replace(Step, {"leg_id": row.pk}, steps)
    _replace(Resource, {"leg_id": row.pk}, [resource.model_dump() for resource in record.resources])


def _false_friend_parts(row: FalseFriend, record: FalseFriendFormat, entry: Entry, ids: Ids) -> None:
    senses = [
        {"means": sense.means}
        | ({"concept_id": ids[f"concepts/{sense.in_}"]} if is_concept_ref(sense.in_) else {"place": sense.in_})
        for sense in record.senses
    ]
    pairs = [
        {
            "subject_id": ids[concept_path(pair[0], "devops")],
            "object_id": ids[concept_path(pair[1], "devops")],
        }
        for pair in record.not_exact
    ]
    _replace(Sense, {"false_friend_id": row.pk}, senses)
    _replace(NotExact, {"false_friend_id": row.pk}, pairs)


_PARTS: dict[type, Callable[[Any, Any, Entry, Ids], None]] = {
    ConceptFormat: _concept_parts,
    ToolFormat: _tool_parts,
    DisciplineFormat: _discipline_parts,
    RoleFormat: _role_parts,
    LegFormat: _leg_parts,
    FalseFriendFormat: _false_friend_parts,
}
