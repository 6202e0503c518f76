"""The editors' desk with 10,000 concepts around what is edited: server time and queries of each page and of a save.

    bench/desk.py [--size 10000]
    DATABASE_URL=postgres://… bench/desk.py   on an empty database of PostgreSQL

The small site of the tests stands among made concepts, each with labels, a parent and a mapping. Each figure is the
median of seven, in one process, and so without the network. None may be over 300 ms of processor time, by which it is
judged, since what else runs on the machine would count in the other.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="bench-desk-")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from mapping import search  # noqa: E402
from mapping.models import Concept, ConceptRelation, Label, Mapping, Record  # noqa: E402
from tests import small  # noqa: E402
from tests.admin.forms import address, form_of, with_part  # noqa: E402

DAY, MOST_MS, TIMES = "2026-01-01", 300, 7
KEYS = ("devops", "mlops", "llmops")


def load(size: int) -> None:
    """The small site, and `size` published concepts around it, in thirds."""
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    small.load(Path(tempfile.mkdtemp(prefix="bench-desk-content-")))
    call_command("create_editors", verbosity=0)
    names = [(key, f"Made concept {n} of {key}") for n in range(size // 3) for key in KEYS]
    with transaction.atomic():
        records = [row(f"concepts/{key}/made-{n}", label) for n, (key, label) in enumerate(names)]
        records = Record.objects.bulk_create(records, batch_size=2000)
        add_children([(record.pk, key) for record, (key, _) in zip(records, names, strict=True)])
        add_parts(records)
    search.rebuild()


def row(path: str, label: str) -> Record:
    slug = path.rpartition("/")[2]
    values = {"path": path, "slug": slug, "identifier": slug, "label": label, "kind": "concept", "gist": "One line."}
    drafted = {"status": "published", "drafted_by": "machine", "drafted_on": DAY}
    return Record(**values, **drafted, body="A text with some words in it.")


def add_children(concepts: list[tuple[int, str]]) -> None:
    columns = "record_id, discipline_id, stage_id, level, importance, carry, definition, scope, scope_html"
    sql = f"INSERT INTO {Concept._meta.db_table} ({columns}) VALUES (%s, %s, 'release', 'core', 3, '', '-', '', '')"
    with connection.cursor() as cursor:
        cursor.executemany(sql, concepts)


def add_parts(records: list[Record]) -> None:
    """Three labels each, a parent for every tenth, and a mapping from each DevOps concept to its neighbour."""
    labels = [
        Label(record=one, kind=kind, text=f"{one.label}{more}", position=position)
        for one in records
        for position, (kind, more) in enumerate((("pref", ""), ("alt", ", by another name"), ("hidden", ", mispelt")))
    ]
    Label.objects.bulk_create(labels, batch_size=2000)
    pairs = [(records[n], records[n - n % 30 + n % 3]) for n in range(len(records)) if n % 30 > 2]
    parents = [ConceptRelation(subject_id=a.pk, kind="broader", object_id=b.pk) for a, b in pairs]
    ConceptRelation.objects.bulk_create(parents, batch_size=2000)
    said = {"gist": "-", "because": "-", "status": "published", "drafted_by": "machine", "drafted_on": DAY}
    mappings = [
        Mapping(subject_id=records[n].pk, object_id=records[n + 1].pk, relation="close", confidence="0.8", **said)
        for n in range(0, len(records), 3)
    ]
    Mapping.objects.bulk_create(mappings, batch_size=2000)


def measure(name: str, act: Callable[[], object], before: Callable[[], object] = lambda: None) -> float:
    """Print the median of some tries; `before` prepares one and is not counted."""
    seconds, spent, queries = [], [], 0
    for _ in range(TIMES):
        before()
        with CaptureQueriesContext(connection) as asked:
            start, began = time.perf_counter(), time.process_time()
            act()
            seconds.append(time.perf_counter() - start)
            spent.append(time.process_time() - began)
        queries = len(asked)
    took, waited = (statistics.median(one) * 1000 for one in (spent, seconds))
    over = "   OVER" if took > MOST_MS else ""
    print(f"{name:32} {took:6.0f} ms of processor {waited:6.0f} ms in all {queries:4} queries{over}", flush=True)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=10_000)
    load(parser.parse_args().size)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    editor, concept = signed_in(), Concept.objects.get(path="concepts/devops/ci-cd")
    form: dict[str, str] = {}
    numbers = iter(range(10, 90))

    def prepare(**changed: object) -> None:
        form.clear()
        form.update(form_of(editor, concept) | {name: str(value) for name, value in changed.items()})

    def prepare_new_mapping() -> None:
        target = Concept.objects.filter(path__startswith="concepts/mlops/made").order_by("?").first().key
        words = {"relation": "related", "confidence": "0.4", "gist": "Near.", "because": "Both.", "basis": "manual"}
        form.clear()
        form.update(with_part(form_of(editor, concept), "mappings_out", object=target, status="published", **words))

    def save() -> None:
        answer = editor.post(address(concept), form)
        assert answer.status_code == 302, "the save was refused"

    took = [
        measure("first page", lambda: editor.get("/admin/")),
        measure("list of concepts", lambda: editor.get("/admin/mapping/concept/")),
        measure("list, searched", lambda: editor.get("/admin/mapping/concept/?q=another+name")),
        measure("names while typing", lambda: editor.get("/admin/records/?q=concept+99&kind=concept")),
        measure("form of a concept", lambda: editor.get(address(concept))),
        measure("save: other words", save, lambda: prepare(gist=f"Other words {next(numbers)}.")),
        measure(
            "save: a mapping's confidence", save, lambda: prepare(**{"mappings_out-0-confidence": f"0.{next(numbers)}"})
        ),
        measure("save: a new mapping", save, prepare_new_mapping),
    ]
    sys.exit(1 if max(took) > MOST_MS else 0)


def signed_in() -> Client:
    user = User.objects.create_user("ada", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="editors"))
    client = Client()
    client.force_login(user)
    return client


if __name__ == "__main__":
    main()
