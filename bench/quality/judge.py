"""Search by quality: the questions beside this file, by kind, with the time that each takes.

bench/quality/judge.py            over the content, loaded into a folder of its own (some minutes)
bench/quality/judge.py --loaded   over the database that the settings name
bench/quality/judge.py --misses   and what came instead
"""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
QUESTIONS = Path(__file__).with_name("questions.txt")


def read() -> dict[str, list[tuple[str, set[str]]]]:
    """By kind: each question, and the paths of the records that answer it."""
    kinds: dict[str, list[tuple[str, set[str]]]] = {}
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            asked = kinds.setdefault(line[3:], [])
        elif line and not line.startswith("#"):
            question, _, pages = line.partition(" =")
            asked.append((question, {page if "tools/" in page else f"concepts/{page}" for page in pages.split()}))
    return kinds


def load() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("sync_content")


def judge(shows_misses: bool) -> None:
    from mapping import search
    from mapping.models import Record

    paths = dict(Record.objects.values_list("pk", "path"))
    search.find("which question loads the model")
    totals: dict[str, int] = defaultdict(int)
    costs = []
    print(f"{'kind':24}{'n':>4}{'first':>8}{'in three':>10}")
    for kind, asked in read().items():
        first = three = 0
        for question, pages in asked:
            start = time.perf_counter()
            found = [paths[hit.pk] for hit in search.find(question, limit=10).hits]
            costs.append(1000 * (time.perf_counter() - start))
            if pages:
                is_first, is_near = bool(pages & set(found[:1])), bool(pages & set(found[:3]))
            else:
                is_first = is_near = not found
            first, three = first + is_first, three + is_near
            if shows_misses and not is_first:
                print(f"    {'' if is_near else '!! '}{question}: {', '.join(found[:4])}")
        print(f"{kind:24}{len(asked):4}{first / len(asked):8.2f}{three / len(asked):10.2f}")
        if any(pages for _, pages in asked):
            for name, count in (("n", len(asked)), ("first", first), ("three", three)):
                totals[name] += count
    n = totals["n"]
    print(f"{'all with a page':24}{n:4}{totals['first'] / n:8.2f}{totals['three'] / n:10.2f}")
    costs.sort()
    print(f"milliseconds: median {costs[len(costs) // 2]:.0f}, p99 {costs[int(0.99 * len(costs))]:.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loaded", action="store_true", help="ask the database that the settings name")
    parser.add_argument("--misses", action="store_true", help="show each question whose page is not the first")
    options = parser.parse_args()
    if not options.loaded:
        os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bench-questions-")
        os.environ.pop("DATABASE_URL", None)

    import django

    django.setup()
    if not options.loaded:
        load()
    judge(options.misses)


if __name__ == "__main__":
    main()
