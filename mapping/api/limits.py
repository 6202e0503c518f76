"""How much one reader may ask of the API, and what he is told of it: a window of a minute."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from mapping.front.limits import WINDOW, count

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
    """Counts requests by reader, where the whole site counts: in the cache, over all processes if that is Redis."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.time):
        self.limit = limit
        self.clock = clock

    def take(self, reader: str) -> Quota:
        """Count one request of this reader."""
        now = self.clock()
        number = count("/api/", reader, int(now // WINDOW))
        # Whoever sits on this machine is its owner, or a proxy that nobody has declared: not refused.
        is_spent = number > self.limit and reader not in _HERE
        return Quota(self.limit, max(0, self.limit - number), WINDOW - int(now % WINDOW), is_spent)
