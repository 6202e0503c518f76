"""A run over all addresses: parallel over hosts, each answer stored at once, so that a killed run goes on."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from mapping.links.asking import Answer, Asker, Manners, Postponed
from mapping.models import ExternalLink, link_uses

WORKERS = 16
Outcome = ExternalLink.Outcome


class Unreachable(Exception):
    """Not one address answered: it is this machine that is not connected, so nothing was written down."""


@dataclass(frozen=True)
class Summary:
    """What a run did: how many were asked, by outcome; how many a host postponed; how many are dead now."""

    fine: int
    moved: int
    unsure: int
    failed: int
    postponed: int
    fresh: int
    dead: int

    def __str__(self) -> str:
        asked = self.fine + self.moved + self.unsure + self.failed
        return (
            f"{asked} asked: {self.fine} answer, {self.moved} have moved, {self.unsure} let no program look, "
            f"{self.failed} failed; {self.postponed} postponed, {self.fresh} asked before. Dead: {self.dead}."
        )


def check(
    *,
    days: int = 7,
    manners: Manners | None = None,
    workers: int = WORKERS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Ask every address in what is published that was not asked in the last days. Raises Unreachable.

    An address that failed is asked again on the next day, since it takes two days to count as dead.
    """
    urls = {use.url for use in link_uses()}
    ExternalLink.objects.exclude(url__in=urls).delete()
    fresh = set(ExternalLink.objects.fresh(days, timezone.now()).values_list("url", flat=True)) if days else set()
    book = _Book()
    _ask_all(urls - fresh, Asker(manners or polite()), workers, book, progress)
    counts = {outcome: book.counts[outcome] for outcome in Outcome.values}
    return Summary(**counts, postponed=book.counts[""], fresh=len(fresh), dead=ExternalLink.objects.dead().count())


def polite() -> Manners:
    """How the site asks others."""
    agent = f"Crosswalk-link-check/1.0 (+{settings.SITE_URL}/about/)"
    return Manners(agent, allow_private=settings.LINKS_TO_PRIVATE)


def _ask_all(urls: Iterable[str], asker: Asker, workers: int, book: "_Book", progress) -> None:
    """Threads ask, one for each host; this one writes, so that the database has one writer."""
    hosts = defaultdict(list)
    for url in sorted(urls):
        hosts[urlsplit(url).hostname].append(url)
    answers: SimpleQueue[tuple[str, Answer | Exception]] = SimpleQueue()
    total = sum(map(len, hosts.values()))
    with ThreadPoolExecutor(workers) as pool:
        try:
            # The host with the most addresses takes longest, so it comes first.
            for own in sorted(hosts.values(), key=len, reverse=True):
                pool.submit(_ask_host, own, asker, answers)
            for done in range(1, total + 1):
                book.write(*answers.get())
                progress(done, total)
        finally:
            asker.close()
    if book.held:
        raise Unreachable("Not one address answered. Is this machine connected? Nothing was written down.")


def _ask_host(urls: list[str], asker: Asker, answers: SimpleQueue) -> None:
    for url in urls:
        try:
            answers.put((url, asker.ask(url)))
        except Exception as error:  # told to the thread that waits for one answer to each address
            answers.put((url, error))


class _Book:
    """Writes answers down. What had no answer at all is held back until some address has shown that there is a net."""

    def __init__(self):
        self.counts: dict[str, int] = defaultdict(int)
        self.held: list[tuple[str, Answer]] = []
        self.is_connected = False

    def write(self, url: str, answer: Answer | Exception) -> None:
        if isinstance(answer, Postponed):
            self.counts[""] += 1
            return
        if isinstance(answer, Exception):
            raise answer
        self.counts[answer.outcome] += 1
        self.is_connected = self.is_connected or answer.status is not None
        self.held.append((url, answer))
        if self.is_connected:
            for one in self.held:
                _store(*one)
            self.held.clear()


def _store(url: str, answer: Answer) -> None:
    now = timezone.now()
    link = ExternalLink.objects.filter(url=url).first() or ExternalLink(url=url)
    is_failure = answer.outcome == Outcome.FAILED
    link.failing_since = (link.failing_since or now.date()) if is_failure else None
    link.outcome, link.status, link.error, link.checked_at = answer.outcome, answer.status, answer.error, now
    # What is too long for its column is no correction to offer.
    link.moved_to = answer.moved_to if len(answer.moved_to) <= 500 else ""
    link.save()
