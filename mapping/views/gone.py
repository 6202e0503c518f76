"""Addresses that no longer hold a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mapping.models import FormerSlug, Record, Status


def gone_or_moved(request: HttpRequest, path: str) -> HttpResponse:
    """301 for a renamed record, 410 with the successor for a withdrawn one; Http404 for all else."""
    has_answer = [Status.PUBLISHED, Status.WITHDRAWN]
    former = FormerSlug.objects.select_related("record").filter(path=path, record__status__in=has_answer).first()
    if former:
        return redirect(former.record, permanent=True)
    record = Record.objects.select_related("replaced_by").filter(path=path, status=Status.WITHDRAWN).first()
    if record:
        return render(request, "errors/410.html", {"record": record}, status=410)
    raise Http404(f"There is no page at {path}.")
