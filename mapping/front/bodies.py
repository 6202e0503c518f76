"""How many requests may wait for their bodies at once, where no proxy waits for them.

A half-sent body holds a thread for as long as its sender likes. Some threads never wait for one, so that pages go out
whoever sends what.
"""

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from django.template.loader import render_to_string

from mapping.front.lines import REFERENCE


class Bodies:
    """A WSGI application that lets so many requests with a body reach another; the rest are refused in words."""

    def __init__(self, application: Callable[..., Iterable[bytes]], most: int):
        self.application = application
        self._places = BoundedSemaphore(most)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH") in {None, "", "0"} and "HTTP_TRANSFER_ENCODING" not in environ:
            return self.application(environ, start_response)
        if not self._places.acquire(blocking=False):
            return _refuse(environ, start_response)
        try:
            return self.application(environ, start_response)
        finally:
            self._places.release()


def _refuse(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    page = render_to_string("errors/503.html", {"is_write": True, "reference": environ.get(REFERENCE, "")}).encode()
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))]
    start_response("503 Service Unavailable", [*headers, ("Retry-After", "30"), ("Cache-Control", "no-store")])
    return [page]
