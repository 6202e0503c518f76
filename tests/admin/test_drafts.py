"""A draft, shown to whoever has its signed address, and to nobody else."""

import pytest
from django.core import signing

from mapping.models import Concept, Publication, Record, Version
from tests.admin.forms import address, form_of
from tests.front.conftest import _one_connection, front, news, reader  # noqa: F401


@pytest.fixture
def draft(editor):
    """The feature store, which is a draft again."""
    store = Concept.objects.get(path="concepts/mlops/feature-store")
    editor.post(address(store), form_of(editor, store) | {"status": "draft"})
    store.refresh_from_db()
    return store


def test_a_draft_is_read_without_a_login_as_its_page_will_be(draft, client):
    hidden = client.get("/mlops/feature-store/").status_code

    shown = client.get(draft.version.draft_address)

    page = shown.content.decode()
    assert (hidden, shown.status_code) == (404, 200)
    assert ">Feature store</h1>" in page and "only who has this address sees it" in page


def test_the_desk_leads_to_it(draft, editor):
    assert "/draft/?key=" in editor.get(address(draft)).content.decode()


def test_nobody_keeps_or_lists_a_preview(draft, client):
    headers = client.get(draft.version.draft_address).headers

    assert "no-store" in headers["Cache-Control"] and "private" in headers["Cache-Control"]
    assert (headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")


def test_a_preview_never_enters_the_kept_pages(reader):  # noqa: F811
    Record.objects.filter(slug="feature-store").update(status="draft")
    draft = Record.objects.select_related("version").get(slug="feature-store")

    shown, again = (reader.get(draft.version.draft_address) for _ in range(2))

    assert shown.status == 200 and "no-store" in shown.headers["Cache-Control"] and not again.was_kept
    assert reader.get("/mlops/feature-store/").status == 404


def test_looking_changes_nothing(draft, client):
    before = (Publication.objects.current(), Version.objects.count(), draft.changed_at)

    client.get(draft.version.draft_address)

    draft.refresh_from_db()
    assert (Publication.objects.current(), Version.objects.count(), draft.changed_at) == before
    assert draft.status == "draft" and Record.objects.filter(status="published", slug="feature-store").count() == 0


def test_an_edit_ends_the_address_of_what_was_there_before(draft, editor, client):
    old = draft.version.draft_address
    editor.post(address(draft), form_of(editor, draft) | {"gist": "Other words."})

    assert client.get(old).status_code == 410


def test_what_is_published_has_no_draft(ci_cd, client):
    assert client.get(ci_cd.version.draft_address).status_code == 410


def test_the_address_ends_after_two_weeks(draft, client, monkeypatch):
    monkeypatch.setattr("mapping.models.version.DRAFT_KEY_DAYS", -1)

    assert client.get(draft.version.draft_address).status_code == 410


@pytest.mark.parametrize("key", ["", "x", "\x00", "1:a:b", signing.dumps(1, salt="other"), "ключ", "🚀" * 2_000])
def test_a_forged_key_opens_nothing(site, client, key):
    assert client.get("/draft/", {"key": key}).status_code == 410


def test_a_proposal_is_shown_until_it_is_decided_on(contributor, editor, ci_cd, client):
    contributor.post(address(ci_cd), form_of(contributor, ci_cd) | {"gist": "Carl's words."})
    proposal = Version.objects.proposals().get()

    shown = client.get(proposal.draft_address)
    editor.post(address(ci_cd, "decline", proposal.pk))

    assert "Carl&#x27;s words." in shown.content.decode()
    assert "Carl" not in client.get("/devops/ci-cd/").content.decode()
    assert client.get(proposal.draft_address).status_code == 410


def test_a_proposal_that_breaks_a_rule_says_which(contributor, ci_cd, client):
    text = ci_cd.version.text.replace("[[tool:jenkins]]", "[[tool:nothing]]")
    contributor.post(address(ci_cd, "text"), {"text": text, "base_version": ci_cd.version_id})

    shown = client.get(Version.objects.proposals().get().draft_address)

    assert shown.status_code == 422 and "tool:nothing" in shown.content.decode()
