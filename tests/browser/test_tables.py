"""A table in a real browser: refused with its faults, corrected, looked at, brought in, and on the public page."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from mapping import content, tables
from mapping.models import ExternalLink, Mapping
from tests.browser.test_desk import ci_cd, sign_in  # noqa: F401

LIST = "/admin/mapping/mapping/"
GOOD = {
    "from": "devops/ci-cd",
    "to": "mlops/feature-store",
    "relation": "close",
    "confidence": "0.8",
    "gist": "Grows.",
    "carries_over": "One path for every change.",
    "differs": "Data changes without a commit.",
    "trap": "Shipping once and stopping.",
    "basis": "manual",
    "because": "Both feed what comes after.",
    "status": "published",
}
SECOND = GOOD | {"from": "devops/container-orchestration"}


def table(*rows):
    return tables.write("csv", content.TABLES["mappings"].names, rows)


def upload(page, data):
    page.get_by_label("File").set_input_files({"name": "new.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="See what would change").press("Enter")


def test_a_table_with_three_faults_is_refused_and_corrected_it_is_on_the_public_page(ci_cd, page):  # noqa: F811
    sign_in(page)
    page.goto(LIST)
    page.get_by_role("link", name="Import").press("Enter")

    wrong = SECOND | {"confidence": "8", "relation": "alike"}
    upload(page, table(GOOD | {"to": "mlops/feature-stor"}, wrong))
    told = page.locator("table.versions tbody tr")
    expect(told).to_have_count(3)
    expect(told.nth(0)).to_contain_text(re.compile("2 *to *there is no concept .* Did you mean “mlops/feature-store”?"))
    expect(told.nth(1)).to_contain_text(re.compile("3 *confidence *8 is too much. It must be at most 1."))
    expect(told.nth(2)).to_contain_text(re.compile("3 *relation *“alike” is not one of the values. Use "))
    assert not Mapping.objects.filter(object__slug="feature-store").exists()

    upload(page, table(GOOD, SECOND))
    expect(page.get_by_text("2 rows change something")).to_be_visible()
    page.get_by_label("Why").fill("The list of the spring meeting")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist .success")).to_contain_text("2 rows are imported")

    page.goto("/devops/ci-cd/")
    expect(page.get_by_text("Shipping once and stopping.").first).to_be_visible()
    expect(page.get_by_role("link", name="Feature store").first).to_be_visible()
    ci_cd.refresh_from_db()
    assert ci_cd.version.reason == "The list of the spring meeting"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_tables_and_links(ci_cd, new_page, axe, scheme):  # noqa: F811
    now = timezone.now()
    ExternalLink.objects.create(
        url="https://www.jenkins.io", outcome="moved", moved_to="https://a.example/", checked_at=now
    )
    page = new_page(color_scheme=scheme)
    sign_in(page)
    found = {}
    for address in (LIST, f"{LIST}import/", "/admin/mapping/tool/", "/admin/mapping/externallink/"):
        page.goto(address)
        found[address] = axe(page)
    page.goto(f"{LIST}import/")
    upload(page, table(GOOD | {"relation": "alike"}))
    expect(page.get_by_role("alert")).to_be_visible()
    found["faults"] = axe(page)
    upload(page, table(GOOD, SECOND))
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    found["preview"] = axe(page)

    assert {address: faults for address, faults in found.items() if faults} == {}
