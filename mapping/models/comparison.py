"""Two concepts or two tools side by side: property by property, with what they share and where they differ."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch, Q

from mapping.models.concept import Concept, ConceptRelation
from mapping.models.false_friend import NotExact
from mapping.models.mapping import Counterpart, Mapping
from mapping.models.naming import DISCIPLINE_NAMES, DISCIPLINES
from mapping.models.record import Label, Record, Status
from mapping.models.tool import Tool, ToolLink, ToolMove, ToolUse


@dataclass(frozen=True)
class Value:
    """One word of a property, and the page that it leads to."""

    text: str
    address: str = ""
    is_shared: bool = False


@dataclass(frozen=True)
class Property:
    """A line of the comparison."""

    name: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]

    @property
    def is_same(self) -> bool:
        return {value.text for value in self.left} == {value.text for value in self.right}


@dataclass(frozen=True)
class Comparison:
    """Two records with their properties, and what has been said of the pair itself."""

    left: Record
    right: Record
    properties: tuple[Property, ...]
    counterpart: Counterpart | None = None
    not_exact: NotExact | None = None


Values = list[str | Record]


def _properties(pairs: Iterable[tuple[str, Values, Values]]) -> tuple[Property, ...]:
    """Lines with at least one value; a value that both sides have is marked on both."""
    made = []
    for name, left, right in pairs:
        shared = {str(one) for one in left} & {str(one) for one in right}
        made.append(Property(name, *(tuple(_value(one, shared) for one in side if one) for side in (left, right))))
    return tuple(one for one in made if one.left or one.right)


def _value(one: str | Record, shared: set[str]) -> Value:
    if isinstance(one, str):
        return Value(one, is_shared=one in shared)
    return Value(one.label, one.get_absolute_url(), str(one) in shared)


def of_concepts(left: Concept, right: Concept) -> Comparison:
    """Compare two published concepts: seven queries."""
    both = [left, right]
    mappings = list(Mapping.objects.published().with_ends().of(both))
    relations = list(ConceptRelation.objects.filter(Q(subject__in=both) | Q(object__in=both)).with_published_ends())
    sides = [_concept_values(one, mappings, relations) for one in _with_lists(both)]
    pair = {left.pk, right.pk}
    mapping = next((one for one in mappings if {one.subject_id, one.object_id} == pair), None)
    return Comparison(
        left,
        right,
        _properties((name, sides[0].get(name, []), sides[1].get(name, [])) for name in _CONCEPT_LINES),
        Counterpart.of(mapping, left) if mapping else None,
        NotExact.objects.filter(false_friend__status=Status.PUBLISHED, subject__in=both, object__in=both)
        .select_related("false_friend")
        .first(),
    )


_NEIGHBOURS = {
    "broader": ("Narrower", "Broader"),
    "requires": ("Go on with", "Know first"),
    "related": ("Related",) * 2,
}
_CONCEPT_LINES = [
    *("Discipline", "Stage", "Level", "What it is", "Also called"),
    *(f"In {DISCIPLINE_NAMES[key]}" for key in DISCIPLINES),
    *("Know first", "Go on with", "Broader", "Narrower", "Related", "Tools"),
]


def _with_lists(concepts: list[Concept]) -> list[Concept]:
    uses = ToolUse.objects.filter(tool__status=Status.PUBLISHED).select_related("tool")
    found = Concept.objects.select_related("stage").with_shown_labels()
    found = found.prefetch_related("no_counterparts", Prefetch("tool_uses", uses, to_attr="shown_uses"))
    by_pk = found.in_bulk([concept.pk for concept in concepts])
    return [by_pk[concept.pk] for concept in concepts]


def _concept_values(concept: Concept, mappings: list[Mapping], relations: list[ConceptRelation]) -> dict[str, Values]:
    values: dict[str, Values] = defaultdict(list)
    values["Discipline"] = [DISCIPLINE_NAMES[concept.discipline_id]]
    values["Stage"] = [concept.stage.name]
    values["Level"] = [concept.get_level_display()]
    values["What it is"] = [concept.definition]
    values["Also called"] = [label.text for label in concept.shown_labels if label.kind == Label.Kind.ALT]
    own = [m for m in mappings if concept.pk in (m.subject_id, m.object_id) and not m.is_hint]
    for found in Counterpart.ranked(Counterpart.of(mapping, concept) for mapping in own):
        values[f"In {DISCIPLINE_NAMES[found.concept.discipline_key]}"].append(found.concept)
    for none in concept.no_counterparts.all():
        values[f"In {DISCIPLINE_NAMES[none.discipline_id]}"].append("no counterpart")
    for relation in relations:
        if concept.pk in (relation.subject_id, relation.object_id):
            is_out = relation.subject_id == concept.pk
            values[_NEIGHBOURS[relation.kind][is_out]].append(relation.object if is_out else relation.subject)
    values["Tools"] = list({use.tool_id: use.tool for use in concept.shown_uses}.values())
    return values


def of_tools(left: Tool, right: Tool) -> Comparison:
    """Compare two published tools: five queries."""
    links = ToolLink.objects.filter(other__status=Status.PUBLISHED).select_related("other")
    found = Tool.objects.with_uses().prefetch_related(
        Prefetch("moves", ToolMove.objects.with_others()), Prefetch("links", links, to_attr="shown_links")
    )
    by_pk = found.in_bulk([left.pk, right.pk])
    sides = [dict(_tool_values(by_pk[one.pk])) for one in (left, right)]
    names = dict.fromkeys([*sides[0], *sides[1]])
    return Comparison(
        left, right, _properties((name, sides[0].get(name, []), sides[1].get(name, [])) for name in names)
    )


def _tool_values(tool: Tool) -> Iterator[tuple[str, Values]]:
    """The lines of one tool, in the order of the page."""
    yield "What it is", [tool.gist]
    yield "Kind", [tool.get_tool_kind_display()]
    yield "Serves", [DISCIPLINE_NAMES[key] for key in tool.disciplines]
    yield "Licence", [tool.licence]
    yield "Licence kind", [tool.licence_kind if tool.licence else ""]
    yield "Home", [tool.governance]
    yield "Written in", [tool.language]
    yield "Since", [str(tool.first_release or "")]
    yield "State", [tool.get_state_display()]
    yield "Concepts", list({use.concept_id: use.concept for use in tool.uses.all()}.values())
    moves = {move.discipline_id: move for move in tool.moves.all()}
    for key in DISCIPLINES[1:]:
        yield f"When you move to {DISCIPLINE_NAMES[key]}", list(_move_values(moves.get(key)))
    for kind in ToolLink.Kind:
        yield kind.label, [link.other for link in tool.shown_links if link.kind == kind]


def _move_values(move: ToolMove | None) -> Iterator[str | Record]:
    if move:
        yield f"{move.get_verdict_display()}: {move.text}"
        yield from (other.tool for other in move.with_tools.all())
