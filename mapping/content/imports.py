"""Rows of a table brought into the records: what would change, and then all of it or nothing, under every rule."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from mapping.content.columns import Table
from mapping.content.drafts import Importer, RowChange, Work
from mapping.content.write import write
from mapping.models import Record, Version
from mapping.tables import Row


@dataclass(frozen=True)
class Plan:
    """What an import would do. `stand` is one for the same rows over the same records, and another otherwise.

    `proposed` are the paths whose change waits for an editor.
    """

    changes: tuple[RowChange, ...]
    unchanged: int
    texts: dict[str, str]
    proposed: tuple[str, ...]
    stand: str

    def lines(self) -> list[str]:
        """What would change, in words: a line for each cell."""
        said = []
        for change in self.changes:
            start = f"row {change.row}: {change.name}"
            said += [f"{start}: new"] if change.is_new else []
            said += [f"{start}: {cell.column}: {cell.old!r} -> {cell.new!r}" for cell in change.cells]
        waiting = f" {len(self.proposed)} records wait for an editor." if self.proposed else ""
        return [*said, f"{len(self.changes)} rows change something, {self.unchanged} are unchanged.{waiting}"]


class Overtaken(Exception):
    """Somebody changed one of the records since the plan was shown; `plan` is what would change now."""

    def __init__(self, plan: Plan):
        self.plan = plan
        super().__init__("the records have changed since this was shown")


def plan(table: Table, rows: Iterable[Row], importer: Importer) -> Plan:
    """What these rows would change. Raises TableError with every fault; writes nothing."""
    with transaction.atomic():
        work = Work(table, list(rows), importer)
        work.read_rows()
        planned = _planned(work)
        work.rehearse(planned.texts)
    return planned


def apply(table: Table, rows: Iterable[Row], importer: Importer, *, stand: str, reason: str) -> Plan:
    """Do what was planned, with a version for each record. Raises TableError, and Overtaken if that is another plan."""
    with transaction.atomic():
        work = Work(table, list(rows), importer)
        work.read_rows()
        planned = _planned(work)
        if planned.stand != stand:
            work.rehearse(planned.texts)
            raise Overtaken(planned)
        direct = {path: text for path, text in planned.texts.items() if path not in planned.proposed}
        if direct:
            with work.faults_at_their_rows():
                write(direct, author=importer.author, origin=Version.Origin.IMPORT, reason=reason)
        who = {"author": importer.author.user, "author_name": importer.author.name, "origin": Version.Origin.IMPORT}
        for record in Record.objects.filter(path__in=planned.proposed).select_related("version"):
            Version.objects.propose(record, planned.texts[record.path], **who, reason=reason)
    return planned


def _planned(work: Work) -> Plan:
    texts = work.texts()
    proposed = () if work.importer.may_publish else tuple(path for path in texts if work.is_shown(path))
    bases = [(path, work.drafts[path].text, text) for path, text in sorted(texts.items())]
    stand = hashlib.sha256(repr(bases).encode()).hexdigest()
    changes = tuple(sorted(work.changes, key=lambda change: change.row))
    return Plan(changes, len(work.rows) - len(changes), texts, proposed, stand)
