"""The road from the tables: stops with effort and reasons, cut into the legs of the content."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from mapping.models import Concept, ConceptRelation, Leg, Mapping, Resource, Role, RoleConcept, Step
from mapping.models.naming import DISCIPLINES, address_of
from mapping.roadmap.order import in_order

# One concept for somebody who has run systems for years: to read, to try and to explain. Only sums are shown.
HOURS = {Step.Effort.SMALL: 2, Step.Effort.MEDIUM: 5, Step.Effort.LARGE: 12}
_EFFORT_OF_LEVEL = {
    Concept.Level.FOUNDATION: Step.Effort.SMALL,
    Concept.Level.CORE: Step.Effort.MEDIUM,
    Concept.Level.ADVANCED: Step.Effort.LARGE,
}
_LEAN = ("pk", "path", "slug", "label", "gist", "level", "importance", "discipline", "stage", "kind")


@dataclass(frozen=True)
class Bridge:
    """What leads to a concept from an earlier discipline, and how the two relate."""

    pk: int
    label: str
    url: str
    relation: str


@dataclass(frozen=True)
class Stop:
    """One concept on the way: what it costs, why it stands here, and whether the reader knows it."""

    concept: Concept
    effort: str
    because: str
    is_optional: bool = False
    known_by: str = ""
    bridge: Bridge | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.known_by)

    @property
    def reason(self) -> str:
        """Why it stands on the way, in one line, with the concept that leads to it."""
        if not self.bridge or self.bridge.relation == Mapping.Relation.RELATED:
            return self.because
        relation = Mapping.Relation(self.bridge.relation).label
        return f"{self.because} From {self.bridge.label} ({relation})."

    @property
    def effort_words(self) -> str:
        return Step.Effort(self.effort).label


@dataclass(frozen=True)
class Stretch:
    """A leg of the way with its stops; without a leg, what the others rest on."""

    discipline: str
    stops: tuple[Stop, ...]
    leg: Leg | None = None
    resources: tuple[Resource, ...] = ()

    @property
    def name(self) -> str:
        return self.leg.label if self.leg else "What later stages rest on"

    @property
    def known_count(self) -> int:
        return sum(stop.is_known for stop in self.stops)

    @property
    def hours(self) -> int:
        return hours(self.stops)


@dataclass(frozen=True)
class Road:
    """All stretches in their order."""

    stretches: tuple[Stretch, ...]

    @property
    def stops(self) -> list[Stop]:
        return [stop for stretch in self.stretches for stop in stretch.stops]

    @property
    def known_count(self) -> int:
        return sum(stop.is_known for stop in self.stops)

    @property
    def next_stop(self) -> Stop | None:
        """The first one that the reader does not know; those that may be left out come last."""
        ahead = [stop for stop in self.stops if not stop.is_known]
        return next((stop for stop in ahead if not stop.is_optional), ahead[0] if ahead else None)

    @property
    def hours(self) -> int:
        return hours(self.stops)


def hours(stops: Iterable[Stop]) -> int:
    """The effort of what is not known yet and may not be left out."""
    return sum(HOURS[Step.Effort(stop.effort)] for stop in stops if not stop.is_known and not stop.is_optional)


def known_to(role: Role) -> dict[int, str]:
    """The concepts that a role knows, with the reason in words."""
    knows = RoleConcept.objects.filter(role=role, kind=RoleConcept.Kind.KNOWS)
    return dict.fromkeys(knows.values_list("concept_id", flat=True), f"known to a {_in_a_sentence(role.label)}")


def _in_a_sentence(label: str) -> str:
    first, *others = label.split(" ")
    return " ".join([first if first[1:].lower() != first[1:] else first.lower(), *others])


def path(targets: Iterable[int], known: Iterable[int]) -> list[Stop]:
    """What to learn for these concepts and in which order: they, and all that they rest on and the reader lacks."""
    known = set(known)
    plan = _Plan([pk for pk in targets if pk not in known], known)
    efforts = dict(Step.objects.filter(concept__in=plan.concepts).values_list("concept_id", "effort"))
    return [plan.stop(pk, efforts.get(pk)) for pk in plan.order]


def road(known: dict[int, str]) -> Road:
    """Every published leg for a reader who knows some concepts, each with the reason why it counts as known."""
    legs = list(Leg.objects.published().prefetch_related("resources"))
    legs.sort(key=lambda leg: (DISCIPLINES.index(leg.discipline_id), leg.number))
    steps = list(Step.objects.filter(leg__in=legs, concept__status="published"))
    rank = {leg.pk: number for number, leg in enumerate(legs)}
    steps.sort(key=lambda step: (rank[step.leg_id], step.position))
    first: dict[int, Step] = {}
    for step in steps:
        first.setdefault(step.concept_id, step)
    plan = _Plan(list(first), set(known))
    return Road(tuple(_stretches(plan, first, legs, _with_equals(known, plan))))


def _with_equals(known: dict[int, str], plan: "_Plan") -> dict[int, str]:
    """Whoever knows a concept knows what it is an exact match of."""
    found = dict(known)
    for pk, bridge in plan.bridges.items():
        if bridge.relation == Mapping.Relation.EXACT and bridge.pk in known:
            found.setdefault(pk, f"the same as {bridge.label}, which you know")
    return found


def _stretches(plan: "_Plan", first: dict[int, Step], legs: Sequence[Leg], known: dict[int, str]) -> Iterator[Stretch]:
    """The plan cut into legs: what no leg names goes with the first step that needs it, in its own discipline."""
    for discipline in DISCIPLINES:
        ordered = [pk for pk in plan.order if plan.concepts[pk].discipline_id == discipline]
        own = [leg for leg in legs if leg.discipline_id == discipline]
        stops: dict[int | None, list[Stop]] = {}
        for pk, leg_pk in _with_legs(ordered, first, own):
            step = first.get(pk)
            stop = plan.stop(pk, step.effort if step else None, plan.bridges.get(pk))
            stop = replace(stop, known_by=known.get(pk, ""), because=step.why if step else stop.because)
            stops.setdefault(leg_pk, []).append(replace(stop, is_optional=bool(step and step.optional)))
        for leg in (*own, None):
            if found := stops.get(leg.pk if leg else None):
                yield Stretch(discipline, tuple(found), leg, tuple(leg.resources.all()) if leg else ())


def _with_legs(ordered: list[int], first: dict[int, Step], own: list[Leg]) -> Iterator[tuple[int, int | None]]:
    """Each concept of a discipline with its leg. A leg never goes back: what is needed early is learned early.

    What only a later discipline needs comes after the legs, and has none.
    """
    rank = {leg.pk: number for number, leg in enumerate(own)}
    latest = len(own)
    found: list[tuple[int, int]] = []
    for pk in reversed(ordered):
        step = first.get(pk)
        if step and step.leg_id in rank:
            latest = min(latest, rank[step.leg_id])
        found.append((pk, latest))
    for pk, number in reversed(found):
        yield pk, own[number].pk if number < len(own) else None


class _Plan:
    """Targets and all that they rest on, in order; in three queries, and the bridges in one more."""

    def __init__(self, targets: Sequence[int], known: set[int]):
        disciplines = dict(Concept.objects.published().values_list("pk", "discipline_id"))
        requires: dict[int, list[int]] = defaultdict(list)
        pairs = ConceptRelation.objects.filter(kind=ConceptRelation.Kind.REQUIRES).order_by("position")
        for subject, needed in pairs.values_list("subject_id", "object_id"):
            requires[subject].append(needed)
        self.order = in_order(targets, requires, disciplines, known)
        self._needed_by = {needed: one for one in reversed(self.order) for needed in requires.get(one, ())}
        found = Concept.objects.filter(pk__in=self.order).only(*_LEAN)
        self.concepts = {concept.pk: concept for concept in found}
        self._asked = set(targets)

    @cached_property
    def bridges(self) -> dict[int, Bridge]:
        """For each concept, the best mapping that leads to it from an earlier discipline."""
        found: dict[int, Bridge] = {}
        mappings = Mapping.objects.counterparts().filter(object__in=self.concepts)
        shown = mappings.order_by("-confidence", "subject__label").values_list(
            "object_id", "subject_id", "subject__label", "subject__path", "relation"
        )
        for pk, subject, label, path, relation in shown:
            known = found.get(pk)
            if not known or (known.relation == "related" and relation != "related"):
                found[pk] = Bridge(subject, label, address_of(path), relation)
        return found

    def stop(self, pk: int, effort: str | None, bridge: Bridge | None = None) -> Stop:
        """One stop; what no leg says is said by its level and by what needs it."""
        concept = self.concepts[pk]
        needing = self._needed_by.get(pk)
        is_asked = pk in self._asked or needing is None
        because = concept.gist if is_asked else f"Needed for {self.concepts[needing].label}."
        return Stop(concept, effort or _EFFORT_OF_LEVEL[Concept.Level(concept.level)], because, bridge=bridge)
