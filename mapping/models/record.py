"""The record: what every piece of content has, whatever its kind."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from mapping.models.naming import address_of, identity_of, key_of

STALE_AFTER_DAYS = 180


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    REVIEWED = "reviewed", "Reviewed"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


# What any contributor may still change: neither reviewed nor shown to readers.
UNPUBLISHED = (Status.DRAFT, Status.SUBMITTED)
# Of a concept, what only its own page shows.
LONG_TEXTS = ("body", "body_html", "definition", "scope", "scope_html", "asks")


def long_texts(*ends: str, names: tuple[str, ...] = LONG_TEXTS) -> list[str]:
    """The long texts of the concepts (or of others, by these names) at the ends of a statement, for `defer`."""
    return [f"{end}__{name}" for end in ends for name in names]


class Reviewable(models.Model):
    """Who drafted a text, and which person has reviewed it: of a record, and of each mapping by itself."""

    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, db_index=True)
    drafted_by = models.CharField(max_length=100, default="machine")
    drafted_on = models.DateField()
    reviewed_by = models.CharField(max_length=100, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    agreement = models.DecimalField(max_digits=3, decimal_places=2, null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(reviewed_by="", reviewed_on=None, agreement=None)
                | (~Q(reviewed_by="") & Q(reviewed_on__isnull=False)),
                name="%(class)s_review_has_a_person",
                violation_error_message="A review needs the name of a person and a day.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by="") | ~Q(reviewed_by=F("drafted_by")),
                name="%(class)s_author_is_not_reviewer",
                violation_error_message="Author and reviewer differ: somebody else reviews this.",
            ),
            models.CheckConstraint(
                condition=Q(agreement=None) | Q(agreement__gte=-1, agreement__lte=1),
                name="%(class)s_agreement_range",
                violation_error_message="Agreement lies between -1 and 1.",
            ),
        ]

    @property
    def is_reviewed(self) -> bool:
        return bool(self.reviewed_by)

    @property
    def is_machine_drafted(self) -> bool:
        return self.drafted_by == "machine"

    @property
    def is_stale(self) -> bool:
        """Whether readers see it, and no person has looked at it for 180 days."""
        seen = self.reviewed_on or self.drafted_on
        return self.status == Status.PUBLISHED and seen < timezone.localdate() - timedelta(days=STALE_AFTER_DAYS)

    def lapse(self, author: str, today: date) -> None:
        """Another statement stands here now: its author is new, and nobody has reviewed it."""
        self.drafted_by, self.drafted_on = author, today
        self.reviewed_by, self.reviewed_on, self.agreement = "", None, None
        if self.status == Status.REVIEWED:
            self.status = Status.SUBMITTED


class RecordQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=Status.PUBLISHED)

    def with_own_page(self):
        """Those of a kind that has a page for each record."""
        kinds = (Record.Kind.CONCEPT, Record.Kind.TOOL, Record.Kind.DISCIPLINE, Record.Kind.FALSE_FRIEND)
        return self.filter(kind__in=kinds).order_by("path")

    def known(self):
        """Published records, and those withdrawn ones whose identifiers may still be in use elsewhere."""
        return self.filter(status__in=[Status.PUBLISHED, Status.WITHDRAWN])

    def waiting(self):
        """What nobody has decided on: handed in or reviewed, and not published."""
        return self.filter(status__in=[Status.SUBMITTED, Status.REVIEWED])

    def stale(self, today: date):
        """Published, and neither reviewed nor changed by a person for 180 days."""
        before = today - timedelta(days=STALE_AFTER_DAYS)
        seen = Coalesce("reviewed_on", "drafted_on")
        return self.published().annotate(last_seen=seen).filter(last_seen__lt=before).order_by("last_seen", "path")

    def with_shown_labels(self):
        """Each record with its labels but the hidden ones, as `shown_labels`."""
        shown = Label.objects.exclude(kind=Label.Kind.HIDDEN)
        return self.prefetch_related(models.Prefetch("labels", shown, to_attr="shown_labels"))


class Record(Reviewable):
    """One piece of content with one canonical text, kept in versions.

    The concept, the tool and the other kinds are children of it, so that labels, sources, mentions, versions and
    the search index each are one table.
    """

    class Kind(models.TextChoices):
        CONCEPT = "concept", "Concept"
        TOOL = "tool", "Tool"
        DISCIPLINE = "discipline", "Discipline"
        ROLE = "role", "Role"
        LEG = "leg", "Roadmap leg"
        FALSE_FRIEND = "false-friend", "False friend"
        STAGES = "stages", "Stages"

    kind = models.CharField(max_length=12, choices=Kind, db_index=True, editable=False)
    path = models.CharField(
        max_length=160, unique=True, editable=False, help_text="The file under content/, without its ending."
    )
    slug = models.SlugField(max_length=80, help_text="The last part of the address. Small letters and hyphens.")
    identifier = models.SlugField(
        max_length=80, editable=False, help_text="The first slug: it stays in the IRI for ever."
    )
    label = models.CharField(max_length=300, help_text="The name of the page (skos:prefLabel, English).")
    gist = models.CharField(max_length=300, blank=True, help_text="What it is, in one line.")
    asks = models.JSONField(default=list, blank=True, help_text="Questions, in readers' words, that this page answers.")
    body = models.TextField(blank=True, help_text="Markdown; link by [[slug]] or [[tool:slug]].")
    body_html = models.TextField(blank=True, editable=False)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaces")
    version = models.ForeignKey(
        "Version", models.PROTECT, null=True, editable=False, related_name="+", help_text="What is shown."
    )
    file_version = models.ForeignKey(
        "Version",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        help_text="The base of a sync.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    objects = RecordQuerySet.as_manager()

    class Meta(Reviewable.Meta):
        ordering = ["label"]
        permissions = [
            ("publish_record", "Can publish, withdraw and restore records"),
            ("review_record", "Can review what another person wrote"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The address of the page, whatever kind of record this row is."""
        return address_of(self.path)

    @property
    def identity(self) -> str:
        """The path of the IRI, which stays when the page moves."""
        return identity_of(self.path, self.identifier)

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    @property
    def discipline_key(self) -> str:
        """The discipline of a concept, from its path; empty for every other kind."""
        return self.path.split("/")[1] if self.kind == Record.Kind.CONCEPT else ""

    @property
    def key(self) -> str:
        """The record as others refer to it: `devops/version-control`, `tool:mlflow`."""
        return key_of(self.path)


class LabelQuerySet(models.QuerySet):
    def shown(self):
        """English names of published concepts and tools, but the hidden ones, each with its record."""
        kinds = [Record.Kind.CONCEPT, Record.Kind.TOOL]
        found = self.filter(record__status=Status.PUBLISHED, record__kind__in=kinds, lang="en")
        found = found.exclude(kind=Label.Kind.HIDDEN).select_related("record")
        return found.defer("record__body", "record__body_html", "record__asks")

    def preferred(self):
        return self.filter(kind=Label.Kind.PREF)

    def with_importance(self):
        """Each with the `importance` of its concept; tools have none."""
        return self.annotate(importance=Coalesce("record__as_concept__importance", 0))


class Label(models.Model):
    """A name of a record in one language (SKOS: prefLabel, altLabel, hiddenLabel)."""

    class Kind(models.TextChoices):
        PREF = "pref", "Preferred"
        ALT = "alt", "Alternative (shown)"
        HIDDEN = "hidden", "Hidden (misspellings: searched, never shown)"

    record = models.ForeignKey(Record, models.CASCADE, related_name="labels")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.ALT)
    text = models.CharField(max_length=300)
    lang = models.CharField(max_length=20, default="en")
    is_plain_word = models.BooleanField(
        "plain word",
        default=False,
        help_text="Also an everyday word (Go, Make): translate wants evidence for it.",
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = LabelQuerySet.as_manager()

    class Meta:
        ordering = ["record", "kind", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "text", "lang"],
                name="label_s13_once",
                violation_error_message="S13: this record already has that label in that language.",
            ),
            models.UniqueConstraint(
                fields=["record", "lang"],
                condition=Q(kind="pref"),
                name="label_s14_one_pref",
                violation_error_message="S14: one preferred label per language.",
            ),
        ]
        indexes = [models.Index(fields=["text"], name="label_text")]

    def __str__(self) -> str:
        return self.text


class Source(models.Model):
    """Where a reader can check a record, and when its author saw it."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="sources")
    title = models.CharField(max_length=300)
    url = models.URLField("address", max_length=500)
    seen = models.DateField()
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["record", "position"]
        constraints = [models.UniqueConstraint(fields=["record", "url"], name="source_once")]

    def __str__(self) -> str:
        return self.title


class FormerSlug(models.Model):
    """An old path of a record; its old address answers with a redirect."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="former_slugs")
    path = models.CharField(max_length=160, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["record", "position"]

    def __str__(self) -> str:
        return self.path


class MentionQuerySet(models.QuerySet):
    def shown(self):
        """Those by published records, A to Z."""
        found = self.filter(record__status=Status.PUBLISHED)
        return found.select_related("record").order_by("record__label")


class Mention(models.Model):
    """One record's text links another record's page; `sentence` is the one around the link."""

    record = models.ForeignKey(Record, models.CASCADE, related_name="mentions")
    target = models.ForeignKey(Record, models.CASCADE, related_name="mentioned_in")
    sentence = models.TextField(blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "target"], name="mention_once"),
            models.CheckConstraint(condition=~Q(record=F("target")), name="mention_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} mentions {self.target_id}"
