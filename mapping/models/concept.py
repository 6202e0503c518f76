"""The concept, and its relations inside and across disciplines."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q

from mapping.models.mapping import Counterpart, NoCounterpart
from mapping.models.naming import DISCIPLINE_NAMES
from mapping.models.record import LONG_TEXTS, Record, RecordQuerySet, Status, long_texts


class ConceptQuerySet(RecordQuerySet):
    def in_map_order(self):
        return self.select_related("stage").order_by("stage__order", "-importance", "label")

    def lean(self):
        """Without the long texts, for lists and maps."""
        return self.defer(*LONG_TEXTS)

    def by_refs(self, refs):
        """The published concepts of these references, such as `mlops/feature-store`; what is none is passed over."""
        return self.published().filter(path__in=[f"concepts/{ref}" for ref in refs])

    def for_page(self):
        return self.select_related("discipline", "stage", "version")


class Concept(Record):
    """A skos:Concept in exactly one discipline."""

    record = models.OneToOneField(Record, models.CASCADE, parent_link=True, primary_key=True, related_name="as_concept")

    class Level(models.TextChoices):
        FOUNDATION = "foundation", "Foundation"
        CORE = "core", "Core"
        ADVANCED = "advanced", "Advanced"

    class Carry(models.TextChoices):
        AS_IS = "as-is", "Carries over as it is"
        ADAPTS = "adapts", "Carries over, adapted"
        ANALOGY_ONLY = "analogy-only", "Helps as an analogy only"
        NONE = "none", "Does not carry over"

    discipline = models.ForeignKey("Discipline", models.PROTECT, to_field="key", related_name="concepts")
    stage = models.ForeignKey("Stage", models.PROTECT, related_name="concepts")
    level = models.CharField(max_length=10, choices=Level)
    importance = models.PositiveSmallIntegerField(default=3)
    carry = models.CharField(max_length=12, choices=Carry, blank=True)
    definition = models.TextField()
    scope = models.TextField(blank=True)
    scope_html = models.TextField(blank=True, editable=False)

    objects = ConceptQuerySet.as_manager()

    class Meta:
        ordering = ["label"]
        constraints = [
            models.CheckConstraint(condition=Q(importance__gte=1, importance__lte=5), name="concept_importance_range")
        ]

    def __str__(self) -> str:
        return f"{self.label} ({DISCIPLINE_NAMES[self.discipline_id]})"

    @property
    def ref(self) -> str:
        """The concept as other records refer to it."""
        return f"{self.discipline_id}/{self.slug}"

    @property
    def counterparts(self) -> list[Counterpart]:
        """What this concept becomes elsewhere, best first; needs `crosswalk.whole_map()`."""
        return [found for found in self.see_also_and_counterparts if not found.mapping.is_hint]

    @cached_property
    def see_also_and_counterparts(self) -> list[Counterpart]:
        """Every published mapping as seen from here; needs `crosswalk.whole_map()`."""
        return Counterpart.ranked(Counterpart.of(m, self) for m in [*self.shown_out, *self.shown_in])

    def counterparts_in(self, discipline: str) -> list[Counterpart]:
        return [found for found in self.counterparts if found.concept.discipline_id == discipline]

    def no_counterpart_in(self, discipline: str) -> NoCounterpart | None:
        """The finding that it has none there; needs `crosswalk.whole_map()`."""
        return next((none for none in self.shown_none if none.discipline_id == discipline), None)


class ConceptRelationQuerySet(models.QuerySet):
    def with_published_ends(self):
        """Those between published concepts, with both and without their long texts."""
        published = Status.PUBLISHED
        found = self.filter(subject__status=published, object__status=published).select_related("subject", "object")
        return found.defer(*long_texts("subject", "object"))


class ConceptRelation(models.Model):
    """A relation between two concepts, stored in one direction and shown in both."""

    class Kind(models.TextChoices):
        BROADER = "broader", "Broader (same discipline)"
        RELATED = "related", "Related (same discipline)"
        REQUIRES = "requires", "Know this first"

    subject = models.ForeignKey(Concept, models.CASCADE, related_name="relations_out")
    kind = models.CharField(max_length=8, choices=Kind)
    object = models.ForeignKey(Concept, models.CASCADE, related_name="relations_in")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ConceptRelationQuerySet.as_manager()

    class Meta:
        ordering = ["subject", "kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "kind", "object"], name="relation_once"),
            models.CheckConstraint(
                condition=~Q(subject=F("object")),
                name="relation_not_to_itself",
                violation_error_message="A concept has no relation to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} {self.kind} {self.object_id}"
