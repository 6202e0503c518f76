"""The publication counter: page caches and ETags hang on it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class PublicationQuerySet(models.QuerySet):
    def current(self) -> int:
        """The number of the last publication; 0 before the first."""
        return self.values_list("number", flat=True).first() or 0

    def stamp(self) -> tuple[int, datetime] | None:
        """The last publication with its time, for what a process keeps: a restored database may count anew."""
        return self.values_list("number", "published_at").first()

    def bump(self) -> int:
        """Count one more publication. One row only, so that two writers queue for it and none is lost."""
        if not self.filter(pk=1).update(number=F("number") + 1, published_at=timezone.now()):
            self.create(pk=1, number=1)
        return self.current()


class Publication(models.Model):
    """The counter that goes up with every published change; one row."""

    number = models.PositiveBigIntegerField(default=0)
    published_at = models.DateTimeField(auto_now=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="publication_one_row")]

    def __str__(self) -> str:
        return str(self.number)
