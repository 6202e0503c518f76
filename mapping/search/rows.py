"""Rows by plain SQL: on the path of every keystroke, building a query set costs more than the database does."""

from collections.abc import Collection, Iterator

from django.db import connection


def rows(sql: str, values: Collection[object]) -> list[tuple]:
    """What a query answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return cursor.fetchall()


def each_row(sql: str) -> Iterator[tuple]:
    """What a query answers, one row after the other: where there are thousands, they need not all be there at once."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        yield from cursor


def marks(values: Collection[object]) -> str:
    """So many places for values, for an IN."""
    return ", ".join(["%s"] * len(values))
