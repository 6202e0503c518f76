"""The three disciplines and the stages of the life cycle that they share."""

from django.db import models

from mapping.models.record import Record, RecordQuerySet


class Discipline(Record):
    """DevOps, MLOps or LLMOps: a skos:ConceptScheme."""

    record = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, related_name="as_discipline"
    )
    key = models.CharField(max_length=10, unique=True)
    order = models.PositiveSmallIntegerField(unique=True)
    definition = models.TextField()
    part_of = models.ForeignKey("self", models.PROTECT, to_field="key", null=True, blank=True, related_name="parts")
    adds = models.JSONField(default=list, blank=True)
    is_not = models.JSONField(default=list, blank=True)
    unit_of_release = models.CharField(max_length=300)
    changes_when = models.CharField(max_length=300)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["order"]


class Stage(models.Model):
    """Where in the life cycle a concept belongs; one list for all disciplines, so that rows line up."""

    key = models.SlugField(primary_key=True)
    name = models.CharField(max_length=100)
    definition = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(unique=True)
    cross_cutting = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/stages/{self.key}/"

    @property
    def identity(self) -> str:
        """The path of the IRI."""
        return f"/id/stage/{self.key}"
