"""False friends: the same word for another thing."""

from django.db import models
from django.db.models import F, Q

from mapping.models.record import Record, RecordQuerySet, Status, long_texts


class FalseFriendQuerySet(RecordQuerySet):
    def with_senses(self):
        """Each word with the meanings that readers can see, and the pairs that it tells apart."""
        shown = models.Q(concept=None) | models.Q(concept__status=Status.PUBLISHED)
        return self.prefetch_related(
            models.Prefetch(
                "senses", Sense.objects.filter(shown).select_related("concept").defer(*long_texts("concept"))
            ),
            models.Prefetch("not_exact", NotExact.objects.published()),
        )


class FalseFriend(Record):
    """A word with more than one meaning; it has a disambiguation page."""

    record = models.OneToOneField(
        Record, models.CASCADE, parent_link=True, primary_key=True, related_name="as_false_friend"
    )
    how_to_tell = models.TextField()
    how_to_tell_html = models.TextField(blank=True, editable=False)

    objects = FalseFriendQuerySet.as_manager()

    class Meta:
        ordering = ["label"]


class Sense(models.Model):
    """One meaning of the word: a concept, or a place in a few words."""

    false_friend = models.ForeignKey(FalseFriend, models.CASCADE, related_name="senses")
    concept = models.ForeignKey("Concept", models.PROTECT, null=True, blank=True, related_name="senses")
    place = models.CharField(max_length=300, blank=True)
    means = models.TextField()
    means_html = models.TextField(blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["false_friend", "position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(concept__isnull=True) ^ Q(place=""),
                name="sense_concept_or_place",
                violation_error_message="Give a concept, or a place in a few words: one of the two.",
            )
        ]

    def __str__(self) -> str:
        return self.place or str(self.concept_id)


class NotExactQuerySet(models.QuerySet):
    def published(self):
        """Pairs of published concepts, with both of them."""
        published = Status.PUBLISHED
        found = self.filter(subject__status=published, object__status=published).select_related("subject", "object")
        return found.defer(*long_texts("subject", "object"))


class NotExact(models.Model):
    """Two concepts that are not the same, whatever their names say: one negative SSSOM row."""

    false_friend = models.ForeignKey(FalseFriend, models.CASCADE, related_name="not_exact")
    subject = models.ForeignKey("Concept", models.CASCADE, related_name="+")
    object = models.ForeignKey("Concept", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = NotExactQuerySet.as_manager()

    class Meta:
        ordering = ["false_friend", "position"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "object"], name="not_exact_once"),
            models.CheckConstraint(condition=~Q(subject=F("object")), name="not_exact_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_id} is not {self.object_id}"
