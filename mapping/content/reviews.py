"""Who has reviewed which statement; a review speaks of one statement and lapses with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mapping.content.faults import Fault
from mapping.content.formats import ConceptFormat
from mapping.content.tree import Entry


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
