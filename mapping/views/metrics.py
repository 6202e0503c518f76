"""What Prometheus reads."""

import secrets

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mapping.front import metrics

_HERE = {"127.0.0.1", "::1"}


@never_cache
@require_safe
def page(request):
    """Metrics for this machine itself, or for whoever has the token; for all others there is nothing here."""
    if not (_is_local(request) or _has_token(request)):
        raise Http404
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)


def _is_local(request) -> bool:
    # What a proxy passes on comes from this machine too, and is told by the header.
    forwarded = request.headers.keys() & {"X-Forwarded-For", "Forwarded", "X-Real-Ip"}
    return request.META.get("REMOTE_ADDR") in _HERE and not forwarded


def _has_token(request) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
