"""Where one is signed in, and how to sign out there."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from mapping.front.limits import reader_of
from mapping.models import AccountEvent


@dataclass(frozen=True)
class SignIn:
    """One session that lives: whose, since when, with which browser. `mark` names it without giving it away."""

    mark: str
    user_id: str
    name: str
    since: str
    browser: str
    ends: datetime
    is_this: bool


def begin(request: HttpRequest) -> None:
    """Remember in a new session when and with which browser it began."""
    request.session["since"] = f"{timezone.now():%-d %B %Y, %H:%M}"
    request.session["browser"] = request.headers.get("User-Agent", "")[:200]


def note(request: HttpRequest, kind: str, user=None) -> None:
    """Write into the log of accounts what this request does to one."""
    browser = request.headers.get("User-Agent", "")
    AccountEvent.objects.note(kind, user=user or request.user, address=reader_of(request), browser=browser)


def listed(request: HttpRequest) -> HttpResponse:
    """One's own sessions, and everybody's for who may end them; a POST ends one."""
    found = _sessions(request)
    if request.method == "POST":
        wanted = {one.mark: one.user_id for one in found if one.mark == request.POST.get("mark", "")}
        for session in Session.objects.all():
            if owner := wanted.get(_mark(session.session_key)):
                session.delete()
                note(request, AccountEvent.Kind.ENDED, get_user_model().objects.get(pk=owner))
        messages.success(request, "Signed out there.")
        return redirect("admin:sessions")
    shared = admin.site.each_context(request) | {"title": "Where you are signed in"}
    return render(request, "admin/sessions.html", shared | {"sessions": found})


def _sessions(request: HttpRequest) -> list[SignIn]:
    sees_all = request.user.has_perm("sessions.delete_session")
    names = {str(user.pk): user.get_username() for user in get_user_model().objects.filter(is_staff=True)}
    found = []
    for session in Session.objects.filter(expire_date__gt=timezone.now()).order_by("-expire_date"):
        held = session.get_decoded()
        owner = held.get("_auth_user_id", "")
        if owner in names and (sees_all or owner == str(request.user.pk)):
            is_this = session.session_key == request.session.session_key
            told = (names[owner], held.get("since", ""), held.get("browser", ""), session.expire_date, is_this)
            found.append(SignIn(_mark(session.session_key), owner, *told))
    return found


def _mark(key: str) -> str:
    return sha256(key.encode()).hexdigest()[:24]
