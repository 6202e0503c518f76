"""A copy of the site: complete, with links that hold in any folder, and with a search of its own."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from playwright.sync_api import expect

from mapping import content, mirror
from mapping.mirror.links import as_copy, relative
from tests import small
from tests.mirror.copies import broken_links, served
from tests.rig.pages import Watch

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def copy(site, tmp_path_factory):
    """The small site, with one record renamed and one withdrawn, written into a folder below another."""
    renamed = small.FILES["tools/mlflow.md"].replace("status: published", "formerly: [ml-flow]\nstatus: published")
    gone = small.record("label: Old tool\ngist: Gone.\nkind: tool\nlicence: MIT").replace("published", "withdrawn")
    content.sync(small.write(site, {"tools/mlflow.md": renamed, "tools/old-tool.md": gone}))
    folder = tmp_path_factory.mktemp("server") / "below"
    mirror.write(folder)
    return folder


def test_every_page_and_file_is_there(copy):
    lists = ("map/", "glossary/", "glossary/c/", "tools/letter/k/", "search/")
    for address in ("", *lists, "devops/ci-cd/", "tools/jenkins/", "embed/devops/ci-cd/"):
        assert (copy / address / "index.html").is_file(), address
    for name in ("export/crosswalk.ttl", "export/negative.sssom.tsv", "devops/ci-cd.ttl", "llms.txt", "404.html"):
        assert (copy / name).is_file(), name


def test_no_link_is_broken(copy):
    assert broken_links(copy) == set()


def test_links_hold_under_any_folder(copy):
    page = (copy / "devops/ci-cd/index.html").read_text(encoding="utf-8")

    assert re.findall(r'(?:href|src|action)="/[^"]*"', page) == []
    assert 'href="../../mlops/ci-cd-ct/"' in page and 'href="../../"' in page


def test_what_needs_a_server_leads_to_the_live_site(copy):
    page = (copy / "index.html").read_text(encoding="utf-8") + (copy / "map/index.html").read_text(encoding="utf-8")

    assert f'href="{BASE}/api/v1/docs"' in page and f'<form action="{BASE}/map/"' in page
    assert "data-hx-get" not in page and "htmx.min.js" not in page


def test_a_canonical_address_is_that_of_the_live_site(copy):
    assert f'rel="canonical" href="{BASE}/devops/ci-cd/"' in (copy / "embed/devops/ci-cd/index.html").read_text()


def test_a_moved_page_sends_its_reader_on_with_and_without_the_host(copy):
    stub = (copy / "tools/ml-flow/index.html").read_text(encoding="utf-8")

    assert 'content="0; url=../mlflow/"' in stub and f'rel="canonical" href="{BASE}/tools/mlflow/"' in stub
    assert "/tools/ml-flow/ /tools/mlflow/ 301\n" in (copy / "_redirects").read_text(encoding="utf-8")


def test_a_withdrawn_page_says_so(copy):
    assert "Old tool" in (copy / "tools/old-tool/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "iri", ["devops/ci-cd", "tools/jenkins", "mlops", "stage/release", "mapping/devops.ci-cd.mlops.ci-cd-ct"]
)
def test_identifiers_lead_to_their_pages(copy, iri):
    assert "refresh" in (copy / "id" / iri / "index.html").read_text(encoding="utf-8")


def test_the_page_for_what_is_lost_works_at_any_depth(copy):
    page = (copy / "404.html").read_text(encoding="utf-8")

    assert 'href="../' not in page and 'href="/map/"' in page


def test_the_index_holds_no_draft_and_every_label(copy):
    index = json.loads((copy / "search/index.json").read_text(encoding="utf-8"))

    labels = {text for record in index["records"] for _, text, _ in record["labels"]}
    assert {"k8s", "kuberntes", "CI/CD", "release"} <= labels and "Old tool" not in labels
    assert len(index["records"]) == len(json.loads((copy / "search/results.json").read_text(encoding="utf-8")))


def test_a_copy_is_the_same_each_time(copy, tmp_path_factory):
    again = tmp_path_factory.mktemp("again")
    mirror.write(again)

    names = {path.relative_to(copy) for path in copy.rglob("*") if path.is_file()}
    assert names == {path.relative_to(again) for path in again.rglob("*") if path.is_file()}
    assert [name for name in names if (copy / name).read_bytes() != (again / name).read_bytes()] == []


def test_a_folder_that_cannot_be_written_is_one_line(site):
    with pytest.raises(CommandError, match="Not a directory"):
        call_command("export_site", "/dev/null/x")


@pytest.mark.parametrize(
    ("address", "target", "link"),
    [
        ("/", "/map/", "map/"),
        ("/devops/ci-cd/", "/devops/ci-cd/#mlops", "./#mlops"),
        ("/devops/ci-cd/", "/devops/", "../"),
        ("/devops/ci-cd/", "/", "../../"),
        ("/devops/ci-cd/", "/devops/ci-cd.ttl", "../ci-cd.ttl"),
        ("/about/", "/search/?q=a%2Fb", "../search/?q=a%2Fb"),
    ],
)
def test_a_link_is_relative_to_the_page_that_it_stands_on(address, target, link):
    assert relative(address, target) == link


def test_text_that_looks_like_a_link_is_left_alone():
    page = '<p>write href="/map/" here</p><a href="//other.example/">x</a>'

    assert as_copy(page, lambda address: True, lambda target: "changed") == page


@pytest.fixture
def page(browser, copy, faults):
    """A page of the copy, served from a folder below the root by a plain file server."""
    with served(copy.parent) as address:
        context = browser.new_context(base_url=f"{address}/below/", reduced_motion="reduce")
        context.set_default_timeout(10_000)
        Watch(faults, address).over(context)
        yield context.new_page()
        context.close()
    assert not faults, "the browser complained:\n" + "\n".join(faults)


def test_k8s_is_found_by_keyboard_and_its_counterpart_read(page):
    page.goto("./")
    page.keyboard.press("/")
    page.keyboard.type("k8s")
    expect(page.get_by_role("option").first).to_contain_text("Kubernetes (k8s)")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Kubernetes")
    expect(page.get_by_role("link", name="Model serving")).to_be_visible()


def test_escape_closes_the_suggestions_and_keeps_the_words(page):
    page.goto("./")
    page.keyboard.press("/")
    page.keyboard.type("jenk")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox")).to_have_value("jenk")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("ci cd", "CI/CD"),
        ("Kubernets", "Kubernetes"),
        ("mlops equivalent of jenkins", "Jenkins"),
        ("runs jobs", "Jenkins"),
        ("feature stroe", "Feature store"),
        ("release", "release"),
    ],
)
def test_the_page_of_results_answers_from_the_index(page, query, name):
    page.goto(f"search/?q={query}")

    expect(page.locator(".result h2").first).to_have_text(name)
    page.locator(".result h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name, ignore_case=True)


def test_results_are_narrowed_without_a_server(page):
    page.goto("search/?q=ci cd")
    expect(page.locator(".result")).to_have_count(2)
    page.get_by_role("radio", name="MLOps").check()

    expect(page.locator(".result h2")).to_have_text(["CI/CD plus training"])
    expect(page.get_by_role("radio", name="MLOps")).to_be_focused()
    assert page.url.endswith("discipline=mlops")
    page.go_back()
    expect(page.locator(".result")).to_have_count(2)


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ("type=tool", ["Jenkins"]),
        ("licence=open source", ["Jenkins"]),
        ("stage=platform", []),
        ("type=tool&discipline=mlops", []),
    ],
)
def test_an_address_with_filters_is_answered_as_the_site_does(page, client, filters, names):
    page.goto(f"search/?q=jenkins&{filters}")

    expect(page.get_by_role("heading", level=1)).to_contain_text("for “jenkins”")
    expect(page.locator(".result h2")).to_have_text(names)
    live = client.get(f"/api/v1/search?q=jenkins&{filters}") if "licence" not in filters else None
    assert live is None or [hit["name"] for hit in live.json()["results"]] == names


def test_without_javascript_the_page_says_what_it_cannot_do(copy):
    page = (copy / "search/index.html").read_text(encoding="utf-8")

    assert "<noscript>" in page and "need JavaScript" in page and f'href="{BASE}/search/"' in page


def test_what_is_missing_is_told_to_the_live_site(page):
    page.goto("search/?q=xyzzyq")

    link = page.get_by_role("link", name="Tell the editors")
    expect(link).to_have_attribute("href", f"{BASE}/suggest/?kind=concept&q=xyzzyq")


@pytest.mark.parametrize("query", ["xyzzyq", "<img src=x onerror=alert(1)>", "‮🚀", "x" * 300])
def test_what_is_not_known_finds_nothing(page, query):
    page.goto("search/")
    page.get_by_role("combobox").fill(query)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Nothing for")


def test_the_search_of_a_copy_is_accessible(page, axe):
    page.goto("search/?q=ci&type=concept")
    expect(page.locator(".result").first).to_be_visible()

    assert axe(page) == []
