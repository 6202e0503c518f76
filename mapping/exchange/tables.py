"""The records as CSV for spreadsheets: the crosswalk row by row, the concepts, the tools."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from mapping.exchange.edition import absolute
from mapping.models import Concept, Label, Mapping, NoCounterpart, Tool

_PAIR = (
    *("from_discipline", "from_slug", "from_name", "from_url", "relation", "confidence"),
    *("to_discipline", "to_slug", "to_name", "to_url", "gist", "carries_over", "differs", "trap"),
    *("because", "drafted_by", "drafted_on", "reviewed_by", "reviewed_on"),
)
_CONCEPT = (
    *("iri", "discipline", "slug", "name", "aliases", "stage", "level", "importance", "gist", "definition", "url"),
    *("drafted_by", "drafted_on", "reviewed_by", "reviewed_on"),
)
_TOOL = (
    *("iri", "slug", "name", "aliases", "kind", "licence", "open_source", "state", "governance", "language"),
    *("first_release", "gist", "homepage", "repository", "disciplines", "url", "checked"),
)
_HISTORY = ("drafted_by", "drafted_on", "reviewed_by", "reviewed_on")


def crosswalk() -> str:
    """A row for each published mapping, and one with the relation `none` for each finding that there is none."""
    mappings = Mapping.objects.published().with_ends().order_by("subject__path", "object__path")
    findings = NoCounterpart.objects.filter(concept__status="published").select_related("concept")
    rows = [*map(_of_mapping, mappings), *map(_of_finding, findings.order_by("concept__path", "discipline__order"))]
    return _csv(_PAIR, rows)


def concepts() -> str:
    """A row for each published concept."""
    return _csv(_CONCEPT, map(_of_concept, Concept.objects.published().with_shown_labels().order_by("path")))


def tools() -> str:
    """A row for each published tool."""
    return _csv(_TOOL, map(_of_tool, Tool.objects.published().with_uses().with_shown_labels().order_by("path")))


def _of_mapping(mapping: Mapping) -> dict[str, Any]:
    return {
        **_end("from", mapping.subject),
        "relation": mapping.relation,
        "confidence": mapping.confidence,
        **_end("to", mapping.object),
        "gist": mapping.gist,
        "carries_over": "\n".join(mapping.carries_over),
        "differs": "\n".join(mapping.differs),
        "trap": mapping.trap,
        "because": mapping.because,
        **_fields(mapping, _HISTORY),
    }


def _of_finding(none: NoCounterpart) -> dict[str, Any]:
    return {
        **_end("from", none.concept),
        "relation": "none",
        "to_discipline": none.discipline_id,
        "because": none.because,
        **_fields(none.concept, _HISTORY),
    }


def _end(side: str, concept: Concept) -> dict[str, str]:
    return {
        f"{side}_discipline": concept.discipline_id,
        f"{side}_slug": concept.slug,
        f"{side}_name": concept.label,
        f"{side}_url": absolute(concept.get_absolute_url()),
    }


def _of_concept(concept: Concept) -> dict[str, Any]:
    fields = ("slug", "level", "importance", "gist", "definition", *_HISTORY)
    return _named(concept) | _fields(concept, fields) | {"discipline": concept.discipline_id, "stage": concept.stage_id}


def _of_tool(tool: Tool) -> dict[str, Any]:
    fields = ("slug", "licence", "state", "governance", "language", "first_release", "gist", "homepage", "repository")
    return (
        _named(tool)
        | _fields(tool, (*fields, "checked"))
        | {
            "kind": tool.tool_kind,
            "open_source": "" if tool.open_source is None else str(tool.open_source).lower(),
            "disciplines": ", ".join(tool.disciplines),
        }
    )


def _named(record: Concept | Tool) -> dict[str, str]:
    aliases = [label.text for label in record.shown_labels if label.kind == Label.Kind.ALT]
    return {
        "iri": absolute(record.identity),
        "name": record.label,
        "aliases": ", ".join(aliases),
        "url": absolute(record.get_absolute_url()),
    }


def _fields(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _csv(columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> str:
    """RFC 4180 without its CR, in UTF-8."""
    written = io.StringIO()
    table = csv.DictWriter(written, columns, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()
