"""A reader in a real browser: by keyboard, without JavaScript, in the dark, on a phone."""

import pytest
from playwright.sync_api import expect

from tests import small

PAGES = [
    *("/", "/map/", "/devops/", "/stages/release/", "/tools/", "/glossary/", "/about/", "/search/?q=ci"),
    *("/search/?q=xyzzyq", "/devops/ci-cd/", "/mlops/feature-store/", "/tools/jenkins/", "/false-friends/release/"),
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
@pytest.mark.parametrize("width", [360, 1440])
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


def test_the_api_can_be_tried_on_its_page_under_the_same_policy(live, page):
    page.goto("/api/v1/docs")
    page.get_by_role("button", name="get ​/api​/v1​/tools", exact=False).first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()

    expect(page.locator(".responses-table.live-responses-table")).to_contain_text("kubernetes")
