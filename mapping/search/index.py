"""The index kept like the records. Nothing outside this package knows which database it stands in."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection, transaction

from mapping.models import Label, Record, SearchDocument, SearchLabel, SearchSpelling, SearchTerm, SearchWord
from mapping.search import meaning, spelling
from mapping.search.backend import backend
from mapping.search.documents import SEARCHED, documents

# The term that every document has: its count is their number, without counting them.
ALL_DOCUMENTS = ""
SEARCHED_TEXTS = ("names", "asks", "gist", "notes", "body")
_ROWS = 500


def prepare(**_kwargs: object) -> None:
    """Make the database's own index over the documents, and fill it, where it is missing or not right.

    Safe to repeat, and while others read: they see the old one or the new one.
    """
    if SearchSpelling._meta.db_table not in connection.introspection.table_names():
        return
    _prepare_backend()
    if not SearchDocument.objects.exists() and Record.objects.published().filter(kind__in=SEARCHED).exists():
        rebuild()


def _prepare_backend() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        backend().prepare(cursor)


def update(pks: Iterable[int]) -> None:
    """Bring the documents of these records up to date, in the caller's transaction."""
    pks = set(pks)
    with transaction.atomic():
        old = SearchDocument.objects.filter(pk__in=pks)
        terms, words = _counts(list(old), list(SearchLabel.objects.filter(document__in=old)))
        old.delete()
        new_terms, new_words = _write(pks)
        new_terms.subtract(terms)
        new_words.subtract(words)
        _count_terms(new_terms)
        spelling.learn(new_words)
        meaning.keep(pks)


def rebuild() -> int:
    """Make the whole index anew; readers see the old one until the new one stands. The number of documents."""
    with transaction.atomic():
        _prepare_backend()  # from a broken one nothing can be taken out
        for model in (SearchDocument, SearchTerm, SearchWord, SearchSpelling):
            model.objects.all().delete()
        terms, words = _write(None)
        SearchTerm.objects.bulk_create(
            [SearchTerm(stem=stem, documents=count) for stem, count in terms.items()], batch_size=_ROWS
        )
        spelling.learn(words)
        meaning.keep(None)
        settle()
        return SearchDocument.objects.count()


def settle() -> None:
    """Have the database put in order what it needs for quick answers, once much has been written."""
    tables = connection.introspection.django_table_names(only_existing=True)
    with connection.cursor() as cursor:
        backend().settle(cursor, sorted(tables))


def _write(pks: set[int] | None) -> tuple[Counter[str], Counter[str]]:
    """Write documents with their labels; how many of them have each stem, and how many labels each word."""
    terms: Counter[str] = Counter()
    words: Counter[str] = Counter()
    batch: list[tuple[SearchDocument, list[SearchLabel]]] = []

    def store() -> None:
        made, labels = [document for document, _ in batch], [label for _, own in batch for label in own]
        SearchDocument.objects.bulk_create(made)
        SearchLabel.objects.bulk_create(labels)
        counted = _counts(made, labels)
        terms.update(counted[0])
        words.update(counted[1])
        batch.clear()

    for entry in documents(pks):
        batch.append(entry)
        if len(batch) == _ROWS:
            store()
    store()
    return terms, words


def _counts(made: list[SearchDocument], labels: list[SearchLabel]) -> tuple[Counter[str], Counter[str]]:
    terms = Counter(
        stem for document in made for stem in {s for name in SEARCHED_TEXTS for s in getattr(document, name).split()}
    )
    terms[ALL_DOCUMENTS] = len(made)
    shown = [label for label in labels if label.kind != Label.Kind.HIDDEN]
    # A compound typed as one word is one word to correct to as well.
    words = Counter(word for label in shown for word in {label.folded, *label.words.split()} if len(word) <= 60)
    return terms, words


def _count_terms(change: Counter[str]) -> None:
    change = Counter({stem: count for stem, count in change.items() if count})
    known = SearchTerm.objects.in_bulk(change)
    for stem, row in known.items():
        row.documents += change[stem]
    SearchTerm.objects.bulk_update(known.values(), ["documents"], batch_size=_ROWS)
    SearchTerm.objects.filter(pk__in=known, documents__lte=0).delete()
    new = [SearchTerm(stem=stem, documents=count) for stem, count in change.items() if stem not in known]
    SearchTerm.objects.bulk_create(new, batch_size=_ROWS)


def drift() -> tuple[set[int], set[int]]:
    """Records whose document is missing, and documents whose record is no longer published."""
    records = set(Record.objects.published().filter(kind__in=SEARCHED).values_list("pk", flat=True))
    indexed = set(SearchDocument.objects.values_list("pk", flat=True))
    return records - indexed, indexed - records


def outdated() -> set[int]:
    """The documents that would be written otherwise today. It makes every one of them anew to see."""
    old = set()
    stored = SearchDocument.objects.in_bulk()
    labels: dict[int, set[tuple[str, str]]] = {}
    for pk, kind, text in SearchLabel.objects.values_list("document_id", "kind", "text"):
        labels.setdefault(pk, set()).add((kind, text))
    for document, own in documents():
        held = stored.get(document.pk)
        same_labels = labels.get(document.pk, set()) == {(label.kind, label.text) for label in own}
        if held and not (same_labels and all(getattr(held, name) == getattr(document, name) for name in _COMPARED)):
            old.add(document.pk)
    return old


def counts_are_right() -> bool:
    """Whether the counted stems and words, and the database's own index, agree with the documents."""
    terms, words = _counts(list(SearchDocument.objects.all()), list(SearchLabel.objects.all()))
    counted = dict(SearchTerm.objects.values_list("stem", "documents"))
    known = dict(SearchWord.objects.values_list("word", "labels"))
    with connection.cursor() as cursor:
        is_whole = backend().is_whole(cursor)
    return is_whole and counted == dict(terms) and known == dict(words)


_COMPARED = (*SEARCHED_TEXTS, "kind", "discipline", "stage", "licence", "importance", "card")
