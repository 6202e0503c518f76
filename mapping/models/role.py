"""Roles: where a reader comes from."""

from django.db import models

from mapping.models.record import Record, RecordQuerySet


class RoleQuerySet(RecordQuerySet):
    def for_home(self):
        """In the order of how many readers they speak to: the more concepts known, the earlier."""
        return self.annotate(known=models.Count("concepts")).order_by("-known", "label")


class Role(Record):
    """Where a reader comes from: the set of concepts that he already knows."""

    record = models.OneToOneField(Record, models.CASCADE, parent_link=True, primary_key=True, related_name="as_role")
    strength = models.CharField(max_length=300)
    usual_gap = models.CharField(max_length=300)
    concepts = models.ManyToManyField("Concept", through="RoleConcept", related_name="roles")

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["label"]


class RoleConcept(models.Model):
    """A concept that a role knows, or that it should learn first."""

    class Kind(models.TextChoices):
        KNOWS = "knows", "Knows"
        BRIDGE_FIRST = "bridge_first", "Learns first"

    role = models.ForeignKey(Role, models.CASCADE, related_name="role_concepts")
    concept = models.ForeignKey("Concept", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.KNOWS)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["role", "kind", "position"]
        constraints = [models.UniqueConstraint(fields=["role", "kind", "concept"], name="role_concept_once")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.kind} {self.concept_id}"
