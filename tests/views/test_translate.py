"""Translate on its page: a text or a file in, an answer out, the text kept nowhere."""

import logging
import re

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

SECRET = "Zwetschgenknoedel"
TEXT = f"We need Jenkins, CI/CD and a feature store at {SECRET}. FastAPI is welcome."


@pytest.fixture
def post(site, client):
    return lambda text="", **more: client.post("/translate/", {"text": text, **more})


def html(answer):
    return answer.content.decode()


def test_a_text_is_answered_with_its_terms_marked(post):
    page = html(post(TEXT))

    assert "0 of 3 terms are yours already" in page
    assert '<mark data-lane="devops"><a href="/devops/ci-cd/">CI/CD' in page
    assert "CI/CD plus training" in page


def test_the_text_is_kept_nowhere(post, caplog):
    caplog.set_level(logging.DEBUG)

    page = post(TEXT)

    assert SECRET in html(page) and not page.cookies
    assert SECRET not in caplog.text
    rows = (str(row) for model in apps.get_models() for row in model.objects.values())
    assert not any(SECRET in row for row in rows)
    assert all(SECRET not in address for address in page.context["exports"].values())


def test_what_is_not_known_can_be_suggested_with_the_term_alone(post, client):
    page = html(post(f"Jenkins, CI/CD, FastAPI/Starlette at {SECRET}; Jenkins, CI/CD, C#+gRPC."))

    links = re.findall(r'href="(/suggest/[^"]*)"', page)
    assert "/suggest/?kind=tool&amp;q=FastAPI" in links
    assert all(SECRET not in link and "Jenkins" not in link for link in links)
    form = html(client.get("/suggest/?kind=tool&q=FastAPI"))
    assert 'value="FastAPI"' in form and 'value="tool" selected' in form


def test_the_shared_address_shows_the_same_terms(post, client):
    shared = post(TEXT).context["shared"]

    assert "0 of 3 terms are yours already" in html(client.get(shared))


def test_what_is_ticked_leaves_the_order(site, client):
    before = client.get("/translate/?terms=mlops/feature-store,devops/ci-cd")
    after = client.get("/translate/?terms=mlops/feature-store,devops/ci-cd&known=mlops/feature-store")

    assert [stop.concept.label for stop in before.context["path"]] == ["Feature store", "CI/CD plus training"]
    assert [stop.concept.label for stop in after.context["path"]] == ["CI/CD plus training"]
    assert after.context["compared"].groups["transfers"][0].term.name == "Feature store"


def test_a_role_that_lacks_devops_begins_there(site, client):
    path = client.get("/translate/?terms=mlops/ci-cd-ct&role=sysadmin").context["path"]

    assert [stop.concept.label for stop in path] == ["CI/CD", "CI/CD plus training"]


def test_a_swap_gets_the_answer_alone(site, client):
    part = client.get("/translate/?terms=devops/ci-cd", headers={"HX-Request": "true"})

    assert html(part).startswith('<div id="answer">')


def test_a_file_is_read(post):
    file = SimpleUploadedFile("requirements.txt", "mlflow==2.1\nfoo==1\n".encode("utf-8-sig"))

    page = html(post(file=file))

    assert "/tools/mlflow/" in page and "Read as: requirements.txt" in page


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"text": "  "}, 400, "Paste a text"),
        ({"text": "x" * 100_001}, 413, "100,001 characters"),
        ({"text": "x" * 2_100_000}, 413, "more than a megabyte"),
        ({"file": SimpleUploadedFile("a.txt", b"x" * 1_000_001)}, 413, "larger than a megabyte"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF\x00\x01")}, 400, "no text file"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(post, fields, status, words):
    answer = post(**fields)

    assert answer.status_code == status and words in html(answer)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_another_site_cannot_post(site, client, headers):
    answer = client.post("/translate/", {"text": TEXT}, headers=headers)

    assert answer.status_code == 403 and "own page" in html(answer)


def test_a_page_of_the_site_can_post(site, client):
    headers = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}

    assert client.post("/translate/", {"text": TEXT}, headers=headers).status_code == 200


def test_markup_in_a_text_stays_text(post):
    page = html(post("<script>alert(1)</script> Jenkins \x00 \u202e"))

    assert "<script>alert" not in page and "&lt;script&gt;" in page


def test_the_check_list_and_the_table_can_be_taken_along(site, client):
    markdown = client.get("/translate/list.md?terms=devops/ci-cd,tool:jenkins")
    table = client.get("/translate/list.csv?terms=devops/ci-cd,tool:jenkins")

    assert "- [ ] CI/CD plus training (M): " in html(markdown)
    assert "attachment" in markdown.headers["Content-Disposition"]
    assert html(table).splitlines()[1].startswith("CI/CD,devops,changes,")
