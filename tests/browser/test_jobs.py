"""What readers come for, done with the keyboard alone: with JavaScript, and without it."""

import re

import pytest
from playwright.sync_api import expect

from tests import small

pytestmark = pytest.mark.parametrize("page", [{}, {"java_script_enabled": False}], ids=["js", "no-js"], indirect=True)


@pytest.fixture
def live(live_server, tmp_path):
    small.load(tmp_path)


@pytest.fixture
def scripted(page):
    """Whether this page runs JavaScript."""
    return not page.evaluate("() => matchMedia('(scripting: none)').matches")


def move_to(page, target):
    """Press Tab until the target has the focus, as nobody without a mouse can do otherwise."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {target}")


def press(page, target, key="Enter"):
    move_to(page, target)
    page.keyboard.press(key)


def link(page, name):
    return page.get_by_role("main").get_by_role("link", name=name, exact=True).first


def test_find_a_term_and_read_its_counterpart(live, page):
    page.goto("/")
    move_to(page, page.locator("#hero-q"))
    page.keyboard.type("k8s")
    page.keyboard.press("Enter")
    press(page, link(page, "Kubernetes"))
    press(page, link(page, "Container orchestration"))
    press(page, link(page, "Model serving"))

    expect(page.get_by_role("heading", level=1)).to_have_text("Model serving")


def test_pass_over_the_menu(live, page):
    page.goto("/devops/ci-cd/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("navigation", name="Breadcrumb").get_by_role("link", name="Map")).to_be_focused()


def test_filter_the_map_and_take_the_filter_away(live, page, scripted):
    page.goto("/map/")
    press(page, page.get_by_role("checkbox", name="Platform"), "Space")
    if not scripted:
        press(page, page.get_by_role("button", name="Apply"))
    expect(link(page, "CI/CD")).to_have_count(0)
    press(page, page.get_by_role("link", name=re.compile("^Platform.*take this filter away")))

    expect(link(page, "CI/CD")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Platform")).not_to_be_checked()


def test_find_words_in_the_map(live, page):
    page.goto("/map/")
    move_to(page, page.locator("#map-q"))
    page.keyboard.type("feature")
    page.keyboard.press("Enter")

    expect(link(page, "Feature store")).to_be_visible()
    expect(link(page, "Container orchestration")).to_have_count(0)


def test_walk_the_graph_and_go_on_to_the_page(live, page):
    page.goto("/map/graph/")
    press(page, page.locator("a.name", has_text="CI/CD").first)
    press(page, page.locator("a.node", has_text="CI/CD plus"))
    press(page, link(page, "CI/CD plus training"))

    expect(page.get_by_role("heading", level=1)).to_have_text("CI/CD plus training")


def test_compare_two_tools(live, page):
    page.goto("/tools/compare/")
    move_to(page, page.get_by_label("First tool"))
    page.keyboard.type("hudson")
    page.keyboard.press("Tab")
    page.keyboard.type("k8s")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Jenkins and Kubernetes")
    expect(page.get_by_label("First tool")).to_have_value("Jenkins")


def test_translate_a_text(live, page):
    page.goto("/translate/")
    move_to(page, page.get_by_label("Text", exact=True))
    page.keyboard.type("Jenkins and a feature store")
    press(page, page.get_by_role("button", name="Translate"))

    expect(page.get_by_role("heading", level=1)).to_contain_text("of 2 terms")


def test_follow_the_road(live, page, scripted):
    page.goto("/roadmap/")
    press(page, page.get_by_role("main").get_by_role("link", name="1. Start"))
    expect(page).to_have_url(re.compile("#leg-1$"))
    press(page, page.get_by_role("checkbox", name="Model serving"), "Space")
    if not scripted:
        press(page, page.get_by_role("button", name="Save the ticks"))

    expect(page.get_by_role("checkbox", name="Model serving")).to_be_checked()
    expect(page.locator("[data-done]")).to_have_text("1")
    expect(page.locator(".station").first).to_have_class("station is-known")


def test_look_up_a_letter_and_go_back(live, page):
    page.goto("/glossary/")
    press(page, page.locator("#to-f"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary: F")
    expect(page).to_have_url(re.compile("/glossary/f/$"))
    expect(page).to_have_title("Glossary: F – Crosswalk")
    page.go_back()

    expect(page.get_by_role("heading", level=1)).to_have_text("Glossary")


def test_suggest_a_change(live, page, monkeypatch):
    monkeypatch.setattr("mapping.views.suggestions.LEAST_SECONDS", -2)
    page.goto("/devops/ci-cd/")
    press(page, link(page, "Suggest a change"))
    move_to(page, page.get_by_label("What is it?"))
    page.keyboard.type("Another name")
    move_to(page, page.get_by_label("Name or address"))
    page.keyboard.type("release train")
    press(page, page.get_by_role("button", name="Send"))

    expect(page.get_by_role("heading", level=1)).not_to_have_text("Suggest")
    expect(page.get_by_role("main")).to_contain_text("release train")
