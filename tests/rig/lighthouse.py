"""Lighthouse with its mobile settings: one run, its scores, and what many runs come to."""

import json
import os
import signal
import statistics
import subprocess
import tempfile
from dataclasses import asdict, dataclass

from tests.rig import chromium

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
SCHEMES = ("light", "dark")
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
TRIES, SECONDS = 3, 180


@dataclass(frozen=True)
class Run:
    """The scores of one run in the order of CATEGORIES, what failed, and how fast the machine was just then."""

    scores: tuple[int, ...]
    failed: tuple[str, ...]
    speed: int

    @classmethod
    def read(cls, kept: dict) -> "Run":
        return cls(tuple(kept["scores"]), tuple(kept["failed"]), kept["speed"])

    def kept(self) -> dict:
        return asdict(self)


def run(url: str, scheme: str, by_design: frozenset[str] = frozenset()) -> Run | None:
    """Ask Lighthouse once; None where its browser did not start or did not come back, three times over.

    What is `by_design` counts in no score, and some of it must be found amiss.
    """
    found = next(filter(None, (_asked(url, scheme) for _ in range(TRIES))), None)
    if found is None:
        return None
    scores = [_score(found, name, by_design) for name in CATEGORIES]
    failed = {key for key, audit in found["audits"].items() if _fails(audit)}
    titles = [found["audits"][key]["title"] for key in sorted(failed - by_design)]
    if by_design and not failed & by_design:
        scores[-1], titles = 0.0, [*titles, "A page that is not to be listed can be"]
    return Run(
        tuple(round(100 * score) for score in scores), tuple(titles), round(found["environment"]["benchmarkIndex"])
    )


def medians(runs: list[Run]) -> list[int]:
    return [round(statistics.median(one)) for one in zip(*(run.scores for run in runs), strict=True)]


def in_words(runs: list[Run]) -> str:
    """The median of each category, with the spread where the runs differ."""
    words = []
    for middle, scores in zip(medians(runs), zip(*(run.scores for run in runs), strict=True), strict=True):
        spread = f"({min(scores)}-{max(scores)})" if len(set(scores)) > 1 else ""
        words.append(f"{middle:3}{spread}")
    return " ".join(words)


def _asked(url: str, scheme: str) -> dict | None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = ["npx", "--yes", "lighthouse", url, "--quiet", "--output=json", "--output-path=stdout"]
        chrome = f"{CHROME} --user-data-dir={profile} --blink-settings=preferredColorScheme={SCHEMES.index(scheme) ^ 1}"
        flags = [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={chrome}"]
        env = os.environ | {"CHROME_PATH": chromium.find() or ""}
        asked = subprocess.Popen(
            [*command, *flags], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            found = json.loads(asked.communicate(timeout=SECONDS)[0])
        except subprocess.TimeoutExpired:
            os.killpg(asked.pid, signal.SIGINT)  # as Ctrl-C: Lighthouse then ends its browser too
            asked.wait()
            return None
        except ValueError:
            return None
    return None if asked.returncode or "runtimeError" in found else found


def _fails(audit: dict) -> bool:
    return audit["scoreDisplayMode"] == "binary" and audit["score"] is not None and audit["score"] < 0.9


def _score(found: dict, category: str, without: frozenset[str]) -> float:
    """The weighted mean of a category's audits, as Lighthouse counts it, without some."""
    refs = found["categories"][category]["auditRefs"]
    judged = [(ref["weight"], found["audits"][ref["id"]]["score"]) for ref in refs if ref["id"] not in without]
    weighed = [(weight, score) for weight, score in judged if weight and score is not None]
    return sum(weight * score for weight, score in weighed) / sum(weight for weight, _ in weighed)
