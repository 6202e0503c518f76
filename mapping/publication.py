"""The one door of every write: versions, rendered text, index and counter, in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from mapping import markup, search
from mapping.models import (
    Concept,
    FalseFriend,
    Leg,
    Mapping,
    Mention,
    NoCounterpart,
    Publication,
    Record,
    Sense,
    Tool,
    ToolMove,
    ToolUse,
    Version,
)
from mapping.models.naming import address_of, target_path

# Where so many change at once, and this share of all, the database puts itself in order.
MANY, SHARE = 50, 0.1


@dataclass(frozen=True)
class Author:
    """Who writes: an account, or a name where there is none (`content files`)."""

    name: str
    user: Any = None


@dataclass(frozen=True)
class Change:
    """A record whose rows are written already, and the canonical text that they say."""

    record: Record
    text: str


def publish(
    changes: Iterable[Change],
    *,
    author: Author,
    origin: str,
    reason: str = "",
    before: Iterable[int] = (),
    replacing_index: bool = False,
) -> int:
    """Make written rows visible everywhere; the number of the publication.

    `before` are the `neighbours` that the records had before they were written: a mapping that was taken out is
    then found at neither end. Keeps a version of each text, renders it and whatever mentions it, brings the index
    up to date and counts one publication. All of it happens, or none.
    """
    changes = list(changes)
    with transaction.atomic():
        for change in changes:
            _keep_version(change, author, origin, reason)
        changed = [change.record.pk for change in changes]
        affected = set(changed) | set(Mention.objects.filter(target__in=changed).values_list("record_id", flat=True))
        render(affected)
        if replacing_index:
            search.rebuild()
        else:
            search.update(affected | neighbours(changed) | set(before))
            if len(changes) >= MANY and len(changes) >= SHARE * Record.objects.count():
                search.settle()
        return Publication.objects.bump()


def _keep_version(change: Change, author: Author, origin: str, reason: str) -> None:
    record = Record.objects.select_related("version").get(pk=change.record.pk)
    version = record.version
    if version is None or version.text != change.text:
        version = Version.objects.create(
            record=record,
            path=record.path,
            text=change.text,
            state=record.status,
            origin=origin,
            author=author.user,
            author_name=author.name,
            reason=reason,
            base=record.version,
        )
    record.version = version
    if origin == Version.Origin.FILE:
        record.file_version = version
    record.save(update_fields=["version", "file_version", "changed_at"])


def neighbours(changed: Iterable[int]) -> set[int]:
    """The records whose entry in the index shows the changed ones.

    They are the other ends of mappings, the tools of either end, and what names them as a tool to move to, as an
    analogy or as the meaning of a word.
    """
    changed = set(changed)
    of_mappings = Mapping.objects.filter(models.Q(subject__in=changed) | models.Q(object__in=changed))
    ends = {pk for pair in of_mappings.values_list("subject_id", "object_id") for pk in pair}
    naming = [
        ToolUse.objects.filter(concept__in=changed | ends).values_list("tool_id", flat=True),
        ToolMove.objects.filter(others__in=changed).values_list("tool_id", flat=True),
        NoCounterpart.objects.filter(analogy__in=changed).values_list("concept_id", flat=True),
        Sense.objects.filter(concept__in=changed).values_list("false_friend_id", flat=True),
    ]
    return ends.union(*naming)


def preview(path: str, body: str) -> str:
    """The body of the record at this path as its page would show it; nothing is written.

    Raises markup.MarkupError where it can't be shown.
    """
    return _Writer(Record(path=path), _names()).block(body)


def render(pks: Iterable[int]) -> None:
    """Render the Markdown of these records into the tables, and note what they mention."""
    names = _names()
    ids = dict(Record.objects.values_list("path", "pk"))
    rows = Record.objects.filter(pk__in=set(pks)).in_bulk()
    Mention.objects.filter(record__in=rows).delete()
    mentions = []
    for row in rows.values():
        found = _render_record(row, names)
        mentions += [
            Mention(record=row, target_id=ids[path], sentence=sentence)
            for path, sentence in found.items()
            if path in ids and path != row.path
        ]
    Mention.objects.bulk_create(mentions)


def _names() -> "_Names":
    return _Names(
        dict(Record.objects.values_list("path", "label")),
        set(Record.objects.published().values_list("path", flat=True)),
    )


class _Names:
    """What every record is called: on its page, and inside a sentence."""

    def __init__(self, labels: dict[str, str], published: set[str]):
        self.labels = labels
        self.published = published
        self.proper = {label.lower() for path, label in labels.items() if path.startswith("tools/")}

    def link(self, path: str) -> markup.Link | None:
        if path not in self.labels:
            return None
        label = self.labels[path]
        address = address_of(path) if path in self.published else ""
        return markup.Link(address, label, self._inside(label) if path.startswith("concepts/") else label)

    def _inside(self, label: str) -> str:
        """A concept's name as running text has it; proper names, of tools too, keep their capitals."""
        first, *others = label.split()
        is_name = first.lower() in self.proper or any(word[0].isupper() and word[1:].islower() for word in others)
        return label if is_name or not first[1:].replace("-", "").islower() else label[0].lower() + label[1:]


class _Writer:
    """Renders the texts of one record, and collects what they link to."""

    def __init__(self, row: Record, names: _Names):
        self.names = names
        self.links: dict[str, str] = {}
        parts = row.path.split("/")
        self.discipline = parts[1] if parts[0] == "concepts" else ""

    def resolve(self, target: str) -> markup.Link | None:
        return self.names.link(target_path(target, self.discipline))

    def block(self, text: str) -> str:
        return self._keep(markup.render(text, self.resolve)) if text else ""

    def line(self, text: str) -> str:
        return self._keep(markup.render_inline(text, self.resolve)) if text else ""

    def _keep(self, rendered: markup.Rendered) -> str:
        for link in rendered.links:
            self.links.setdefault(target_path(link.target, self.discipline), link.sentence)
        return rendered.html


def _render_record(row: Record, names: _Names) -> dict[str, str]:
    """Render one record's texts into their fields; the sentence around each link, by the path it leads to."""
    writer = _Writer(row, names)
    Record.objects.filter(pk=row.pk).update(body_html=writer.block(row.body))
    for model, owner, lines in _LINES:
        if model in (Concept, Tool, Leg, FalseFriend) and row.kind != _KIND[model]:
            continue
        for part in model.objects.filter(**{owner: row.pk}):
            values = dict(_rendered_fields(part, lines, writer))
            if values:
                model.objects.filter(pk=part.pk).update(**values)
    return writer.links


def _rendered_fields(part: models.Model, lines: tuple[str, ...], writer: _Writer) -> Iterator[tuple[str, Any]]:
    for name in lines:
        text = getattr(part, name)
        yield (
            f"{name}_html",
            [writer.line(one) for one in text] if isinstance(text, list) else writer.line(text),
        )


_KIND = {
    Concept: Record.Kind.CONCEPT,
    Tool: Record.Kind.TOOL,
    Leg: Record.Kind.LEG,
    FalseFriend: Record.Kind.FALSE_FRIEND,
}
# Which fields hold one line of Markdown each; a list holds several.
_LINES: list[tuple[type[models.Model], str, tuple[str, ...]]] = [
    (Concept, "pk", ("scope",)),
    (Mapping, "subject", ("carries_over", "differs", "trap")),
    (NoCounterpart, "concept", ("because", "holds", "breaks", "trap")),
    (Tool, "pk", ("traps",)),
    (ToolMove, "tool", ("text",)),
    (Leg, "pk", ("hands_on",)),
    (FalseFriend, "pk", ("how_to_tell",)),
    (Sense, "false_friend", ("means",)),
]
