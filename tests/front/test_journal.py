"""One line, one count and one time for each request, and nothing of who sent it."""

import json
import logging

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection

from mapping.front import counts, journal, metrics
from mapping.front.lines import JsonFormatter
from mapping.models import DailyCount
from tests.front.conftest import Reader

PERSONAL = {"REMOTE_ADDR": "203.0.113.77", "User-Agent": "Somebody's browser", "Referer": "https://elsewhere.example"}


@pytest.fixture
def noted(front):
    return journal.Journal(front, front.kept)


@pytest.fixture
def asked(noted):
    return Reader(noted)


def test_a_request_is_one_line_of_json_without_personal_data(asked, noted, capsys):
    asked.get("/search/?q=alice@example.org", **PERSONAL)
    asked.get("/devops/")
    asked.get("/devops/")

    journal.log(noted.take())

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["path"], line["status"], line["answered"]) for line in lines] == [
        ("/search/", 200, "django"),
        ("/devops/", 200, "made"),
        ("/devops/", 200, "front"),
    ]
    assert set(lines[0]) == {"at", "level", "reference", "method", "path", "status", "ms", "answered", "pid"}
    assert not any(secret in json.dumps(lines) for secret in ("alice", "203.0.113", "browser", "elsewhere"))


def test_references_differ_and_only_a_trusted_proxy_may_give_one(asked, noted, settings):
    asked.get("/healthz", X_Request_ID="forged-by-a-reader")
    settings.PROXIES = 1
    answer = asked.get("/healthz", X_Request_ID="given-by-the-proxy")
    asked.get("/healthz", X_Request_ID="two\tlines")

    first, second, third = (note.reference for note in noted.take())
    assert first != "forged-by-a-reader" and second == answer.headers["X-Request-ID"] == "given-by-the-proxy"
    assert third not in {first, "two\tlines"}


def test_a_page_that_others_keep_carries_no_reference(asked):
    for _ in range(2):
        assert "X-Request-ID" not in asked.get("/devops/").headers
    assert "X-Request-ID" in asked.get("/nowhere/").headers


def test_pages_searches_and_translations_are_counted_by_day(asked, noted):
    for address in ("/devops/", "/devops/", "/search/?q=k8s", "/search/suggest/?q=k8", "/healthz", "/nowhere/"):
        asked.get(address)
    asked.get("/devops/", method="HEAD")
    daily = counts.DailyCounts()

    daily.read(noted.take())
    daily.store()
    asked.get("/devops/")
    daily.read(noted.take())
    daily.store()

    assert dict(DailyCount.objects.values_list("kind", "count")) == {"page": 3, "search": 1}


def test_a_reader_of_the_journal_that_fails_stops_no_other(asked, noted):
    def fail(notes):
        raise OSError("no space left on device")

    read = []
    asked.get("/healthz")

    journal.Clerk(noted, [fail, read.extend]).read()

    assert [note.path for note in read] == ["/healthz"]


def test_a_translation_is_counted():
    assert counts.kind_of("POST", "/api/v1/translate", "200", False) == "translation"
    assert counts.kind_of("POST", "/api/v1/translate", "413", False) == ""


def test_counts_wait_while_the_database_is_away(asked, noted, monkeypatch):
    asked.get("/devops/")
    daily = counts.DailyCounts()
    daily.read(noted.take())

    def refuse(*args, **kwargs):
        raise OperationalError("no")

    with monkeypatch.context() as away:
        away.setattr("django.db.models.query.QuerySet.get_or_create", refuse)
        away.setattr(connection, "close", lambda: None)
        daily.store()
    daily.store()

    assert DailyCount.objects.get().count == 1


def test_prometheus_reads_counts_and_times(asked, noted, client):
    for _ in range(3):
        asked.get("/devops/")
    asked.get("/devops/", method="BREW")

    metrics.read(noted.take())

    text = client.get("/metrics").content.decode()
    assert 'crosswalk_requests_total{answered="front",method="GET",status="200"}' in text
    assert 'crosswalk_request_seconds_bucket{answered="made",le="2.5"}' in text
    assert 'method="other"' in text and "BREW" not in text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "203.0.113.7"}, 404),
        ({"HTTP_X_FORWARDED_FOR": "203.0.113.7"}, 404),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer a-token"}, 200),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer wrong"}, 404),
    ],
)
def test_metrics_are_for_this_machine_or_for_the_token(db, client, settings, headers, status):
    settings.METRICS_TOKEN = "a-token"

    assert client.get("/metrics", **headers).status_code == status


def test_without_a_token_nobody_guesses_the_empty_one(db, client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7", HTTP_AUTHORIZATION="Bearer ").status_code == 404


@pytest.fixture
def failing(site):
    """The site, whose database fails with these words."""
    with pytest.MonkeyPatch.context() as until_the_end:

        def fail_with(error):
            def fail(*args, **kwargs):
                raise error

            until_the_end.setattr(connection, "cursor", fail)
            return Reader(journal.Journal(WSGIHandler()))

        yield fail_with


@pytest.mark.parametrize("words", ["the connection was refused", "database or disk is full", "database is locked"])
def test_a_database_that_fails_is_told_in_words_with_a_reference(failing, words):
    answer = failing(OperationalError(words)).get("/devops/")

    text = answer.body.decode()
    assert answer.status == 503 and answer.headers["Retry-After"] == "30"
    assert answer.headers["X-Request-ID"] in text and words not in text and "Traceback" not in text


def test_a_fault_of_ours_is_told_with_a_reference_that_stands_in_the_log(failing, caplog):
    answer = failing(ValueError("a fault")).get("/devops/")

    assert answer.status == 500 and answer.headers["X-Request-ID"] in answer.body.decode()
    line = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert line["reference"] == answer.headers["X-Request-ID"] and "a fault" in line["error"]


def test_log_lines_can_not_be_forged():
    record = logging.LogRecord("x", logging.WARNING, "", 0, 'a "b"\n{"level": "INFO"}', (), None)

    assert "\n" not in JsonFormatter().format(record)


@pytest.fixture
def read_only(transactional_db, tmp_path):
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
        yield
        connection.close()
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    yield
    connection.close()


def test_where_nothing_can_be_written_a_write_is_refused_in_words_and_pages_are_served(
    admin_user, client, read_only, settings
):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    client.raise_request_exception = False

    refused = client.post("/admin/login/?next=/admin/", {"username": "admin", "password": "password"})

    assert refused.status_code == 503 and "It was not saved" in refused.content.decode()
    assert client.get("/devops/").status_code in {200, 404} and client.get("/map/").status_code == 200
    assert client.get("/search/?q=xyzzyq").status_code == 200
