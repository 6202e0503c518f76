"""Counts and times for Prometheus, summed over all processes of this machine."""

import os
from collections import Counter as Count
from contextlib import suppress
from operator import attrgetter
from pathlib import Path

from django.conf import settings

FOLDER: Path = settings.RUN_DIR / "metrics"
# The library looks for this when it is imported, so it is imported here only. Where the folder can't be made, each
# process counts for itself.
with suppress(OSError):
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(FOLDER))

from prometheus_client import (  # noqa: E402
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from mapping.front.journal import Note  # noqa: E402

CONTENT_TYPE = CONTENT_TYPE_LATEST
requests = Counter("crosswalk_requests_total", "Answered requests, by who answered", ["method", "status", "answered"])
seconds = Histogram(
    "crosswalk_request_seconds",
    "Time to the answer",
    ["answered"],
    buckets=(0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
pages = Gauge("crosswalk_kept_pages", "Finished pages in memory", multiprocess_mode="livesum")
page_bytes = Gauge("crosswalk_kept_bytes", "Bytes of finished pages in memory", multiprocess_mode="livesum")
database_away = Gauge("crosswalk_database_away", "1 while the database does not answer", multiprocess_mode="livemax")
_LABELS = attrgetter("method", "status", "answered")
_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


def read(notes: list[Note]) -> None:
    """Count these requests. Unknown methods are one, so that nobody makes series at will."""
    for (method, *labels), number in Count(map(_LABELS, notes)).items():
        requests.labels(method if method in _METHODS else "other", *labels).inc(number)
    for note in notes:
        if note.answered != "front":  # these take microseconds, and to say so would cost as much again
            seconds.labels(note.answered).observe(note.seconds)


def text() -> bytes:
    """All metrics in Prometheus' text format."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    return generate_latest(registry)


def reserve() -> None:
    """Take the room of this process's files at its start.

    They are written through memory, and a process that so writes onto a disk that is full is killed by the system.
    """
    requests.labels("GET", "200", "front")
    seconds.labels("made")
    for file in FOLDER.glob(f"*_{os.getpid()}.db"):
        with file.open("r+b") as stream, suppress(OSError, AttributeError):  # macOS has no such call
            os.posix_fallocate(stream.fileno(), 0, file.stat().st_size)


def forget_the_dead() -> None:
    """Take away the files of processes that are no more; at a start, or what they counted would stay for ever."""
    for file in FOLDER.glob("*.db"):
        pid = file.stem.rpartition("_")[2]
        if pid.isdecimal() and not _lives(int(pid)):
            file.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
