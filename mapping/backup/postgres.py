"""A dump of a PostgreSQL database by its own pg_dump, and back by pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from mapping.backup.manifest import BackupError, Table, inventory

SUFFIX = ".dump"


def size() -> int:
    """How many bytes a dump may need: it is compressed, so this is ample."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def copy_to(file: Path, tables: Iterable[str]) -> dict[str, Table]:
    """Dump one snapshot, while others write; what it holds, asked in the same snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}"]
        _run("pg_dump", lambda database: [*words, database])
        return inventory(cursor, tables)


def bring_back(file: Path) -> None:
    """Put the dump in the place of the tables: all of it, or nothing."""
    connection.close()
    words = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _run("pg_restore", lambda database: [*words, f"--dbname={database}", str(file)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # statistics are not in a dump, and without them a page may take minutes


def holds(tables: Iterable[str]) -> dict[str, Table]:
    """What stands in the database now."""
    with connection.cursor() as cursor:
        return inventory(cursor, tables)


def _run(program: str, words) -> None:
    if not shutil.which(program):
        raise BackupError(f"{program} is missing. Debian, Ubuntu: sudo apt-get install postgresql-client")
    (_, *reach, database), more = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    finished = subprocess.run(
        [program, *reach, *words(database)], env=os.environ | (more or {}), capture_output=True, text=True
    )
    if finished.returncode:
        raise BackupError(f"{program} failed: {finished.stderr.strip()}")
