"""What every answer of the API has: limits, methods, errors as problems, links, and a description that is true."""

import json
import re

import pytest
from django.conf import settings

from mapping.api.limits import Limiter

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def get(site, client):
    return lambda address, **more: client.get(f"/api/v1{address}", **more)


@pytest.fixture
def few(settings):
    """A site that allows three requests a minute."""
    settings.API_RATE = 3


def test_150_quick_searches_of_one_reader_pass(get):
    assert {get("/search?q=ci", **ELSEWHERE).status_code for _ in range(150)} == {200}


def test_a_reader_is_told_what_is_left(few, get):
    answer = get("/tools", **ELSEWHERE)

    assert (answer.headers["RateLimit-Limit"], answer.headers["RateLimit-Remaining"]) == ("3", "2")
    assert answer.headers["RateLimit-Policy"] == "3;w=60" and 0 < int(answer.headers["RateLimit-Reset"]) <= 60


def test_who_asks_too_much_is_told_when_to_come_back(few, get):
    for _ in range(3):
        get("/tools", **ELSEWHERE)

    answer = get("/tools", **ELSEWHERE)

    assert (answer.status_code, answer.headers["Content-Type"]) == (429, "application/problem+json")
    assert int(answer.headers["Retry-After"]) <= 60
    assert get("/tools", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_behind_a_trusted_proxy_the_reader_counts_and_not_the_proxy(few, get, settings):
    settings.PROXIES = 1
    for _ in range(4):
        last = get("/tools", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 203.0.113.7")

    other = get("/tools", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7, 203.0.113.8")

    assert (last.status_code, other.status_code) == (429, 200)


def test_too_many_texts_and_too_long_a_body_are_refused_as_problems(site, client, settings):
    settings.LIMITS = [("/api/v1/translate", "POST", 1)]

    def post(text):
        return client.post("/api/v1/translate", {"text": text}, content_type="application/json")

    long, many = post("x" * 2_600_000), post("Jenkins")

    assert (long.status_code, many.status_code, 0 < int(many.headers["Retry-After"]) <= 60) == (413, 429, True)
    assert {answer.headers["Content-Type"] for answer in (long, many)} == {"application/problem+json"}


def test_a_reader_who_invents_forwarders_is_still_one_reader(few, get):
    found = [get("/tools", **ELSEWHERE, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(4)]

    assert found == [200, 200, 200, 429]


def test_the_next_minute_starts_anew():
    now = [30.0]
    limiter = Limiter(1, clock=lambda: now[0])
    assert [limiter.take("a").is_spent for _ in range(2)] == [False, True]
    now[0] = 61.0

    assert not limiter.take("a").is_spent


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_another_method_is_a_problem_and_is_told_what_is_allowed(site, client, method):
    answer = getattr(client, method)("/api/v1/concepts")

    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize("address", ["/api/", "/api/v2/concepts", "/api/v1/%00"])
def test_a_lost_address_is_a_problem_too(site, client, address):
    answer = client.get(address)

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_browser_on_another_site_may_ask_with_an_etag(site, client):
    answer = client.options("/api/v1/concepts", headers={"Origin": "https://example.org"})

    assert answer.status_code == 204 and "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    assert "RateLimit-Remaining" in client.get("/api/v1/tools").headers["Access-Control-Expose-Headers"]


def test_lists_carry_their_pages_in_a_link_header_too(get):
    answer = get("/concepts?limit=2&offset=2")

    pages = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["Link"]))
    assert {rel: address for address, rel in pages.items()} == {
        "next": answer.json()["next"],
        "prev": answer.json()["previous"],
    }


@pytest.fixture
def described(get):
    return get("/openapi.json").json()


def test_the_description_is_openapi_3_1_with_errors_licence_and_server(described):
    assert described["openapi"].startswith("3.1") and described["servers"] == [{"url": "/"}]
    assert "4.0" in described["info"]["license"]["name"] and "Stable" in described["info"]["description"]
    for path in described["paths"].values():
        for operation in path.values():
            errors = {int(status): found for status, found in operation["responses"].items() if int(status) >= 400}
            assert 429 in errors
            assert all(list(found["content"]) == ["application/problem+json"] for found in errors.values())


def test_every_example_of_the_description_is_answered(described, client):
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            if method != "get":
                continue
            given = {p["name"]: p["example"] for p in operation["parameters"] if "example" in p}
            address = path.format(**given)
            query = {name: value for name, value in given.items() if f"{{{name}}}" not in path}
            answer = client.get(address, query)
            assert answer.status_code == 200, address
            assert set(answer.json()) >= {"count", "results"} or answer.json()["url"]


def test_the_examples_exist_on_the_real_site_too(described):
    folder = settings.CONTENT_DIR
    assert (folder / "concepts/devops/ci-cd.md").exists() and (folder / "tools/jenkins.md").exists()
    assert '"ci-cd"' in json.dumps(described) and '"jenkins"' in json.dumps(described)


@pytest.mark.parametrize("path", ["/api/v1/docs", "/api/v1/openapi.json"])
def test_the_description_has_validators_too(site, client, path):
    answer = client.get(path)

    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
