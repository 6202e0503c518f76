"""What each process knows of the last publication, asked of the database a few times a second."""

import logging
import time
from threading import Event, Thread

from django.db import Error, connection
from django.utils import timezone

from mapping.models import Publication

logger = logging.getLogger(__name__)

EVERY = 0.25
# So long may the database say nothing before pages count as stale.
PATIENCE = 3.0


class News:
    """The stamp of the last publication. A thread of its own asks, so that no reader ever waits for the answer."""

    def __init__(self) -> None:
        self.stamp: object = None
        self._heard_at = time.monotonic() - PATIENCE

    @property
    def is_away(self) -> bool:
        """Whether the database has not answered for a while."""
        return time.monotonic() - self._heard_at > PATIENCE

    def listen(self) -> None:
        """Start asking; returns with the first answer, or when there is none in a reasonable time."""
        first = Event()
        Thread(target=self._ask_for_ever, args=[first], name="news", daemon=True).start()
        first.wait(PATIENCE)

    def _ask_for_ever(self, first: Event) -> None:
        while True:
            self.ask()
            first.set()
            time.sleep(EVERY)

    def ask(self) -> None:
        """Ask once. What depends on the day is made anew each day, so the day is a part of the stamp."""
        try:
            stamp = (Publication.objects.stamp(), timezone.localdate())
            if stamp != self.stamp:  # the same object is quicker to compare, which each request does
                self.stamp = stamp
            self._heard_at = time.monotonic()
        except Error as error:
            if not self.is_away:
                logger.warning("the database does not answer: %s", type(error).__name__)
            connection.close()
