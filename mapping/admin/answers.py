"""A suggestion on its way through the forms: what it fills in, and how the save that follows answers it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from mapping.models import Concept, Record, Suggestion

_DESKS = {Record.Kind.FALSE_FRIEND: "falsefriend"}


def asked(request: HttpRequest) -> Suggestion | None:
    """The open suggestion that this form was opened for."""
    given = request.GET.get("suggestion", "")
    if not given.isdigit() or not request.user.has_perm("mapping.change_suggestion"):
        return None
    return Suggestion.objects.open().select_related("record").filter(pk=given).first()


def form_for(suggestion: Suggestion) -> str:
    """The address of the form that an accepted suggestion fills in; empty where none is meant."""
    record = suggestion.record
    if record is None:
        adding = {Suggestion.Kind.CONCEPT: "concept", Suggestion.Kind.TOOL: "tool"}.get(suggestion.kind)
        return reverse(f"admin:mapping_{adding}_add") + f"?suggestion={suggestion.pk}" if adding else ""
    desk = _DESKS.get(record.kind, record.kind)
    if desk not in {"concept", "tool", "falsefriend", "role"}:
        return ""
    return reverse(f"admin:mapping_{desk}_change", args=[record.pk]) + f"?suggestion={suggestion.pk}"


def filled_in(suggestion: Suggestion) -> dict[str, str]:
    """The fields of a new record that a suggestion gives."""
    return {"label": suggestion.name, "gist": suggestion.text[:300].replace("\n", " ")}


def rows(suggestion: Suggestion | None, part: str) -> list[dict]:
    """The new rows of a part (`label`, `mapping`) that a suggestion gives."""
    if suggestion is None:
        return []
    if part == "label" and suggestion.kind == Suggestion.Kind.SYNONYM:
        return [{"text": suggestion.name, "kind": "alt", "lang": "en"}]
    if part == "mapping" and suggestion.kind == Suggestion.Kind.MAPPING:
        named = Concept.objects.filter(labels__text__iexact=suggestion.name).exclude(pk=suggestion.record_id)
        return [{"object": named.order_by("-importance").first(), "because": suggestion.text}]
    return []


def answered(request: HttpRequest, record: Record) -> HttpResponse | None:
    """After a save: accept the suggestion that it answers; the page to go on with."""
    suggestion = asked(request)
    if suggestion is None:
        return None
    reason = request.POST.get("reason", "").strip() or f"Taken up in “{record.label}”."
    decide(suggestion, Suggestion.State.ACCEPTED, reason, request.user, record)
    messages.success(request, f"{record.label} is saved, and the suggestion is answered.")
    return redirect("admin:mapping_suggestion_changelist")


def decide(suggestion: Suggestion, state: str, reason: str, user, record: Record | None = None) -> None:
    """Give a suggestion its answer."""
    suggestion.state, suggestion.reason = state, reason[:500]
    suggestion.decided_by, suggestion.decided_at = user, timezone.now()
    if record is not None:
        suggestion.record_id = record.pk
    suggestion.save()
