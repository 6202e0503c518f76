"""The index kept like the records. Nothing outside this package knows which database it stands in."""

from collections.abc import Iterable
from types import ModuleType

from django.db import connection, transaction

from mapping.models import Record, SearchDocument, SearchLabel
from mapping.search import postgres, sqlite
from mapping.search.documents import SEARCHED, documents


def backend() -> ModuleType:
    """The half of search that speaks the dialect of this database."""
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]


def prepare(**_kwargs: object) -> None:
    """Make the database's own index over the documents, where it is missing. Safe to repeat."""
    if SearchDocument._meta.db_table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            backend().prepare(cursor)


def update(pks: Iterable[int]) -> None:
    """Bring the documents of these records up to date, in the caller's transaction."""
    pks = set(pks)
    with transaction.atomic():
        SearchDocument.objects.filter(pk__in=pks).delete()
        _write(pks)


def rebuild() -> int:
    """Make all documents anew; readers see the old ones until the new ones stand. The number of documents."""
    with transaction.atomic():
        SearchDocument.objects.all().delete()
        return _write(None)


def _write(pks: set[int] | None) -> int:
    made = list(documents(pks))
    SearchDocument.objects.bulk_create([document for document, _ in made])
    SearchLabel.objects.bulk_create([label for _, labels in made for label in labels])
    return len(made)


def drift() -> tuple[set[int], set[int]]:
    """Records that the index lacks, and documents whose record is no longer published."""
    records = set(Record.objects.published().filter(kind__in=SEARCHED).values_list("pk", flat=True))
    indexed = set(SearchDocument.objects.values_list("pk", flat=True))
    return records - indexed, indexed - records
