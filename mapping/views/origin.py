"""Anonymous posts carry no cookie and no token; a browser says where they come from."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt


def posted_from_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse posts that a browser sends from another site's page; what is no browser may post."""

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "POST" and not _is_from_here(request):
            raise PermissionDenied("This form can be sent from its own page only.")
        return view(request, *args, **kwargs)

    return checked


def _is_from_here(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site:
        return site in {"same-origin", "none"}
    return origin is None or urlsplit(origin).netloc == request.get_host()
