"""Everything around one concept: what its page shows, asked for in a constant number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q

from mapping.models.concept import Concept, ConceptRelation
from mapping.models.false_friend import Sense
from mapping.models.mapping import Counterpart, Mapping, NoCounterpart
from mapping.models.naming import DISCIPLINES, address_of
from mapping.models.record import Label, Mention, Status, long_texts
from mapping.models.tool import Tool, ToolUse


@dataclass(frozen=True)
class Lane:
    """One discipline as seen from the concept: itself, its best counterpart with the others, or none."""

    discipline: str
    is_here: bool = False
    best: Counterpart | None = None
    others: tuple[Counterpart, ...] = ()
    hints: tuple[Counterpart, ...] = ()
    none: NoCounterpart | None = None

    @property
    def all(self) -> list[Counterpart]:
        """Every counterpart, the best first."""
        return [self.best, *self.others] if self.best else []


@dataclass(frozen=True)
class Job:
    """One job of the tool chain, with the tools that do it in each discipline, in their order."""

    name: str
    uses: tuple[tuple[str, tuple[ToolUse, ...]], ...]


class Link(NamedTuple):
    """Another concept by its name and address."""

    label: str
    url: str


@dataclass
class Neighbours:
    """Relations of the concept inside its discipline, and what to learn before and after it."""

    broader: list[Concept] = field(default_factory=list)
    narrower: list[Concept] = field(default_factory=list)
    related: list[Concept] = field(default_factory=list)
    requires: list[Concept] = field(default_factory=list)
    required_by: list[Concept] = field(default_factory=list)


class ConceptPage:
    """A published concept and all that its page shows."""

    def __init__(self, concept: Concept):
        self.concept = concept

    @cached_property
    def labels(self) -> list[Label]:
        """Alternative labels and names in other languages; never hidden ones."""
        return [label for label in self.concept.labels.exclude(kind=Label.Kind.HIDDEN) if not self._is_name(label)]

    def _is_name(self, label: Label) -> bool:
        return label.kind == Label.Kind.PREF and label.lang == "en"

    @cached_property
    def counterparts(self) -> list[Counterpart]:
        """Every published mapping, as seen from here, the best first."""
        mappings = Mapping.objects.published().with_ends().of([self.concept])
        return Counterpart.ranked(Counterpart.of(mapping, self.concept) for mapping in mappings)

    @cached_property
    def lanes(self) -> list[Lane]:
        """The three disciplines in their order."""
        none = {n.discipline_id: n for n in self.concept.no_counterparts.select_related("analogy")}
        return [self._lane(key, none.get(key)) for key in DISCIPLINES]

    def _lane(self, key: str, none: NoCounterpart | None) -> Lane:
        if key == self.concept.discipline_id:
            return Lane(key, is_here=True)
        found = [c for c in self.counterparts if c.concept.discipline_id == key]
        sure = [c for c in found if not c.mapping.is_hint]
        hints = tuple(c for c in found if c.mapping.is_hint)
        return Lane(key, best=sure[0] if sure else None, others=tuple(sure[1:]), hints=hints, none=none)

    @cached_property
    def further(self) -> list[Counterpart]:
        """The counterparts that no lane has room for."""
        return [other for lane in self.lanes for other in lane.others]

    @cached_property
    def beside(self) -> tuple[Link | None, Link | None]:
        """The concepts before and after it in its stage, in the order of the map."""
        own = Concept.objects.published().in_map_order()
        own = own.filter(stage=self.concept.stage_id, discipline=self.concept.discipline_id)
        listed = [None, *own.values_list("label", "path"), None]
        at = next(n for n, one in enumerate(listed) if one and one[1] == self.concept.path)
        before, after = (one and Link(one[0], address_of(one[1])) for one in (listed[at - 1], listed[at + 1]))
        return before, after

    @cached_property
    def neighbours(self) -> Neighbours:
        """Both directions of every relation, from one query."""
        found = Neighbours()
        me = self.concept.pk
        relations = ConceptRelation.objects.filter(Q(subject=me) | Q(object=me)).with_published_ends()
        for relation in relations:
            is_out = relation.subject_id == me
            other = relation.object if is_out else relation.subject
            name = {"broader": ("narrower", "broader"), "requires": ("required_by", "requires")}.get(
                relation.kind, ("related", "related")
            )[is_out]
            getattr(found, name).append(other)
        return found

    @cached_property
    def jobs(self) -> list[Job]:
        """The tool chains side by side: the same job on a counterpart stands in the same row."""
        lanes = {self.concept.pk: self.concept.discipline_id}
        for lane in self.lanes:
            if lane.best:
                lanes[lane.best.concept.pk] = lane.discipline
        uses = ToolUse.objects.filter(concept__in=lanes, tool__status=Status.PUBLISHED).select_related("tool")
        uses = uses.defer(*long_texts("tool", names=Tool.LONG_TEXTS))
        rows: dict[str, dict[str, list[ToolUse]]] = defaultdict(lambda: defaultdict(list))
        for use in sorted(uses, key=lambda use: (use.concept_id != self.concept.pk, use.concept_id, use.position)):
            rows[use.job][lanes[use.concept_id]].append(use)
        return [
            Job(job, tuple((key, tuple(by_lane.get(key, ()))) for key in DISCIPLINES)) for job, by_lane in rows.items()
        ]

    @cached_property
    def devops_tools(self) -> dict[int, Tool]:
        """The tools of the DevOps column, which a reader may already run."""
        uses = [use for job in self.jobs for key, uses in job.uses if key == DISCIPLINES[0] for use in uses]
        return {use.tool_id: use.tool for use in uses}

    @cached_property
    def mentions(self) -> list[Mention]:
        """Published records whose text links here."""
        return list(self.concept.mentioned_in.shown())

    @cached_property
    def senses(self) -> list[Sense]:
        """The false friends that this concept is one meaning of."""
        found = Sense.objects.filter(concept=self.concept, false_friend__status=Status.PUBLISHED)
        return list(found.select_related("false_friend"))

    @cached_property
    def sources(self) -> list:
        return list(self.concept.sources.all())
