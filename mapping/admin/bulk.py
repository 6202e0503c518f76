"""What is done to many records at once: shown first, with what can't be done and why, then all of it or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mapping import content, publication
from mapping.admin.choosing import RecordField
from mapping.admin.reviewing import may_review, review
from mapping.admin.saving import name_of
from mapping.models import UNPUBLISHED, Record, Status, Version

MOST = 200


@dataclass(frozen=True)
class Act:
    """Something that is done to a record: what stands in its way (a few words, or nothing), and how it is done."""

    title: str
    hinders: Callable[[Record, object], str]
    do: Callable[[Record, object], None]
    needs_successor: bool = False


def _set(status: str) -> Callable[[Record, object], None]:
    def do(record: Record, user: object) -> None:
        record.status = status

    return do


def _lapse(record: Record, user: object) -> None:
    record.reviewed_by, record.reviewed_on, record.agreement = "", None, None
    if record.status == Status.REVIEWED:
        record.status = Status.SUBMITTED


def _unless(is_hindered: Callable[[Record], bool], words: str) -> Callable[[Record, object], str]:
    return lambda record, user: words if is_hindered(record) else ""


def _hinders_review(record: Record, user: object) -> str:
    if record.status == Status.WITHDRAWN:
        return "it is withdrawn"
    return "" if may_review(record, user) else "you wrote it"


ACTS = {
    "submit": Act(
        "Hand in for review",
        _unless(lambda record: record.status != Status.DRAFT, "it is no draft"),
        _set(Status.SUBMITTED),
    ),
    "review": Act("Review: I have read these and agree", _hinders_review, review),
    "publish": Act(
        "Publish",
        _unless(lambda record: record.status not in {*UNPUBLISHED, Status.REVIEWED}, "it is published or withdrawn"),
        _set(Status.PUBLISHED),
    ),
    "withdraw": Act(
        "Withdraw",
        _unless(lambda record: record.status != Status.PUBLISHED, "it is not published"),
        _set(Status.WITHDRAWN),
        needs_successor=True,
    ),
    "lapse": Act(
        "Ask for a new review",
        _unless(lambda record: not record.is_reviewed, "nobody has reviewed it"),
        _lapse,
    ),
}


class Confirmation(forms.Form):
    """Why, and what takes the place of what is withdrawn."""

    reason = forms.CharField(max_length=300, label="Why", help_text="One line for the history; readers may see it.")
    replaced_by = RecordField(
        Record.objects.all(), required=False, label="Successor", help_text="Where readers of these pages are sent."
    )

    def __init__(self, *args, act: Act, **kwargs):
        super().__init__(*args, **kwargs)
        if not act.needs_successor:
            del self.fields["replaced_by"]


@dataclass
class Plan:
    """What an act would do to the chosen records."""

    act: Act
    done: list[Record] = field(default_factory=list)
    left: list[tuple[Record, str]] = field(default_factory=list)

    @classmethod
    def of(cls, act: Act, chosen: list[Record], user: object) -> "Plan":
        plan = cls(act)
        for record in chosen:
            if words := act.hinders(record, user):
                plan.left.append((record, words))
            else:
                plan.done.append(record)
        return plan


class BulkActs:
    """The acts as actions of a list of records; mixed into a ModelAdmin. Who may do one is said by `permissions`."""

    actions = ["submit", "review", "publish", "withdraw", "lapse"]

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mapping.publish_record")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mapping.review_record")

    @admin.action(description="Hand in for review", permissions=["change"])
    def submit(self, request, chosen):
        return self._act(request, "submit", chosen)

    @admin.action(description="Review (not your own)", permissions=["review"])
    def review(self, request, chosen):
        return self._act(request, "review", chosen)

    @admin.action(description="Publish", permissions=["publish"])
    def publish(self, request, chosen):
        return self._act(request, "publish", chosen)

    @admin.action(description="Withdraw", permissions=["publish"])
    def withdraw(self, request, chosen):
        return self._act(request, "withdraw", chosen)

    @admin.action(description="Ask for a new review", permissions=["review"])
    def lapse(self, request, chosen):
        return self._act(request, "lapse", chosen)

    def _act(self, request: HttpRequest, name: str, chosen) -> HttpResponse | None:
        act = ACTS[name]
        if chosen.count() > MOST:
            messages.error(request, f"These are more than {MOST}: choose fewer at a time.")
            return None
        is_sent = "confirmed" in request.POST
        form = Confirmation(request.POST if is_sent else None, act=act)
        faults: list[content.Fault] = []
        with transaction.atomic():
            plan = Plan.of(act, list(chosen.select_for_update(of=("self",)).order_by("label")), request.user)
            if is_sent and form.is_valid() and plan.done:
                faults = _done(plan, form.cleaned_data, request.user)
                if not faults:
                    messages.success(request, f"{act.title}: done with {len(plan.done)}.")
                    return redirect(request.get_full_path())
                transaction.set_rollback(True)
        context = {"plan": plan, "form": form, "faults": faults, "action": name, "opts": self.opts, "title": act.title}
        return render(request, "admin/mapping/bulk.html", self.admin_site.each_context(request) | context)


def _done(plan: Plan, given: dict, user) -> list[content.Fault]:
    """Do it; the faults for which nothing must stay of it."""
    changes, faults = [], []
    for record in plan.done:
        plan.act.do(record, user)
        if successor := given.get("replaced_by"):
            record.replaced_by = successor
        record.save()
    for record in plan.done:
        try:
            changes.append(publication.Change(record, content.checked_text(record)))
        except content.ContentError as error:
            faults += error.faults
    if not faults:
        who = publication.Author(name_of(user), user)
        publication.publish(changes, author=who, origin=Version.Origin.ADMIN, reason=given["reason"])
    return faults
