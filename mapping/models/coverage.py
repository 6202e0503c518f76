"""How much of the catalogue has been looked at: which terms have a counterpart, or a finding that there is none."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mapping.models.concept import Concept
from mapping.models.discipline import Stage
from mapping.models.naming import DISCIPLINES


@dataclass
class CoverageCell:
    """The terms of one stage that want a counterpart in one discipline, by what has been found."""

    discipline: str
    mapped: list[Concept] = field(default_factory=list)
    none: list[Concept] = field(default_factory=list)
    missing: list[Concept] = field(default_factory=list)

    @property
    def covered(self) -> int:
        return len(self.mapped) + len(self.none)

    @property
    def total(self) -> int:
        return self.covered + len(self.missing)

    @property
    def heat(self) -> int:
        """0 for nothing to cover, 1 where something is missing, else 2 (few have a counterpart) to 5 (most have)."""
        if not self.total or self.missing:
            return int(bool(self.missing))
        return 2 + min(3, len(self.mapped) * 4 // self.total)

    def add(self, concept: Concept) -> None:
        """Count one concept, which comes with its counterparts."""
        if concept.counterparts_in(self.discipline):
            self.mapped.append(concept)
        elif concept.no_counterpart_in(self.discipline):
            self.none.append(concept)
        else:
            self.missing.append(concept)


@dataclass(frozen=True)
class CoverageRow:
    """One stage, or all of them, in the three disciplines."""

    stage: Stage | None
    cells: tuple[CoverageCell, ...]

    @property
    def missing(self) -> list[tuple[str, list[Concept]]]:
        return [(cell.discipline, cell.missing) for cell in self.cells if cell.missing]


def coverage(concepts: Iterable[Concept], stages: Iterable[Stage]) -> tuple[list[CoverageRow], CoverageRow]:
    """A row for each stage, and their sum.

    A DevOps concept is covered in MLOps or LLMOps by a published mapping that is more than a hint, or by a reviewed
    finding that there is none. The DevOps column says the same of MLOps and LLMOps concepts, read backwards.
    """
    found = {stage.pk: CoverageRow(stage, _cells()) for stage in stages}
    total = CoverageRow(None, _cells())
    for concept in concepts:
        is_devops = concept.discipline_id == DISCIPLINES[0]
        for row in (found[concept.stage_id], total):
            for cell in row.cells[1:] if is_devops else row.cells[:1]:
                cell.add(concept)
    return list(found.values()), total


def _cells() -> tuple[CoverageCell, ...]:
    return tuple(CoverageCell(key) for key in DISCIPLINES)
