"""The rows of the crosswalk: each concept that starts one, beside its counterparts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mapping.models.concept import Concept, ConceptQuerySet
from mapping.models.discipline import Stage
from mapping.models.false_friend import FalseFriend, Sense
from mapping.models.mapping import Counterpart, Mapping, MappingQuerySet, NoCounterpart, NoCounterpartQuerySet
from mapping.models.naming import DISCIPLINES
from mapping.models.record import Status

SHOWN_PER_CELL = 3


@dataclass(frozen=True)
class Cell:
    """One lane of a row: a concept of its own, its counterparts there, a finding that there is none, or nothing."""

    discipline: str
    own: Concept | None = None
    counterparts: tuple[Counterpart, ...] = ()
    none: NoCounterpart | None = None


@dataclass(frozen=True)
class Row:
    """A concept and what it is in the three disciplines, in their order."""

    concept: Concept
    cells: tuple[Cell, ...]
    relations: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_new_territory(self) -> bool:
        """Whether the row starts beyond DevOps."""
        return self.concept.discipline_id != DISCIPLINES[0]

    @property
    def shown(self) -> Iterator[Concept]:
        """Every concept of the row."""
        yield self.concept
        yield from (found.concept for cell in self.cells for found in cell.counterparts)


def whole_map() -> list[Concept]:
    """Every published concept with its counterparts and its false friend, in the order of the map: five queries.

    Concepts and stages are read once, not again with each of their mappings: with thousands that is most of the time.
    """
    concepts = Concept.objects.published().lean().in_map_order().select_related(None)
    joined = _joined(concepts, Mapping.objects.published().lean(), NoCounterpart.objects.lean())
    stages = Stage.objects.in_bulk()
    for concept in joined:
        concept.stage = stages[concept.stage_id]
    return joined


def whole_map_with_texts() -> list[Concept]:
    """The same, with the texts as HTML and the points of every mapping."""
    concepts = Concept.objects.published().in_map_order().defer("body", "scope", "scope_html", "asks")
    mappings = Mapping.objects.published().defer("carries_over", "differs", "trap", "because")
    return _joined(concepts, mappings, NoCounterpart.objects.defer("because", "holds", "breaks", "trap"))


def _joined(concepts: ConceptQuerySet, mappings: MappingQuerySet, findings: NoCounterpartQuerySet) -> list[Concept]:
    concepts = list(concepts)
    by_pk = {concept.pk: concept for concept in concepts}
    words = _false_friends()
    for concept in concepts:
        concept.shown_out, concept.shown_in, concept.shown_none = [], [], []
        concept.false_friend = _in_its_name(words, concept)
    for none in findings.order_by("position"):
        if concept := by_pk.get(none.concept_id):
            none.analogy = by_pk.get(none.analogy_id)
            concept.shown_none.append(none)
    for mapping in mappings:
        subject, object_ = by_pk.get(mapping.subject_id), by_pk.get(mapping.object_id)
        if subject and object_:  # an end may have been published after the concepts were read
            mapping.subject, mapping.object = subject, object_
            subject.shown_out.append(mapping)
            object_.shown_in.append(mapping)
    return concepts


def _false_friends() -> dict[int, list[FalseFriend]]:
    """The words that each concept is one meaning of."""
    senses = Sense.objects.filter(false_friend__status=Status.PUBLISHED, concept__isnull=False)
    words: dict[int, list[FalseFriend]] = {}
    for sense in senses.select_related("false_friend"):
        words.setdefault(sense.concept_id, []).append(sense.false_friend)
    return words


def _in_its_name(words: dict[int, list[FalseFriend]], concept: Concept) -> FalseFriend | None:
    """The false friend that a reader of the concept's name falls for; others are told on its page."""
    name = concept.label.casefold()
    return next((word for word in words.get(concept.pk, []) if word.label.casefold() in name), None)


def rows(concepts: Iterable[Concept]) -> list[Row]:
    """The rows of these concepts, in their order: one for each DevOps concept, and one for each that none leads to.

    The concepts must come with their counterparts; all those of the map together, since a row may take in others.
    """
    made: list[Row] = []
    taken: set[int] = set()
    by_lane = sorted(concepts, key=lambda concept: DISCIPLINES.index(concept.discipline_id))
    for concept in by_lane:
        if concept.pk not in taken:
            row = _row(concept)
            made.append(row)
            taken.update(one.pk for one in row.shown)
    return sorted(made, key=lambda row: (row.concept.stage.order, row.is_new_territory))


def _row(concept: Concept) -> Row:
    cells = []
    for discipline in DISCIPLINES:
        if discipline == concept.discipline_id:
            cells.append(Cell(discipline, own=concept))
            continue
        found = tuple(concept.counterparts_in(discipline)[:SHOWN_PER_CELL])
        none = None if found else concept.no_counterpart_in(discipline)
        cells.append(Cell(discipline, counterparts=found, none=none))
    relations = {found.relation for cell in cells for found in cell.counterparts}
    relations |= {"none"} if any(cell.none for cell in cells) else set()
    return Row(concept, tuple(cells), frozenset(relations))


# What one page can show and still be light: so many rows with their explanation, of so many in all. Where there are
# more it shows an extract, which is smaller, since the names of so many concepts repeat each other less.
WHOLE, EXTRACT = (70, 240), (40, 180)


@dataclass(frozen=True)
class Group:
    """The rows of one stage on a page: those that are explained, those in brief, and how many are left out."""

    stage: Stage
    rows: tuple[Row, ...]
    brief: frozenset[int]
    left_out: int = 0

    @property
    def count(self) -> int:
        return len(self.rows) + self.left_out


def by_stage(shown: list[Row]) -> list[Group]:
    """Rows under their stages, the important ones explained.

    Where there are more rows than a light page can hold, the less important ones come in brief, and where there are
    far more, as a number beside the link to their stage; a single stage is listed whole.
    """
    by_weight = sorted(shown, key=lambda row: -row.concept.importance)
    explained, listed = WHOLE if len(shown) <= WHOLE[1] else EXTRACT
    brief = frozenset(row.concept.pk for row in by_weight[explained:])
    stages = list({row.concept.stage_id: row.concept.stage for row in shown}.values())
    left_out = {row.concept.pk for row in by_weight[listed:]} if len(stages) > 1 else set()
    groups = []
    for stage in stages:
        own = [row for row in shown if row.concept.stage_id == stage.key]
        listed = tuple(row for row in own if row.concept.pk not in left_out)
        groups.append(Group(stage, listed, brief, len(own) - len(listed)))
    return groups


# A page of A4 in two columns of small print holds so many lines, with the names of the stages among them.
SHEET_ROWS = 60


def on_one_sheet(made: list[Row]) -> list[tuple[Stage, list[Row]]]:
    """The most important rows that start in DevOps, under their stages: as many as one sheet of paper holds."""
    known = [row for row in made if not row.is_new_territory and any(cell.counterparts for cell in row.cells)]
    chosen = {row.concept.pk for row in sorted(known, key=lambda row: -row.concept.importance)[:SHEET_ROWS]}
    groups: dict[str, tuple[Stage, list[Row]]] = {}
    for row in known:
        if row.concept.pk in chosen:
            groups.setdefault(row.concept.stage_id, (row.concept.stage, []))[1].append(row)
    return list(groups.values())
