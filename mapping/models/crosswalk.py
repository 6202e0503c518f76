"""The rows of the crosswalk: each concept that starts one, beside its counterparts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mapping.models.concept import Concept
from mapping.models.mapping import Counterpart, NoCounterpart
from mapping.models.naming import DISCIPLINES

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


def rows(concepts: Iterable[Concept]) -> list[Row]:
    """The rows of these concepts, in their order: one for each DevOps concept, and one for each that none leads to.

    The concepts must come `with_counterparts()`; all those of the map together, since a row may take in others.
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
