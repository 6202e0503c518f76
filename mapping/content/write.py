"""Texts put in force: from files, from the desk, from an import; all of them or none."""

from collections.abc import Iterable

from django.db import transaction

from mapping import publication
from mapping.content.check import faults_of
from mapping.content.desk import checked_text
from mapping.content.faults import ContentError
from mapping.content.load import load
from mapping.content.tree import Entry, read_all
from mapping.models import Record


def write(found: dict[str, str], *, author: publication.Author, origin: str, reason: str = "") -> dict[str, Record]:
    """Put these texts, by path, in force under every rule; the records, by path.

    Raises ContentError with every fault, and then nothing was written.
    """
    entries = _sound(found)
    with transaction.atomic():
        changes, before = _written(entries)
        publication.publish(changes, author=author, origin=origin, reason=reason, before=before)
    return {change.record.path: change.record for change in changes}


def rehearse(found: dict[str, str]) -> None:
    """Put these texts under every rule as `write` does, and leave everything as it was.

    Raises ContentError with every fault, and IntegrityError for what the tables refuse.
    """
    with transaction.atomic():
        _written(_sound(found))
        transaction.set_rollback(True)


def _written(entries: dict[str, Entry]) -> tuple[list[publication.Change], set[int]]:
    """Sound texts put into the tables and checked there, and the neighbours that their records had before.

    Raises ContentError.
    """
    before = neighbours_of(entries)
    records = load(entries.values())
    changes, faults = [], []
    for path in entries:
        try:
            changes.append(publication.Change(records[path], checked_text(records[path])))
        except ContentError as error:
            faults += error.faults
    if faults:
        raise ContentError(faults)
    return changes, before


def lay_out(path: str, text: str) -> Record:
    """Write one text into the tables without publishing it, for a transaction that its caller rolls back.

    Raises ContentError with every fault of the text.
    """
    return load(_sound({path: text}).values())[path]


def _sound(found: dict[str, str]) -> dict[str, Entry]:
    """These texts, by path, read and checked; raises ContentError with every fault."""
    entries, faults = read_all(found)
    if not faults:
        known = set(Record.objects.values_list("path", flat=True)) | set(entries)
        faults = [fault for entry in entries.values() for fault in faults_of(entry, known)]
    if faults:
        raise ContentError(faults)
    return entries


def put(entries: list[Entry], *, author: publication.Author, origin: str, reason: str, is_first: bool = False) -> None:
    """Load entries that are checked already, and publish them."""
    before = neighbours_of(entry.path for entry in entries)
    records = load(entries)
    publication.publish(
        [publication.Change(records[entry.path], entry.text) for entry in entries],
        author=author,
        origin=origin,
        reason=reason,
        before=before,
        replacing_index=is_first,
    )


def neighbours_of(paths: Iterable[str]) -> set[int]:
    """What shows these records in the index, before they are written."""
    return publication.neighbours(Record.objects.filter(path__in=list(paths)).values_list("pk", flat=True))
