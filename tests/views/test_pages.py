"""Every address of the site: what it answers, and to whom."""

import html5lib
import pytest

from mapping import content
from mapping.models import Concept, Record
from tests.views.links import broken_links

PAGES = [
    *("/", "/map/", "/devops/", "/mlops/", "/llmops/", "/stages/release/", "/tools/", "/glossary/", "/about/"),
    *("/devops/ci-cd/", "/mlops/ci-cd-ct/", "/mlops/feature-store/", "/llmops/prompt-release/"),
    *("/tools/jenkins/", "/tools/kubernetes/", "/false-friends/", "/false-friends/release/"),
    *(
        "/translate/",
        "/translate/?terms=devops/ci-cd,tool:jenkins,mlops/feature-store&role=sysadmin&known=mlops/ci-cd-ct",
    ),
    *("/translate/?terms=nothing", "/roadmap/", "/roadmap/sysadmin/?known=mlops/model-serving&known=x"),
    *("/search/", "/search/?q=k8s", "/search/?q=xyzzyq", "/search/suggest/?q=k8"),
    *("/map/graph/", "/map/graph/?stage=release", "/map/graph/?focus=devops/ci-cd", "/map/graph/?focus=xyzzyq"),
    *("/coverage/", "/new-territory/", "/which-is-which/", "/cheat-sheet/", "/glossary/c/", "/tools/letter/k/"),
    *("/concepts/compare/", "/concepts/compare/?a=devops/ci-cd&b=mlops/ci-cd-ct", "/tools/compare/?a=xyzzyq"),
    *("/tools/compare/", "/tools/compare/?a=jenkins&b=kubernetes"),
]
SWAP = {"HX-Request": "true"}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_with_sound_html(site, client, address):
    page = client.get(address)

    assert page.status_code == 200
    html5lib.HTMLParser(strict=True).parse(page.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_public_page_sets_no_cookie_and_allows_no_inline_script(site, client, address):
    page = client.get(address)

    assert not page.cookies
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("address", ["/nowhere/", "/devops/nowhere/", "/tools/nowhere/", "/stages/x/", "/qa/ci-cd/"])
def test_an_unknown_address_is_a_404_with_the_search_box(site, client, address):
    page = client.get(address)

    assert page.status_code == 404 and 'role="search"' in page.content.decode()


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_the_site_says_that_it_is_well(site, client, address):
    assert client.get(address).status_code == 200


def test_a_missing_document_makes_the_site_unready(site, client):
    Concept.objects.get(path="concepts/devops/ci-cd").search_document.delete()

    answer = client.get("/readyz")

    assert answer.status_code == 503 and "rebuild_search" in answer.json()["problems"][0]


def test_a_draft_has_no_page(site, client):
    Record.objects.filter(path="tools/mlflow").update(status="draft")

    assert client.get("/tools/mlflow/").status_code == 404


def test_a_withdrawn_page_names_its_successor(site, client):
    text = (site / "tools/mlflow.md").read_text()
    (site / "tools/mlflow.md").write_text(
        text.replace("status: published", "replaced_by: kubernetes\nstatus: withdrawn")
    )
    content.sync(site)

    page = client.get("/tools/mlflow/")

    assert page.status_code == 410 and "/tools/kubernetes/" in page.content.decode()


def text_of(page):
    tree = html5lib.parse(page.content.decode())
    main = next(node for node in tree.iter() if node.get("id") == "main")
    return " ".join(" ".join(main.itertext()).split())


def test_the_concept_page_puts_the_counterpart_beside_the_term(site, client):
    text = text_of(client.get("/devops/ci-cd/"))

    for words in (
        "CI/CD plus training",
        "broader match",
        "Grows into",
        "high confidence",
        "The habit carries over.",
        "The artefact differs.",
        "Taking one for the other.",
    ):
        assert words in text


def test_the_concept_page_is_honest_about_its_review(site, client):
    assert "not yet by a person: a machine’s draft" in text_of(client.get("/devops/ci-cd/"))


def test_a_hint_is_no_counterpart(site, client):
    text = text_of(client.get("/devops/ci-cd/"))

    assert "See also Prompt release" in text


def test_no_counterpart_shows_the_nearest_analogy(site, client):
    text = text_of(client.get("/mlops/feature-store/"))

    assert "no counterpart" in text and "Nearest analogy: CI/CD" in text


def test_a_wiki_link_leads_to_its_page_and_is_read_back_there(site, client):
    assert 'href="/tools/jenkins/"' in client.get("/devops/ci-cd/").content.decode()
    assert "Every change takes one path" in text_of(client.get("/tools/jenkins/"))


def test_a_requirement_is_read_from_both_ends(site, client):
    assert "Know this first CI/CD" in text_of(client.get("/mlops/ci-cd-ct/"))
    assert "Go on with CI/CD plus training" in text_of(client.get("/devops/ci-cd/"))


@pytest.mark.parametrize("address", ["/devops/ci-cd/", "/glossary/", "/map/", "/search/?q=ci"])
def test_a_hidden_label_is_never_shown(site, client, address):
    assert "cicid" not in client.get(address).content.decode()


def test_a_tool_page_says_what_becomes_of_it(site, client):
    text = text_of(client.get("/tools/jenkins/"))

    assert "Keep and add" in text and "Keep the jobs, track the runs." in text and "MIT" in text


def test_the_map_has_a_row_for_each_concept_and_for_new_ground(site, client):
    text = text_of(client.get("/map/"))

    assert "Feature store" in text and "Container orchestration" in text


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("stage=platform", "Container orchestration", "CI/CD plus training"),
        ("relation=broad", "CI/CD plus training", "Container orchestration"),
        ("tool=kubernetes", "Container orchestration", "CI/CD plus training"),
        ("role=sysadmin", "Container orchestration", "CI/CD plus training"),
        ("q=feature", "Feature store", "Container orchestration"),
        ("relation=close&stage=platform", "Container orchestration", "CI/CD plus training"),
    ],
)
def test_filters_of_the_map_combine(site, client, query, there, gone):
    rows = client.get(f"/map/?{query}", headers=SWAP).content.decode()

    assert there in rows and gone not in rows


def test_a_filter_that_fits_nothing_says_so(site, client):
    assert "No row fits these filters" in client.get("/map/?q=xyzzyq").content.decode()


@pytest.mark.parametrize("address", ["/map/", "/search/?q=k8s"])
def test_a_swap_gets_the_part_alone(site, client, address):
    part = client.get(address, headers=SWAP)

    assert b"<!doctype html>" not in part.content and "HX-Request" in part.headers["Vary"]


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_a_boosted_link_and_the_back_button_get_the_whole_page(site, client, header):
    page = client.get("/map/", headers=SWAP | {header: "true"})

    assert b"<!doctype html>" in page.content


def test_every_link_leads_to_a_page_and_to_a_place_on_it(site, client):
    assert broken_links(client) == set()


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_html_in_english_with_one_main_heading(site, client, address):
    page = client.get(address)
    headings = [*html5lib.parse(page.content.decode()).iter("{http://www.w3.org/1999/xhtml}h1")]

    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b'<html lang="en-GB">' in page.content and len(headings) == 1


@pytest.mark.parametrize("address", ["/nowhere/", "/tools/gone/"])
def test_what_is_not_there_or_gone_is_sound_html_with_a_strict_policy(site, client, address):
    text = (site / "tools/mlflow.md").read_text()
    (site / "tools/gone.md").write_text(text.replace("MLflow", "Gone").replace("published", "withdrawn"))
    content.sync(site)

    page = client.get(address)

    html5lib.HTMLParser(strict=True).parse(page.content.decode())
    assert page.status_code in {404, 410} and "unsafe" not in page.headers["Content-Security-Policy"]


def test_a_page_is_read_and_never_written(site, client):
    assert client.head("/map/").status_code == 200
    assert client.post("/map/").status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        *("/map/?q=%00", "/map/?role=%00", "/map/?tool=%00", "/map/?stage=%00", "/map/?level=x&relation=y"),
        *("/search/?q=%00&stage=%00", "/search/suggest/?q=%00", "/search/?q=ci&page=99999", "/search/?q=ci&page=-1"),
        *("/search/?q=ci&page=²", f"/search/?q={'a' * 5000}", "/search/?q=%ff", "/search/?q=ci&type=x"),
    ],
)
def test_whatever_stands_in_a_query_the_page_answers(site, client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/search/?q=%3Cscript%3Ealert(1)%3C/script%3E", "/map/?q=%3Cscript%3Ealert(1)"])
def test_what_a_reader_types_is_shown_as_text(site, client, address):
    page = client.get(address).content.decode()

    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_the_suggestions_are_a_part_that_names_counterparts(site, client):
    part = client.get("/search/suggest/?q=k8", headers=SWAP)

    text = part.content.decode()
    assert text.lstrip().startswith('<div role="group"') and "Model serving" in text
    assert "HX-Request" in part.headers["Vary"]


def test_the_suggestions_begin_with_the_kind_of_the_best_one(site, client):
    part = client.get("/search/suggest/?q=m", headers=SWAP).content.decode()

    assert part.index("Tools") < part.index("MLflow") < part.index("Concepts") < part.index("Model serving")


def test_suggestions_never_show_a_hidden_label(site, client):
    assert "kuberntes" not in client.get("/search/suggest/?q=kubern", headers=SWAP).content.decode()


@pytest.mark.parametrize("header", ["HX-Boosted", "HX-History-Restore-Request"])
def test_the_results_come_as_a_whole_page_after_a_boosted_link_or_the_back_button(site, client, header):
    page = client.get("/search/?q=k8s", headers=SWAP | {header: "true"})

    assert b"<!doctype html>" in page.content and "HX-Request" in page.headers["Vary"]


def rename_mlflow(site, more="", status="published"):
    """MLflow under a new slug, with more keys before its status."""
    text = (site / "tools/mlflow.md").read_text()
    (site / "tools/mlflow.md").unlink()
    (site / "tools/ml-flow.md").write_text(
        text.replace("status: published", f"formerly: [mlflow]\n{more}status: {status}")
    )
    jenkins = (site / "tools/jenkins.md").read_text()
    (site / "tools/jenkins.md").write_text(jenkins.replace("[mlflow]", "[ml-flow]"))
    content.sync(site)


def test_an_old_address_moves_for_good(site, client):
    rename_mlflow(site)

    answer = client.get("/tools/mlflow/")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/tools/ml-flow/")


def test_an_old_address_leads_to_what_is_said_of_a_withdrawn_record(site, client):
    rename_mlflow(site, "replaced_by: kubernetes\n", "withdrawn")

    page = client.get("/tools/mlflow/", follow=True)

    assert page.status_code == 410 and "/tools/kubernetes/" in page.content.decode()


@pytest.mark.parametrize(
    ("draft", "address"),
    [
        ("tools/mlflow", "/"),
        ("tools/mlflow", "/tools/jenkins/"),
        ("tools/mlflow", "/search/?q=jenkins"),
        ("tools/jenkins", "/devops/ci-cd/"),
        ("concepts/mlops/model-serving", "/map/"),
        ("concepts/mlops/model-serving", "/devops/container-orchestration/"),
        ("concepts/mlops/model-serving", "/search/?q=container"),
        ("concepts/llmops/prompt-release", "/false-friends/"),
        ("concepts/llmops/prompt-release", "/false-friends/release/"),
    ],
)
def test_no_page_leads_to_a_draft(site, client, draft, address):
    text = (site / f"{draft}.md").read_text()
    (site / f"{draft}.md").write_text(text.replace("\nstatus: published", "\nstatus: draft"))
    content.sync(site)

    page = client.get(address).content.decode()

    assert f'href="{Record.objects.get(path=draft).get_absolute_url()}"' not in page
