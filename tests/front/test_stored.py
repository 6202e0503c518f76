"""Public pages as HTML in the database: one process makes them, all find them."""

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from mapping import content
from mapping.front import stored
from mapping.front.news import News
from mapping.front.stored import Store
from mapping.front.ways import Django
from mapping.front.wsgi import Front
from mapping.models import Concept, Status, StoredPage
from tests.front.conftest import Reader

PAGE = "/devops/ci-cd/"
SWAP = {"HX_Request": "true"}


@pytest.fixture
def elsewhere(site):
    """A reader of another process of the site, which has nothing in its memory."""
    news = News()
    news.ask()
    return Reader(Front(Django(), news, Store(), most_bytes=2**20))


def queries_for(reader, address, **headers):
    with CaptureQueriesContext(connection) as queries:
        reader.get(address, **headers)
    return [query["sql"] for query in queries]


def stored_paths(front):
    front.store.write()
    return set(StoredPage.objects.values_list("path", flat=True))


def test_what_one_process_has_made_another_finds_with_one_query(reader, front, elsewhere):
    made = reader.get(PAGE)
    front.store.write()

    assert len(queries_for(elsewhere, PAGE)) == 1
    found = elsewhere.get(PAGE)
    assert (found.status, found.body, found.headers) == (200, made.body, made.headers)


@pytest.mark.parametrize("address", ["/", "/map/", "/tools/", "/tools/jenkins/", "/false-friends/release/"])
def test_the_stored_page_is_the_page(reader, front, elsewhere, address):
    made = reader.get(address, Accept_Encoding="gzip")
    front.store.write()

    found = elsewhere.get(address, Accept_Encoding="gzip")

    assert (found.body, found.headers) == (made.body, made.headers)


def test_after_a_publication_nobody_finds_the_old_page(reader, front, elsewhere, site):
    reader.get("/tools/jenkins/")
    front.store.write()
    file = site / "tools/jenkins.md"
    file.write_text(file.read_text().replace("Runs jobs", "Runs jobs well"))

    content.sync(site)

    assert b"Runs jobs well" in elsewhere.get("/tools/jenkins/").body


def test_a_page_that_was_made_before_a_publication_and_stored_after_it_is_found_by_nobody(
    reader, front, elsewhere, site
):
    reader.get("/tools/jenkins/")
    file = site / "tools/jenkins.md"
    file.write_text(file.read_text().replace("Runs jobs", "Runs jobs well"))
    content.sync(site)

    front.store.write()

    assert b"Runs jobs well" in elsewhere.get("/tools/jenkins/").body


def test_a_new_release_of_the_site_makes_its_pages_anew(reader, front, elsewhere, monkeypatch):
    reader.get(PAGE)
    front.store.write()

    monkeypatch.setattr(stored, "build", lambda: "another")

    assert len(queries_for(elsewhere, PAGE)) > 1


def test_an_editor_finds_what_all_find_and_stores_nothing(reader, front, client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("eve-the-editor", password="x"))
    editor = Reader(front, Cookie=f"{settings.SESSION_COOKIE_NAME}={client.session.session_key}")
    for address in (PAGE, "/tools/jenkins/", "/admin/", "/admin/mapping/tool/"):
        editor.get(address)
    assert stored_paths(front) == {"/map/"}  # which a reader has asked for

    reader.get(PAGE)
    front.store.write()
    hers = editor.get(PAGE)

    assert hers.body == reader.get(PAGE).body and "private" in hers.headers["Cache-Control"]


def test_only_whole_public_pages_without_a_question_are_stored(reader, front):
    Concept.objects.filter(path="concepts/mlops/feature-store").update(status=Status.DRAFT)
    for address in ("/search/?q=k8s", "/map/?stage=release", "/mlops/feature-store/", "/nowhere/", "/healthz"):
        reader.get(address)
    for address in ("/devops/ci-cd.md", "/api/v1/tools", "/admin/login/", "/roadmap/?known=devops/ci-cd"):
        reader.get(address)
    reader.get("/search/", **SWAP)

    assert stored_paths(front) == {"/map/"}


def test_unknown_parameters_store_the_page_itself(reader, front, elsewhere):
    plain = elsewhere.get(PAGE).body

    reader.get(f"{PAGE}?utm_source=x")

    assert PAGE in stored_paths(front)
    assert reader.get(PAGE).body == plain


def test_a_database_that_takes_nothing_costs_no_reader_his_page(reader, front, monkeypatch):
    reader.get(PAGE)

    def refuse(*args, **kwargs):
        raise OperationalError("attempt to write a readonly database")

    monkeypatch.setattr("django.db.models.query.QuerySet.bulk_create", refuse)
    monkeypatch.setattr(connection, "close", lambda: None)
    front.store.write()

    assert reader.get(PAGE).status == 200
    monkeypatch.undo()
    assert stored_paths(front) == set()


def test_no_more_pages_wait_than_there_is_room_for(reader, front, monkeypatch):
    monkeypatch.setattr(stored, "MOST_WAITING", 2)

    for address in ("/", PAGE, "/tools/"):
        reader.get(address)

    assert len(stored_paths(front)) == 2
