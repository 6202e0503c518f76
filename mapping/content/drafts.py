"""Rows of a table on their way into records: to front matter, to texts, under the rules; each fault at its cell."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError
from pydantic import ValidationError

from mapping import publication
from mapping.content.canonical import text_of
from mapping.content.check import shared_names
from mapping.content.columns import Column, Part, Table, part_of
from mapping.content.desk import taken_names
from mapping.content.faults import ContentError, Fault, did_you_mean
from mapping.content.formats import FORMATS
from mapping.content.frontmatter import Parsed
from mapping.content.tree import Entry, dotted, in_words, read
from mapping.content.write import rehearse
from mapping.models import UNPUBLISHED, Concept, Record, Status
from mapping.models.naming import concept_path
from mapping.tables import Row, RowFault, TableError

_STATED = {"relation", "confidence"}
_INDEX = re.compile(r"mappings\[(\d+)\](?:\.(\w+))?")


@dataclass(frozen=True)
class Importer:
    """Who brings a table in, on which day, and whether he may change what readers see."""

    author: publication.Author
    may_publish: bool
    today: date


@dataclass(frozen=True)
class CellChange:
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """What a row does: to which record, and cell by cell. `lapses`: a review of what it said before ends."""

    row: int
    name: str
    is_new: bool
    cells: tuple[CellChange, ...]
    lapses: bool = False


@dataclass
class Draft:
    """A record on its way: its front matter as the rows make it, and which row made which of its mappings."""

    path: str
    record: Record | None
    part: Part
    body: str = ""
    rows: dict[int | None, Row] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.record.version.text if self.record else ""

    @property
    def first(self) -> Row:
        return next(iter(self.rows.values()))


class Work:
    """One import while it is being worked out: `texts` and `changes` are there when the rows are read."""

    def __init__(self, table: Table, rows: list[Row], importer: Importer):
        self.table, self.rows, self.importer = table, rows, importer
        self.faults: list[RowFault] = []
        self.drafts: dict[str, Draft] = {}
        self.entries: dict[str, Entry] = {}
        self.changes: list[RowChange] = []

    # -- rows to front matter ------------------------------------------------------------------------------------

    def read_rows(self) -> None:
        """Every row into the front matter of its record. Raises TableError where a row says of what it can't be."""
        self._check_head()
        self.known = dict(Concept.objects.values_list("path", "gist"))
        self.records = self._locked()
        for row in self.rows:
            if draft := self._draft_of(row):
                self._put(draft, row)

    def _check_head(self) -> None:
        if not self.rows:
            self._refuse(
                0, "", "there is nothing to import in this file.", "Write rows below the names of the columns."
            )
            self._raise()
        given = {name: row for row in reversed(self.rows) for name in row.cells}
        for name in given:
            if name not in self.table.names:
                self._refuse(1, name, "there is no such column.", did_you_mean(name, list(self.table.names)))
        for name in self.table.key:
            if name not in given:
                self._refuse(1, name, "this column is missing.", "It says what the row is about.")
        self._raise()

    def _locked(self) -> dict[str, Record]:
        paths = {path for row in self.rows if (path := self._path(row))}
        found = Record.objects.select_for_update(of=("self",)).filter(path__in=paths)
        return {record.path: record for record in found.select_related("version")}

    def _path(self, row: Row) -> str:
        key = row.cells.get(self.table.key[0], "")
        folder = "tools" if self.table.name == "tools" else "concepts"
        return f"{folder}/{key}" if key else ""

    def _draft_of(self, row: Row) -> Draft | None:
        for name in self.table.key:
            if not row.cells.get(name):
                return self._refuse(row.number, self._called(row, name), "this cell is empty.", "Name the record here.")
        path = self._path(row)
        if self.table.name == "mappings" and not self._ends_are_known(row):
            return None
        if path not in self.drafts:
            record = self.records.get(path)
            entry = read(path, record.version.text) if record and record.version else None
            part = part_of(entry) if entry else self._new()
            self.drafts[path] = Draft(path, record, part, entry.parsed.body if entry else "")
        return self.drafts[path]

    def _ends_are_known(self, row: Row) -> bool:
        refs = [path.removeprefix("concepts/") for path in self.known]
        missing = [name for name in self.table.key if f"concepts/{row.cells[name]}" not in self.known]
        for name in missing:
            given = row.cells[name]
            what = f"there is no concept “{given}”."
            self._refuse(row.number, self._called(row, name), what, did_you_mean(given, refs))
        return not missing

    def _new(self) -> Part:
        drafted = {"by": self.importer.author.name, "on": self.importer.today.isoformat()}
        return {"status": Status.DRAFT.value, "drafted": drafted}

    def _put(self, draft: Draft, row: Row) -> None:
        """One row into its part of the front matter, with the change that it makes."""
        place, part, is_new = self._part(draft, row)
        if place in draft.rows:
            what = f"row {draft.rows[place].number} speaks of the same record."
            return self._refuse(row.number, self.table.key[0], what, "Keep one of the two.")
        draft.rows[place] = row
        old_status = "" if is_new else part["status"]
        changed = [column for column in self.table.columns if self._differs(column, part, row, is_new)]
        cells = tuple(
            CellChange(self._called(row, column.name), "" if is_new else column.cell(part), row.cells[column.name])
            for column in changed
        )
        for column in changed:
            column.put(part, row.cells[column.name])
        lapses = not is_new and self._lapse(part, {column.name for column in changed})
        self._check_status(row, part, old_status)
        if is_new or cells:
            name = " → ".join(row.cells[name] for name in self.table.key)
            self.changes.append(RowChange(row.number, name, is_new, cells, lapses))
        return None

    def _differs(self, column: Column, part: Part, row: Row, is_new: bool) -> bool:
        cell = row.cells.get(column.name)
        # What a new record starts with stays where its row leaves the cell empty.
        is_left_open = is_new and not cell
        return cell is not None and not is_left_open and not column.is_same(part, cell)

    def _part(self, draft: Draft, row: Row) -> tuple[int | None, Part, bool]:
        if self.table.name == "tools":
            return None, draft.part, draft.record is None
        mappings = draft.part.setdefault("mappings", [])
        discipline = draft.path.split("/")[1]
        target = f"concepts/{row.cells['to']}"
        for place, part in enumerate(mappings):
            if concept_path(part["to"], discipline) == target:
                return place, part, False
        start = {"to": row.cells["to"], "basis": "background-knowledge", "gist": self.known[target]}
        mappings.append(start | self._new())
        return len(mappings) - 1, mappings[-1], True

    def _lapse(self, part: Part, changed: set[str]) -> bool:
        """Another statement stands here now: its author is new, and nobody has reviewed it."""
        if self.table.name != "mappings" or not changed & _STATED:
            return False
        part["drafted"] = self._new()["drafted"]
        was_reviewed = part.pop("reviewed", None) is not None
        if part["status"] == Status.REVIEWED:
            part["status"] = Status.SUBMITTED.value
        return was_reviewed

    def _check_status(self, row: Row, part: Part, old: str) -> None:
        status, column = part.get("status", ""), self._called(row, "status")
        if status == old or status in UNPUBLISHED:
            return
        if status == Status.REVIEWED and "reviewed" not in part:
            self._refuse(
                row.number, column, "only a review makes this “reviewed”.", "Write submitted; review it at the desk."
            )
        elif status in Status.values and not self.importer.may_publish:
            self._refuse(row.number, column, f"“{status}” is for editors.", "Write draft or submitted.")

    # -- front matter to texts -----------------------------------------------------------------------------------

    def texts(self) -> dict[str, str]:
        """The new text of each record that changes. Raises TableError."""
        for draft in self.drafts.values():
            if (entry := self._entry(draft)) and entry.text != draft.text:
                self.entries[draft.path] = entry
        self._raise()
        for fault in [*shared_names(self.entries), *taken_names(self.entries)]:
            self._refuse_fault(self.drafts[_path_in(fault)], fault)
        self._raise()
        return {path: entry.text for path, entry in self.entries.items()}

    def rehearse(self, texts: dict[str, str]) -> None:
        """Put the texts under every rule, over rows that are taken back again. Raises TableError."""
        with self.faults_at_their_rows():
            rehearse(texts)

    @contextmanager
    def faults_at_their_rows(self) -> Iterator[None]:
        """Whatever the rules or the tables refuse inside is raised as TableError."""
        try:
            yield
        except ContentError as error:
            for fault in error.faults:
                self._refuse_fault(self.drafts.get(_path_in(fault)), fault)
        except IntegrityError as error:
            self._refuse(0, "", f"this cannot be stored: {error}.")
        self._raise()

    def _entry(self, draft: Draft) -> Entry | None:
        model = FORMATS[draft.path.partition("/")[0]]
        try:
            if draft.record is None:
                _must_be_a_slug(draft.path)
            part = {name: value for name, value in draft.part.items() if value not in ({}, [])}
            return read(draft.path, text_of(model.model_validate(_pruned(part)), draft.body))
        except ValidationError as error:
            for fault in in_words(draft.path, Parsed({}), error):
                self._refuse_fault(draft, fault)
        except ContentError as error:
            for fault in error.faults:
                self._refuse_fault(draft, fault)
        return None

    def is_shown(self, path: str) -> bool:
        record = self.drafts[path].record
        return record is not None and record.status not in UNPUBLISHED

    # -- faults ----------------------------------------------------------------------------------------------------

    def _refuse(self, row: int, column: str, what: str, remedy: str = "") -> None:
        self.faults.append(RowFault(row, column, what, remedy))

    def _refuse_fault(self, draft: Draft | None, fault: Fault) -> None:
        """A fault of a record's text, at the row and the column that it comes from."""
        if draft is None:
            return self._refuse(0, "", f"{fault.file}: {fault.what}", fault.remedy)
        where, entry = fault.field, self.entries.get(draft.path)
        if entry and fault.line and not _INDEX.match(where):
            where = _dotted_at(entry.parsed, fault.line)
        row, column = self._place(draft, where)
        is_of_row = column or not where or _INDEX.match(where)
        return self._refuse(row.number, column, fault.what if is_of_row else f"{where}: {fault.what}", fault.remedy)

    def _place(self, draft: Draft, where: str) -> tuple[Row, str]:
        if self.table.name == "tools":
            steps = tuple(re.sub(r"\[\d+\]", "", where).split("."))
            named = [column.name for column in self.table.columns if steps[: len(column.path)] == column.path]
            named += [name for name in self.table.key if where == name]
            return draft.first, self._called(draft.first, named[0]) if named else ""
        found = _INDEX.match(where)
        row = draft.rows.get(int(found[1])) if found else None
        name = (found[2] or "") if found else ""
        is_column = row is not None and name in self.table.names
        return row or draft.first, self._called(row, name) if is_column else ""

    @staticmethod
    def _called(row: Row, name: str) -> str:
        return row.called.get(name, name)

    def _raise(self) -> None:
        if self.faults:
            raise TableError(self.faults)


def _pruned(part: Part) -> dict[str, Any]:
    """Without the nested tables that their last cell has left empty."""
    nested = {name: {key: value for key, value in part[name].items() if value} for name in _NESTED & set(part)}
    return {name: value for name, value in (part | nested).items() if value != {}}


_NESTED = {"moves", "machine_names"}


def _must_be_a_slug(path: str) -> None:
    if not re.fullmatch(r"tools/[a-z0-9]+(-[a-z0-9]+)*", path) or len(path) > 86:
        what = f"“{path.removeprefix('tools/')}” can’t be an address."
        raise ContentError([Fault(path, 0, "slug", what, "Small letters, digits and hyphens, at most 80.")])


def _path_in(fault: Fault) -> str:
    return fault.file.removeprefix("content/").removesuffix(".md")


def _dotted_at(parsed: Parsed, line: int) -> str:
    """The key that a line of the text belongs to."""
    if parsed.body_line and line >= parsed.body_line:
        return "body"
    before = [(at, len(path), path) for path, at in parsed.lines.items() if at <= line and path]
    return dotted(max(before, key=lambda found: found[:2])[2]) if before else ""
