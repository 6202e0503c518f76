"""Data at its addresses: files, records as RDF, IRIs, cards, llms.txt."""

import re

import pytest
import rdflib
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rdflib.namespace import FOAF, RDF, RDFS, SKOS

from mapping import content, exchange
from tests import small

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def get(site, client):
    return lambda address, **headers: client.get(address.removeprefix(BASE), headers=headers)


@pytest.mark.parametrize("name", [*exchange.FILES, "manifest.json"])
def test_each_file_is_there_for_every_site_with_its_type_and_licence(get, name):
    answer = get(f"/export/{name}")

    assert answer.status_code == 200 and not answer.cookies
    expected = exchange.FILES[name].media_type if name in exchange.FILES else "application/json"
    assert answer.headers["Content-Type"].startswith(expected)
    assert answer.headers["Access-Control-Allow-Origin"] == "*" and 'rel="license"' in answer.headers["Link"]
    assert get(f"/export/{name}", **{"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_file_follows_the_next_publication(get, site):
    before = get("/export/crosswalk.csv").content
    changed = small.FILES["tools/mlflow.md"].replace("Tracks runs.", "Tracks all runs.")
    content.sync(small.write(site, {"tools/mlflow.md": changed}))

    assert get("/export/crosswalk.csv").content == before
    assert "Tracks all runs." in get("/export/tools.csv").content.decode()


def test_there_is_no_other_file(get):
    assert get("/export/passwords.csv").status_code == 404


@pytest.mark.parametrize("address", ["/devops/ci-cd", "/tools/jenkins", "/mlops"])
def test_a_record_is_told_as_turtle_and_as_json_ld_under_the_address_of_its_page(get, address):
    turtle, json_ld = get(f"{address}.ttl"), get(f"{address}.jsonld")

    assert turtle.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert json_ld.headers["Content-Type"] == "application/ld+json"
    one = rdflib.Graph().parse(data=turtle.content.decode(), format="turtle")
    assert len(one) == len(rdflib.Graph().parse(data=json_ld.content.decode(), format="json-ld")) > 3
    assert get(address + "/").content.decode().count('rel="alternate"') >= 2


@pytest.mark.parametrize("address", ["/devops/nowhere.ttl", "/tools/nowhere.jsonld", "/devops/ci-cd.rdf"])
def test_what_is_not_there_is_a_404(get, address):
    assert get(address).status_code == 404


def test_a_renamed_concept_leads_on_and_keeps_its_iri(get, site):
    text = small.FILES["concepts/mlops/feature-store.md"]
    (site / "concepts/mlops/feature-store.md").unlink()
    renamed = text.replace("status: published", "formerly: [feature-store]\nstatus: published")
    content.sync(small.write(site, {"concepts/mlops/feature-platform.md": renamed}))

    assert get("/mlops/feature-store.ttl").headers["Location"] == "/mlops/feature-platform.ttl"
    assert get("/id/mlops/feature-store").headers["Location"] == "/mlops/feature-platform/"
    assert "mlops:feature-store a skos:Concept" in get("/mlops/feature-platform.ttl").content.decode()


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "/devops/ci-cd/"),
        ("*/*", "/devops/ci-cd/"),
        ("text/turtle", "/devops/ci-cd.ttl"),
        ("application/ld+json, text/html;q=0.5", "/devops/ci-cd.jsonld"),
        ("application/json", "/api/v1/concepts/devops/ci-cd"),
        ("text/markdown", "/devops/ci-cd.md"),
        ("image/png", "/devops/ci-cd/"),
        ("\x00;;,q=", "/devops/ci-cd/"),
    ],
)
def test_an_iri_leads_to_the_document_that_is_asked_for(get, accept, location):
    answer = get("/id/devops/ci-cd", Accept=accept)

    assert (answer.status_code, answer.headers["Location"]) == (303, location)
    assert "Accept" in answer.headers["Vary"] and answer.headers["Link"].count("alternate") == 5
    assert get(location).status_code == 200


@pytest.mark.parametrize(
    ("iri", "page"),
    [
        ("/id/mlops", "/mlops/"),
        ("/id/tools/jenkins", "/tools/jenkins/"),
        ("/id/stage/release", "/stages/release/"),
        ("/id/false-friends/release", "/false-friends/release/"),
        ("/id/roadmap", "/roadmap/"),
        ("/id/roadmap/start", "/roadmap/"),
        ("/id/mapping/devops.ci-cd.mlops.ci-cd-ct", "/devops/ci-cd/#mlops"),
        ("/id/mapping/none.mlops.feature-store.devops", "/mlops/feature-store/#devops"),
        ("/id/property/trap", "/about/"),
    ],
)
def test_every_kind_of_iri_has_a_page(get, iri, page):
    assert get(iri, Accept="text/html").headers["Location"] == page


@pytest.mark.parametrize(
    "path", ["devops/nowhere", "nowhere", "mapping/a.b", "stage/", "tools/x/y", "devops/%00", "roadmap/x"]
)
def test_an_iri_of_nothing_is_a_404(get, path):
    assert get(f"/id/{path}").status_code == 404


def test_who_knows_only_the_iris_finds_page_turtle_and_json_of_every_concept(get):
    whole = rdflib.Graph().parse(data=get("/export/crosswalk.ttl").content.decode(), format="turtle")
    concepts = list(whole.subjects(RDF.type, SKOS.Concept))

    for iri in map(str, concepts):
        turtle = get(get(iri, Accept="text/turtle").headers["Location"])
        told = rdflib.Graph().parse(data=turtle.content.decode(), format="turtle")
        assert get(str(told.value(rdflib.URIRef(iri), FOAF.page))).status_code == 200
        assert [get(str(other)).status_code for other in told.objects(rdflib.URIRef(iri), RDFS.seeAlso)] == [200] * 3
        assert get(get(iri, Accept="application/json").headers["Location"]).json()["iri"] == iri
    assert len(concepts) == 6


def test_a_card_may_be_framed_runs_nothing_and_leads_out_of_its_frame(get):
    answer = get("/embed/devops/ci-cd/")

    text, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer.headers and "frame-ancestors *" in policy and "default-src 'none'" in policy
    assert "script-src" not in policy and "connect-src 'self'" in policy
    assert "<script" not in text and not answer.cookies
    assert set(re.findall(r'<a href="[^"]*"([^>]*)>', text)) == {' target="_top"'}
    assert f"{BASE}/mlops/ci-cd-ct/" in text


def test_a_card_says_where_there_is_no_counterpart(get):
    text = get("/embed/mlops/feature-store/").content.decode()

    assert "no counterpart" in text and "Nearest analogy" in text and "Not mapped yet" in text


def test_no_other_page_may_be_framed(get):
    assert get("/devops/ci-cd/").headers["X-Frame-Options"] == "DENY"
    assert get("/embed/devops/nowhere/").headers["X-Frame-Options"] == "DENY"


def test_llms_txt_lists_every_concept_tool_and_file(get):
    text = get("/llms.txt").content.decode()

    assert text.startswith("# Crosswalk\n\n> ")
    assert f"- [CI/CD]({BASE}/devops/ci-cd.md): The gist of CI/CD." in text
    assert f"- [Jenkins]({BASE}/tools/jenkins.md): Runs jobs." in text
    assert all(f"{BASE}/export/{name}" in text for name in exchange.FILES)


@pytest.mark.parametrize("address", ["/devops/ci-cd.ttl", "/id/devops/ci-cd", "/embed/devops/ci-cd/", "/llms.txt"])
def test_few_questions_are_asked_of_the_database(get, address):
    with CaptureQueriesContext(connection) as queries:
        get(address)

    assert len(queries) <= 12
