"""What helps while writing: the text as readers will see it, and names to link."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from mapping import markup, publication, search
from mapping.models.naming import key_of, path_of

MOST = 100_000
OFFERED = 8


@require_safe
@csp_replace({"frame-ancestors": [SELF]})
@xframe_options_sameorigin
def page(request: HttpRequest) -> HttpResponse:
    """An empty page in the site's own style, into which the desk puts what is being written."""
    return render(request, "admin/preview.html")


@require_POST
def part(request: HttpRequest) -> HttpResponse:
    """The body of a record, rendered as its page renders it."""
    path, body = request.POST.get("path", "")[:160], request.POST.get("body", "")[:MOST]
    if body.startswith("---\n"):
        body = body.partition("\n---\n")[2]
    try:
        return HttpResponse(publication.preview(path, body.replace("\r\n", "\n").replace("\x00", "")))
    except markup.MarkupError as error:
        return HttpResponse(format_html('<p class="note note--warn">{}</p>', str(error)))


@require_safe
def links(request: HttpRequest) -> JsonResponse:
    """The records whose names start as this does, each as a wiki link names it."""
    found = search.suggest(request.GET.get("q", "").replace("\x00", "")[:60], limit=OFFERED)
    return JsonResponse({"links": [{"key": key_of(path_of(hit.url)), "label": hit.label} for hit in found.hits]})
