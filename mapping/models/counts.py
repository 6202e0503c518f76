"""How much the site is used, by day."""

from collections.abc import Mapping
from datetime import date

from django.db import models, transaction
from django.db.models import F


class DailyCountQuerySet(models.QuerySet):
    def add(self, counts: Mapping[tuple[date, str], int]) -> None:
        """Add these to what was counted already: all of them, or none."""
        with transaction.atomic():
            for (day, kind), number in counts.items():
                row, is_new = self.get_or_create(day=day, kind=kind, defaults={"count": number})
                if not is_new:
                    self.filter(pk=row.pk).update(count=F("count") + number)


class DailyCount(models.Model):
    """One kind of use on one day: a number, and nothing of who it was."""

    class Kind(models.TextChoices):
        PAGE = "page", "Pages read"
        SEARCH = "search", "Searches"
        TRANSLATION = "translation", "Translations"

    day = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind)
    count = models.PositiveBigIntegerField(default=0)

    objects = DailyCountQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "kind"]
        verbose_name = "day of use"
        verbose_name_plural = "use by day"
        constraints = [models.UniqueConstraint(fields=["day", "kind"], name="daily_count_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.count} {self.get_kind_display().lower()}"
