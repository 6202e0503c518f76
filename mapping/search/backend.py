"""The half of search that speaks the dialect of this database."""

from types import ModuleType

from django.db import connection

from mapping.search import postgres, sqlite


def backend() -> ModuleType:
    """`sqlite` or `postgres`: the same functions in both."""
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]
