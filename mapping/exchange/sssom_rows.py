"""SSSOM tables of ours or of others to rows of mappings: only what differs from the mappings that are there.

SSSOM says less than a mapping holds (points without their Markdown). So each slot is compared with what our own export
would say, and what is equal stays as it is: an export comes back without a change.
"""

import csv
import io
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

import yaml

from mapping import tables
from mapping.exchange import sssom
from mapping.exchange.edition import absolute
from mapping.models import Concept, Mapping
from mapping.models.naming import DISCIPLINES
from mapping.tables import Row, RowFault, TableError

MANDATORY = ("subject_id", "predicate_id", "object_id")
# What a slot says of a mapping, by our name.
_COLUMNS = {
    "predicate_id": "relation",
    "confidence": "confidence",
    "mapping_justification": "basis",
    "comment": "because",
    "ext_carries_over": "carries_over",
    "ext_differs": "differs",
    "ext_trap": "trap",
}
_CALLED = {column: slot for slot, column in _COLUMNS.items()} | {"from": "subject_id", "to": "object_id"}
_REVIEW = ("reviewer_label", "review_date", "reviewer_agreement")
# Prefixes that SSSOM has built in; a file need not define them.
_BUILT_IN = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "sssom": "https://w3id.org/sssom/",
}


def is_sssom(data: bytes) -> bool:
    """Whether a file is a table of SSSOM: it has a head in comments, or the names of its slots."""
    start = data[:4_000].removeprefix(b"\xef\xbb\xbf")
    return start.startswith(b"#") or b"subject_id\t" in start


def read_rows(data: bytes) -> list[Row]:
    """The rows of a table in whatever format: SSSOM, CSV or XLSX. Raises TableError."""
    return read(data) if is_sssom(data) else tables.read(data)


def read(data: bytes) -> list[Row]:
    """The mappings of an SSSOM/TSV file, with the number of the line as that of the row. Raises TableError."""
    tables.refuse_large(data)
    lines = tables.text_of(data).replace("\r\n", "\n").split("\n")
    length = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = _head(lines[:length])
    grid = csv.reader(io.StringIO("\n".join(lines[length:])), delimiter="\t", quotechar='"')
    try:
        rows = tables.rows_of(grid, first=length + 1)
    except csv.Error as error:
        raise TableError([RowFault(0, "", f"this is not a table ({error}).")]) from error
    found = _Reading(head)
    mappings = [mapping for row in rows if (mapping := found.mapping(row))]
    if found.faults:
        raise TableError(found.faults)
    return mappings


def _head(lines: list[str]) -> dict[str, Any]:
    try:
        head = yaml.safe_load("\n".join(line[1:] for line in lines)) or {}
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 1
        raise TableError([RowFault(line, "", "the head of this file is not YAML.", "Look at this line.")]) from error
    if not isinstance(head, dict) or not isinstance(head.get("curie_map") or {}, dict):
        raise TableError([RowFault(1, "curie_map", "the head must hold keys with values.", "Start from an export.")])
    return head


class _Reading:
    """One file: its prefixes, what it says once for all rows, and the faults so far."""

    def __init__(self, head: dict[str, Any]):
        ours = {key: absolute(f"/id/{key}/") for key in (*DISCIPLINES, "mapping")} | {"id": absolute("/id/")}
        given = {str(prefix): str(iri) for prefix, iri in (head.get("curie_map") or {}).items()}
        self.prefixes = _BUILT_IN | ours | given
        self.once = {name: str(value) for name, value in head.items() if name in sssom.COLUMNS}
        self.concepts = {absolute(concept.identity): concept.ref for concept in Concept.objects.lean()}
        self.stored = {
            (one.subject.ref, one.object.ref): sssom.row_of(one) for one in Mapping.objects.all().with_ends()
        }
        self.negative = {row["record_id"]: row for row in sssom.negative_rows()}
        self.faults: list[RowFault] = []

    def mapping(self, row: Row) -> Row | None:
        """What a row changes; nothing for what is no mapping, or is wrong and noted so."""
        slots = self.once | {name: cell.replace(r"\|", "|") for name, cell in row.cells.items()}
        before = len(self.faults)
        for name in MANDATORY:
            if not slots.get(name):
                self._refuse(row, name, "this slot is empty.", "SSSOM asks for it.")
        if len(self.faults) > before or self._is_negative(row, slots):
            return None
        ends = [self._concept(row, name, slots[name]) for name in ("subject_id", "object_id")]
        relation = self._predicate(row, slots["predicate_id"])
        if len(self.faults) > before:
            return None
        stored = self.stored.get((ends[0], ends[1]), {})
        self._check_review(row, slots, stored)
        cells = {"from": ends[0], "to": ends[1]} | dict(self._changed(row, slots, stored))
        if "relation" in cells:
            cells["relation"] = relation
        return Row(row.number, cells, _CALLED)

    def _changed(self, row: Row, slots: dict[str, str], stored: dict[str, str]) -> Iterator[tuple[str, str]]:
        for slot, column in _COLUMNS.items():
            given = slots.get(slot)
            if given is None or (stored and _shortened(given) == stored.get(slot, "")):
                continue
            if slot == "mapping_justification":
                given = self._basis(row, given)
            elif slot in ("ext_carries_over", "ext_differs"):
                given = given.replace(" | ", "\n")
            yield column, given

    def _is_negative(self, row: Row, slots: dict[str, str]) -> bool:
        """What is not the same, or missing, stands in our files of another kind: equal, it is passed over."""
        is_negative = slots.get("predicate_modifier") or "sssom:NoTermFound" in (
            slots["subject_id"],
            slots["object_id"],
        )
        if not is_negative:
            return False
        ours = self.negative.get(slots.get("record_id", ""), {})
        if not ours or any(slots.get(name, "") != value for name, value in ours.items()):
            what = "a statement that something is not the same, or missing, is not brought in."
            self._refuse(row, "predicate_modifier", what, "Write it at the desk: a false friend, or “no counterpart”.")
        return True

    def _concept(self, row: Row, slot: str, curie: str) -> str:
        iri = self._iri(row, slot, curie)
        if iri and iri not in self.concepts:
            known = {self._curie(one): one for one in self.concepts}
            self._refuse(row, slot, f"there is no concept “{curie}”.", _nearest(self._curie(iri), list(known)))
        return self.concepts.get(iri, "")

    def _predicate(self, row: Row, curie: str) -> str:
        known = {f"{_BUILT_IN['skos']}{name}Match": name for name in Mapping.Relation.values}
        iri = self._iri(row, "predicate_id", curie)
        if iri and iri not in known:
            names = [f"skos:{name}Match" for name in Mapping.Relation.values]
            remedy = _nearest(curie, names, otherwise=f"Use one of {', '.join(names)}.")
            self._refuse(row, "predicate_id", f"“{curie}” is not a relation of this catalogue.", remedy)
        return known.get(iri, "")

    def _basis(self, row: Row, curie: str) -> str:
        known = {justification: str(basis) for basis, justification in sssom.JUSTIFICATIONS.items()}
        if curie not in known:
            remedy = _nearest(curie, list(known), otherwise=f"Use one of {', '.join(known)}.")
            self._refuse(row, "mapping_justification", f"“{curie}” is not known here.", remedy)
        return known.get(curie, "")

    def _check_review(self, row: Row, slots: dict[str, str], stored: dict[str, str]) -> None:
        for name in _REVIEW:
            if slots.get(name) and slots[name] != stored.get(name, ""):
                self._refuse(row, name, "a review can’t be brought in.", "Leave it out; review it at the desk.")

    def _iri(self, row: Row, slot: str, curie: str) -> str:
        prefix, _, local = curie.partition(":")
        if local.startswith("//"):
            return curie
        if prefix not in self.prefixes:
            remedy = _nearest(prefix, list(self.prefixes), otherwise="Define it in curie_map.")
            self._refuse(row, slot, f"the prefix “{prefix}” is not defined.", remedy)
            return ""
        return self.prefixes[prefix] + local

    def _curie(self, iri: str) -> str:
        start = absolute("/id/")
        return iri.removeprefix(start).replace("/", ":", 1) if iri.startswith(start) else iri

    def _refuse(self, row: Row, slot: str, what: str, remedy: str) -> None:
        self.faults.append(RowFault(row.number, slot, what, remedy))


def _nearest(given: str, known: list[str], otherwise: str = "Add it first, or take the row out.") -> str:
    near = get_close_matches(given, known, n=3, cutoff=0.6)
    return f"Did you mean {' or '.join(f'“{name}”' for name in near)}?" if near else otherwise


def _shortened(value: str) -> str:
    """A number without the zeros at its end, as our own export writes it."""
    is_number = value.replace(".", "", 1).isdigit() and "." in value
    return value.rstrip("0").rstrip(".") if is_number else value
