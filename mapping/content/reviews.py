"""Who has reviewed which statement; a review speaks of one statement and lapses with it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mapping.content.faults import ContentError, Fault
from mapping.content.formats import ConceptFormat
from mapping.content.tree import Entry, read
from mapping.models import Record, Version
from mapping.models.naming import concept_path
from mapping.publication import Author

_STANDING = {"status", "drafted", "reviewed"}


@dataclass(frozen=True)
class Review:
    """A person's word for one statement: subject, predicate, object, confidence."""

    subject: str
    to: str
    relation: str
    confidence: Decimal
    by: str
    on: date


def reviews(entry: Entry) -> dict[Review, tuple]:
    """The reviews in a text, each with its place in the front matter."""
    found: dict[Review, tuple] = {}
    record = entry.record
    if reviewed := getattr(record, "reviewed", None):
        found[Review(entry.path, "", "", Decimal(1), reviewed.by, reviewed.on)] = ("reviewed",)
    for i, part in enumerate(record.mappings if isinstance(record, ConceptFormat) else ()):
        if part.reviewed:
            said = (entry.path, part.to, part.relation, part.confidence)
            found[Review(*said, part.reviewed.by, part.reviewed.on)] = ("mappings", i, "reviewed")
    return found


def lapsed(before: Entry, after: Entry) -> Iterator[Fault]:
    """Reviews that were given to another statement than the one under which they stand now."""
    old, new = reviews(before), reviews(after)
    gone = {(one.by, one.on): one for one in old if one not in new and one.to}
    for one, place in new.items():
        was = gone.get((one.by, one.on))
        if one not in old and was:
            what = f"{one.by} reviewed “{was.relation} {was.to} at {was.confidence}”, and this says something else."
            yield after.fault(place, what, "Take “reviewed” out until somebody has reviewed it anew.")


def borrowed(known: set[Review], after: Entry, name: str) -> Iterator[Fault]:
    """Reviews in the name of others that they have never given: `known` are those of all earlier versions."""
    for one, place in reviews(after).items():
        if one not in known and one.by != name:
            yield after.fault(place, f"{one.by} has not reviewed this.", "Only a reviewer gives a review, in his name.")


def words(entry: Entry) -> dict[str, Any]:
    """What a text says apart from how it stands: of the record itself (under ""), and of each mapping (under the
    path of its object)."""
    record = entry.record
    found: dict[str, Any] = {"": (record.model_dump(exclude=_STANDING | {"mappings", "formerly"}), entry.parsed.body)}
    for part in record.mappings if isinstance(record, ConceptFormat) else ():
        found[concept_path(part.to, entry.discipline)] = part.model_dump(exclude=_STANDING)
    return found


def last_writer(record: Record, part: str = "") -> int | None:
    """The account that gave the record, or one of its mappings, the words that it has now; None for the files.

    Whoever publishes another's proposal as it is has not written it.
    """
    for version in record.versions.in_force().select_related("base").iterator():
        if version.base is None or _changes(version, part):
            taken = record.versions.filter(proposed=Version.Proposed.TAKEN, text=version.text, author__isnull=False)
            return taken.values_list("author_id", flat=True).first() or version.author_id
    return None


def _changes(version: Version, part: str) -> bool:
    with suppress(ContentError):  # a text of long ago, in a format of long ago
        now, before = (words(read(one.path, one.text)) for one in (version, version.base))
        return now.get(part) != before.get(part)
    return False


def of_own_words(record: Record, before: Entry, after: Entry, author: Author) -> Iterator[Fault]:
    """New reviews by whoever wrote the words under them, with this text or last before it."""
    old, now = words(before), words(after)
    known = reviews(before)
    for one, place in reviews(after).items():
        part = concept_path(one.to, after.discipline) if one.to else ""
        if one in known or one.by != author.name:
            continue
        if old.get(part) != now.get(part) or last_writer(record, part) == author.user.pk:
            yield after.fault(place, "author and reviewer differ: you wrote this.", "Ask somebody else to review it.")
