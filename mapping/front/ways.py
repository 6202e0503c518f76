"""The two ways through Django's middleware: the whole one, and a short one for who reads a public page."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.utils.module_loading import import_string

# The front sets this where the address has answered with a public page before, and the reader carries no session.
READER = "crosswalk.reader"


class ShortWay(WSGIHandler):
    """Django without the middleware that knows people: sessions, forms, signing in.

    For a public page it only finds out that there is nobody to know, which takes as long as a search for suggestions.
    """

    def load_middleware(self, is_async: bool = False) -> None:
        """As Django's own, which takes the whole list of the settings; what is left has no hooks for views."""
        self._view_middleware, self._template_response_middleware, self._exception_middleware = [], [], []
        answer = convert_exception_to_response(self._get_response)
        for path in reversed(settings.MIDDLEWARE):
            if path not in settings.MIDDLEWARE_OF_PEOPLE:
                answer = convert_exception_to_response(import_string(path)(answer))
        self._middleware_chain = answer


class Django:
    """The site as a WSGI application, by whichever way suits the request."""

    def __init__(self) -> None:
        self.whole: Callable[..., Iterable[bytes]] = WSGIHandler()
        self.short: Callable[..., Iterable[bytes]] = ShortWay()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        answer = (self.short if READER in environ else self.whole)(environ, start_response)
        if getattr(answer, "streaming", True):
            return answer
        # A list, which granian sends with the head in one call: of a worker that is killed nobody gets half an answer,
        # and a proxy that has nothing yet asks another.
        try:
            return [answer.content]
        finally:
            answer.close()
