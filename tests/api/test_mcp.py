"""The server for assistants, asked by the SDK's own client."""

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests import small

mcp = pytest.importorskip("mcp", reason="pip install -r requirements-mcp.txt")

ROOT = Path(__file__).parent.parent.parent


def run(coroutine):
    """In a thread of its own: a browser test may have left its event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


@pytest.fixture
def ask(transactional_db, tmp_path):
    """Ask one tool of the small site, as an assistant would: the server looks from a thread of its own."""
    small.load(tmp_path)
    from mapping.api.mcp import server

    async def asked(tool, arguments):
        async with mcp.Client(server) as client:
            return await client.call_tool(tool, arguments)

    return lambda tool, **arguments: run(asked(tool, arguments))


def test_an_assistant_learns_what_becomes_of_a_tool(ask):
    told = ask("counterpart", term="Hudson", discipline="mlops").structured_content

    assert (told["asked"]["name"], told["asked"]["matched"]) == ("Jenkins", "Hudson")
    assert told["what_becomes_of_it"] == [
        {"discipline": "mlops", "verdict": "add", "with": ["mlflow"], "text": "Keep the jobs, track the runs."}
    ]


def test_an_assistant_learns_what_carries_over_and_what_differs(ask):
    [counterpart] = ask("counterpart", term="cicd", discipline="mlops").structured_content["counterparts"]

    assert (counterpart["name"], counterpart["relation"], counterpart["confidence"]) == (
        *("CI/CD plus training", "broad", 0.9),
    )
    assert counterpart["carries_over"] and counterpart["differs"] and counterpart["trap"]


def test_a_mapping_is_read_from_the_end_that_was_asked_for(ask):
    told = ask("counterpart", term="CI/CD plus training", discipline="devops").structured_content

    [counterpart] = told["counterparts"]
    assert (counterpart["name"], counterpart["relation"]) == ("CI/CD", "narrow")


def test_a_finding_of_none_is_told_as_one(ask):
    told = ask("counterpart", term="feature store", discipline="devops").structured_content

    assert told["counterparts"] == [] and told["no_counterpart"][0]["because"] == "Nobody has one."


def test_an_unknown_term_is_no_finding(ask):
    told = ask("counterpart", term="xyzzyq").structured_content

    assert told["asked"] is None and "no finding" in told["note"]


def test_search_answers_as_the_api_does(ask, client):
    told = ask("search", query="k8s").structured_content

    assert told == client.get("/api/v1/search?q=k8s&limit=10").json()


def test_a_concept_is_told_as_the_api_does(ask, client):
    told = ask("concept", discipline="devops", slug="ci-cd").structured_content

    assert told == client.get("/api/v1/concepts/devops/ci-cd").json()


def test_a_text_is_translated_as_the_api_does(ask, client):
    told = ask("translate", text="We run Jenkins on k8s.").structured_content

    posted = client.post("/api/v1/translate", {"text": "We run Jenkins on k8s."}, content_type="application/json")
    assert [mention["name"] for mention in told["mentions"]] == ["Jenkins", "Kubernetes"]
    assert told == posted.json()


def test_a_file_is_read_as_the_kind_that_is_named(ask):
    told = ask("translate", text="mlflow\n", kind="requirements").structured_content

    assert [mention["name"] for mention in told["mentions"]] == ["MLflow"]


@pytest.mark.parametrize(("arguments", "address"), [({}, "roadmap"), ({"role": "sysadmin"}, "roadmap/sysadmin")])
def test_the_road_is_told_as_the_api_does(ask, client, arguments, address):
    told = ask("roadmap", **arguments).structured_content

    assert told["next"]["name"] == "Model serving"
    assert told == client.get(f"/api/v1/{address}").json()


@pytest.mark.parametrize(
    ("tool", "arguments", "message"),
    [
        ("concept", {"discipline": "devops", "slug": "nowhere"}, "There is no concept devops/nowhere"),
        ("concept", {"discipline": "qa", "slug": "ci-cd"}, "devops"),
        ("search", {"query": "x" * 300}, "200"),
        ("translate", {"text": "x" * 100_001}, "100000"),
        ("translate", {"text": "x", "kind": "poem"}, "requirements"),
        ("roadmap", {"role": "pilot"}, "There is no role pilot; the roles are: sysadmin"),
    ],
)
def test_a_bad_question_gets_a_clear_message(ask, tool, arguments, message):
    answer = ask(tool, **arguments)

    assert answer.is_error and message in answer.content[0].text


def test_the_command_speaks_the_protocol_over_its_standard_streams():
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["manage.py", "mcp"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "mapping.settings"},
    )

    async def names():
        async with mcp.Client(command) as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    assert run(names()) == {"search", "concept", "counterpart", "translate", "roadmap"}
