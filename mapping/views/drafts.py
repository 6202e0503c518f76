"""A draft as its page will be, for whoever has a signed address of it; no login, and only that draft."""

from copy import copy

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from mapping import content, publication
from mapping.models import Status, Version

_WAITS = {Status.DRAFT, Status.SUBMITTED, Status.REVIEWED}


@require_safe
def draft(request):
    """The draft that `?key=` names, as its page will be."""
    version = Version.objects.of_draft_key(request.GET.get("key", ""))
    if version is None:
        response = render(request, "drafts/ended.html", status=410)
    else:
        try:
            response = _as_published(request, version)
        except content.ContentError as error:
            response = render(request, "drafts/ended.html", {"faults": error.faults}, status=422)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"  # the sources that a draft links must not learn its address
    return response


@transaction.atomic
def _as_published(request: HttpRequest, version: Version) -> HttpResponse:
    """What readers would see if this text were published: the page's own view, over rows that are taken back."""
    record = content.lay_out(version.path, version.text)
    type(record).objects.filter(pk=record.pk).update(status=Status.PUBLISHED)
    if hasattr(record, "mappings_out"):
        record.mappings_out.filter(status__in=_WAITS).update(status=Status.PUBLISHED)
    publication.render([record.pk])
    shown = resolve(record.get_absolute_url())
    answer = shown.func(_request_of(request, record.get_absolute_url()), *shown.args, **shown.kwargs)
    transaction.set_rollback(True)
    return HttpResponse(answer.content, status=answer.status_code)


def _request_of(request: HttpRequest, address: str) -> HttpRequest:
    """The request for the page itself: with a META of its own, so that the mark of a public page never leaves it."""
    inner = copy(request)
    inner.path = inner.path_info = address
    inner.META = request.META | {"PATH_INFO": address, "QUERY_STRING": ""}
    inner.is_draft = True
    return inner
