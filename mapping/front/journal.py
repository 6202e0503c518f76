"""One line, one count and one time for each request; nothing of who sent it.

The request itself only leaves a short note. A thread of the process, the clerk, reads the notes twice a second: that
costs a reader nothing, and a process that is killed loses half a second of lines.
"""

import atexit
import logging
import os
import re
import secrets
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from json.encoder import encode_basestring_ascii as quoted
from threading import Thread
from typing import Any, NamedTuple

from django.conf import settings

from mapping.front.lines import REFERENCE
from mapping.front.pages import Answer, send
from mapping.front.public import MARK

KEPT = "crosswalk.kept"

EVERY = 0.5
# More notes than this in half a second are dropped, the oldest first, rather than fill the memory.
MOST_NOTES = 100_000
_GIVEN = re.compile(r"[\w.-]{8,64}", re.ASCII)


class Note(NamedTuple):
    """What is known of one answered request."""

    at: float
    reference: str
    method: str
    path: str
    status: str
    seconds: float
    answered: str
    is_public: bool


logger = logging.getLogger(__name__)

Reader = Callable[[list[Note]], None]


class Journal:
    """A WSGI application that notes what another answers, and gives each request a reference.

    `kept` is asked first: what it answers is in memory already, and is noted with the least that a note can cost.
    """

    def __init__(
        self,
        application: Callable[..., Iterable[bytes]],
        kept: Callable[[dict[str, Any]], Answer | None] = lambda environ: None,
    ):
        self.application, self.kept = application, kept
        self.notes: deque[tuple] = deque(maxlen=MOST_NOTES)
        self._prefix, self._numbers = secrets.token_hex(4), count(1)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if (answer := self.at_once(environ)) is not None:
            return send(answer, start_response)
        started = time.perf_counter()
        environ[REFERENCE] = reference = self._reference(environ)
        return self._noted(environ, start_response, reference, started)

    def at_once(self, environ: dict[str, Any]) -> Answer | None:
        """What answers the request from memory, noted already; None where the application must be called."""
        started = time.perf_counter()
        answer = self.kept(environ)
        if answer is not None:
            took = time.perf_counter() - started
            self.notes.append(
                (
                    time.time(),
                    self._reference(environ),
                    environ["REQUEST_METHOD"],
                    environ["PATH_INFO"],
                    str(answer[0]),
                    took,
                    "front",
                    True,
                )
            )
        return answer

    def _reference(self, environ: dict[str, Any]) -> str:
        given = environ.get("HTTP_X_REQUEST_ID")
        # Only a proxy that we trust may name a request; a reader could forge somebody else's lines.
        if given is not None and settings.PROXIES and _GIVEN.fullmatch(given):
            return given
        return f"{self._prefix}-{next(self._numbers):x}"

    def _noted(
        self, environ: dict[str, Any], start_response: Callable[..., Any], reference: str, started: float
    ) -> Iterable[bytes]:
        said = "500"

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal said
            said = status[:3]
            if KEPT not in environ:  # what others keep must not carry one reader's reference
                headers = [*headers, ("X-Request-ID", reference)]
            return start_response(status, headers, *more)

        try:
            return self.application(environ, start)
        finally:
            self.notes.append(
                Note(
                    time.time(),
                    reference,
                    environ["REQUEST_METHOD"],
                    environ["PATH_INFO"],
                    said,
                    time.perf_counter() - started,
                    environ.get(KEPT, "django"),
                    KEPT in environ or MARK in environ,
                )
            )

    def take(self) -> list[Note]:
        """The notes so far, which are then forgotten."""
        return [Note._make(self.notes.popleft()) for _ in range(len(self.notes))]


class Clerk:
    """Reads the notes of a journal, and has others read them: the log, the metrics, the daily counts."""

    def __init__(self, journal: Journal, readers: list[Reader]):
        self.journal, self.readers = journal, readers

    def work(self) -> None:
        """Start reading, in a thread of its own; what is left at the end of the process is read too."""
        Thread(target=self._for_ever, name="clerk", daemon=True).start()
        atexit.register(self.read)

    def _for_ever(self) -> None:
        while True:
            time.sleep(EVERY)
            self.read()

    def read(self) -> None:
        notes = self.journal.take()
        for reader in self.readers:
            try:
                reader(notes)
            except Exception:  # a full disk, a closed terminal: the next half second may be better
                logger.exception("%s failed for %d requests", reader, len(notes))


def log(notes: list[Note]) -> None:
    """Write a line of JSON for each request: no address, no browser, no query, since a query may name somebody."""
    end = f',"pid":{os.getpid()}}}\n'
    # By hand, as there may be thousands in half a second; json.dumps takes four times as long.
    sys.stdout.write(
        "".join(
            f'{{"at":"{_moment(note.at)}","level":"INFO","reference":"{note.reference}",'
            f'"method":{quoted(note.method[:10])},"path":{quoted(note.path[:300])},"status":{int(note.status)},'
            f'"ms":{note.seconds * 1000:.3f},"answered":"{note.answered}"{end}'
            for note in notes
        )
    )
    sys.stdout.flush()


def _moment(at: float) -> str:
    second, rest = divmod(at, 1)
    return f"{_second(second)}.{int(rest * 1000):03}+00:00"


@lru_cache(maxsize=4)
def _second(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")[:19]
