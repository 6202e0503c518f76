"""Versions of the canonical text: history, drafts, and the base of a merge."""

from django.conf import settings
from django.db import models


class Version(models.Model):
    """The whole text of one record at one time, with who wrote it, why, and in which state.

    A draft of a record that does not exist yet has a path and no record.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        REVIEWED = "reviewed", "Reviewed"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Origin(models.TextChoices):
        FILE = "file", "Content file"
        ADMIN = "admin", "Admin"
        IMPORT = "import", "Import"

    record = models.ForeignKey("Record", models.PROTECT, null=True, blank=True, related_name="versions")
    path = models.CharField(max_length=160, db_index=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State)
    origin = models.CharField(max_length=6, choices=Origin)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=150)
    reason = models.CharField(max_length=300, blank=True)
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.path} by {self.author_name}, {self.created_at:%Y-%m-%d %H:%M}"
