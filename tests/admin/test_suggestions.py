"""A reader suggests, without an account; an editor decides; the reader is told."""

import html5lib
import pytest

from mapping import content
from mapping.models import Suggestion, Tool
from mapping.views import suggestions
from tests.admin.forms import address, filled_in, form_of

NS = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(autouse=True)
def _slow_typing(monkeypatch, request):
    """As if every form had been open for three seconds, but where a test is about that."""
    if "fast" not in request.node.name:
        monkeypatch.setattr(suggestions, "LEAST_SECONDS", -2)


def ticket(client, about=""):
    page = html5lib.parse(client.get("/suggest/", {"about": about}).content)
    return next(one.get("value") for one in page.iter(f"{NS}input") if one.get("name") == "ticket")


def send(client, about="devops/ci-cd", **values):
    words = {"kind": "synonym", "name": "release train", "text": "Ours says so.", "about": about}
    return client.post("/suggest/", {"ticket": ticket(client, about)} | words | values)


@pytest.mark.parametrize("page", ["/devops/ci-cd/", "/tools/jenkins/", "/search/?q=xyzzyq", "/"])
def test_every_page_leads_to_the_form(site, client, page):
    assert 'href="/suggest/' in client.get(page).content.decode()


def test_a_suggestion_gets_an_address_that_nobody_guesses(site, client):
    answer = send(client)

    suggestion = Suggestion.objects.get()
    assert answer.headers["Location"] == f"/suggest/{suggestion.reference}/" and len(suggestion.reference) >= 32
    assert suggestion.record.path == "concepts/devops/ci-cd"
    page = client.get(answer.headers["Location"])
    assert page.headers["X-Robots-Tag"] == "noindex" and "An editor will read it" in page.content.decode()


def test_nobody_gets_a_cookie(site, client):
    answer = send(client)

    assert not answer.cookies and not client.get("/suggest/").cookies


def test_sent_twice_it_is_one_suggestion(site, client):
    values = {"ticket": ticket(client), "kind": "tool", "name": "Argo"}

    first, again = (client.post("/suggest/", values) for _ in range(2))

    assert first.headers["Location"] == again.headers["Location"] and Suggestion.objects.count() == 1


def test_a_robot_that_fills_in_every_field_is_refused(site, client):
    answer = send(client, website="https://spam.example")

    assert answer.status_code == 422 and not Suggestion.objects.exists()


def test_who_is_too_fast_is_asked_to_send_it_again_and_keeps_his_words(site, client):
    answer = send(client)

    assert answer.status_code == 422 and "release train" in answer.content.decode()
    assert "send it again" in answer.content.decode() and not Suggestion.objects.exists()


@pytest.mark.parametrize("forged", ["", "x", "abc:def:ghi", "\x00"])
def test_a_form_of_ones_own_making_is_refused(site, client, forged):
    answer = client.post("/suggest/", {"ticket": forged, "kind": "tool", "name": "Argo"})

    assert answer.status_code == 422 and not Suggestion.objects.exists()


def test_the_seventh_within_an_hour_is_refused(site, client):
    answers = [send(client, name=f"name {n}").status_code for n in range(7)]

    assert answers == [302] * 6 + [429]


def test_a_flood_is_refused_whoever_sends_it(site, client, monkeypatch):
    monkeypatch.setattr("mapping.models.suggestion.MOST_A_DAY", 2)

    answers = [send(client, name=f"n{n}").status_code for n in range(3)]

    assert answers == [302, 302, 429]


def test_what_is_too_long_is_refused_in_words(site, client):
    assert send(client, text="x" * 2_001).status_code == 422
    assert send(client, text="x" * 30_000).status_code == 413
    assert not Suggestion.objects.exists()


def test_an_empty_suggestion_is_refused_at_the_field(site, client):
    answer = send(client, name="", text="")

    assert "Give a name, an address or a few words." in answer.content.decode()


def test_a_post_from_another_site_is_refused(site, client):
    values = {"ticket": ticket(client), "kind": "tool", "name": "Argo"}

    answer = client.post("/suggest/", values, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403 and not Suggestion.objects.exists()


@pytest.mark.parametrize("about", ["nowhere/x", "\x00", "x" * 9_000, "’; DROP TABLE", "tool:", "مرحبا", "🚀"])
def test_a_page_that_does_not_exist_does_no_harm(site, client, about):
    assert client.get("/suggest/", {"about": about, "kind": about, "q": about}).status_code == 200


def test_markup_in_a_suggestion_is_shown_as_text(site, client, editor):
    answer = send(client, name="<script>alert(1)</script>")

    page = editor.get(f"/admin/mapping/suggestion/{Suggestion.objects.get().pk}/change/")
    assert b"<script>alert" not in client.get(answer.headers["Location"]).content + page.content


def accept(editor):
    """One click on the desk's line, one on “Accept”: the address of the form that is filled in then."""
    page = editor.get(f"/admin/mapping/suggestion/{Suggestion.objects.get().pk}/change/")
    links = html5lib.parse(page.content).iter(f"{NS}a")
    return next(link.get("href") for link in links if link.text and link.text.startswith("Accept"))


def test_an_accepted_synonym_is_on_the_page_and_its_sender_is_told(site, client, editor):
    told = send(client).headers["Location"]
    form_address = accept(editor)

    editor.post(form_address, filled_in(editor.get(form_address).content) | {"reason": "Thank you"})

    assert "release train" in client.get("/devops/ci-cd/").content.decode()
    assert "Thank you" in client.get(told).content.decode()


def test_an_accepted_tool_fills_in_a_new_tool(site, client, editor):
    send(client, about="", kind="tool", name="Argo", text="Runs things.", is_vendor="on")
    form_address = accept(editor)
    form = filled_in(editor.get(form_address).content)

    editor.post(form_address, form | {"slug": "argo", "tool_kind": "tool"})

    assert (form["label"], form["gist"]) == ("Argo", "Runs things.")
    assert Tool.objects.get(slug="argo").status == "draft"
    assert Suggestion.objects.get().state == "accepted" and Suggestion.objects.get().is_vendor


def test_an_accepted_counterpart_fills_in_a_mapping(site, client, editor):
    send(client, kind="mapping", name="feature store")

    form = filled_in(editor.get(accept(editor)).content)

    assert form["mappings_out-2-object"] == "Feature store (mlops/feature-store)"


def test_a_suggestion_is_not_declined_without_a_reason(site, client, editor):
    told = send(client).headers["Location"]
    page = f"/admin/mapping/suggestion/{Suggestion.objects.get().pk}/change/"

    editor.post(page, {"_decline": "", "reason": " "})
    first = client.get(told).content.decode()
    editor.post(page, {"_decline": "", "reason": "It is a tool, not a name"})

    assert "An editor will read it" in first and "It is a tool, not a name" in client.get(told).content.decode()


def test_a_contributor_decides_nothing(site, client, contributor):
    send(client)

    contributor.post(f"/admin/mapping/suggestion/{Suggestion.objects.get().pk}/change/", {"_accept": "", "reason": "x"})

    assert Suggestion.objects.get().state == "open"


def test_the_desk_lists_what_waits(site, client, editor, ci_cd):
    send(client)
    file = site / "concepts/devops/ci-cd.md"
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "From the desk."})
    file.write_text(file.read_text().replace("The gist of CI/CD.", "From the file."))
    content.sync(site)

    desk = editor.get("/admin/").content.decode()

    assert "release train" in desk and f"{address(ci_cd, 'text')}?conflict=1" in desk
