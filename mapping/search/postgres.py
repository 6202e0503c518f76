"""Candidates in PostgreSQL: stored tsvectors beside the documents and the labels, under GIN indexes."""

from collections.abc import Sequence
from typing import Any

from mapping.search.rows import rows

# The texts are folded and stemmed already, so `simple` only has to part them at the spaces.
_HEAD = "names || ' ' || asks || ' ' || gist"
_VECTORS = [
    ("mapping_searchdocument", "head", f"to_tsvector('simple', {_HEAD})"),
    ("mapping_searchdocument", "whole", f"to_tsvector('simple', {_HEAD} || ' ' || notes || ' ' || body)"),
    ("mapping_searchlabel", "vector", "to_tsvector('simple', words)"),
]
# Byte order, as in SQLite, so that both find the same labels in the same order.
_RANGE = """CREATE INDEX mapping_searchlabel_range ON mapping_searchlabel (folded COLLATE "C")"""


def prepare(cursor: Any) -> None:
    # Asked first: even a statement that would change nothing is refused while a table has unfinished business.
    for table, column, texts in _VECTORS:
        cursor.execute("SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s", [table, column])
        if not cursor.fetchone():
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN {column} tsvector GENERATED ALWAYS AS ({texts}) STORED")
            cursor.execute(f"CREATE INDEX {table}_{column} ON {table} USING gin ({column}) WITH (fastupdate = off)")
    cursor.execute("SELECT to_regclass('mapping_searchlabel_range')")
    if cursor.fetchone() == (None,):
        cursor.execute(_RANGE)


def settle(cursor: Any, tables: Sequence[str]) -> None:
    """Look at what stands in the tables: until PostgreSQL has, it may plan minutes of work for a page.

    By itself it looks later, and within a transaction never.
    """
    cursor.execute(f"ANALYZE {', '.join(tables)}")


def is_whole(cursor: Any) -> bool:
    """Whether the full-text columns hold what their tables hold: PostgreSQL generates them itself."""
    return True


def labels_from(folded: str, limit: int) -> list[tuple]:
    """Labels that start with a folded text, the shortest first among equals: document, kind, text, folded."""
    return rows(
        """SELECT document_id, kind, text, folded FROM mapping_searchlabel
        WHERE folded COLLATE "C" >= %s AND folded COLLATE "C" < %s ORDER BY folded COLLATE "C" LIMIT %s""",
        [folded, f"{folded}\U0010ffff", limit],
    )


def words_from(start: str, least: int, most: int) -> list[tuple[str, int]]:
    """Words of labels that start so and have so many letters, each with the number of its labels."""
    return rows(
        "SELECT word, labels FROM mapping_searchword WHERE word LIKE %s AND length(word) BETWEEN %s AND %s",
        [f"{start}%", least, most],
    )


def labels_with(words: Sequence[str], limit: int, *, last_is_whole: bool = False) -> list[tuple]:
    """Labels that hold every word, in any order, the last as a prefix or as a whole word too."""
    match = " & ".join(f"'{word}'" for word in words) + ("" if last_is_whole else ":*")
    return rows(
        """SELECT document_id, kind, text, folded, words FROM mapping_searchlabel
        WHERE vector @@ %s::tsquery LIMIT %s""",
        [match, limit],
    )


def texts_with(tries: Sequence[tuple[Sequence[str], bool]], limit: int) -> list[int]:
    """Documents that hold every stem of one of the tries, in the order of the tries, so many of each at most.

    A try is its stems, and whether they must stand in the names, questions or gist.
    """
    parts, values = [], []
    for stems, in_head in tries:
        column = "head" if in_head else "whole"
        parts.append(f"(SELECT record_id FROM mapping_searchdocument WHERE {column} @@ %s::tsquery LIMIT %s)")
        values += [" & ".join(f"'{stem}'" for stem in stems), limit]
    return list(dict.fromkeys(pk for (pk,) in rows(" UNION ALL ".join(parts), values)))
