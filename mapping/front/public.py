"""Which pages anybody may see, and what of their address they depend on."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_cache_control

MARK = "crosswalk.public"
# Browsers ask again each time, which a 304 answers in microseconds. A proxy does so after a second, so that everybody
# sees a publication within two, and goes on with what it has while the site is down.
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-if-error=86400"
MOST_FIELDS = 100

View = Callable[..., HttpResponse]


def public(*parameters: str) -> Callable[[View], View]:
    """Let the front keep this view's pages. They depend on the path, `parameters` and the publication alone.

    The view then sees no other parameter, so that no page can be kept that shows one. Who carries a session gets
    what is stored for all, or a page of his own, which nobody keeps.
    """

    def decorate(view: View) -> View:
        from mapping.front import stored  # not above: logging wants a part of this package before there are models

        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            is_read = request.method in {"GET", "HEAD"}
            if settings.SESSION_COOKIE_NAME in request.COOKIES or not is_read:
                response = (is_read and stored.find(request)) or view(request, *args, **kwargs)
                patch_cache_control(response, private=True, no_cache=True)
                return response
            asked = normal_form(request.META.get("QUERY_STRING", ""), parameters)
            request.GET = QueryDict(asked)
            request.META["QUERY_STRING"] = asked
            response = stored.find(request) or view(request, *args, **kwargs)
            if response.status_code == 200:
                response.setdefault("Cache-Control", CACHE_CONTROL)
                request.META[MARK] = (parameters, asked)
            return response

        answer.is_public = True
        return answer

    return decorate


@lru_cache(maxsize=50)
def normal_form(query: str, parameters: tuple[str, ...]) -> str:
    """The known parameters of a query, by name, without empty values and without repetition.

    Kept for a moment, since all who look at one request ask for it.
    """
    if not query or not parameters:
        return ""
    text = query.encode("latin-1", "replace").decode("utf-8", "replace")  # WSGI gives bytes as Latin-1
    try:
        fields = parse_qsl(text, max_num_fields=MOST_FIELDS)
    except ValueError:
        return ""
    known = dict.fromkeys((name, value) for name, value in fields if name in parameters)
    return urlencode(sorted(known, key=lambda field: field[0]))
