"""Search at 1,000, 10,000 and 100,000 concepts, against tantivy over the same documents in the same run.

    bench/search.py            the quality of search over the content, then sizes 1000 and 10000, on SQLite
    bench/search.py --large    100000 too (ten minutes)
    bench/search.py --sizes 100000   this size alone
    DATABASE_URL=postgres://… bench/search.py   on an empty database of PostgreSQL

The corpus is made from the words of the content, by the same dice each time. A label query is timed as a reader's
keystroke (`search.suggest`), a text query as the results page asks it (`search.find`); each figure is the median of
five passes, p50 and p99 are over the queries. Then the suggestions are asked for over HTTP, of two workers that keep no
pages, and of two that do, each behind a proxy: by one client, and by 16.
"""

import argparse
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import log10
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
os.environ["SEMANTIC_SEARCH"] = "off"  # tantivy knows no meaning either
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bench-search-")

import django  # noqa: E402
import tantivy  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from mapping import content, search  # noqa: E402
from mapping.models import Concept, Discipline, Label, Record, Stage  # noqa: E402
from tests.rig.site import wait_for  # noqa: E402

DAY = "2026-01-01"
QUERIES, PASSES, BODY_WORDS = 60, 5, 300
SYLLABLES = ["ka", "ro", "mi", "ten", "sol", "va", "li", "dru", "pex", "no", "gra", "zu", "bel", "quo", "fin", "tar"]


@dataclass(frozen=True)
class Document:
    number: int
    title: str
    name: str
    synonym: str
    body: str


def words_of_the_content() -> list[str]:
    texts = content.texts(ROOT / "content").values()
    return sorted({word for text in texts for word in re.findall(r"\b[a-z]{4,12}\b", text)})


def corpus(size: int) -> Iterator[Document]:
    """The same first documents at every size; words are drawn as in language, few of them often (Zipf)."""
    vocabulary, dice = words_of_the_content(), random.Random(7)
    dice.shuffle(vocabulary)
    weights = [1 / (rank + 5) for rank in range(len(vocabulary))]
    for number in range(size):
        title = " ".join(dice.choices(vocabulary, k=dice.choice([2, 3])))
        name = "".join(dice.choices(SYLLABLES, k=4)) + str(number % 97)
        synonym = " ".join(dice.choices(vocabulary, k=2))
        body = " ".join([*dice.choices(vocabulary, weights, k=BODY_WORDS), title, name, title])
        yield Document(number, f"{title} {number % 13}", name, synonym, body)


def load(documents: list[Document]) -> float:
    """Write them as published concepts; the seconds that the index took."""
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    stage = Stage.objects.get_or_create(key="build", defaults={"name": "Build", "definition": "-", "order": 1})[0]
    home = Discipline.objects.create(
        **row("disciplines/devops", "DevOps", "discipline"),
        key="devops",
        order=1,
        definition="-",
        unit_of_release="-",
        changes_when="-",
    )
    with transaction.atomic():
        records = Record.objects.bulk_create(
            [Record(**row(f"concepts/devops/d{d.number}", d.title, "concept", f"<p>{d.body}</p>")) for d in documents],
            batch_size=2000,
        )
        Label.objects.bulk_create(
            [
                Label(record=record, kind=kind, text=text)
                for d, record in zip(documents, records, strict=True)
                for kind, text in (("pref", d.title), ("alt", d.name), ("alt", d.synonym))
            ],
            batch_size=2000,
        )
        columns = "record_id, discipline_id, stage_id, level, importance, carry, definition, scope, scope_html"
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {Concept._meta.db_table} ({columns}) VALUES (%s, %s, %s, 'core', 3, '', '-', '', '')",
                [(record.pk, home.key, stage.key) for record in records],
            )
    start = time.perf_counter()
    search.rebuild()
    return time.perf_counter() - start


def row(path: str, label: str, kind: str, body_html: str = "") -> dict:
    slug = path.rpartition("/")[2]
    return {
        **{"path": path, "slug": slug, "identifier": slug, "label": label[:300], "kind": kind, "gist": "-"},
        **{"body": "-", "body_html": body_html, "status": "published", "drafted_by": "bench", "drafted_on": DAY},
    }


class Tantivy:
    """The same tiers: names first, exact or as a prefix; one edit where that finds nothing; then the body."""

    def __init__(self, documents: list[Document]):
        schema = tantivy.SchemaBuilder()
        schema.add_integer_field("number", stored=True)
        for field in ("names", "body"):
            schema.add_text_field(field)
        self.index = tantivy.Index(schema.build())
        writer = self.index.writer(200_000_000, 1)
        for d in documents:
            names = f"{d.title} {d.name} {d.synonym}"
            writer.add_document(tantivy.Document(number=d.number, names=names, body=d.body))
        writer.commit()
        writer.wait_merging_threads()
        self.refresh()

    def refresh(self) -> None:
        """See what was written since: our search does at every query, so that is what it is measured against."""
        self.index.reload()
        self.searcher = self.index.searcher()

    def labels(self, query: str) -> list[int]:
        found = self._ask(query, "names", prefix=True)
        return found or self._ask(query, "names", edits=1)

    def texts(self, query: str) -> list[int]:
        return self._ask(query, "body")

    def _ask(self, query: str, field: str, *, prefix: bool = False, edits: int = 0) -> list[int]:
        schema, parts = self.index.schema, []
        *first, last = query.split()
        for word in [*first, last]:
            if edits or (prefix and word == last):
                one = tantivy.Query.fuzzy_term_query(
                    schema, field, word, distance=edits, transposition_cost_one=True, prefix=prefix and word == last
                )
            else:
                one = tantivy.Query.term_query(schema, field, word)
            parts.append((tantivy.Occur.Must, one))
        hits = self.searcher.search(tantivy.Query.boolean_query(parts), 10).hits
        return [self.searcher.doc(address)["number"][0] for _, address in hits]


def queries(documents: list[Document]) -> dict[str, list[tuple[str, int]]]:
    """What is asked, by class, each with the document that it means; drawn from the first thousand."""
    dice = random.Random(11)
    found: dict[str, list[tuple[str, int]]] = {"exact": [], "alias": [], "prefix": [], "typo": [], "text": []}
    for d in dice.sample(documents[:1000], QUERIES):
        found["exact"].append((d.title, d.number))
        found["alias"].append((d.name, d.number))
        found["prefix"].append((d.name[: max(6, len(d.name) - 3)], d.number))
        found["typo"].append((misspelt(d.name, dice), d.number))
        found["text"].append((" ".join([*dice.sample(d.body.split(), 2), d.name]), d.number))
    return found


def misspelt(word: str, dice: random.Random) -> str:
    """One edit, never of the first letter nor of the digits at the end."""
    at = dice.randrange(1, len(word.rstrip("0123456789")) - 1)
    kind = dice.choice(["leave out", "double", "swap", "replace"])
    if kind == "leave out":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    if kind == "swap" and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + "w" + word[at + 1 :]


def timed(ask: Callable[[str], list[int]], asked: list[tuple[str, int]]) -> tuple[float, float, float]:
    """Milliseconds at the median and at p99, and the share of queries whose document is among the first ten."""
    costs, right = [], 0
    for query, number in asked:
        ask(query)
        passes = []
        for _ in range(PASSES):
            start = time.perf_counter()
            found = ask(query)
            passes.append(time.perf_counter() - start)
        costs.append(1000 * statistics.median(passes))
        right += number in found
    costs.sort()
    return statistics.median(costs), costs[min(len(costs) - 1, int(0.99 * len(costs)))], right / len(asked)


def numbers(found: search.Results) -> list[int]:
    return [int(hit.slug[1:]) for hit in found.hits if hit.slug.startswith("d")]


def bytes_of_index() -> int:
    of_postgres = "SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables WHERE relname LIKE %s"
    of_sqlite = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(of_postgres if connection.vendor == "postgresql" else of_sqlite, ["mapping_search%"])
        return int(cursor.fetchone()[0] or 0)


def compare(documents: list[Document], before: dict[str, float]) -> None:
    """One line for each class of queries; `before` holds the medians of the size before, for the growth exponent."""
    other = Tantivy(documents)

    def fresh(ask: Callable[[str], list[int]]) -> Callable[[str], list[int]]:
        return lambda query: (other.refresh(), ask(query))[1]

    for kind, asked in queries(documents).items():
        by_text = kind == "text"
        ask = search.find if by_text else search.suggest
        theirs = other.texts if by_text else other.labels
        p50, p99, recall = timed(lambda query, ask=ask: numbers(ask(query, limit=10)), asked)
        kept, _, their_recall = timed(theirs, asked)
        seeing, _, _ = timed(fresh(theirs), asked)
        growth = f"{log10(p50 / before[kind]):6.2f}" if kind in before else "     -"
        before[kind] = p50
        print(
            f"{kind:8}{p50:9.3f}{p99:9.3f}{recall:7.2f} {growth}   {seeing:9.3f}{kept:9.3f}{their_recall:7.2f}"
            f"{p50 / seeing:9.2f}{p50 / kept:9.2f}"
        )


SETTINGS = """from mapping.settings import *
# Counted as ever, but nobody else asks here.
LIMITS = [(path, method, 10**9) for path, method, _ in LIMITS]
"""
WRK = """local paths = {{{paths}}}
local n = 0
request = function()
  n = n % #paths + 1
  return wrk.format("GET", paths[n], {{["HX-Request"] = "true"}})
end
"""


def over_http(documents: list[Document]) -> None:
    """What a reader waits for a suggestion over HTTP, and how many come in a second: made each time, and kept."""
    if not shutil.which("wrk"):
        print("suggestions over HTTP: wrk is not installed (sudo apt-get install wrk)")
        return
    home = Path(os.environ["VAR_DIR"])
    (home / "bench_settings.py").write_text(SETTINGS)
    asked = [query for kind, own in queries(documents).items() if kind != "text" for query, _ in own]
    random.Random(5).shuffle(asked)
    paths = [f"/search/suggest/?{urlencode({'q': query})}" for query in asked]
    (home / "paths.lua").write_text(WRK.format(paths=", ".join(json.dumps(path) for path in paths)))
    for how, megabytes in (("made", "0"), ("kept", "64")):
        with served(home, PAGE_CACHE_MB=megabytes) as address:
            wrk = ["wrk", "-t1", "--latency", "-s", str(home / "paths.lua"), address]
            _ask(wrk, clients=4, seconds=2)  # until both workers know the queries
            for clients in (1, 16):
                print(f"suggestions over HTTP, {how}, clients {clients:2}: {_ask(wrk, clients, seconds=5)}")


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """The app server as it stands behind a proxy, which the bench leaves out; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "bench_settings", "PYTHONPATH": f"{home}:{ROOT}"}
    env |= {"PYTHON": sys.executable, "PORT": str(port), "PROXIES": "1", "LOG_REQUESTS": "false"} | settings
    server = subprocess.Popen([ROOT / "bin/app"], env=env, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _ask(wrk: list[str], clients: int, seconds: int) -> str:
    command = [*wrk, f"-c{clients}", f"-d{seconds}s"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if refused := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
        sys.exit(f"{refused[1]} answers were errors")
    middle, worst, many = re.search(r" 50% +(\S+).* 99% +(\S+).*Requests/sec: +(\d+)", said, re.DOTALL).groups()
    return f"p50 {middle}, p99 {worst}, {many} a second"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--large", action="store_true", help="100,000 documents too")
    options.add_argument("--sizes", type=int, nargs="+", help="these sizes alone")
    options = options.parse_args()
    if not options.sizes:
        env = {name: value for name, value in os.environ.items() if name not in {"SEMANTIC_SEARCH", "VAR_DIR"}}
        subprocess.run([sys.executable, ROOT / "bench/quality/judge.py"], env=env, check=True)
    sizes = options.sizes or [1000, 10_000, *([100_000] if options.large else [])]
    before: dict[str, float] = {}
    print(f"{connection.vendor}, milliseconds; tantivy: seeing every write, and with its searcher kept")
    for size in sizes:
        documents = list(corpus(size))
        seconds = load(documents)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"\n{size} concepts: index made in {seconds:.1f} s, {bytes_of_index() / 1e6:.0f} MB")
        print("class         p50      p99   R@10 growth      seeing     kept   R@10   /seeing    /kept")
        compare(documents, before)
        over_http(documents)


if __name__ == "__main__":
    main()
