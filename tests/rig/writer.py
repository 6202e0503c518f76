"""Publishes one change after the other on a SQLite of its own, until somebody kills it: see tests/test_crash.py.

Prints, for each change that is saved, its number and how much of the write-ahead log had been written by then.
"""

import os
from itertools import count
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from mapping.models import Record  # noqa: E402
from mapping.publication import Author, Change, publish  # noqa: E402
from tests import small  # noqa: E402


def main() -> None:
    file = Path(settings.DATABASES["default"]["NAME"])
    if not file.exists():
        call_command("migrate", verbosity=0)
        small.load(settings.VAR_DIR / "content")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    record = Record.objects.get(path="tools/jenkins")
    for number in count(record.versions.count()):
        publish([Change(record, f"text {number}")], author=Author("writer"), origin="admin")
        print(number, file.with_name(f"{file.name}-wal").stat().st_size, flush=True)


if __name__ == "__main__":
    main()
