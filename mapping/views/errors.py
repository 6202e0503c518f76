"""The pages for what went wrong."""

import sys

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

from mapping.front.lines import REFERENCE

# Refused connections, full disks, read-only databases, locks that were not got in time.
_DATABASE_FAILS = (OperationalError, InterfaceError, InternalError)


def bad_request(request, exception):
    """400: a host that is not ours, too many fields, what can't be read."""
    return HttpResponseBadRequest(render_to_string("errors/400.html", {"reference": request.META.get(REFERENCE, "")}))


def refused(request, exception):
    """403: a form that was sent from elsewhere."""
    return render(request, "errors/403.html", {"why": str(exception)}, status=403)


def form_refused(request, reason=""):
    """403 for a form without its token: most often a page that was open when somebody logged in or out."""
    why = (
        "This form was too old, or your browser keeps no cookies. Nothing was changed. Load its page again and send it."
    )
    return render(request, "errors/403.html", {"why": why}, status=403)


def not_found(request, exception):
    """404: with the search box, since the reader wanted something."""
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """500, or 503 where the database failed: needs no database, since that may be what failed."""
    context = {"reference": request.META.get(REFERENCE, ""), "is_write": request.method == "POST"}
    if not isinstance(sys.exc_info()[1], _DATABASE_FAILS):
        return HttpResponseServerError(render_to_string("errors/500.html", context))
    headers = {"Retry-After": "30", "Cache-Control": "no-store"}
    return HttpResponse(render_to_string("errors/503.html", context), status=503, headers=headers)
