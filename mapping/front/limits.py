"""How much one reader may ask in a minute.

Counted in the cache of Django: in the memory of each process, or in Redis for all of them (`CACHE_URL`). A cache that
does not answer refuses nobody.
"""

import hashlib
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WINDOW = 60
MOST_BODY = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]


def limits(get_response: Answer) -> Answer:
    """Middleware: 413 for a body that is too large, 429 for a reader who asks too much, in words.

    The API refuses for itself, in its own format.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return get_response(request)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length[:12]) > MOST_BODY:
            return render(request, "errors/413.html", {"most": MOST_BODY}, status=413)
        wait = seconds_to_wait(request)
        if wait:
            response = render(request, "errors/429.html", {"wait": wait}, status=429)
            response["Retry-After"] = str(wait)
            return response
        return get_response(request)

    return answer


def seconds_to_wait(request: HttpRequest) -> int:
    """Count this request; 0 while its reader is within the limits, else the seconds until he may ask again."""
    method = "GET" if request.method == "HEAD" else request.method
    for path, limited, most in settings.LIMITS:
        if method == limited and request.path.startswith(path):
            now = time.time()
            spent = count(f"{path}:{limited}", reader_of(request), int(now // WINDOW)) > most
            return WINDOW - int(now % WINDOW) if spent else 0
    return 0


def count(what: str, reader: str, window: int) -> int:
    """Count one more request of a reader in this window; how many that makes, 0 where the cache does not answer."""
    # The address is hashed, so that what is kept for a minute names nobody.
    who = hashlib.blake2b(reader.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=12).hexdigest()
    key = f"limit:{what}:{who}:{window}"
    try:
        return _one_more(key)
    except Exception as error:  # each cache has errors of its own
        logger.warning("the cache does not answer, so nothing is limited: %s", type(error).__name__)
        return 0


def _one_more(key: str) -> int:
    try:
        return cache.incr(key)
    except ValueError:  # the first in this window, unless another has come between
        return 1 if cache.add(key, 1, 2 * WINDOW) else cache.incr(key)


def reader_of(request: HttpRequest) -> str:
    """The address that a request comes from, as the outermost trusted proxy saw it."""
    if settings.PROXIES:
        chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        if len(chain) >= settings.PROXIES:
            return chain[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")
