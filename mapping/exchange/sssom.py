"""The mappings as SSSOM 1.1 tables: what holds in one file, what does not hold in another.

Consumers overlook `predicate_modifier`, so no negative row stands among the positive ones. The form is the canonical
one of the SSSOM/TSV specification: slots in the order of the schema, sorted rows, equal values said once in the head.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any

import yaml

from mapping import markup
from mapping.exchange import edition
from mapping.exchange.edition import LICENCE, absolute
from mapping.models import Concept, Mapping, NoCounterpart, NotExact
from mapping.models.mapping import MappingQuerySet
from mapping.models.naming import DISCIPLINES
from mapping.models.record import Reviewable

COLUMNS = (
    *("record_id", "subject_id", "subject_label", "predicate_id", "predicate_modifier", "object_id", "object_label"),
    *("mapping_justification", "author_label", "reviewer_label", "subject_source", "object_source"),
    *("mapping_cardinality", "mapping_tool", "mapping_date", "review_date", "confidence", "reviewer_agreement"),
    *("see_also", "comment", "ext_carries_over", "ext_differs", "ext_trap"),
)
_MANDATORY = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
# What the schema lets the head say for all rows at once.
_PROPAGATED = ("subject_source", "object_source", "mapping_tool", "mapping_date")
_EXTENSIONS = {"ext_carries_over": "carries-over", "ext_differs": "differs", "ext_trap": "trap"}
PROPERTIES = frozenset(_EXTENSIONS.values())
# ManualMappingCuration is done by a human being (SEMAPV), so a machine's draft never claims it. There are finer words
# for machines, which the schema of SSSOM 1.1 refuses.
JUSTIFICATIONS = {
    Mapping.Basis.BACKGROUND_KNOWLEDGE: "semapv:BackgroundKnowledgeBasedMatching",
    Mapping.Basis.COMPOSITE: "semapv:CompositeMatching",
    Mapping.Basis.LEXICAL: "semapv:LexicalMatching",
    Mapping.Basis.MANUAL: "semapv:ManualMappingCuration",
}
_BY_MACHINE = JUSTIFICATIONS[Mapping.Basis.BACKGROUND_KNOWLEDGE]
_TOOL = "machine draft"
_NONE = "sssom:NoTermFound"
Row = dict[str, str]


def positive(mappings: MappingQuerySet | None = None) -> str:
    """Every published mapping, or the published ones of these."""
    mappings = (Mapping.objects.all() if mappings is None else mappings).published().with_ends()
    title = "DevOps, MLOps and LLMOps concepts: mappings"
    return _table("crosswalk.sssom.tsv", title, [row_of(mapping) for mapping in mappings])


def negative() -> str:
    """What is not the same whatever its name says, and what has no counterpart."""
    title = "DevOps, MLOps and LLMOps concepts: false friends, and concepts without a counterpart"
    return _table("negative.sssom.tsv", title, negative_rows())


def negative_rows() -> list[Row]:
    """The rows of the negative table, each with its slots."""
    pairs = NotExact.objects.filter(false_friend__status="published").published().select_related("false_friend")
    findings = NoCounterpart.objects.filter(concept__status="published").select_related("concept")
    return [*map(_of_pair, pairs), *map(_of_finding, findings)]


def row_of(mapping: Mapping) -> Row:
    """What a mapping says in each slot; needs its ends."""
    ends = (mapping.subject, mapping.object)
    return {
        "record_id": _record_id(*map(_dotted, ends)),
        **_end("subject", mapping.subject),
        "predicate_id": mapping.predicate_id,
        **_end("object", mapping.object),
        "mapping_justification": _justification(mapping.basis, mapping),
        "confidence": f"{mapping.confidence:.3f}".rstrip("0").rstrip("."),
        "see_also": absolute(f"{mapping.subject.get_absolute_url()}#{mapping.object.discipline_id}"),
        "comment": mapping.because,
        "ext_carries_over": " | ".join(map(_plain, mapping.carries_over_html)),
        "ext_differs": " | ".join(map(_plain, mapping.differs_html)),
        "ext_trap": _plain(mapping.trap_html),
        **_history(mapping),
    }


def _of_pair(pair: NotExact) -> Row:
    word = pair.false_friend
    return {
        "record_id": _record_id("not", *map(_dotted, (pair.subject, pair.object))),
        **_end("subject", pair.subject),
        "predicate_id": "skos:exactMatch",
        "predicate_modifier": "Not",
        **_end("object", pair.object),
        "mapping_justification": _justification(Mapping.Basis.MANUAL, word),
        "see_also": absolute(word.get_absolute_url()),
        "comment": _plain(word.how_to_tell_html),
        **_history(word),
    }


def _of_finding(none: NoCounterpart) -> Row:
    """Told in the direction of all mappings: DevOps to MLOps to LLMOps, so the term that is missing may come first."""
    here, there = none.concept.discipline_id, none.discipline_id
    is_forward = DISCIPLINES.index(here) < DISCIPLINES.index(there)
    known, missing = ("subject", "object") if is_forward else ("object", "subject")
    return {
        "record_id": _record_id("none", _dotted(none.concept), there),
        **_end(known, none.concept),
        "predicate_id": "skos:closeMatch",
        f"{missing}_id": _NONE,
        f"{missing}_source": f"id:{there}",
        "mapping_justification": _justification(Mapping.Basis.MANUAL, none.concept),
        "mapping_cardinality": "1:0" if is_forward else "0:1",
        "see_also": absolute(f"{none.concept.get_absolute_url()}#{there}"),
        "comment": _plain(none.because_html),
        **_history(none.concept),
    }


def _end(side: str, concept: Concept) -> Row:
    return {
        f"{side}_id": f"{concept.discipline_id}:{concept.identifier}",
        f"{side}_label": concept.label,
        f"{side}_source": f"id:{concept.discipline_id}",
    }


def _record_id(*parts: str) -> str:
    return f"mapping:{'.'.join(parts)}"


def _dotted(concept: Concept) -> str:
    return f"{concept.discipline_id}.{concept.identifier}"


def _justification(basis: str, row: Reviewable) -> str:
    claimed = JUSTIFICATIONS[Mapping.Basis(basis)]
    is_curated = basis == Mapping.Basis.MANUAL
    return _BY_MACHINE if is_curated and row.is_machine_drafted else claimed


def _history(row: Reviewable) -> Row:
    """Who wrote it and when, and who has reviewed it: only a person is an author or a reviewer."""
    found = {"mapping_date": row.drafted_on.isoformat()}
    found |= {"mapping_tool": _TOOL} if row.is_machine_drafted else {"author_label": row.drafted_by}
    if row.is_reviewed:
        found |= {"reviewer_label": row.reviewed_by, "review_date": row.reviewed_on.isoformat()}
        if row.agreement is not None:
            found["reviewer_agreement"] = f"{row.agreement:.3f}".rstrip("0").rstrip(".")
    return found


def _plain(html: str) -> str:
    return " ".join(markup.plain(html).split())


def _table(name: str, title: str, rows: list[Row]) -> str:
    said_once = {slot: value for slot in _PROPAGATED if (value := _common(rows, slot))}
    wanted = _MANDATORY | {name for row in rows for name, value in row.items() if value}
    columns = [name for name in COLUMNS if name in wanted and name not in said_once]
    head = yaml.safe_dump(_head(name, title, rows, said_once), sort_keys=False, allow_unicode=True, width=2**16)
    written = io.StringIO()
    written.writelines(f"#{line}\n" for line in head.splitlines())
    table = csv.writer(written, delimiter="\t", lineterminator="\n")
    table.writerow(columns)
    table.writerows(sorted([_cell(row.get(name, ""), name) for name in columns] for row in rows))
    return written.getvalue()


def _cell(value: str, name: str) -> str:
    # A bar parts the values of these slots, so one inside a name is escaped.
    return value.replace("|", r"\|") if name in ("author_label", "reviewer_label", "see_also") else value


def _common(rows: Iterable[Row], slot: str) -> str:
    values = {row.get(slot, "") for row in rows}
    return values.pop() if len(values) == 1 else ""


def _head(name: str, title: str, rows: list[Row], said_once: Row) -> dict[str, Any]:
    version = edition.current()
    prefixes = {name: absolute(f"/id/{name}/") for name in (*DISCIPLINES, "mapping")} | {"id": absolute("/id/")}
    used = {value.partition(":")[0] for row in rows for slot, value in row.items() if slot.endswith(("_id", "_source"))}
    types = {"subject_type": "skos concept", "object_type": "skos concept"} if rows else {}
    order = ("subject_type", "subject_source", "object_type", "object_source", "mapping_tool", "mapping_date")
    once = types | said_once
    return {
        "sssom_version": "1.1",
        "curie_map": {prefix: iri for prefix, iri in sorted(prefixes.items()) if prefix in used},
        "mapping_set_id": absolute(f"/export/{name}"),
        "mapping_set_version": version.version,
        "mapping_set_title": title,
        "license": LICENCE,
        **{slot: once[slot] for slot in order if slot in once},
        **_extensions(rows),
    }


def _extensions(rows: list[Row]) -> dict[str, Any]:
    defined = [
        {"slot_name": slot, "property": absolute(f"/id/property/{name}"), "type_hint": "xsd:string"}
        for slot, name in sorted(_EXTENSIONS.items())
        if any(row.get(slot) for row in rows)
    ]
    return {"extension_definitions": defined} if defined else {}
