"""Editors in a real browser: by keyboard, with axe, and with a login that ends too early."""

import time

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import expect

from mapping.models import Concept, Version
from tests import small

PASSWORD = "a long sentence to sign in"


@pytest.fixture
def ci_cd(live_server, tmp_path, django_user_model):
    """The small site with two editors, seen by the server's own threads."""
    small.load(tmp_path)
    call_command("create_editors", verbosity=0)
    for name in ("ada", "bob"):
        user = django_user_model.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name="editors"))
    return Concept.objects.get(path="concepts/devops/ci-cd")


def sign_in(page, name="ada"):
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What waits")).to_be_visible()
    page.wait_for_load_state()


def form(page, concept):
    page.goto(f"/admin/mapping/concept/{concept.pk}/change/")
    return page


def save(page):
    page.locator("[name=_save]").first.click()
    page.wait_for_load_state()


class Keys:
    """A keyboard that counts what is pressed."""

    def __init__(self, page):
        self.keyboard, self.presses = page.keyboard, 0

    def press(self, *keys):
        for key in keys:
            self.keyboard.press(key)
        self.presses += len(keys)

    def type(self, text):
        self.keyboard.type(text)
        self.presses += len(text)


def test_an_expert_adds_a_mapping_by_keyboard_alone(ci_cd, page):
    sign_in(page)
    keys, began = Keys(page), time.monotonic()
    keys.press("/")
    keys.type("cicid")
    expect(page.locator(".completions:visible li").first).to_contain_text("CI/CD (devops/ci-cd)")
    keys.press("Enter", "Enter")
    page.wait_for_url("**/change/")
    keys.press("Alt+m")
    keys.type("feature st")
    expect(page.locator(".completions:visible li").first).to_contain_text("mlops/feature-store")
    keys.press("Enter")
    beside = page.locator("#mappings_out-2 .beside")
    expect(beside).to_contain_text("No counterpart in DevOps: Nobody has one.")
    keys.press("Tab")
    keys.type("re")
    keys.press("Tab")
    keys.type("0.4")
    keys.press("Tab")
    keys.type("Near.")
    keys.press("Tab", "Tab", "Tab", "Tab")
    keys.type("Both serve the build.")
    keys.press("Control+Enter")
    expect(page.locator(".messagelist .success")).to_be_visible()

    print(
        f"a mapping by keyboard: {keys.presses} keys, {time.monotonic() - began:.1f} s of a machine that never thinks"
    )
    made = ci_cd.mappings_out.get(object__slug="feature-store")
    assert (made.relation, str(made.confidence), made.because) == ("related", "0.40", "Both serve the build.")
    # At three keys a second, which is slow, that is less than half a minute; the rest of the minute is for thinking.
    assert keys.presses < 90


def test_what_was_typed_comes_back_after_the_login_has_ended(ci_cd, page):
    sign_in(page)
    page.goto(f"/admin/mapping/concept/{ci_cd.pk}/change/")
    page.get_by_label("Gist:").first.fill("Typed for an hour.")
    page.context.clear_cookies(name="sessionid")
    page.locator("[name=_save]").first.click()
    sign_in(page)

    page.goto(f"/admin/mapping/concept/{ci_cd.pk}/change/")
    page.get_by_role("button", name="Bring it back").click()
    page.locator("[name=_save]").first.click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    ci_cd.refresh_from_db()
    assert ci_cd.gist == "Typed for an hour."


def test_two_editors_collide_and_nothing_is_lost(ci_cd, new_page):
    ada, bob = new_page(), new_page()
    sign_in(ada, "ada")
    sign_in(bob, "bob")
    form(ada, ci_cd).locator("#id_gist").fill("Words of Ada.")
    form(bob, ci_cd).locator("#id_definition").fill("Bob defines it in one plain sentence.")
    save(ada)
    save(bob)
    expect(bob.locator(".messagelist")).to_contain_text("ada saved this record too. Nothing is lost")
    expect(bob.get_by_role("region", name="ada changed")).to_contain_text("Words of Ada.")
    save(bob)

    expect(bob.locator(".messagelist .success")).to_be_visible()
    ci_cd.refresh_from_db()
    assert (ci_cd.gist, ci_cd.definition) == ("Words of Ada.", "Bob defines it in one plain sentence.")


def test_a_review_is_given_by_one_lapses_by_another_and_readers_see_both(ci_cd, new_page):
    ada, bob, reader = new_page(), new_page(), new_page()
    sign_in(ada, "ada")
    sign_in(bob, "bob")
    Concept.objects.filter(pk=ci_cd.pk).update(body="One line.\n\nAnother line.")
    form(bob, ci_cd).locator("#id_mappings_out-0-review").check()
    bob.locator("#id_review").check()
    save(bob)
    expect(bob.locator(".messagelist .success")).to_be_visible()
    reader.goto("/devops/ci-cd/")
    expect(reader.locator("#mlops")).to_contain_text("Mapping reviewed: by bob,")
    form(ada, ci_cd).locator("#id_mappings_out-0-confidence").fill("0.75")
    save(ada)

    expect(ada.locator(".messagelist")).to_contain_text("has lapsed")
    reader.reload()
    expect(reader.locator("#mlops")).to_contain_text("Mapping reviewed: not yet")


def test_an_old_version_is_read_and_restored(ci_cd, page):
    sign_in(page)
    form(page, ci_cd).locator("#id_gist").fill("A mistake.")
    save(page)
    page.goto(f"/admin/mapping/concept/{ci_cd.pk}/history/")
    page.locator(".versions a").nth(1).click()
    page.get_by_label("Why").fill("It was right")
    page.get_by_role("button", name="Restore this version").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto("/devops/ci-cd/")

    expect(page.get_by_text("The gist of CI/CD.").first).to_be_visible()


def test_a_form_that_is_sent_twice_does_no_harm(ci_cd, page):
    sign_in(page)
    form(page, ci_cd).locator("#id_gist").fill("Once.")
    page.locator("[name=_save]").first.dblclick()
    expect(page.locator(".messagelist .success")).to_be_visible()

    assert Version.objects.filter(path=ci_cd.path, text__contains="gist: Once.").count() == 1
    assert not Version.objects.proposals().exists()


def test_a_draft_is_read_by_whoever_has_its_address(ci_cd, new_page):
    desk, stranger = new_page(), new_page()
    sign_in(desk)
    form(desk, ci_cd).locator("#id_status").select_option("draft")
    save(desk)
    address = form(desk, ci_cd).get_by_role("link", name="Preview for others").get_attribute("href")
    stranger.goto(address)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("CI/CD")
    form(desk, ci_cd).locator("#id_gist").fill("Other words.")
    save(desk)

    assert stranger.context.request.get(address).status == 410


def test_a_link_is_completed_by_keyboard_and_shown_at_once(ci_cd, page):
    sign_in(page)
    page.goto(f"/admin/mapping/concept/{ci_cd.pk}/change/")
    page.get_by_text("Preview", exact=True).click()
    body = page.locator("#id_body")
    body.fill("See ")
    body.press_sequentially("[[feature st")
    expect(page.locator(".completions li").first).to_contain_text("mlops/feature-store")
    body.press("Enter")

    expect(body).to_have_value("See [[mlops/feature-store]]")
    expect(page.frame_locator("iframe[title=Preview]").get_by_role("link", name="feature store")).to_be_visible()


def test_a_reader_suggests_an_editor_accepts_in_three_clicks_and_the_page_changes(ci_cd, new_page, monkeypatch):
    monkeypatch.setattr("mapping.views.suggestions.LEAST_SECONDS", -2)
    reader, desk = new_page(java_script_enabled=False), new_page()
    reader.goto("/devops/ci-cd/")
    reader.get_by_role("link", name="Suggest a change").click()
    reader.get_by_label("What is it?").select_option("synonym")
    reader.get_by_label("Name or address").fill("release train")
    reader.get_by_role("button", name="Send").click()
    sign_in(desk)
    # Three clicks of the editor from his first page to the readers' page.
    desk.get_by_role("link", name="Another name for it: release train").click()
    desk.get_by_role("link", name="Accept").click()
    desk.locator("[name=_save]").first.click()
    expect(desk.locator(".messagelist .success")).to_contain_text("the suggestion is answered")

    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Accepted")
    reader.goto("/devops/ci-cd/")
    expect(reader.get_by_text("release train")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_desks_own_pages(ci_cd, new_page, axe, scheme):
    page = new_page(color_scheme=scheme)
    sign_in(page)
    desk = f"/admin/mapping/concept/{ci_cd.pk}"
    found = {}
    for address in (
        *("/admin/", f"{desk}/history/", f"{desk}/text/", f"{desk}/versions/{ci_cd.version_id}/"),
        *(f"{desk}/change/", "/admin/mapping/concept/", "/admin/mapping/concept/add/"),
        *("/admin/second-factor/", "/admin/sessions/", "/suggest/?about=devops/ci-cd", "/changes/"),
    ):
        page.goto(address)
        found[address] = axe(page, preload=False)

    assert {address: faults for address, faults in found.items() if faults} == {}
