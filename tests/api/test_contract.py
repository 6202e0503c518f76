"""The JSON contract, field by field."""

import pytest

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def get(site, client):
    return lambda address, **headers: client.get(f"/api/v1{address}", headers=headers)


def test_search_answers_in_the_shape_of_the_contract(get):
    answer = get("/search?q=k8s").json()

    assert list(answer) == ["query", "corrected", "intent", "count", "results"]
    hit = answer["results"][0]
    assert list(hit) == [
        *("type", "discipline", "slug", "name", "aliases", "matched", "summary", "url", "score", "counterparts")
    ]
    assert (hit["name"], hit["aliases"], hit["matched"]) == ("Kubernetes", ["k8s"], "k8s")
    assert hit["url"] == f"{BASE}/tools/kubernetes/"


def test_a_counterpart_has_relation_and_confidence(get):
    hit = get("/search?q=cicd").json()["results"][0]

    assert hit["counterparts"] == [
        {
            "type": "concept",
            "discipline": "mlops",
            "slug": "ci-cd-ct",
            "name": "CI/CD plus training",
            "url": f"{BASE}/mlops/ci-cd-ct/",
            "relation": "broad",
            "confidence": 0.9,
        }
    ]


def test_a_query_without_a_good_answer_gives_an_empty_list(get):
    assert get("/search?q=xyzzyq").json()["results"] == []


def test_search_narrows_by_type_and_discipline(get):
    found = get("/search?q=ci&type=concept&discipline=mlops").json()["results"]

    assert {(hit["type"], hit["discipline"]) for hit in found} == {("concept", "mlops")}


def test_a_list_gives_count_and_pages(get):
    first = get("/concepts?limit=2").json()

    assert (first["count"], len(first["results"]), first["previous"]) == (6, 2, None)
    assert first["next"] == f"{BASE}/api/v1/concepts?limit=2&offset=2"


def test_concepts_narrow_by_discipline_and_stage(get):
    found = get("/concepts?discipline=devops&stage=platform").json()["results"]

    assert [concept["slug"] for concept in found] == ["container-orchestration"]


def test_a_concept_gives_everything_that_its_page_shows(get):
    concept = get("/concepts/devops/ci-cd").json()

    assert concept["definition"] == "One plain sentence that defines CI/CD here."
    assert [other["slug"] for other in concept["required_by"]] == ["ci-cd-ct"]
    assert concept["reviewed"] is None and concept["drafted"]["by"] == "machine"


def test_a_mapping_has_both_ends_and_its_points(get):
    mapping = get("/mappings?discipline=devops").json()["results"][0]

    assert list(mapping) == [
        *("from", "to", "relation", "confidence", "gist", "carries_over", "differs", "trap", "status", "reviewed")
    ]
    assert mapping["from"] == {
        "discipline": "devops",
        "slug": "ci-cd",
        "name": "CI/CD",
        "url": f"{BASE}/devops/ci-cd/",
    }


def test_a_tool_says_what_becomes_of_it(get):
    tool = get("/tools/jenkins").json()

    assert tool["moves"] == [
        {"discipline": "mlops", "verdict": "add", "with": ["mlflow"], "text": "Keep the jobs, track the runs."}
    ]
    assert tool["licence"] == "MIT" and tool["open_source"] is True


def test_tools_are_listed(get):
    assert [tool["slug"] for tool in get("/tools").json()["results"]] == ["jenkins", "kubernetes", "mlflow"]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/concepts/devops/nowhere", 404),
        ("/tools/nowhere", 404),
        ("/concepts/qa/ci-cd", 422),
        ("/search?limit=99999999999999999999", 422),
        ("/concepts?offset=-1", 422),
        ("/search?type=person", 422),
    ],
)
def test_an_error_is_a_problem_in_words(get, address, status):
    answer = get(address)

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status and answer.json()["detail"]


def test_nul_in_a_query_does_no_harm(get):
    assert get("/search?q=k8s%00").status_code == 200


def test_an_answer_that_has_not_changed_is_a_304(get):
    etag = get("/concepts").headers["ETag"]

    again = get("/concepts", **{"If-None-Match": etag})

    assert again.status_code == 304 and not again.content


def test_any_site_may_read_it(get):
    assert get("/concepts").headers["Access-Control-Allow-Origin"] == "*"


def test_the_api_describes_itself(get):
    assert set(get("/openapi.json").json()["paths"]) >= {"/api/v1/search", "/api/v1/mappings"}
    assert get("/docs").status_code == 200
