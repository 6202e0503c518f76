"""The pages for what went wrong."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def refused(request, exception):
    """403: a form that was sent from elsewhere."""
    return render(request, "errors/403.html", {"why": str(exception)}, status=403)


def not_found(request, exception):
    """404: with the search box, since the reader wanted something."""
    return render(request, "errors/404.html", status=404)


def server_error(request):
    """500: needs no database and no request, since either may be what failed."""
    return HttpResponseServerError(render_to_string("errors/500.html"))
