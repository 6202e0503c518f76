"""Full text in PostgreSQL: a stored, weighted tsvector beside the documents, under a GIN index."""

from typing import Any

from django.db import connection

TABLE = "mapping_searchdocument"
_VECTOR = " || ".join(
    f"setweight(to_tsvector('english', {columns}), '{weight}')"
    for columns, weight in (
        ("label || ' ' || aliases", "A"),
        ("asks || ' ' || gist", "B"),
        ("notes", "C"),
        ("body", "D"),
    )
)
_DDL = (
    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS ({_VECTOR}) STORED",
    f"CREATE INDEX IF NOT EXISTS {TABLE}_vector ON {TABLE} USING gin (vector)",
)


def prepare(cursor: Any) -> None:
    for statement in _DDL:
        cursor.execute(statement)


def text_matches(words: list[str], *, every: bool, limit: int) -> dict[int, float]:
    """Documents that hold the words (every one, or any), the last as a prefix; a rank above 0, more is better."""
    terms = [f"'{word}'" for word in words[:-1]] + [f"'{words[-1]}':*"]
    query = (" & " if every else " | ").join(terms)
    sql = f"""SELECT record_id, ts_rank('{{0.1, 0.2, 0.5, 1.0}}', vector, query, 1) AS rank
        FROM {TABLE}, to_tsquery('english', %s) query WHERE vector @@ query ORDER BY rank DESC LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [query, limit])
        return dict(cursor.fetchall())
