"""What a reader ticks once is known everywhere, in this browser and without an account."""

import json

import pytest
from playwright.sync_api import expect

from tests import small


@pytest.fixture
def live(live_server, tmp_path):
    small.load(tmp_path)


def test_a_tick_on_a_concept_page_is_known_on_the_road_and_in_translate(live, page):
    page.goto("/mlops/model-serving/")
    page.get_by_role("checkbox", name="I know this").check()

    page.goto("/roadmap/")
    expect(page.get_by_role("checkbox", name="Model serving")).to_be_checked()
    expect(page.locator("[data-done]")).to_have_text("1")

    page.goto("/translate/?terms=mlops/model-serving")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 1 term is yours already")


def test_a_tick_moves_the_next_step_and_stays_after_a_reload(live, page):
    page.goto("/roadmap/sysadmin/")
    page.get_by_role("checkbox", name="Model serving").check()
    page.reload()

    expect(page.get_by_role("checkbox", name="Model serving")).to_be_checked()
    expect(page.locator(".station.is-known")).to_have_count(1)


def test_a_tick_in_translate_brings_the_order_up_to_date_and_keeps_the_text(live, page):
    page.goto("/translate/")
    page.get_by_label("Text", exact=True).fill("Jenkins, a feature store and CI/CD")
    page.get_by_role("button", name="Translate").click()
    page.get_by_role("checkbox", name="Feature store").check()

    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 3 terms are yours already")
    expect(page.get_by_role("region", name="Your text", exact=True)).to_contain_text(", a feature store")


def test_ticks_are_exported_and_imported(live, page, tmp_path):
    page.goto("/roadmap/")
    page.get_by_role("checkbox", name="Model serving").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export the ticks").click()
    download.value.save_as(tmp_path / "known.json")
    assert json.loads((tmp_path / "known.json").read_text()) == {"known": ["mlops/model-serving"]}
    page.evaluate("() => localStorage.clear()")
    page.reload()
    expect(page.get_by_role("checkbox", name="Model serving")).not_to_be_checked()

    page.get_by_label("Take over ticks").set_input_files(tmp_path / "known.json")
    page.get_by_role("button", name="Import").click()

    expect(page.get_by_role("checkbox", name="Model serving")).to_be_checked()


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_all_of_it_works_without_javascript(live, page):
    page.goto("/roadmap/")
    page.get_by_role("checkbox", name="Model serving").check()
    page.get_by_role("button", name="Save the ticks").click()
    expect(page.get_by_role("checkbox", name="Model serving")).to_be_checked()

    page.goto("/translate/")
    page.get_by_label("Text", exact=True).fill("a feature store")
    page.get_by_role("button", name="Translate").click()
    page.get_by_role("checkbox", name="Feature store").check()
    page.get_by_role("button", name="Update the order").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 1 term is yours already")


def test_axe_finds_nothing_on_an_answer(live, page, axe):
    page.goto("/translate/")
    page.get_by_label("Text", exact=True).fill("Jenkins, a feature store and CI/CD with FastAPI")
    page.get_by_role("button", name="Translate").click()

    assert axe(page) == []
