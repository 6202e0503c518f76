"""Which texts of a record are Markdown, and where they stand."""

from collections.abc import Iterator

from mapping.content.formats import ConceptFormat, FalseFriendFormat, LegFormat, ToolFormat
from mapping.content.tree import Entry


def prose(entry: Entry) -> Iterator[tuple[tuple, str]]:
    """Every Markdown text of an entry with its place; the body has the place ("body",)."""
    if entry.parsed.body:
        yield ("body",), entry.parsed.body
    yield from ((loc, text) for loc, text in _in_front_matter(entry.record) if text)


def _in_front_matter(record: object) -> Iterator[tuple[tuple, str | None]]:
    match record:
        case ConceptFormat():
            yield from _of_concept(record)
        case ToolFormat():
            yield from ((("traps", i), text) for i, text in enumerate(record.traps))
            yield from ((("moves", key, "text"), move.text) for key, move in record.moves.items())
        case LegFormat():
            yield ("hands_on",), record.hands_on
        case FalseFriendFormat():
            yield ("how_to_tell",), record.how_to_tell
            yield from ((("senses", i, "means"), sense.means) for i, sense in enumerate(record.senses))


def _of_concept(record: ConceptFormat) -> Iterator[tuple[tuple, str | None]]:
    yield ("scope",), record.scope
    for i, mapping in enumerate(record.mappings):
        for name in ("carries_over", "differs"):
            yield from ((("mappings", i, name, j), text) for j, text in enumerate(getattr(mapping, name)))
        yield ("mappings", i, "trap"), mapping.trap
    for i, none in enumerate(record.no_counterpart):
        for name in ("because", "holds", "breaks", "trap"):
            yield ("no_counterpart", i, name), getattr(none, name)
