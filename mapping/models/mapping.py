"""The statements between concepts of different disciplines."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from mapping.models.record import Reviewable, Status, long_texts

if TYPE_CHECKING:
    from mapping.models.concept import Concept

# Below this a mapping is a hint ("see also") and counts nowhere as a counterpart.
HINT_BELOW = Decimal("0.5")

INVERSE = {"exact": "exact", "close": "close", "broad": "narrow", "narrow": "broad", "related": "related"}


def confidence_in_words(confidence: Decimal) -> str:
    """`high` from 0.8, `medium` from 0.6, `low` from 0.5, else `hint`."""
    for word, least in (("high", "0.8"), ("medium", "0.6"), ("low", "0.5")):
        if confidence >= Decimal(least):
            return word
    return "hint"


class MappingQuerySet(models.QuerySet):
    def published(self):
        """Published statements between published concepts."""
        published = Status.PUBLISHED
        return self.filter(status=published, subject__status=published, object__status=published)

    def counterparts(self):
        return self.published().filter(confidence__gte=HINT_BELOW)

    def with_ends(self):
        """With both concepts, in one query and without their long texts."""
        return self.select_related("subject", "object").defer(*long_texts("subject", "object"))

    def lean(self):
        """Without the points that only a concept's own page shows."""
        return self.defer(
            *("carries_over", "differs", "trap", "carries_over_html", "differs_html", "trap_html", "because")
        )

    def lean_with_ends(self):
        """With both concepts, and without the points."""
        return self.with_ends().lean()

    def of(self, concepts):
        """Those with one of these concepts at either end."""
        keys = self.model.objects.order_by().values("pk")
        # By their keys, or SQLite, which has no statistics, looks through all that are published.
        return self.filter(pk__in=keys.filter(subject__in=concepts).union(keys.filter(object__in=concepts)))


class Mapping(Reviewable):
    """One directed statement between two concepts of different disciplines: one SSSOM record.

    It is stored once, from DevOps to MLOps to LLMOps, and read both ways.
    """

    class Relation(models.TextChoices):
        EXACT = "exact", "exact match"
        CLOSE = "close", "close match"
        BROAD = "broad", "broader match"
        NARROW = "narrow", "narrower match"
        RELATED = "related", "related match"

    class Basis(models.TextChoices):
        BACKGROUND_KNOWLEDGE = "background-knowledge", "Background knowledge"
        COMPOSITE = "composite", "Composite"
        LEXICAL = "lexical", "Lexical"
        MANUAL = "manual", "Manual curation by a person"

    subject = models.ForeignKey("Concept", models.CASCADE, related_name="mappings_out")
    object = models.ForeignKey("Concept", models.CASCADE, related_name="mappings_in")
    relation = models.CharField(max_length=7, choices=Relation, default=Relation.CLOSE)
    confidence = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal("0.7"))
    gist = models.CharField(max_length=300, help_text="The counterpart as seen from the subject, in one line.")
    carries_over = models.JSONField(default=list, blank=True)
    differs = models.JSONField(default=list, blank=True)
    trap = models.TextField(blank=True)
    carries_over_html = models.JSONField(default=list, editable=False)
    differs_html = models.JSONField(default=list, editable=False)
    trap_html = models.TextField(blank=True, editable=False)
    basis = models.CharField(max_length=24, choices=Basis, default=Basis.BACKGROUND_KNOWLEDGE)
    because = models.TextField(help_text="Why this relation holds.")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = MappingQuerySet.as_manager()

    class Meta(Reviewable.Meta):
        ordering = ["subject", "position"]
        constraints = [
            *Reviewable.Meta.constraints,
            models.UniqueConstraint(
                fields=["subject", "object"],
                name="mapping_p2_one_per_pair",
                violation_error_message="P2: these two concepts are mapped already; change that mapping.",
            ),
            models.CheckConstraint(
                condition=~Q(subject=F("object")),
                name="mapping_p1_not_to_itself",
                violation_error_message="P1: a concept is not mapped to itself.",
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1),
                name="mapping_confidence_range",
                violation_error_message="Confidence lies between 0 and 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject.label} → {self.object.label}"

    @property
    def predicate_id(self) -> str:
        """The SKOS predicate, as SSSOM writes it."""
        return f"skos:{self.relation}Match"

    @property
    def is_hint(self) -> bool:
        return self.confidence < HINT_BELOW


class NoCounterpartQuerySet(models.QuerySet):
    def lean(self):
        """Without what only a concept's own page says of it."""
        said = ("because", "holds", "breaks", "trap")
        return self.defer(*said, *(f"{name}_html" for name in said))

    def in_discipline(self, key):
        return self.filter(discipline=key)

    def shown(self):
        """Those of published concepts, the most important first, with both concepts and without their long texts."""
        found = self.filter(concept__status=Status.PUBLISHED).select_related("concept__stage", "analogy")
        found = found.defer(*long_texts("concept", "analogy"))
        return found.order_by("-concept__importance", "concept__label")


class NoCounterpart(models.Model):
    """A finding: a discipline has no counterpart of this concept (sssom:NoTermFound)."""

    concept = models.ForeignKey("Concept", models.CASCADE, related_name="no_counterparts")
    discipline = models.ForeignKey("Discipline", models.PROTECT, to_field="key", related_name="+")
    because = models.TextField()
    analogy = models.ForeignKey("Concept", models.PROTECT, null=True, blank=True, related_name="analogy_of")
    holds = models.TextField(blank=True)
    breaks = models.TextField(blank=True)
    trap = models.TextField(blank=True)
    because_html = models.TextField(blank=True, editable=False)
    holds_html = models.TextField(blank=True, editable=False)
    breaks_html = models.TextField(blank=True, editable=False)
    trap_html = models.TextField(blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = NoCounterpartQuerySet.as_manager()

    class Meta:
        ordering = ["concept", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "discipline"],
                name="no_counterpart_once",
                violation_error_message="This is said of that discipline already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.concept_id}: none in {self.discipline_id}"

    @property
    def shown_analogy(self) -> "Concept | None":
        """The nearest analogy, if readers can go there."""
        return self.analogy if self.analogy and self.analogy.status == Status.PUBLISHED else None


@dataclass(frozen=True)
class Counterpart:
    """A mapping as seen from one of its ends: what it leads to, and how that relates to the term you know."""

    concept: "Concept"
    relation: str
    mapping: Mapping

    @classmethod
    def of(cls, mapping: Mapping, seen_from: "Concept") -> "Counterpart":
        if mapping.subject_id == seen_from.pk:
            return cls(mapping.object, mapping.relation, mapping)
        return cls(mapping.subject, INVERSE[mapping.relation], mapping)

    @staticmethod
    def ranked(counterparts: Iterable["Counterpart"]) -> list["Counterpart"]:
        """The best first: real counterparts before analogies, then by confidence."""
        return sorted(counterparts, key=lambda c: (c.relation == "related", -c.mapping.confidence, c.concept.label))

    @property
    def relation_label(self) -> str:
        """The relation in words, as seen from the term that the reader knows: `broader match`."""
        return Mapping.Relation(self.relation).label

    @property
    def gist(self) -> str:
        """One line on the counterpart; the mapping's own gist speaks of its object only."""
        return self.mapping.gist if self.concept.pk == self.mapping.object_id else self.concept.gist

    @property
    def confidence_word(self) -> str:
        return confidence_in_words(self.mapping.confidence)
