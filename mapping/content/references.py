"""Which records a record names in its front matter, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mapping.content.formats import ConceptFormat, FalseFriendFormat, LegFormat, RoleFormat, ToolFormat
from mapping.content.tree import Entry
from mapping.models.naming import DISCIPLINES, concept_path


@dataclass(frozen=True)
class Reference:
    """A name in front matter: where it stands, what it says, and the path that it means."""

    loc: tuple
    given: str
    path: str


def references(entry: Entry) -> Iterator[Reference]:
    """Every reference in an entry's front matter."""
    if getattr(entry.record, "replaced_by", None):
        yield _replaced_by(entry)
    finder = _FINDERS.get(type(entry.record))
    if finder:
        yield from finder(entry, entry.record)


def _replaced_by(entry: Entry) -> Reference:
    given = entry.record.replaced_by
    folder = entry.path.rpartition("/")[0]
    path = concept_path(given, entry.discipline) if entry.folder == "concepts" else f"{folder}/{given}"
    return Reference(("replaced_by",), given, path)


def _of_concept(entry: Entry, record: ConceptFormat) -> Iterator[Reference]:
    for name in ("broader", "related", "requires"):
        for i, ref in enumerate(getattr(record, name)):
            yield Reference((name, i), ref, concept_path(ref, entry.discipline))
    for job, uses in record.tools.items():
        for i, use in enumerate(uses):
            yield Reference(("tools", job, i), use.tool, f"tools/{use.tool}")
    for i, mapping in enumerate(record.mappings):
        yield Reference(("mappings", i, "to"), mapping.to, concept_path(mapping.to, entry.discipline))
    for i, none in enumerate(record.no_counterpart):
        if none.analogy:
            yield Reference(
                ("no_counterpart", i, "analogy"), none.analogy, concept_path(none.analogy, entry.discipline)
            )


def _of_tool(entry: Entry, record: ToolFormat) -> Iterator[Reference]:
    for name in ("instead_of", "works_with", "confused_with", "runs_on"):
        for i, slug in enumerate(getattr(record, name)):
            yield Reference((name, i), slug, f"tools/{slug}")
    for discipline, move in record.moves.items():
        for i, slug in enumerate(move.with_):
            yield Reference(("moves", discipline, "with", i), slug, f"tools/{slug}")
    if record.successor:
        yield Reference(("successor",), record.successor, f"tools/{record.successor}")


def _of_role(entry: Entry, record: RoleFormat) -> Iterator[Reference]:
    for name in ("knows", "bridge_first"):
        for i, ref in enumerate(getattr(record, name)):
            yield Reference((name, i), ref, concept_path(ref, "devops"))


def _of_leg(entry: Entry, record: LegFormat) -> Iterator[Reference]:
    for i, step in enumerate(record.steps):
        yield Reference(("steps", i, "concept"), step.concept, concept_path(step.concept, record.discipline))


def _of_false_friend(entry: Entry, record: FalseFriendFormat) -> Iterator[Reference]:
    for i, sense in enumerate(record.senses):
        if is_concept_ref(sense.in_):
            yield Reference(("senses", i, "in"), sense.in_, concept_path(sense.in_, ""))
    for i, pair in enumerate(record.not_exact):
        for j, ref in enumerate(pair):
            yield Reference(("not_exact", i, j), ref, concept_path(ref, "devops"))


def is_concept_ref(text: str) -> bool:
    """Whether `in` of a sense names a concept (mlops/data-drift) rather than a place in words."""
    return text.partition("/")[0] in DISCIPLINES and "/" in text and " " not in text


_FINDERS: dict[type, Callable[[Entry, object], Iterator[Reference]]] = {
    ConceptFormat: _of_concept,
    ToolFormat: _of_tool,
    RoleFormat: _of_role,
    LegFormat: _of_leg,
    FalseFriendFormat: _of_false_friend,
}
