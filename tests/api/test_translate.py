"""POST /api/v1/translate and GET /api/v1/roadmap, field by field."""

import json

import pytest

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def post(site, client):
    return lambda body: client.post("/api/v1/translate", body, content_type="application/json")


def test_an_answer_has_the_shape_of_the_contract(post):
    answer = post({"text": "🚀 Jenkins and CI/CD; a feature store is new, FastAPI too."}).json()

    assert list(answer) == ["mentions", "unresolved", "groups", "path"]
    assert list(answer["groups"]) == ["transfers", "changes", "new"]
    mention = answer["mentions"][1]
    assert list(mention) == [
        *("surface", "start", "end", "type", "discipline", "slug", "name", "aliases", "url", "counterparts")
    ]
    assert (mention["surface"], mention["start"], mention["end"]) == ("CI/CD", 14, 19)
    assert (mention["name"], mention["url"]) == ("CI/CD", f"{BASE}/devops/ci-cd/")
    assert mention["counterparts"][0]["slug"] == "ci-cd-ct"
    assert answer["unresolved"] == ["FastAPI"]


def test_what_is_no_json_is_told_and_documented(site, client):
    answer = client.post("/api/v1/translate", "\x00", content_type="application/json")

    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    documented = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/translate"]["post"]["responses"]
    assert {"200", "400", "413", "422", "429"} == set(documented)


def test_terms_stand_in_their_groups(post):
    groups = post({"text": "Jenkins, CI/CD, feature store, model serving"}).json()["groups"]

    assert [one["name"] for one in groups["changes"]] == ["Jenkins", "CI/CD", "Model serving"]
    assert [one["name"] for one in groups["new"]] == ["Feature store"]
    assert groups["changes"][1]["because"] == "Broader match: CI/CD plus training."


def test_the_path_has_only_what_is_to_be_learned(post):
    path = post({"text": "CI/CD and a feature store"}).json()["path"]

    assert [(step["discipline"], step["name"]) for step in path] == [
        ("mlops", "Feature store"),
        ("mlops", "CI/CD plus training"),
    ]


def test_a_text_that_is_too_long_is_refused_in_words(post):
    answer = post({"text": "x" * 100_001})

    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "application/problem+json")
    assert "100,001" in answer.json()["detail"]
    assert post({"text": "x" * 3_000_000}).status_code == 413


@pytest.mark.parametrize("body", ["", "[]", "{", '{"text": 7}', '{"text": null}', "{}", "\\x00"])
def test_what_is_no_text_is_a_problem_in_words(post, body):
    answer = post(body)

    assert answer.status_code in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json" and answer.json()["detail"]


def test_half_a_character_does_no_harm(post):
    answer = post(json.dumps({"text": "\ud83d Jenkins \x00"}))

    assert [(one["surface"], one["start"]) for one in answer.json()["mentions"]] == [("Jenkins", 2)]


def test_other_sites_may_ask(post, client):
    assert post({"text": ""}).headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/api/v1/translate")
    assert asked.status_code == 204 and "Content-Type" in asked.headers["Access-Control-Allow-Headers"]


def test_the_road_of_a_role_has_legs_steps_and_the_next_step(site, client):
    road = client.get("/api/v1/roadmap/sysadmin").json()

    assert list(road) == ["url", "role", "hours", "next", "legs"]
    assert road["role"] == {"slug": "sysadmin", "name": "System administrator"}
    assert [step["name"] for leg in road["legs"] for step in leg["steps"]] == ["Model serving"]
    assert road["next"]["because"] == "It answers requests. From Container orchestration (close match)."


def test_an_unknown_role_is_a_404_in_words(site, client):
    answer = client.get("/api/v1/roadmap/nobody")

    assert answer.status_code == 404 and "nobody" in answer.json()["detail"]
