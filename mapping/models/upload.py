"""Tables that somebody has uploaded and not yet confirmed."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT_HOURS = 24


class UploadQuerySet(models.QuerySet):
    def forget_old(self) -> None:
        self.filter(created_at__lt=timezone.now() - timedelta(hours=KEPT_HOURS)).delete()


class Upload(models.Model):
    """A table between its preview and its confirmation; only who uploaded it sees it."""

    table = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    # Not `bytes`: PostgreSQL and SQLite give different types back.
    data = models.BinaryField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
