"""The roadmap: legs of steps."""

from django.db import models

from mapping.models.record import Record, RecordQuerySet


class Leg(Record):
    """A part of the way with a goal and a hands-on outcome."""

    record = models.OneToOneField(Record, models.CASCADE, parent_link=True, primary_key=True, related_name="as_leg")
    number = models.PositiveSmallIntegerField(unique=True)
    discipline = models.ForeignKey("Discipline", models.PROTECT, to_field="key", related_name="legs")
    goal = models.CharField(max_length=300)
    hands_on = models.TextField()
    hands_on_html = models.TextField(blank=True, editable=False)

    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ["number"]

    @property
    def anchor(self) -> str:
        """Its place on the page of the road."""
        return self.get_absolute_url().partition("#")[2]


class Step(models.Model):
    """One concept to learn, with the effort that it takes."""

    class Effort(models.TextChoices):
        SMALL = "S", "An evening"
        MEDIUM = "M", "A few days"
        LARGE = "L", "A few weeks"

    leg = models.ForeignKey(Leg, models.CASCADE, related_name="steps")
    concept = models.ForeignKey("Concept", models.PROTECT, related_name="steps")
    effort = models.CharField(max_length=1, choices=Effort)
    optional = models.BooleanField(default=False)
    why = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["leg", "position"]
        constraints = [models.UniqueConstraint(fields=["leg", "concept"], name="step_once")]

    def __str__(self) -> str:
        return f"{self.leg_id}: {self.concept_id}"


class Resource(models.Model):
    """Something to read, watch or do for a leg."""

    class Kind(models.TextChoices):
        ARTICLE = "article", "Article"
        BOOK = "book", "Book"
        COURSE = "course", "Course"
        DOCS = "docs", "Documentation"
        PAPER = "paper", "Paper"
        TUTORIAL = "tutorial", "Tutorial"
        VIDEO = "video", "Video"

    leg = models.ForeignKey(Leg, models.CASCADE, related_name="resources")
    title = models.CharField(max_length=300)
    url = models.URLField("address", max_length=500)
    kind = models.CharField(max_length=8, choices=Kind)
    free = models.BooleanField()
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["leg", "position"]
        constraints = [models.UniqueConstraint(fields=["leg", "url"], name="resource_once")]

    def __str__(self) -> str:
        return self.title
