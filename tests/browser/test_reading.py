"""A reader in a real browser: by keyboard, without JavaScript, in the dark, on a phone."""

import pytest
from playwright.sync_api import expect

from tests import small

PAGES = [
    *("/", "/map/", "/devops/", "/stages/release/", "/tools/", "/glossary/", "/about/", "/search/?q=ci"),
    *(
        "/translate/",
        "/translate/?terms=devops/ci-cd,tool:jenkins,mlops/feature-store",
        "/roadmap/",
        "/roadmap/sysadmin/",
    ),
    *("/search/?q=xyzzyq", "/devops/ci-cd/", "/mlops/feature-store/", "/tools/jenkins/", "/false-friends/release/"),
    *("/map/graph/", "/map/graph/?stage=release", "/map/graph/?focus=devops/ci-cd", "/map/graph/?focus=xyzzyq"),
    *("/coverage/", "/new-territory/", "/which-is-which/", "/cheat-sheet/", "/glossary/c/", "/tools/letter/k/"),
    *("/concepts/compare/", "/concepts/compare/?a=devops/ci-cd&b=mlops/ci-cd-ct", "/tools/compare/?a=xyzzyq"),
    *("/tools/compare/", "/tools/compare/?a=jenkins&b=kubernetes"),
    "/embed/devops/ci-cd/",
]


@pytest.fixture
def live(live_server, tmp_path):
    """The small site, seen by the server's own threads."""
    small.load(tmp_path)


def test_k8s_is_found_by_keyboard_and_its_counterpart_read(live, page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("k8s")
    expect(page.get_by_role("option").first).to_contain_text("Kubernetes")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Kubernetes")
    expect(page.get_by_role("link", name="Model serving")).to_be_visible()


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_k8s_is_found_without_javascript(live, page):
    page.goto("/")
    page.get_by_role("textbox", name="A DevOps term that you know").fill("k8s")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".result").first).to_contain_text("Model serving")
    page.get_by_role("link", name="Kubernetes").click()

    expect(page.get_by_role("link", name="Model serving")).to_be_visible()


def test_escape_closes_the_suggestions_and_keeps_the_words(live, page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("jenk")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox")).to_have_value("jenk")


def test_nothing_of_the_page_lies_over_the_suggestions(live, page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("c")
    expect(page.get_by_role("option")).to_have_count(4)

    last = page.get_by_role("option").last.bounding_box()
    bottom = last["y"] + last["height"] - 3
    assert bottom > page.locator("thead").first.bounding_box()["y"], "they reach no table"
    found = page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).closest('[role=option]')?.id", [last["x"] + 20, bottom]
    )
    assert found == "s-all"


def test_a_filter_of_the_map_changes_rows_and_address(live, page):
    page.goto("/map/")
    page.get_by_role("checkbox", name="Platform").check()

    expect(page.get_by_role("link", name="CI/CD", exact=True)).to_have_count(0)
    assert "stage=platform" in page.url
    page.go_back()
    expect(page.get_by_role("link", name="CI/CD", exact=True).first).to_be_visible()


def test_the_theme_is_kept_from_page_to_page(live, page):
    page.goto("/")
    page.get_by_role("button", name="Colour theme: system").click()
    page.goto("/map/")

    expect(page.locator("html")).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_on_any_page(live, new_page, axe, width, scheme):
    page = new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    found = {}
    for address in PAGES:
        page.goto(address)
        found[address] = axe(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


def test_no_page_scrolls_sideways_on_a_phone(live, new_page):
    page = new_page(viewport={"width": 360, "height": 740})
    wide = []
    for address in PAGES:
        page.goto(address)
        if page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)

    assert wide == []


def test_the_graph_is_walked_by_keyboard(live, page):
    page.goto("/map/graph/?focus=devops/ci-cd")
    page.locator("a.node", has_text="CI/CD plus").focus()
    expect(page.locator("path.is-near")).not_to_have_count(0)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("CI/CD plus training, drawn")


def test_the_graph_zooms_and_fits_by_keyboard(live, page):
    page.goto("/map/graph/")
    svg = page.locator(".graph svg")
    whole = svg.get_attribute("viewBox")
    page.get_by_role("region", name="Graph").focus()
    page.keyboard.press("+")
    assert svg.get_attribute("viewBox") != whole
    page.keyboard.press("0")

    assert svg.get_attribute("viewBox") == whole


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_javascript_a_reader_compares_draws_and_filters(live, page):
    page.goto("/tools/compare/")
    page.get_by_label("First tool").fill("hudson")
    page.get_by_label("Second tool").fill("k8s")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jenkins and Kubernetes")
    page.goto("/map/graph/")
    page.get_by_label("Around").fill("CI/CD")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("CI/CD, drawn")
    page.goto("/map/")
    page.get_by_role("checkbox", name="Platform").check()
    page.get_by_role("button", name="Apply").click()

    expect(page.get_by_role("link", name="CI/CD", exact=True)).to_have_count(0)


def test_the_one_file_is_searched_from_disk(live, page, tmp_path):
    page.goto("/map/")
    with page.expect_download() as download:
        page.get_by_role("link", name="The map as one file").click()
    copy = tmp_path / "crosswalk.html"
    download.value.save_as(copy)
    page.context.set_offline(True)
    page.goto(copy.as_uri())
    page.get_by_role("textbox").fill("feature")

    expect(page.get_by_role("heading", name="Feature store")).to_be_visible()
    expect(page.get_by_role("heading", name="Prompt release")).to_be_hidden()


def test_the_api_can_be_tried_on_its_page_under_the_same_policy(live, page):
    page.goto("/api/v1/docs")
    page.get_by_role("button", name="get ​/api​/v1​/tools", exact=False).first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".responses-table.live-responses-table")).to_contain_text("kubernetes")
