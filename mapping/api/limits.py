"""How much one reader may ask: a window of a minute, counted in the memory of each process."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

WINDOW = 60
MOST_READERS = 20_000
_HERE = ("127.0.0.1", "::1", "")


@dataclass(frozen=True)
class Quota:
    """What is left to a reader in this window, and the seconds until the next one."""

    limit: int
    remaining: int
    reset: int
    is_spent: bool

    @property
    def headers(self) -> dict[str, str]:
        """As draft 6 of the IETF's RateLimit header fields has them."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={WINDOW}",
        }


class Limiter:
    """Counts requests by reader. Windows are aligned, so a new one forgets everybody at once and memory is bounded."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.time):
        self.limit = limit
        self.clock = clock
        self.window = 0
        self.counts: dict[str, int] = {}
        self.lock = Lock()

    def take(self, reader: str) -> Quota:
        """Count one request of this reader."""
        now = self.clock()
        with self.lock:
            if int(now // WINDOW) != self.window or len(self.counts) >= MOST_READERS:
                self.window, self.counts = int(now // WINDOW), {}
            count = self.counts[reader] = self.counts.get(reader, 0) + 1
        left = max(0, self.limit - count)
        # Whoever sits on this machine is its owner, or a proxy that nobody has declared: not refused.
        is_spent = count > self.limit and reader not in _HERE
        return Quota(self.limit, left, WINDOW - int(now % WINDOW), is_spent)


def reader_of(request: HttpRequest) -> str:
    """The address that a request comes from, as the outermost trusted proxy saw it."""
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.PROXIES and len(chain) >= settings.PROXIES:
        return chain[-settings.PROXIES]
    return request.META.get("REMOTE_ADDR", "")
