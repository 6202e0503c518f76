"""Full text in SQLite: FTS5 over the documents, kept by triggers.

The triggers sit on the documents' own table and not on the records', since Django drops triggers when a migration
remakes a table.
"""

from typing import Any

from django.db import connection

TABLE, FTS = "mapping_searchdocument", "mapping_searchdocument_fts"
COLUMNS = ("label", "aliases", "asks", "gist", "notes", "body")
WEIGHTS = (10.0, 8.0, 6.0, 4.0, 2.0, 1.0)
_NEW = ", ".join(f"new.{name}" for name in COLUMNS)
_OLD = ", ".join(f"old.{name}" for name in COLUMNS)
_INSERT = f"INSERT INTO {FTS}(rowid, {', '.join(COLUMNS)}) VALUES (new.record_id, {_NEW});"
_DELETE = f"INSERT INTO {FTS}({FTS}, rowid, {', '.join(COLUMNS)}) VALUES ('delete', old.record_id, {_OLD});"
_DDL = (
    f"""CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5({", ".join(COLUMNS)}, content='{TABLE}',
        content_rowid='record_id', tokenize="porter unicode61 remove_diacritics 2", prefix='2 3')""",
    f"CREATE TRIGGER IF NOT EXISTS {FTS}_ai AFTER INSERT ON {TABLE} BEGIN {_INSERT} END",
    f"CREATE TRIGGER IF NOT EXISTS {FTS}_ad AFTER DELETE ON {TABLE} BEGIN {_DELETE} END",
    f"CREATE TRIGGER IF NOT EXISTS {FTS}_au AFTER UPDATE ON {TABLE} BEGIN {_DELETE} {_INSERT} END",
)


def prepare(cursor: Any) -> None:
    for statement in _DDL:
        cursor.execute(statement)


def text_matches(words: list[str], *, every: bool, limit: int) -> dict[int, float]:
    """Documents that hold the words (every one, or any), the last as a prefix; a rank above 0, more is better."""
    # Quoted, since raw words of a reader are a syntax error in FTS5.
    terms = [f'"{word}"' for word in words[:-1]] + [f'"{words[-1]}"*']
    query = (" AND " if every else " OR ").join(terms)
    sql = f"""SELECT rowid, bm25({FTS}, {", ".join(map(str, WEIGHTS))}) AS rank
        FROM {FTS} WHERE {FTS} MATCH %s ORDER BY rank LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [query, limit])
        return {pk: -rank for pk, rank in cursor.fetchall()}
