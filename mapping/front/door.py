"""Between granian and the site: what is kept goes out at once, all else is left to threads of our own.

So a kept page never waits for one that must be made, and no threads pass Python's lock to each other for its sake: that
cost as much as the rest of the page. A body is awaited at the door too, whole, and holds none of those threads.
"""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from io import BytesIO
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Lock, Thread
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from mapping.front.lines import REFERENCE

# After so many seconds without work a thread ends, and with it its connection to the database.
PATIENCE = 30.0
CROWDED = "crosswalk.crowded"
Scope = dict[str, Any]
Call = Callable[[Any, Scope], None]
logger = logging.getLogger(__name__)


def doors() -> int:
    """How many of granian's threads stand at the door.

    One is the cheapest. But a half-sent body holds one for as long as its sender likes, so there are many where no
    proxy waits for whole bodies.
    """
    return 1 if settings.PROXIES else 48


class Hands:
    """At most so many threads that do what they are given; one more is made only when all others are busy.

    Who has rested least works first: what he needs is still warm, and the others may end, each with its connection.
    Those of concurrent.futures never end, and a process that shall end waits for them, however long.
    """

    def __init__(self, most: int):
        self.most = most
        self.number = 0
        self._lock = Lock()
        self._resting: list[SimpleQueue[tuple]] = []  # where each idle hand waits for a call, the last to rest last
        self._waiting: deque[tuple] = deque()  # calls for which there was no hand

    def give(self, *call: Any) -> None:
        """Have `call[0]` called with the rest, soon."""
        with self._lock:
            if self._resting:
                self._resting.pop().put(call)
            elif self.number < self.most:
                Thread(target=self._work, args=[call], name="hand", daemon=True).start()
                self.number += 1
            else:
                self._waiting.append(call)

    def _work(self, call: tuple) -> None:
        mine: SimpleQueue[tuple] = SimpleQueue()
        while call:
            try:
                call[0](*call[1:])
            except Exception:  # a hand is there for the next one too
                logger.exception("a request failed")
            call = self._next(mine)

    def _next(self, mine: SimpleQueue[tuple]) -> tuple:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._resting.append(mine)
        try:
            return mine.get(timeout=PATIENCE)
        except Empty:
            with self._lock:
                if mine in self._resting:
                    self._resting.remove(mine)
                    self.number -= 1
                    return ()
            return mine.get()  # somebody has just been quicker


class Door:
    """What granian calls for each request: with its protocol, by which any thread may answer, and the request's scope.

    `at_once` answers what is kept; `call` is granian's own way to call the WSGI application.
    """

    def __init__(self, at_once: Callable[[Scope], Any], call: Call, most_bodies: int):
        self.at_once, self.call = at_once, call
        self.hands = Hands(settings.THREADS)
        self._places = BoundedSemaphore(most_bodies)

    def __call__(self, protocol: Any, scope: Scope) -> None:
        if (kept := self.at_once(scope)) is not None:
            protocol.response_bytes(*kept)
        elif self._has_whole_body(scope):
            self.hands.give(self._answer, protocol, scope)
        else:  # its sender is gone: half a form is nothing to act upon
            protocol.response_bytes(400, [], b"")

    def _has_whole_body(self, scope: Scope) -> bool:
        """Wait for the body, which granian takes away when this call is over; True where it is there, if any is due."""
        length = scope.get("CONTENT_LENGTH", "0")
        # The site refuses what is too long, or no number, by its head.
        if not length.isdecimal() or not 0 < int(length[:12]) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return True
        if not self._places.acquire(blocking=False):
            scope[CROWDED] = True
            return True
        try:
            body = scope["wsgi.input"].read()
        finally:
            self._places.release()
        scope["wsgi.input"] = BytesIO(body)
        return len(body) == int(length)

    def _answer(self, protocol: Any, scope: Scope) -> None:
        try:
            self.call(protocol, scope)
        except Exception:
            protocol.response_bytes(500, [], b"")  # nothing, where the answer has begun
            raise


def refuse_crowd(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that refuses in words whom the door had no place to wait for."""

    def answer(environ: Scope, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if CROWDED not in environ:
            return application(environ, start_response)
        page = render_to_string("errors/503.html", {"is_write": True, "reference": environ.get(REFERENCE, "")}).encode()
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(page)))]
        start_response("503 Service Unavailable", [*headers, ("Retry-After", "30"), ("Cache-Control", "no-store")])
        return [page]

    return answer
