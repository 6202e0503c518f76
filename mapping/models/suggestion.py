"""What readers suggest, and what the editors made of it."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


def new_reference() -> str:
    """An address that nobody guesses: 192 random bits."""
    return secrets.token_urlsafe(24)


MOST_AN_HOUR = 6
# So that a robot with many addresses can't fill the database.
MOST_A_DAY = 300


class SuggestionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state=Suggestion.State.OPEN)

    def is_too_many(self, sender: str) -> bool:
        """Whether one more of this sender, or of all, is over the limit. Forgets the senders of other days."""
        now = timezone.now()
        self.filter(created_at__lt=now - timedelta(days=1)).exclude(sender="").update(sender="")
        own = self.filter(sender=sender, created_at__gt=now - timedelta(hours=1)).count()
        return own >= MOST_AN_HOUR or self.filter(created_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY


class Suggestion(models.Model):
    """A reader's words on one page, or on what is missing. Nothing in it says who he is."""

    class Kind(models.TextChoices):
        CONCEPT = "concept", "A concept is missing"
        SYNONYM = "synonym", "Another name for it"
        MAPPING = "mapping", "A counterpart is missing"
        WRONG = "wrong", "Something here is wrong"
        LINK = "link", "A link is dead"
        TOOL = "tool", "A tool is missing"

    class State(models.TextChoices):
        OPEN = "open", "Not read yet"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    reference = models.CharField(max_length=40, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    record = models.ForeignKey("Record", models.CASCADE, null=True, blank=True, related_name="suggestions")
    name = models.CharField("name or address", max_length=200, blank=True)
    text = models.TextField(max_length=2_000, blank=True)
    is_vendor = models.BooleanField("from the maker or seller of what it names", default=False)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, db_index=True)
    reason = models.CharField(max_length=500, blank=True, help_text="The reader sees it at his suggestion's address.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # A keyed digest of the day and the sender's address, for the limit; emptied when the day is over.
    sender = models.CharField(max_length=32, blank=True, editable=False, db_index=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open") | ~models.Q(reason=""),
                name="suggestion_decision_has_a_reason",
                violation_error_message="Say why: the reader sees the reason.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name or (self.record and self.record.label) or self.text[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("suggestion", args=[self.reference])
