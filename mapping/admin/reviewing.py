"""Reviews at the desk: who may give one, what makes one lapse, and how a form tells where a text stands."""

from collections.abc import Iterable

from django.contrib import admin
from django.utils import timezone

from mapping import content
from mapping.admin.saving import Refused, name_of
from mapping.models import UNPUBLISHED, Mapping, Record, Status
from mapping.models.record import Reviewable

# What a mapping states: whoever changes one of these has written another mapping.
STATED = {"subject", "relation", "object", "confidence"}
_NO_WORDS = {"status", "replaced_by", "review", "reason", "base_version", "id", "subject", "record", "DELETE"}


class Standing:
    """A line in the form that says who wrote a text and who reviewed it; mixed into a desk and into its parts."""

    @admin.display(description="Stands")
    def standing(self, one: Reviewable) -> str:
        if not one.pk:
            return "New: your name goes under it, and another person reviews it."
        wrote = "A machine’s draft" if one.is_machine_drafted else f"Drafted by {one.drafted_by}"
        wrote = f"{wrote} of {one.drafted_on:%-d %B %Y}"
        if not one.is_reviewed:
            return f"{wrote}. Nobody has reviewed it: readers are told so."
        return f"{wrote}, reviewed by {one.reviewed_by} on {one.reviewed_on:%-d %B %Y}."


class Reviewed(admin.SimpleListFilter):
    """By whom a list of records was looked at: a person, nobody, or nobody for long."""

    title, parameter_name = "review", "reviewed"

    def lookups(self, request, model_admin):
        return [("yes", "by a person"), ("no", "by nobody"), ("stale", "stale: not for 180 days")]

    def queryset(self, request, queryset):
        if self.value() == "stale":
            return queryset.stale(timezone.localdate())
        if self.value() in {"yes", "no"}:
            return queryset.filter(reviewed_by="") if self.value() == "no" else queryset.exclude(reviewed_by="")
        return queryset


def changes_words(changed: Iterable[str]) -> bool:
    """Whether these fields of a form are more than how the text stands."""
    return not _NO_WORDS.issuperset(changed)


def may_review(one: Mapping | Record, user) -> bool:
    """Whether somebody else wrote these words: drafted them, or changed them last."""
    if one.drafted_by == name_of(user):
        return False
    record, part = (one.subject, one.object.path) if isinstance(one, Mapping) else (one, "")
    return content.last_writer(record, part) != user.pk


def review(one: Mapping | Record, user, *, is_changed: bool = False) -> None:
    """Put the reviewer's name and the day under a text. Raises Refused where he wrote it, or changes it with this."""
    if is_changed or one.pk is None or not may_review(one, user):
        what = "author and reviewer differ: you wrote this."
        raise Refused([content.Fault("", 0, "", what, "Ask somebody else to review it.")])
    one.reviewed_by, one.reviewed_on, one.agreement = name_of(user), timezone.localdate(), None
    if one.status in UNPUBLISHED:
        one.status = Status.REVIEWED
