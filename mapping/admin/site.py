"""The first page of the desk: what waits for somebody."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.core.exceptions import NON_FIELD_ERRORS
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_otp import match_token, user_has_device

from mapping.admin import beside, choosing, second_factor, sessions, writing
from mapping.admin.choosing import RecordField
from mapping.front.limits import reader_of
from mapping.models import (
    AccountEvent,
    ExternalLink,
    Mapping,
    MissedSearch,
    Record,
    Suggestion,
    SyncConflict,
    Version,
    link_uses,
)

SHOWN = 8


@dataclass(frozen=True)
class Line:
    """One thing that waits: its name, what more there is to say, where it is dealt with."""

    name: str
    more: str
    address: str


@dataclass(frozen=True)
class Queue:
    """What waits of one kind: how many, and the first of them."""

    title: str
    count: int
    lines: list[Line]
    nothing: str
    all_address: str = ""


class SignInForm(AdminAuthenticationForm):
    """Name and password, and a code of whoever has set up a second factor."""

    code = forms.CharField(
        required=False,
        max_length=32,
        label="Code of your second factor, if you have one",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if not user_has_device(user):
            return
        user.otp_device = match_token(user, self.cleaned_data.get("code") or "")
        if user.otp_device is None:
            raise forms.ValidationError("Enter the code that your app shows now, or a recovery code.", "second_factor")


class Desk(admin.AdminSite):
    site_header = "Crosswalk: the editors’ desk"
    site_title = "Crosswalk desk"
    index_title = "What waits"
    index_template = "admin/desk.html"
    login_form = SignInForm
    login_template = "admin/sign_in.html"

    def has_permission(self, request):
        is_verified = not settings.SECOND_FACTOR_REQUIRED or request.user.is_verified()
        return super().has_permission(request) and is_verified

    def get_urls(self):
        # The first is also for who has no second factor yet where one is required: it asks for itself who that is.
        own = [
            path("second-factor/", never_cache(second_factor.set_up), name="second-factor"),
            path("sessions/", self.admin_view(sessions.listed), name="sessions"),
            path("preview/", self.admin_view(writing.page), name="preview"),
            path("preview/part/", self.admin_view(writing.part), name="preview-part"),
            path("find/", self.admin_view(found), name="find"),
            path("records/", self.admin_view(choosing.records), name="records"),
            path("beside/", self.admin_view(beside.part), name="beside"),
            path("links/", self.admin_view(writing.links), name="links"),
        ]
        return [*own, *super().get_urls()]

    def login(self, request, extra_context=None):
        if request.user.is_active and request.user.is_staff and not self.has_permission(request):
            return redirect("admin:second-factor")
        response = super().login(request, extra_context)
        if request.method != "POST":
            return response
        if request.user.is_authenticated:
            sessions.begin(request)
            sessions.note(request, AccountEvent.Kind.IN)
        else:
            _note_failure(request, response)
        return response

    def logout(self, request, extra_context=None):
        if request.method == "POST" and request.user.is_authenticated:
            sessions.note(request, AccountEvent.Kind.OUT)
        return super().logout(request, extra_context)

    def index(self, request, extra_context=None):
        return super().index(request, {"queues": list(_queues(request.user))} | (extra_context or {}))


def _note_failure(request, response) -> None:
    kind = AccountEvent.Kind.WRONG
    if getattr(request, "axes_locked_out", False):
        kind = AccountEvent.Kind.LOCKED
    elif response.context_data["form"].has_error(NON_FIELD_ERRORS, "second_factor"):
        kind = AccountEvent.Kind.CODE
    name = request.POST.get("username", "").replace("\x00", "")[:150]
    AccountEvent.objects.note(
        kind,
        user=get_user_model().objects.filter(username=name).first(),
        address=reader_of(request),
        browser=request.headers.get("User-Agent", ""),
    )


def _queues(user):
    if not user.has_perm("mapping.view_record"):
        return
    yield _waiting()
    yield _proposals()
    yield _suggestions()
    if user.has_perm("mapping.view_syncconflict"):
        yield _conflicts()
    if user.has_perm("mapping.view_missedsearch"):
        yield _missed()
    yield _dead_links()
    yield _stale()
    if user.has_perm("mapping.view_accountevent"):
        yield _failures()
        yield _done()


@require_safe
def found(request):
    """To the form of the record that `?name=` means, or to a list where it means none or several."""
    name = request.GET.get("name", "")[:400]
    try:
        record = RecordField(Record.objects.all()).clean(name)
    except forms.ValidationError:
        return redirect(f"{reverse('admin:mapping_concept_changelist')}?{urlencode({'q': name})}")
    return redirect(desk_of(record))


def desk_of(record: Record, page: str = "change", *more: int) -> str:
    """The address of a page of a record's desk; the admin's first page for kinds that only files hold."""
    model = record.kind.replace("-", "")
    if record.kind not in {"concept", "tool", "false-friend", "role"}:
        return reverse("admin:index")
    return reverse(f"admin:mapping_{model}_{page}", args=[record.pk, *more])


def _waiting() -> Queue:
    records = Record.objects.waiting().order_by("changed_at")
    mappings = Mapping.objects.filter(status__in=["submitted", "reviewed"]).select_related("subject", "object")
    lines = [
        Line(r.label, f"{r.get_kind_display()}, {r.get_status_display().lower()}", desk_of(r)) for r in records[:SHOWN]
    ]
    lines += [
        Line(f"{m.subject.label} → {m.object.label}", f"mapping, {m.get_status_display().lower()}", desk_of(m.subject))
        for m in mappings[:SHOWN]
    ]
    return Queue("Waits for review", records.count() + mappings.count(), lines, "Nothing waits for a review.")


def _proposals() -> Queue:
    found = Version.objects.proposals().exclude(record=None).defer("text")
    lines = [
        Line(
            v.record.label,
            f"by {v.author_name}{': ' if v.reason else ''}{v.reason}",
            desk_of(v.record, "version", v.pk),
        )
        for v in found[:SHOWN]
    ]
    return Queue("Changes proposed", found.count(), lines, "Nobody has proposed a change.")


def _suggestions() -> Queue:
    found = Suggestion.objects.open().select_related("record").order_by("created_at")
    lines = [
        Line(str(s), f"{s.created_at:%-d %B}", reverse("admin:mapping_suggestion_change", args=[s.pk]))
        for s in found[:SHOWN]
    ]
    address = reverse("admin:mapping_suggestion_changelist") + "?state__exact=open"
    return Queue("Readers suggest", found.count(), lines, "Every suggestion is answered.", address)


def _conflicts() -> Queue:
    found = SyncConflict.objects.select_related("record")
    lines = [
        Line(c.record.label, f"since {c.noted_at:%-d %B, %H:%M}", desk_of(c.record, "text") + "?conflict=1")
        for c in found[:SHOWN]
    ]
    return Queue("Changed in its file and here", found.count(), lines, "Files and database agree.")


def _missed() -> Queue:
    found = MissedSearch.objects.order_by("-count", "-day")
    address = reverse("admin:mapping_missedsearch_changelist")
    lines = [Line(f"“{m.query}”", f"{m.count} times on {m.day:%-d %B}", address) for m in found[:SHOWN]]
    return Queue("Searches that found nothing", found.count(), lines, "Every search found something.", address)


def _dead_links() -> Queue:
    dead = {link.url: link for link in ExternalLink.objects.dead()}
    uses = link_uses(set(dead)) if dead else []
    lines = [Line(use.record.label, f"{use.place}: {use.url}", desk_of(use.record)) for use in uses[:SHOWN]]
    address = reverse("admin:mapping_externallink_changelist") + "?outcome=dead"
    return Queue("Dead links", len(dead), lines, "No link is known to be dead.", address)


def _stale() -> Queue:
    found = Record.objects.stale(timezone.localdate())
    lines = [
        Line(r.label, f"last seen by a person or drafted {r.last_seen:%-d %B %Y}", desk_of(r)) for r in found[:SHOWN]
    ]
    return Queue("Stale: not looked at for 180 days", found.count(), lines, "Every page is fresh.")


def _failures() -> Queue:
    found = AccountEvent.objects.failures()
    lines = [
        Line(e.get_kind_display(), f"{e.user or 'no such account'}, {e.at:%-d %B, %H:%M}", "") for e in found[:SHOWN]
    ]
    address = reverse("admin:mapping_accountevent_changelist")
    return Queue("Sign-ins that failed, in a week", found.count(), lines, "Nobody failed to sign in.", address)


def _done() -> Queue:
    found = Version.objects.by_people().filter(created_at__gt=timezone.now() - timedelta(days=7))
    lines = [
        Line(
            v.record.label,
            f"by {v.author_name}, {v.created_at:%-d %B, %H:%M}{': ' if v.reason else ''}{v.reason}",
            desk_of(v.record, "version", v.pk),
        )
        for v in found[:SHOWN]
    ]
    address = reverse("admin:admin_logentry_changelist")
    return Queue("Done at the desk, in a week", found.count(), lines, "Nobody has changed anything.", address)
