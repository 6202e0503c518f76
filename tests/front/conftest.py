"""The site behind its front, asked as a WSGI server asks it."""

from dataclasses import dataclass

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from mapping.front.news import News
from mapping.front.stored import Store
from mapping.front.ways import Django
from mapping.front.wsgi import Front


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    was_kept: bool
    is_whole: bool


class Reader:
    """Somebody who asks the site, with the headers that he always sends."""

    def __init__(self, front, **headers):
        self.front, self.headers = front, headers

    def get(self, address, method="GET", **headers):
        given = {"Host": "testserver"} | self.headers | {k.replace("_", "-"): v for k, v in headers.items()}
        environ = RequestFactory().generic(method, address, headers=given).environ
        answer = []

        def start(status, headers, exc_info=None):
            answer.extend([int(status[:3]), dict(headers)])

        # Django asks at least one query for any page of these tests.
        with CaptureQueriesContext(connection) as queries:
            chunks = self.front(environ, start)
            body = b"".join(chunks)
        return Answer(*answer, body, was_kept=not queries, is_whole=isinstance(chunks, list))


@pytest.fixture(autouse=True)
def _one_connection():
    """As for Django's own test client: the test's transaction lives in its connection, so that stays open."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def news(site, monkeypatch):
    monkeypatch.setattr("mapping.front.news.PATIENCE", 600)  # here nothing asks on, however slow the machine
    news = News()
    news.ask()
    return news


@pytest.fixture
def front(news):
    return Front(Django(), news, Store(), most_bytes=8 * 2**20)


@pytest.fixture
def reader(front):
    reader = Reader(front)
    reader.get("/map/")  # the first request of a process may ask what later ones remember
    return reader
