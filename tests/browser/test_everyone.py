"""The site for people who set their browser otherwise: forced colours, zoom, another script, less motion, a theme."""

import pytest
from playwright.sync_api import expect

from mapping import content
from tests import small
from tests.browser.test_reading import PAGES

ARABIC, HEBREW = "سلسلة التسليم المستمر", "מאגר תכונות"


@pytest.fixture
def live(live_server, tmp_path):
    return small.load(tmp_path)


@pytest.fixture
def rtl(live):
    """The small site with names that run from right to left: two concepts, a synonym and a tool."""
    for name, old, new in (
        ("concepts/mlops/feature-store.md", "label: Feature store", f"label: {HEBREW}"),
        ("concepts/mlops/ci-cd-ct.md", "label: CI/CD plus training", f"label: {ARABIC} (CI/CD)"),
        ("concepts/devops/ci-cd.md", "[delivery automation]", f"[delivery automation, 'ar:{ARABIC}']"),
        ("tools/mlflow.md", "label: MLflow", f"label: {HEBREW} MLflow"),
    ):
        text = (live / name).read_text(encoding="utf-8")
        (live / name).write_text(text.replace(old, new), encoding="utf-8")
    content.sync(live)


def wider_than_the_window(page):
    """What reaches out of the window at the right, and is not inside a box that scrolls by itself."""
    return page.evaluate("""() => {
        if (document.documentElement.scrollWidth <= window.innerWidth) return [];
        return [...document.querySelectorAll('main *')]
            .filter(one => one.getBoundingClientRect().right > window.innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 80)).concat('the page scrolls');
    }""")


def test_at_twice_the_size_nothing_is_lost_or_needs_scrolling_sideways(live, new_page):
    """WCAG 1.4.10: 320 CSS pixels, which is a window of 1280 at 400 %, and of 640 at 200 %."""
    page = new_page(viewport={"width": 320, "height": 256}, device_scale_factor=2)
    wide = {}
    for address in PAGES:
        page.goto(address)
        wide[address] = wider_than_the_window(page)

    assert {address: found for address, found in wide.items() if found} == {}


def test_the_menu_and_the_search_are_there_at_twice_the_size(live, new_page):
    page = new_page(viewport={"width": 640, "height": 360}, device_scale_factor=2)
    page.goto("/devops/ci-cd/")

    for link in ("Map", "Tools", "Roadmap", "Translate", "Glossary", "About"):
        expect(page.get_by_role("navigation", name="Main").get_by_role("link", name=link, exact=True)).to_be_visible()
    expect(page.get_by_role("combobox", name="Search concepts and tools")).to_be_visible()


def test_forced_colours_keep_shapes_states_and_focus(live, new_page):
    page = new_page(forced_colors="active")
    page.goto("/map/?stage=release")
    shape = "one => getComputedStyle(one, '::before').borderTopColor"
    ground = "one => getComputedStyle(one).backgroundColor"
    assert page.locator(".lanes thead .lane").first.evaluate(shape) != page.locator("body").evaluate(ground)
    views = page.get_by_role("navigation", name="View")
    chosen, other = views.get_by_role("link", name="Table"), views.get_by_role("link", name="Coverage")
    border = "one => getComputedStyle(one).borderTopColor + getComputedStyle(one).backgroundColor"
    assert chosen.evaluate(border) != other.evaluate(border)
    page.goto("/map/graph/?focus=devops/ci-cd")
    box, line = page.locator(".node-box").first, page.locator(".edge").first
    stroke = "one => getComputedStyle(one).stroke"
    paper = page.locator(".graph").evaluate("one => getComputedStyle(document.documentElement).backgroundColor")
    assert paper not in (box.evaluate(stroke), line.evaluate(stroke))

    assert page.locator(".node text").first.evaluate("one => getComputedStyle(one).fill") != paper


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_under_forced_colours(live, new_page, axe, scheme):
    page = new_page(forced_colors="active", color_scheme=scheme)
    found = {}
    for address in PAGES:
        page.goto(address)
        found[address] = axe(page)

    assert {address: faults for address, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [320, 1440])
def test_names_from_right_to_left_leave_every_page_in_order(rtl, new_page, width):
    page = new_page(viewport={"width": width, "height": 800})
    for address in PAGES:
        page.goto(address)
        assert wider_than_the_window(page) == [], address
    page.goto("/mlops/ci-cd-ct/")

    expect(page.get_by_role("heading", level=1)).to_have_css("direction", "rtl")
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_have_css("direction", "ltr")


def test_a_badge_stands_after_a_name_from_right_to_left_as_after_any_other(rtl, page):
    page.goto("/map/")
    term = page.locator(".term", has_text=ARABIC)
    name, badge = term.get_by_role("link").first.bounding_box(), term.locator(".rel").bounding_box()

    assert badge["x"] >= name["x"] + name["width"] or badge["y"] >= name["y"] + name["height"] / 2


def test_a_drawn_name_from_right_to_left_stays_in_its_box(rtl, page):
    page.goto("/map/graph/?focus=mlops/ci-cd-ct")
    for node in page.locator("a.node").all():
        box, text = node.locator(".node-box").bounding_box(), node.locator("text").bounding_box()

        assert box["x"] <= text["x"] and text["x"] + text["width"] <= box["x"] + box["width"]


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_pages_move_only_for_those_who_have_nothing_against_it(live, new_page, motion):
    page = new_page(reduced_motion=motion)
    page.goto("/map/")
    moving = page.evaluate("() => document.getAnimations().length")

    assert moving == 0
    expect(page.locator("html")).to_have_css("scroll-behavior", "auto" if motion == "reduce" else "smooth")


@pytest.mark.parametrize(("stored", "system"), [("dark", "light"), ("light", "dark"), ("system", "dark")])
def test_the_first_paint_has_the_chosen_theme(live, new_page, stored, system):
    """The script in the head has set the theme before there is a body to be painted."""
    page = new_page(color_scheme=system)
    page.add_init_script(f"localStorage.setItem('theme', '{stored}')")
    # A frame is drawn only once there are a body and the styles that hold it up.
    page.add_init_script("""requestAnimationFrame(function look() {
        if (!document.body) return requestAnimationFrame(look);
        window.first = getComputedStyle(document.documentElement).backgroundColor;
    })""")
    page.goto("/")
    page.wait_for_function("() => window.first")
    dark = stored == "dark" or (stored == "system" and system == "dark")

    assert page.evaluate("() => window.first") == ("rgb(16, 20, 24)" if dark else "rgb(255, 255, 255)")


def test_a_page_of_a_fault_is_as_sound_as_any_other(live, new_page, axe, faults, monkeypatch):
    def fail(*_):
        raise RuntimeError("as a test")

    monkeypatch.setattr("mapping.views.home.whole_map", fail)
    page = new_page(color_scheme="dark", viewport={"width": 320, "height": 640})
    for address, words in (
        ("/", "Something failed on our side"),
        ("/no-such-page/", "There is no page at this address"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(words)
        assert axe(page) == [] and wider_than_the_window(page) == []

    assert all("status of" in fault for fault in faults)
    faults.clear()
