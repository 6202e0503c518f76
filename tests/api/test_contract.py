"""The JSON contract, field by field."""

import pytest

from mapping.models import Record

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


CONCEPT = ("discipline", "slug", "name", "aliases", "summary", "stage", "level", "importance", "url")
TOOL = ("slug", "name", "aliases", "summary", "kind", "licence", "open_source", "state", "disciplines", "url")
MAPPING = (*("from", "to", "relation", "confidence", "gist", "carries_over", "differs", "trap", "status", "reviewed"),)


@pytest.mark.parametrize(
    ("address", "keys"), [("/concepts", CONCEPT), ("/tools", TOOL), ("/mappings", MAPPING)], ids=lambda value: value[0]
)
def test_a_list_has_the_shape_of_the_contract(get, address, keys):
    answer = get(address).json()

    assert list(answer) == ["count", "next", "previous", "results"]
    assert [tuple(entry) for entry in answer["results"]] == [keys] * answer["count"]


def test_a_concept_in_a_list_is_told_field_by_field(get):
    concept = next(one for one in get("/concepts").json()["results"] if one["slug"] == "ci-cd")

    assert concept == {
        "discipline": "devops",
        "slug": "ci-cd",
        "name": "CI/CD",
        "aliases": ["delivery automation"],
        "summary": "The gist of CI/CD.",
        "stage": "release",
        "level": "core",
        "importance": 4,
        "url": f"{BASE}/devops/ci-cd/",
    }


def test_a_concept_has_the_fields_of_the_list_and_its_own(get):
    concept = get("/concepts/mlops/ci-cd-ct").json()

    assert set(CONCEPT) < set(concept)
    assert [other["slug"] for other in concept["requires"]] == ["ci-cd"]
    assert [other["slug"] for other in concept["related"]] == ["model-serving"]
    assert [(one["from"]["slug"], one["relation"]) for one in concept["mappings"]] == [("ci-cd", "broad")]
    assert [(none["discipline"], none["analogy"]) for none in concept["no_counterpart"]] == [("llmops", None)]


def test_a_finding_of_none_names_the_nearest_analogy(get):
    [finding] = get("/concepts/mlops/feature-store").json()["no_counterpart"]

    assert list(finding) == ["discipline", "because", "analogy", "holds", "breaks", "trap"]
    assert finding["analogy"]["url"] == f"{BASE}/devops/ci-cd/"


def test_a_concept_lists_its_tools_by_job(get):
    assert get("/concepts/devops/container-orchestration").json()["tools"] == [
        {
            "job": "Run containers",
            "tool": "kubernetes",
            "name": "Kubernetes",
            "choose_when": "",
            "url": f"{BASE}/tools/kubernetes/",
        }
    ]


def test_a_tool_has_the_fields_of_the_list_and_its_own(get):
    tool = get("/tools/kubernetes").json()

    assert set(TOOL) < set(tool)
    assert tool["machine_names"] == {"apt": ["kubectl"]} and tool["links"] == {"works_with": ["mlflow"]}
    assert [concept["slug"] for concept in tool["concepts"]] == ["container-orchestration"]


def test_a_mapping_is_told_in_the_direction_in_which_it_is_stored(get):
    ends = [(one["from"]["discipline"], one["to"]["discipline"]) for one in get("/mappings").json()["results"]]

    assert ends == [("devops", "mlops"), ("devops", "llmops"), ("devops", "mlops")]


def test_a_hit_of_search_says_none_where_there_is_no_counterpart(get):
    [found] = get("/search?q=feature%20store").json()["results"][0]["counterparts"]

    assert (found["relation"], found["confidence"], found["slug"]) == ("none", None, "ci-cd")


@pytest.mark.parametrize("path", ["/search?q=ci&", "/concepts?", "/tools?", "/mappings?"])
@pytest.mark.parametrize("bad", ["limit=0", "limit=201", "limit=x", "offset=-1", "offset=100001"])
def test_a_limit_out_of_bounds_is_refused_by_its_name(get, path, bad):
    answer = get(f"{path}{bad}")

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == [bad.partition("=")[0]]


@pytest.mark.parametrize("path", ["/search?q=ci&", "/concepts?", "/tools?", "/mappings?"])
def test_a_limit_of_200_is_allowed(get, path):
    assert get(f"{path}limit=200").status_code == 200


def test_next_leads_through_the_whole_list_and_previous_back(get):
    seen, addresses, answer = [], [], get("/concepts?limit=4").json()
    while answer["next"]:
        seen += answer["results"]
        addresses.append(answer["next"].removeprefix(f"{BASE}/api/v1"))
        answer = get(addresses[-1]).json()
    seen += answer["results"]

    assert seen == get("/concepts").json()["results"]
    assert answer["previous"] == f"{BASE}/api/v1/concepts?limit=4&offset=0"


def test_next_keeps_the_filters(get):
    assert get("/concepts?discipline=mlops&limit=1").json()["next"].endswith("discipline=mlops&limit=1&offset=1")


@pytest.mark.parametrize(
    "address", ["/search?q=ci", "/concepts", "/concepts/devops/ci-cd", "/tools", "/tools/jenkins", "/mappings"]
)
def test_every_answer_has_an_etag_is_open_and_sets_no_cookie(get, address):
    answer = get(address)

    assert answer.headers["ETag"] and answer.headers["Access-Control-Allow-Origin"] == "*" and not answer.cookies
    assert get(address, **{"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_etag_changes_with_the_answer(get):
    before = get("/tools").headers["ETag"]
    Record.objects.filter(path="tools/mlflow").update(gist="Something else.")

    assert get("/tools").headers["ETag"] != before


@pytest.mark.parametrize("address", ["/tools/mlflow", "/search?q=mlflow&type=tool", "/tools"])
def test_a_draft_is_in_no_answer(get, address):
    row = Record.objects.get(path="tools/mlflow")
    Record.objects.filter(pk=row.pk).update(status="draft")
    row.search_document.delete()

    assert "Tracks runs." not in get(address).content.decode()


def test_an_address_that_the_api_does_not_have_is_a_problem_too(get):
    assert get("/nowhere").headers["Content-Type"] == "application/problem+json"


def test_head_answers_where_get_does(site, client):
    assert client.head("/api/v1/concepts").status_code == 200
