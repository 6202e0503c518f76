"""Pages as Markdown and JSON, and what other programs read of a page."""

import json
import re
from xml.etree import ElementTree

import pytest

from mapping import content
from mapping.models import Record

SITE = "http://127.0.0.1:8000"


def test_a_concept_is_had_as_markdown_with_absolute_links(site, client):
    answer = client.get("/devops/ci-cd.md")
    text = answer.content.decode()

    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert text.startswith("# CI/CD\n") and f"### [CI/CD plus training]({SITE}/mlops/ci-cd-ct/)" in text
    assert "Relation: broad (Grows into). Confidence: high." in text and "- The artefact differs." in text
    assert f"see [Container orchestration]({SITE}/devops/container-orchestration/)" in text
    assert "Not yet reviewed by a person." in text and "cicid" not in text


def test_a_tool_is_had_as_markdown(site, client):
    text = client.get("/tools/jenkins.md").content.decode()

    assert "## When you move to MLOps: keep and add" in text and f"[MLflow]({SITE}/tools/mlflow/)" in text


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/index.md", "# You know it in DevOps."),
        ("/map.md", f"[CI/CD plus training]({SITE}/mlops/ci-cd-ct/) broader match"),
        ("/stages/release.md", "# Release"),
        ("/devops.md", f"[CI/CD]({SITE}/devops/ci-cd/)"),
        ("/false-friends/release.md", "Ask what goes out."),
        ("/roadmap/sysadmin.md", "Model serving"),
        ("/glossary.md", "Feature store"),
        ("/about.md", "# "),
    ],
)
def test_every_page_is_had_as_markdown(site, client, address, words):
    answer = client.get(address)

    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    text = answer.content.decode()
    assert words in text and text.count("\n# ") + text.startswith("# ") == 1
    assert "](/" not in text and "<div" not in text and "<a" not in text


def test_a_page_names_its_markdown(site, client):
    for page, text in (("/", "/index.md"), ("/map/", "/map.md"), ("/devops/ci-cd/", "/devops/ci-cd.md")):
        assert f'<link rel="alternate" type="text/markdown" href="{text}">' in client.get(page).content.decode()


@pytest.mark.parametrize("address", ["/nowhere.md", "/suggest.md", "/healthz.md", "/admin.md", "/devops/nowhere.md"])
def test_what_is_no_public_page_has_no_markdown(site, client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("/devops/ci-cd.json", "/api/v1/concepts/devops/ci-cd"),
        ("/tools/jenkins.json", "/api/v1/tools/jenkins"),
        ("/tools/nowhere.json", "/api/v1/tools/nowhere"),
    ],
)
def test_the_json_of_a_page_is_what_the_api_answers(site, client, page, api):
    here, there = client.get(page), client.get(api)

    assert (here.status_code, here.content) == (there.status_code, there.content)


@pytest.mark.parametrize("address", ["/devops/nowhere.md", "/tools/nowhere.md", "/qa/ci-cd.md"])
def test_there_is_no_text_of_what_is_not_there(site, client, address):
    assert client.get(address).status_code == 404


def test_a_draft_has_no_text(site, client):
    Record.objects.filter(path="tools/mlflow").update(status="draft")

    assert client.get("/tools/mlflow.md").status_code == client.get("/tools/mlflow.json").status_code == 404


def data_of(page):
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.content.decode())
    return {one["@type"]: one for one in map(json.loads, found)}


def test_a_concept_is_a_defined_term_with_its_way_from_the_map(site, client):
    data = data_of(client.get("/devops/ci-cd/"))

    assert data["DefinedTerm"]["@id"] == f"{SITE}/id/devops/ci-cd"
    assert data["DefinedTerm"]["alternateName"] == ["delivery automation"]
    assert data["DefinedTerm"]["inDefinedTermSet"]["name"] == "DevOps"
    assert [step["name"] for step in data["BreadcrumbList"]["itemListElement"]] == ["Map", "Release", "CI/CD"]


def test_a_discipline_is_a_set_of_terms(site, client):
    terms = data_of(client.get("/devops/"))["DefinedTermSet"]["hasDefinedTerm"]

    assert {term["name"] for term in terms} == {"CI/CD", "Container orchestration"}


def test_a_label_cannot_end_the_data_block(site, client):
    path = site / "concepts/devops/ci-cd.md"
    path.write_text(path.read_text().replace("label: CI/CD", "label: </script><script>alert(1)", 1))
    content.sync(site)

    page = client.get("/devops/ci-cd/")

    assert b"<script>alert" not in page.content
    assert data_of(page)["DefinedTerm"]["name"] == "</script><script>alert(1)"


def test_a_page_has_one_address_whatever_host_it_is_asked_at(site, client):
    page = client.get("/devops/ci-cd/?utm_source=x", headers={"host": "localhost"}).content.decode()

    assert f'<link rel="canonical" href="{SITE}/devops/ci-cd/">' in page
    assert '<meta property="og:title" content="CI/CD (DevOps)">' in page
    assert f'<meta property="og:image" content="{SITE}/static/img/share' in page


def test_the_sitemap_lists_published_pages_alone(site, client):
    Record.objects.filter(path="tools/mlflow").update(status="draft")

    answer = client.get("/sitemap.xml")

    listed = {place.text for place in ElementTree.fromstring(answer.content).findall(".//{*}loc")}
    assert {f"{SITE}/", f"{SITE}/devops/ci-cd/", f"{SITE}/stages/release/", f"{SITE}/false-friends/release/"} <= listed
    assert {f"{SITE}/glossary/c/", f"{SITE}/tools/letter/k/", f"{SITE}/roadmap/sysadmin/"} <= listed
    assert not {f"{SITE}/tools/mlflow/", f"{SITE}/tools/letter/m/"} & listed
    assert all(client.get(place.removeprefix(SITE)).status_code == 200 for place in listed)


@pytest.mark.parametrize(
    ("address", "is_listed"), [("/search/", True), ("/search/?q=ci", False), ("/glossary/c/", True)]
)
def test_results_are_not_for_search_engines_and_the_search_is(site, client, address, is_listed):
    assert ('content="noindex"' not in client.get(address).content.decode()) == is_listed


def test_robots_are_shown_the_sitemap(site, client):
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_editors_rules_stand_on_the_about_page(site, client, settings):
    (site / "RUBRIC.md").write_text("# Title\n\nThe test of a **close** match.\n")
    settings.CONTENT_DIR = site

    page = client.get("/about/").content.decode()

    assert "The test of a <strong>close</strong> match." in page and "How content is written" not in page


def test_a_concept_leads_to_the_next_of_its_stage_and_back(site, client):
    first, second = (
        client.get("/mlops/ci-cd-ct/").content.decode(),
        client.get("/mlops/feature-store/").content.decode(),
    )

    assert 'href="/mlops/feature-store/" rel="next"' in first and 'href="/mlops/ci-cd-ct/" rel="prev"' in second


def test_a_tool_says_who_comes_to_it(site, client):
    page = client.get("/tools/mlflow/").content.decode()

    assert "You come from" in page and "/tools/jenkins/" in page
