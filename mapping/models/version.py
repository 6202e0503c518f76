"""Versions of the canonical text: history, drafts, and the base of a merge."""

from django.conf import settings
from django.core import signing
from django.db import models
from django.urls import reverse
from django.utils.http import urlencode

# So long may somebody without an account look at a draft of which he has the address.
DRAFT_KEY_DAYS = 14
_SALT = "draft"


class VersionQuerySet(models.QuerySet):
    def in_force(self):
        """Those that were the text of their record once, or are it now."""
        return self.filter(proposed="")

    def proposals(self):
        """Changes that wait for an editor's decision, the oldest first."""
        return self.filter(proposed=Version.Proposed.OPEN).select_related("record").order_by("pk")

    def propose(self, record, text: str, *, author, author_name: str, origin: str, reason: str, base=None, state=""):
        """Keep a text of a record that waits for an editor; it was made from `base`, or else from the text in force."""
        return self.create(
            record_id=record.pk,
            path=record.path,
            text=text,
            state=state or Version.State.SUBMITTED,
            origin=origin,
            author=author,
            author_name=author_name,
            reason=reason,
            proposed=Version.Proposed.OPEN,
            base=base or record.version,
        )

    def by_people(self):
        """What was put in force at the desk, the newest first."""
        found = self.in_force().filter(origin=Version.Origin.ADMIN).exclude(record=None)
        return found.select_related("record").defer("text").order_by("-pk")

    def waiting(self):
        """Drafts that readers don't see yet: proposals, and the texts in force of unpublished records."""
        unpublished = [Version.State.DRAFT, Version.State.SUBMITTED, Version.State.REVIEWED]
        in_force = models.Q(proposed="", record__version=models.F("pk"), record__status__in=unpublished)
        return self.filter(models.Q(proposed=Version.Proposed.OPEN) | in_force)

    def of_draft_key(self, key: str) -> "Version | None":
        """The draft that a signed key names; None where the key is forged or old, or the draft has changed since."""
        try:
            pk = signing.loads(key, salt=_SALT, max_age=DRAFT_KEY_DAYS * 24 * 3600)
        except signing.BadSignature:
            return None
        return self.waiting().filter(pk=pk).first()

    def for_readers(self):
        """Changes of what readers see, for which an editor gave a reason; the newest first."""
        shown = [Version.State.PUBLISHED, Version.State.WITHDRAWN]
        by_editors = self.in_force().filter(state__in=shown).exclude(origin=Version.Origin.FILE).exclude(reason="")
        return by_editors.select_related("record").defer("text").order_by("-pk")


class Version(models.Model):
    """The whole text of one record at one time, with who wrote it, why, and in which state.

    A change that waits for a decision is a version too: a proposal, which has never been in force.
    """

    class Proposed(models.TextChoices):
        OPEN = "open", "Waits for a decision"
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Declined"

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
    proposed = models.CharField(max_length=8, choices=Proposed, blank=True, db_index=True)
    base = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followers")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.path} by {self.author_name}, {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def draft_address(self) -> str:
        """An address that shows this draft without a login: for two weeks, or until the draft changes.

        The key stands in the query, since the log holds paths and no queries.
        """
        return f"{reverse('draft')}?{urlencode({'key': signing.dumps(self.pk, salt=_SALT)})}"
