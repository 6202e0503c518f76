"""One address asked politely: one request at a time for each host, with a pause, and nothing inside our own network."""

import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urldefrag, urljoin, urlsplit

import httpcore2 as httpcore
from django.utils.encoding import iri_to_uri

from mapping.links.network import Backend
from mapping.models import ExternalLink

MOST_HOPS = 6
PERMANENT, TEMPORARY = (301, 308), (302, 303, 307)
Outcome = ExternalLink.Outcome


class Postponed(Exception):
    """The host wants to be left alone for longer than a run waits, or the run is over."""


@dataclass(frozen=True)
class Manners:
    """How an asker behaves: seconds between requests to a host, for one request, and to wait for who asks for it."""

    agent: str
    pause: float = 1.0
    seconds: float = 20.0
    most_wait: float = 90.0
    allow_private: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of an address; `moved_to` is where permanent redirects led, if it answers there."""

    outcome: str
    status: int | None = None
    error: str = ""
    moved_to: str = ""


@dataclass(frozen=True)
class _Reply:
    status: int
    location: str
    retry_after: float | None


@dataclass
class _Host:
    turn: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    is_shut: bool = False


class Asker:
    """Asks addresses, from any number of threads."""

    def __init__(self, manners: Manners):
        self.manners = manners
        self.is_over = threading.Event()
        self._hosts: dict[str, _Host] = defaultdict(_Host)
        network = Backend(seconds=manners.seconds, allow_private=manners.allow_private)
        self._pool = httpcore.ConnectionPool(max_connections=None, network_backend=network)

    def close(self) -> None:
        """End what waits; the addresses that it waited for are postponed."""
        self.is_over.set()
        self._pool.close()

    def ask(self, url: str) -> Answer:
        """Follow an address to where it answers. Raises Postponed."""
        at, moved_to, is_for_good = url, "", True
        try:
            for _ in range(MOST_HOPS):
                reply = self._reply(at)
                if reply.status not in (*PERMANENT, *TEMPORARY):
                    return _judged(reply.status, moved_to)
                at = _next(at, reply.location)
                is_for_good = is_for_good and reply.status in PERMANENT
                moved_to = at if is_for_good else moved_to
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
            return Answer(Outcome.FAILED, error=self._in_words(error))
        return Answer(Outcome.FAILED, error=f"It redirects more than {MOST_HOPS - 1} times.")

    def _reply(self, url: str) -> _Reply:
        """HEAD, and GET where a host answers HEAD badly. Waits once for a host that asks for it."""
        try:
            reply = self._patient("HEAD", url)
        except (httpcore.ReadTimeout, httpcore.ReadError, httpcore.RemoteProtocolError):
            return self._patient("GET", url)
        return reply if reply.status < 400 else self._patient("GET", url)

    def _patient(self, method: str, url: str) -> _Reply:
        host = self._hosts[urlsplit(url).hostname or ""]
        reply = self._once(method, url, host)
        wait = _asked_wait(reply)
        if wait is None:
            return reply
        if wait <= self.manners.most_wait:
            host.free_at = max(host.free_at, time.monotonic() + wait)
            reply = self._once(method, url, host)
        if _asked_wait(reply) is not None:
            host.is_shut = True
            raise Postponed(url)
        return reply

    def _once(self, method: str, url: str, host: _Host) -> _Reply:
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self.manners.seconds)
        headers = {"Host": urlsplit(url).netloc.rpartition("@")[2], "User-Agent": self.manners.agent, "Accept": "*/*"}
        with (
            self._turn(host),
            self._pool.stream(method, _wire(url), headers=headers, extensions={"timeout": timeout}) as response,
        ):
            given = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        return _Reply(response.status, given.get(b"location", ""), _seconds(given.get(b"retry-after", "")))

    @contextmanager
    def _turn(self, host: _Host) -> Iterator[None]:
        with host.turn:
            if host.is_shut or self.is_over.wait(max(0.0, host.free_at - time.monotonic())):
                raise Postponed
            try:
                yield
            finally:
                host.free_at = max(host.free_at, time.monotonic() + self.manners.pause)

    def _in_words(self, error: Exception) -> str:
        cause = _root(error)
        match error:
            case httpcore.TimeoutException():
                return f"No answer within {self.manners.seconds:g} seconds."
            case _ if isinstance(cause, ssl.SSLCertVerificationError):
                return f"TLS: {cause.verify_message}"[:200]
            case _ if isinstance(cause, ssl.SSLError):
                return f"TLS: {cause.reason or cause}"[:200]
            case _ if isinstance(cause, socket.gaierror):
                return "There is no such host."
        return (str(error) or type(error).__name__)[:200]


def _root(error: BaseException) -> BaseException:
    """The first of the errors that led to this one."""
    while before := error.__cause__ or error.__context__:
        error = before
    return error


def _judged(status: int, moved_to: str) -> Answer:
    """What a status says: 404, 410 and faults of the server are failures; other refusals may be meant for programs."""
    if status < 400:
        return Answer(Outcome.MOVED if moved_to else Outcome.FINE, status, moved_to=moved_to)
    is_failure = status in (404, 410) or 500 <= status < 600
    return Answer(Outcome.FAILED if is_failure else Outcome.UNSURE, status)


def _next(url: str, location: str) -> str:
    if not location:
        raise ValueError("It redirects without saying where.")
    target = urljoin(url, location)
    if urlsplit(target).scheme not in ("http", "https"):
        raise ValueError("It redirects to something that is no web page.")
    fragment = urldefrag(url).fragment
    return f"{target}#{fragment}" if fragment and not urldefrag(target).fragment else target


def _wire(url: str) -> str:
    """The address as it is sent: no fragment, all of it ASCII."""
    parts = urlsplit(urldefrag(url).url)
    netloc = parts.netloc.rpartition("@")[2].encode("idna").decode()
    return iri_to_uri(parts._replace(netloc=netloc).geturl())


def _asked_wait(reply: _Reply) -> float | None:
    """The seconds for which a host asks to be left alone; a 429 without a time means longer than any run."""
    if reply.status == 429:
        return float("inf") if reply.retry_after is None else reply.retry_after
    return reply.retry_after if reply.status == 503 else None


def _seconds(retry_after: str) -> float | None:
    """RFC 9110: a number of seconds, or a date."""
    if retry_after.strip().isdigit():
        return float(retry_after)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
