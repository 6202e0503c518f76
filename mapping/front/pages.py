"""Finished pages: bytes and headers as they go out, kept within a bound of memory."""

import gzip
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from http import HTTPStatus
from threading import Lock
from typing import Any

import brotli

Headers = list[tuple[str, str]]
Key = tuple[str, str, str, bool]
Answer = tuple[int, Headers, bytes]

# Above, brotli 11 costs 40 times as much for a tenth of the size: too much for a page that is made while one waits.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
# What a key and its headers weigh in memory beside the body; measured.
OVERHEAD = 2500
_SMALLEST = 200
_COMPRESSED = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
    "application/ld+json",
)
_MADE_HERE = {"content-length", "etag", "content-encoding", "vary", "x-request-id"}


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one encoding, made at one publication."""

    stamp: object
    etag: str
    body: bytes
    headers: Headers
    headers_304: Headers
    headers_stale: Headers

    def answer(self, method: str, has: str | None) -> Answer:
        """Status, headers and body for whoever `has` these ETags (his If-None-Match)."""
        if has and self.etag in has:
            return 304, self.headers_304, b""
        return 200, self.headers, b"" if method == "HEAD" else self.body

    @property
    def size(self) -> int:
        return len(self.body) + OVERHEAD


def send(answer: Answer, start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Give an answer as WSGI wants it."""
    status, headers, body = answer
    start_response(f"{status} {HTTPStatus(status).phrase}", headers)
    return [body]


def finish(body: bytes, headers: Headers, encoding: str, stamp: object) -> Page:
    """A page from what Django answered: compressed, with a strong ETag of exactly these bytes."""
    given = {name.lower(): value for name, value in headers}
    kept = [(name, value) for name, value in headers if name.lower() not in _MADE_HERE]
    if len(body) < _SMALLEST or not given.get("content-type", "").startswith(_COMPRESSED):
        encoding = ""
    if encoding:
        body = _compress(body, encoding)
        kept.append(("Content-Encoding", encoding))
    vary = ", ".join(filter(None, ["Accept-Encoding", given.get("vary", "")]))
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    kept += [("Vary", vary), ("ETag", etag)]
    sized = [*kept, ("Content-Length", str(len(body)))]
    stale = [(name, value) for name, value in sized if name.lower() != "cache-control"]
    stale += [("Cache-Control", "public, max-age=0"), ("Warning", '110 crosswalk "Response is Stale"')]
    short = [(name, value) for name, value in kept if name.lower() in {"vary", "etag", "cache-control"}]
    return Page(stamp, etag, body, sized, short, stale)


def _compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return brotli.compress(body, quality=BROTLI_QUALITY)
    return gzip.compress(body, GZIP_LEVEL, mtime=0)


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The best of br, gzip and none that an Accept-Encoding header allows."""
    offers = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        offers[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    anything = offers.get("*", False)
    return next((name for name in ("br", "gzip") if offers.get(name, anything)), "")


class Shelf:
    """Pages by key, at most so many bytes of them; the one that was not asked for longest goes first."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self.bytes = 0
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, key: Key) -> Page | None:
        page = self._pages.get(key)
        if page is not None:
            try:  # noqa: SIM105 (`suppress` would cost more than all the rest)
                self._pages.move_to_end(key)
            except KeyError:  # another thread has just let it go
                pass
        return page

    def put(self, key: Key, page: Page) -> None:
        if page.size > self.most_bytes // 4:
            return
        with self._lock:
            if old := self._pages.pop(key, None):
                self.bytes -= old.size
            self._pages[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                self.bytes -= self._pages.popitem(last=False)[1].size
