"""Headers of every answer, and what one reader may ask."""

import time

import pytest

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}
POLICY = {
    *("default-src 'self'", "base-uri 'self'", "form-action 'self'", "frame-ancestors 'none'", "object-src 'none'"),
}
ANSWERS = ["/", "/devops/ci-cd/", "/search/?q=k8s", "/nowhere/", "/admin/login/", "/api/v1/tools", "/healthz"]


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_has_the_headers_that_keep_a_reader_safe(site, client, address):
    headers = client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if "/api/" in address else "same-origin")
    assert "camera=()" in headers["Permissions-Policy"]
    assert set(headers["Content-Security-Policy"].split("; ")) == POLICY


def test_150_quick_searches_of_one_reader_pass(site, client):
    assert {client.get(f"/search/suggest/?q=ci{n}", **ELSEWHERE).status_code for n in range(150)} == {200}


@pytest.fixture
def few(settings):
    """A site that allows three searches a minute."""
    settings.LIMITS = [("/search/", "GET", 3)]


def test_who_asks_too_much_is_told_in_words_when_to_come_back(few, site, client):
    for _ in range(3):
        assert client.get("/search/?q=ci", **ELSEWHERE).status_code == 200

    refused = client.get("/search/?q=ci", **ELSEWHERE)

    assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 60
    assert "Wait" in refused.content.decode()
    assert client.get("/search/?q=ci", REMOTE_ADDR="203.0.113.8").status_code == 200
    assert client.get("/devops/", **ELSEWHERE).status_code == 200


def test_passwords_can_not_be_tried_without_end(site, client):
    tries = [client.post("/admin/login/", {"username": "a", "password": n}).status_code for n in range(21)]

    assert tries[0] == 200 and set(tries[:20]) <= {200, 429} and tries[20] == 429


def test_behind_a_trusted_proxy_the_reader_counts_and_not_the_proxy(few, site, client, settings):
    settings.PROXIES = 1

    def ask(chain):
        return client.get("/search/?q=ci", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=chain).status_code

    assert [ask(f"10.9.9.{n}, 203.0.113.7") for n in range(4)] == [200, 200, 200, 429]
    assert ask("203.0.113.7, 203.0.113.8") == 200


def test_a_reader_who_invents_forwarders_is_still_one_reader(few, site, client):
    found = [client.get("/search/?q=ci", **ELSEWHERE, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(4)]

    assert found == [200, 200, 200, 429]


@pytest.mark.parametrize("jump", [-86400, -59, 59, 86400])
def test_a_clock_that_jumps_keeps_nobody_waiting_for_more_than_a_minute(few, site, client, monkeypatch, jump):
    for _ in range(4):
        client.get("/search/?q=ci", **ELSEWHERE)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + jump)

    answer = client.get("/search/?q=ci", **ELSEWHERE)

    assert answer.status_code == 200 or int(answer.headers["Retry-After"]) <= 60


def test_a_cache_that_is_away_refuses_nobody(few, site, client, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1"}
    }

    assert {client.get("/search/?q=ci", **ELSEWHERE).status_code for _ in range(5)} == {200}


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site, client, settings):
    refused = client.post("/admin/login/", CONTENT_LENGTH="2500001", **ELSEWHERE)

    assert refused.status_code == 413 and "too large" in refused.content.decode()
