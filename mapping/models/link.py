"""Addresses outside the site: where they stand, and what they answered when they were last asked."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from mapping.models.record import Record, Source, Status
from mapping.models.roadmap import Resource
from mapping.models.tool import Tool

GONE = (404, 410)
_IN_TEXT = re.compile(r'href="(https?://[^"]+)"')


class ExternalLinkQuerySet(models.QuerySet):
    def dead(self):
        """Those that say that they are gone, or failed on two different days without an answer between."""
        failed = self.filter(outcome=ExternalLink.Outcome.FAILED)
        return failed.filter(Q(status__in=GONE) | Q(failing_since__lt=F("checked_at__date")))

    def moved(self):
        return self.filter(outcome=ExternalLink.Outcome.MOVED)

    def fresh(self, days: int, now: datetime):
        """Those that need not be asked: asked in the last days, and not waiting for the second day of a failure."""
        failing = Q(outcome=ExternalLink.Outcome.FAILED, checked_at__date__lt=now.date())
        return self.filter(checked_at__gt=now - timedelta(days=days)).exclude(failing & ~Q(status__in=GONE))


class ExternalLink(models.Model):
    """One address outside the site. Readers see nothing of this; editors see it on the desk."""

    class Outcome(models.TextChoices):
        FINE = "fine", "Answers"
        MOVED = "moved", "Has moved for good"
        UNSURE = "unsure", "Does not let a program look"
        FAILED = "failed", "Failed"

    url = models.URLField("address", max_length=500, unique=True)
    outcome = models.CharField(max_length=6, choices=Outcome, db_index=True)
    status = models.PositiveSmallIntegerField(null=True, help_text="Of HTTP; empty where there was no answer.")
    error = models.CharField(max_length=200, blank=True)
    moved_to = models.URLField(max_length=500, blank=True)
    failing_since = models.DateField(null=True)
    checked_at = models.DateTimeField(db_index=True)

    objects = ExternalLinkQuerySet.as_manager()

    class Meta:
        ordering = ["url"]

    def __str__(self) -> str:
        return self.url

    @property
    def is_dead(self) -> bool:
        """As `ExternalLinkQuerySet.dead` has it."""
        is_second_day = self.failing_since is not None and self.failing_since < self.checked_at.date()
        return self.outcome == self.Outcome.FAILED and (self.status in GONE or is_second_day)


@dataclass(frozen=True)
class LinkUse:
    """An address stands in a published record: as a source, a homepage, a repository, a resource or in its text."""

    url: str
    place: str
    record: Record

    def replace(self, new: str) -> bool:
        """Write another address into its row; whether that was possible: it is not where the record has that too."""
        match self.place:
            case "source" | "resource":
                rows = (Source if self.place == "source" else Resource).objects
                owned = rows.filter(**{"record" if self.place == "source" else "leg": self.record.pk})
                return not owned.filter(url=new).exists() and bool(owned.filter(url=self.url).update(url=new))
            case "homepage" | "repository":
                return bool(Tool.objects.filter(pk=self.record.pk).update(**{self.place: new}))
        return False


def link_uses(urls: set[str] | None = None) -> list[LinkUse]:
    """Where addresses stand in what is published; all of them, or only these."""
    found = [LinkUse(url, place, record) for url, place, record in _found() if urls is None or url in urls]
    return sorted(found, key=lambda use: (use.record.path, use.place, use.url))


def _found() -> Iterator[tuple[str, str, Record]]:
    published = Record.objects.published()
    records = published.only("path", "label", "kind").in_bulk()
    for pk, url in Source.objects.filter(record__in=published).values_list("record_id", "url"):
        yield url, "source", records[pk]
    tools = Tool.objects.filter(status=Status.PUBLISHED).values_list("pk", "homepage", "repository")
    for pk, homepage, repository in tools:
        yield from ((url, place, records[pk]) for place, url in _filled(homepage=homepage, repository=repository))
    for pk, url in Resource.objects.filter(leg__status=Status.PUBLISHED).values_list("leg_id", "url"):
        yield url, "resource", records[pk]
    texts = published.filter(body_html__contains='href="http').values_list("pk", "body_html")
    for pk, text in texts:
        yield from ((html.unescape(url), "text", records[pk]) for url in sorted(set(_IN_TEXT.findall(text))))


def _filled(**addresses: str) -> Iterator[tuple[str, str]]:
    yield from ((place, url) for place, url in addresses.items() if url)
