"""A copy of a SQLite database, made and brought back by SQLite's own online backup."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.db import connection

from mapping.backup.manifest import BackupError, Table, inventory

SUFFIX = ".sqlite3"


def size() -> int:
    """How many bytes a copy will need."""
    with connection.cursor() as cursor:
        pages, page = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return pages * page


def copy_to(file: Path, tables: Iterable[str]) -> dict[str, Table]:
    """Copy all of one moment, while others write; what the database held at that moment, row by row."""
    tables = list(tables)
    with closing(_as_stored()) as live, closing(sqlite3.connect(file)) as copy:
        live.execute("BEGIN")  # until its end it sees one moment, and so does the copy
        held = inventory(live.cursor(), tables)
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # so that one file holds it all
        _look_into(copy, file)
        if inventory(copy.cursor(), tables) != held:
            raise BackupError(f"{file} is not what the database held. Look at the disk, and take the backup again.")
        return held


def bring_back(file: Path) -> None:
    """Put the copy in the place of the database; others see the old one until the new one is whole."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
        _look_into(copy, file)
        connection.ensure_connection()
        copy.backup(connection.connection)
    connection.close()


def holds(tables: Iterable[str]) -> dict[str, Table]:
    """What stands in the database now."""
    with closing(_as_stored()) as live:
        return inventory(live.cursor(), tables)


def _as_stored() -> sqlite3.Connection:
    """A connection that shows what is stored: Django's own would convert dates and decimals."""
    connection.ensure_connection()
    return sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)


def _look_into(copy: sqlite3.Connection, file: Path) -> None:
    try:
        said = [row[0] for row in copy.execute("PRAGMA integrity_check")]
        strays = copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{file} is no sound database: {error}") from error
    if said != ["ok"] or strays:
        raise BackupError(f"{file} is no sound database: {said[0]}, {len(strays)} rows that lead nowhere.")
