"""Finished pages, answered before Django sees the request."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any, Protocol

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from mapping.front.journal import KEPT
from mapping.front.pages import Answer, Headers, Key, Page, Shelf, encoding_for, finish, send
from mapping.front.public import MARK, normal_form
from mapping.front.stored import HTML, STORED, Store
from mapping.front.ways import READER

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# Where a request carries the key of what it asks for: the door, the journal and the front all want it.
ASKED = "crosswalk.asked"
_UNKNOWN: Any = object()
LONGEST_QUERY = 2000
MOST_PATHS = 20_000
MOST_HOSTS = 100
_HX = ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")


class Stamped(Protocol):
    """What the front asks about the last publication."""

    stamp: object
    is_away: bool


class Front:
    """A WSGI application that keeps the public pages of another.

    A page is kept under its path, the known parameters of its query in normal form, its encoding and whether htmx
    swaps it in; it is good for the publication at which it was made. A process is one build of the site, so the
    build needs no place in the key. Pages with a query have a shelf of their own, so that nobody who asks at
    random drives the others out. While the database is away, whatever was kept goes out, marked stale.
    """

    def __init__(self, application: Application, news: Stamped, store: Store, most_bytes: int):
        self.application = application
        self.news = news
        self.store = store
        self.plain = Shelf(most_bytes * 3 // 4)
        self.asked = Shelf(most_bytes // 4)
        self._session = f"{settings.SESSION_COOKIE_NAME}="
        self._wants_tls = settings.SECURE_SSL_REDIRECT
        self._parameters: OrderedDict[str, tuple[str, ...]] = OrderedDict()
        self._hosts: set[str] = set()
        self._making: dict[Key, Lock] = {}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if kept := self.kept(environ):
            environ[KEPT] = "front"
            return send(kept, start_response)
        key = environ[ASKED]
        if key is None:
            return self.application(environ, start_response)
        page = (self.asked if key[1] else self.plain).get(key)
        if page is not None and self.news.is_away:
            return _answer(page, environ, start_response, is_stale=True)
        if key[0] not in self._parameters:
            return self._make(key, page, environ, start_response)
        return self._one_at_a_time(key, page, environ, start_response)

    def kept(self, environ: Environ) -> Answer | None:
        """What answers the request from memory; None where something must be made."""
        key = environ.get(ASKED, _UNKNOWN)
        if key is _UNKNOWN:
            key = environ[ASKED] = self._key(environ)
        if key is None:
            return None
        page = (self.asked if key[1] else self.plain).get(key)
        if page is None or page.stamp != self.news.stamp or self.news.is_away:
            return None
        return page.answer(environ["REQUEST_METHOD"], environ.get("HTTP_IF_NONE_MATCH"))

    def _key(self, environ: Environ) -> Key | None:
        """The key of what is asked for, or None where no kept page may answer."""
        query = environ.get("QUERY_STRING", "")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or len(query) > LONGEST_QUERY:
            return None
        if self._session in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ:
            return None
        if not self._is_ours(environ.get("HTTP_HOST", "")) or not self._is_safe(environ):
            return None
        path = environ["PATH_INFO"]
        if query and (parameters := self._parameters.get(path)) is not None:
            query = normal_form(query, parameters)
        encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return path, query, encoding, "HTTP_HX_REQUEST" in environ and _is_swap(environ)

    def _is_ours(self, host: str) -> bool:
        if host in self._hosts:
            return True
        is_ours = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
        if is_ours and len(self._hosts) < MOST_HOSTS:
            self._hosts.add(host)
        return is_ours

    def _is_safe(self, environ: Environ) -> bool:
        """Whether the request came the way that Django would not redirect to TLS first."""
        if not self._wants_tls or environ["wsgi.url_scheme"] == "https":
            return True
        return bool(settings.PROXIES) and environ.get("HTTP_X_FORWARDED_PROTO") == "https"

    def _one_at_a_time(self, key: Key, old: Page | None, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        """Make a page while whoever wants the same one waits: after a publication all ask at once."""
        lock = self._making.setdefault(key, Lock())
        with lock:
            page = (self.asked if key[1] else self.plain).get(key)
            if page is not None and page is not old and page.stamp == self.news.stamp:
                return _answer(page, environ, start)
            try:
                return self._make(key, old, environ, start)
            finally:
                self._making.pop(key, None)

    def _make(self, key: Key, old: Page | None, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        stamp = self.news.stamp  # before the page is made: what is published meanwhile makes it old
        method, environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"], "GET"
        if not key[3]:
            for name in _HX:
                environ.pop(name, None)
        # Whether a reader has a public page already is asked of the finished page; a view would answer without one.
        has = None
        if key[0] in self._parameters:
            has = environ.pop("HTTP_IF_NONE_MATCH", None)
            environ[READER] = True
        status, headers, body = _run(self.application, environ)
        environ |= {"REQUEST_METHOD": method} | ({"HTTP_IF_NONE_MATCH": has} if has else {})
        mark = environ.get(MARK)
        if status.startswith("503") and old is not None:
            return _answer(old, environ, start, is_stale=True)
        if mark is None or not status.startswith("200") or not _may_be_kept(headers):
            start(status, headers)
            return [] if method == "HEAD" else [body]
        page = finish(body, headers, key[2], stamp)
        if stamp is not None:
            self._keep((key[0], mark[1], key[2], key[3]), mark[0], page)
            given = dict(headers)
            if not mark[1] and not key[3] and given.get("Content-Type") == HTML and STORED not in environ:
                self.store.put(key[0], stamp, body, given.get("Vary", ""))
        answer = _answer(page, environ, start)
        environ[KEPT] = "stored" if STORED in environ else "made"
        return answer

    def _keep(self, key: Key, parameters: tuple[str, ...], page: Page) -> None:
        self._parameters[key[0]] = parameters
        if len(self._parameters) > MOST_PATHS:
            self._parameters.popitem(last=False)
        (self.asked if key[1] else self.plain).put(key, page)


def _is_swap(environ: Environ) -> bool:
    """As `views.parts`: a boosted link and a history restore want the whole page."""
    request, boosted, restored = (environ.get(name) == "true" for name in _HX)
    return request and not boosted and not restored


def _answer(page: Page, environ: Environ, start_response: StartResponse, is_stale: bool = False) -> Iterable[bytes]:
    environ[KEPT] = "stale" if is_stale else "front"
    has = None if is_stale else environ.get("HTTP_IF_NONE_MATCH")
    status, headers, body = page.answer(environ["REQUEST_METHOD"], has)
    return send((status, page.headers_stale if is_stale else headers, body), start_response)


def _run(application: Application, environ: Environ) -> tuple[str, Headers, bytes]:
    """What the application answers, whole."""
    answer: list[Any] = []
    chunks = application(environ, lambda status, headers, exc_info=None: answer.extend((status, headers)))
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return answer[0], answer[1], body


def _may_be_kept(headers: Headers) -> bool:
    """A second look at what a view has called public: nothing with a cookie, nothing that depends on one."""
    given = {name.lower(): value.lower() for name, value in headers}
    if "set-cookie" in given or "cookie" in given.get("vary", ""):
        return False
    return "no-store" not in given.get("cache-control", "") and "private" not in given.get("cache-control", "")
