"""Candidates in SQLite: FTS5 over the documents and over the labels, kept by triggers.

The triggers sit on search's own tables and not on the records', since Django drops triggers when a migration remakes
a table.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from unicodedata import ucd_3_2_0

from django.db import DatabaseError, OperationalError

from mapping.search.rows import rows

# Each full-text table, with the table and the columns that it indexes. The heads of documents have one of their own:
# asking a common word of some columns only would read all of its places.
_INDEXES = {
    "mapping_searchhead_fts": ("mapping_searchdocument", "record_id", ("names", "asks", "gist")),
    "mapping_searchdocument_fts": ("mapping_searchdocument", "record_id", ("names", "asks", "gist", "notes", "body")),
    "mapping_searchlabel_fts": ("mapping_searchlabel", "id", ("words",)),
}
# The texts are folded and stemmed already, so the tokenizer only has to part them at the spaces.
_TOKENIZER = "unicode61 remove_diacritics 0"
_TRIGGERS = ("ai", "ad", "au")


def _ddl(fts: str, table: str, key: str, columns: Sequence[str]) -> Iterator[str]:
    """The statements that make one index, as SQLite itself writes them down."""
    names = ", ".join(columns)
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("new", "old"))
    insert = f"INSERT INTO {fts}(rowid, {names}) VALUES (new.{key}, {new});"
    delete = f"INSERT INTO {fts}({fts}, rowid, {names}) VALUES ('delete', old.{key}, {old});"
    yield f"""CREATE VIRTUAL TABLE {fts} USING fts5({names}, content='{table}', content_rowid='{key}',
        tokenize="{_TOKENIZER}", detail=none, columnsize=0, prefix='2 3')"""
    yield f"CREATE TRIGGER {fts}_ai AFTER INSERT ON {table} BEGIN {insert} END"
    yield f"CREATE TRIGGER {fts}_ad AFTER DELETE ON {table} BEGIN {delete} END"
    yield f"CREATE TRIGGER {fts}_au AFTER UPDATE ON {table} BEGIN {delete} {insert} END"


def prepare(cursor: Any) -> None:
    """Make each index that is missing, broken or made by another version of the site, and fill it.

    Made alone would not do: the triggers would take out what it never had, and FTS5 then calls the file malformed.
    """
    for fts, (table, key, columns) in _INDEXES.items():
        wanted = list(_ddl(fts, table, key, columns))
        names = [fts, *(f"{fts}_{ending}" for ending in _TRIGGERS)]
        cursor.execute("SELECT sql FROM sqlite_master WHERE name IN (%s, %s, %s, %s)", names)
        if {sql for (sql,) in cursor.fetchall()} != set(wanted) or not _is_whole(cursor, fts):
            _make_anew(cursor, fts, wanted)


def _make_anew(cursor: Any, fts: str, wanted: Sequence[str]) -> None:
    for ending in _TRIGGERS:
        cursor.execute(f"DROP TRIGGER IF EXISTS {fts}_{ending}")
    cursor.execute(f"DROP TABLE IF EXISTS {fts}")
    for statement in wanted:
        cursor.execute(statement)
    cursor.execute(f"INSERT INTO {fts}({fts}) VALUES ('rebuild')")


def settle(cursor: Any, tables: Sequence[str]) -> None:
    """Merge the pieces in which each full-text index was written: a search looks into all of them.

    SQLite needs no statistics: it chooses among indexes by their columns, and well for what the site asks.
    """
    for fts in _INDEXES:
        cursor.execute(f"INSERT INTO {fts}({fts}) VALUES ('optimize')")


def _asked(sql: str, values: Sequence[Any]) -> list[tuple]:
    """What a query of a full-text index answers.

    FTS5 looks at its own tables when it is first asked, and fails if a newer release of the site has put others in
    their place since the statement began. Asked again, it sees those.
    """
    try:
        return rows(sql, values)
    except OperationalError as error:
        if "vtable constructor failed" not in str(error):
            raise
        return rows(sql, values)


def is_whole(cursor: Any) -> bool:
    """Whether the full-text indexes hold what their tables hold."""
    return all(_is_whole(cursor, fts) for fts in _INDEXES)


def _is_whole(cursor: Any, fts: str) -> bool:
    try:
        cursor.execute(f"INSERT INTO {fts}({fts}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


def labels_from(folded: str, limit: int) -> list[tuple]:
    """Labels that start with a folded text, the shortest first among equals: document, kind, text, folded."""
    return rows(
        """SELECT document_id, kind, text, folded FROM mapping_searchlabel
        WHERE folded >= %s AND folded < %s ORDER BY folded LIMIT %s""",
        [folded, f"{folded}\U0010ffff", limit],
    )


def words_from(start: str, least: int, most: int) -> list[tuple[str, int]]:
    """Words of labels that start so and have so many letters, each with the number of its labels."""
    return rows(
        """SELECT word, labels FROM mapping_searchword
        WHERE word >= %s AND word < %s AND length(word) BETWEEN %s AND %s""",
        [start, f"{start}\U0010ffff", least, most],
    )


def _is_token(word: str) -> bool:
    """Whether FTS5 sees one word in it: it knows fewer letters than Python, and parts words at the others."""
    return word.isascii() or all(ucd_3_2_0.category(char)[0] in "LN" for char in word)


def labels_with(words: Sequence[str], limit: int, *, last_is_whole: bool = False) -> list[tuple]:
    """Labels that hold every word, in any order, the last as a prefix or as a whole word too."""
    if not all(map(_is_token, words)):
        return []
    match = " AND ".join(f'"{word}"' for word in words) + ("" if last_is_whole else "*")
    return _asked(
        """SELECT document_id, kind, text, folded, words FROM mapping_searchlabel
        WHERE id IN (SELECT rowid FROM mapping_searchlabel_fts WHERE mapping_searchlabel_fts MATCH %s LIMIT %s)""",
        [match, limit],
    )


def texts_with(tries: Sequence[tuple[Sequence[str], bool]], limit: int) -> list[int]:
    """Documents that hold every stem of one of the tries, in the order of the tries, so many of each at most.

    A try is its stems, and whether they must stand in the names, questions or gist.
    """
    parts, values = [], []
    for stems, in_head in tries:
        if not all(map(_is_token, stems)):
            continue
        fts = "mapping_searchhead_fts" if in_head else "mapping_searchdocument_fts"
        parts.append(f"SELECT * FROM (SELECT rowid FROM {fts} WHERE {fts} MATCH %s LIMIT %s)")
        values += [" AND ".join(f'"{stem}"' for stem in stems), limit]
    return list(dict.fromkeys(pk for (pk,) in _asked(" UNION ALL ".join(parts), values))) if parts else []
