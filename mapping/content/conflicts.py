"""What a sync found changed on both sides, kept for the desk, and how an editor ends it."""

from collections.abc import Mapping

from django.db import transaction

from mapping import publication
from mapping.content.write import write
from mapping.models import Record, SyncConflict, Version

CONTENT_FILES = publication.Author("content files")


def note(file_texts: Mapping[str, str]) -> None:
    """Put the conflicts of a sync, by path, on the desk, and take off it those that are over."""
    records = {row.path: row for row in Record.objects.filter(path__in=list(file_texts))}
    SyncConflict.objects.exclude(record__in=records.values()).delete()
    for path, record in records.items():
        SyncConflict.objects.update_or_create(record=record, defaults={"file_text": file_texts[path]})


def resolve(record: Record, text: str, *, author: publication.Author, reason: str) -> None:
    """End a conflict with the text that is to be in force; the next sync with `write` puts it into the file.

    The file's text becomes the base, as if it had been loaded and then changed to this one. Raises ContentError.
    """
    with transaction.atomic():
        conflict = SyncConflict.objects.get(record=record.pk)
        write({record.path: text}, author=author, origin=Version.Origin.ADMIN, reason=reason)
        base = Version.objects.create(
            record_id=record.pk,
            path=record.path,
            text=conflict.file_text,
            state=record.status,
            origin=Version.Origin.FILE,
            author_name=CONTENT_FILES.name,
            reason="The file's side of a conflict",
            proposed=Version.Proposed.TAKEN,
        )
        Record.objects.filter(pk=record.pk).update(file_version=base)
        conflict.delete()
