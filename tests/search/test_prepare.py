"""The database's own index is brought up to date under a running site, whatever another version of it has left."""

from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from mapping import content, search
from mapping.models import Record, SearchDocument
from tests import small

# What an older or a newer version may leave behind: an index that is not filled, triggers that are gone, another form.
LEFT = {
    "sqlite": {
        "empty": "INSERT INTO mapping_searchhead_fts(mapping_searchhead_fts) VALUES ('delete-all')",
        "without triggers": "DROP TRIGGER mapping_searchdocument_fts_ai",
        "missing": "DROP TABLE mapping_searchhead_fts",
        "of another form": """DROP TABLE mapping_searchlabel_fts;
            CREATE VIRTUAL TABLE mapping_searchlabel_fts USING fts5(words, content='', detail=full)""",
    },
    "postgresql": {
        "empty": "ALTER TABLE mapping_searchdocument DROP COLUMN head",
        "without triggers": "DROP INDEX mapping_searchlabel_range",
        "missing": "ALTER TABLE mapping_searchdocument DROP COLUMN whole",
        "of another form": "ALTER TABLE mapping_searchlabel DROP COLUMN vector",
    },
}


@pytest.fixture
def site(transactional_db, tmp_path):
    """The small site, in a database whose tables can be changed and whose rows others see."""
    return small.load(tmp_path)


# How many records the database plans with. SQLite plans without any such number.
PLANNED_WITH = {
    "sqlite": "SELECT COUNT(*) FROM mapping_record",
    "postgresql": "SELECT reltuples::int FROM pg_class WHERE relname = 'mapping_record'",
}


def leave(what):
    with connection.cursor() as cursor:
        for statement in LEFT[connection.vendor][what].split(";"):
            cursor.execute(statement)


def found(query):
    return {hit.label for hit in search.find(query).hits}


def is_right():
    return search.drift() == (set(), set()) and search.counts_are_right()


@pytest.mark.parametrize("what", list(LEFT["sqlite"]))
def test_an_index_that_another_version_left_is_made_anew_and_the_next_edit_is_saved(site, what):
    leave(what)

    search.prepare()

    assert is_right() and "CI/CD" in found("path")
    file = site / "tools/jenkins.md"
    file.write_text(file.read_text().replace("Runs jobs.", "Runs every errand."))
    content.sync(site)
    assert is_right() and found("errand") == {"Jenkins"}


def test_an_index_that_is_right_is_left_alone(site, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as queries:
        search.prepare()

    assert not [one["sql"] for one in queries if one["sql"].startswith(("DROP", "CREATE", "ALTER"))]


def test_a_broken_index_is_mended_by_rebuilding(site):
    leave("empty")

    search.rebuild()

    assert is_right() and SearchDocument.objects.count()


def planned_with():
    with connection.cursor() as cursor:
        cursor.execute(PLANNED_WITH[connection.vendor])
        return cursor.fetchone()[0]


def test_after_a_first_load_the_database_knows_how_much_it_holds(transactional_db, tmp_path):
    content.sync(small.write(tmp_path))

    assert planned_with() == Record.objects.count()


def test_after_many_changes_at_once_the_database_looks_anew_at_what_it_holds(site, monkeypatch):
    monkeypatch.setattr("mapping.publication.MANY", 2)
    for name in ("Argo", "Tekton"):
        (site / f"tools/{name.lower()}.md").write_text(small.record(f"label: {name}\ngist: Runs jobs.\nkind: tool"))

    content.sync(site)

    assert planned_with() == Record.objects.count()


@contextmanager
def readers(number, answers):
    stop = Event()

    def read():
        while not stop.is_set():
            try:
                answers.append(found("path"))
            except Exception as error:
                answers.append(repr(error))
        connection.close()

    threads = [Thread(target=read) for _ in range(number)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_readers_find_the_same_while_the_index_is_made_anew(site):
    answers = []
    with readers(3, answers):
        for what in LEFT[connection.vendor]:
            with transaction.atomic():
                leave(what)
                search.prepare()
        search.rebuild()

    assert answers and all(answer == {"CI/CD"} for answer in answers), {str(answer) for answer in answers}
    assert is_right()
