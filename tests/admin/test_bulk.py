"""Many records at once: shown before it is done, each with a version and a reason, within the rights of the group."""

import pytest

from mapping.models import Concept, Record, Version
from tests.admin.forms import address, form_of

LIST = "/admin/mapping/concept/"


@pytest.fixture
def store(site):
    return Concept.objects.get(slug="feature-store")


def choose(client, action, *records):
    return client.post(LIST, {"action": action, "_selected_action": [record.pk for record in records]})


def confirm(client, action, *records, reason="Because", **more):
    chosen = {
        "action": action,
        "_selected_action": [record.pk for record in records],
        "confirmed": "",
        "reason": reason,
    }
    return client.post(LIST, chosen | more)


def state(record):
    return Record.objects.get(pk=record.pk).status


def test_nothing_is_done_before_it_is_confirmed(editor, ci_cd, store):
    page = choose(editor, "withdraw", ci_cd, store).content.decode()

    assert "This will change (2)" in page and state(ci_cd) == state(store) == "published"


def test_a_withdrawal_names_the_successor_and_keeps_a_version_with_its_reason(editor, client, store):
    confirm(editor, "withdraw", store, reason="One page is enough", replaced_by="mlops/ci-cd-ct")

    gone = client.get("/mlops/feature-store/")
    version = Version.objects.get(reason="One page is enough")
    assert gone.status_code == 410 and "CI/CD plus training" in gone.content.decode()
    assert (version.record_id, version.author_name) == (store.pk, "ada") and "status: withdrawn" in version.text


def test_what_others_lead_to_is_not_withdrawn_under_them(editor, store):
    serving = Concept.objects.get(slug="model-serving")

    page = confirm(editor, "withdraw", store, serving).content.decode()

    assert "P9" in page and "remove the mapping" in page and state(store) == state(serving) == "published"


def test_nobody_reviews_his_own_among_many(editor, ci_cd, store):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Words of Ada."})

    page = choose(editor, "review", ci_cd, store).content.decode()
    confirm(editor, "review", ci_cd, store)

    assert "you wrote it" in page
    assert [Record.objects.get(pk=one.pk).reviewed_by for one in (ci_cd, store)] == ["", "ada"]


def test_from_draft_to_published_in_three_steps_of_two_people(contributor, editor, store, client):
    Record.objects.filter(pk=store.pk).update(status="draft")

    confirm(contributor, "submit", store)
    submitted = state(store)
    confirm(editor, "review", store)
    reviewed = state(store)
    confirm(editor, "publish", store)

    assert [submitted, reviewed, state(store)] == ["submitted", "reviewed", "published"]
    assert "by ada" in client.get("/mlops/feature-store/").content.decode()


def test_a_review_can_be_asked_for_anew(editor, store):
    confirm(editor, "review", store)

    confirm(editor, "lapse", store)

    assert Record.objects.get(pk=store.pk).reviewed_by == ""


def test_without_a_reason_nothing_is_done(editor, store):
    page = confirm(editor, "withdraw", store, reason=" ")

    assert "This field is required" in page.content.decode() and state(store) == "published"


def test_confirmed_twice_it_is_done_once(editor, store):
    confirm(editor, "withdraw", store)
    before = Version.objects.count()

    page = confirm(editor, "withdraw", store)

    assert "None of these can be changed" in page.content.decode() and Version.objects.count() == before


def test_what_breaks_a_rule_stops_all_of_it_in_words(editor, ci_cd, store):
    Record.objects.filter(pk__in=[ci_cd.pk, store.pk]).update(status="draft")
    ci_cd.mappings_out.filter(position=0).update(trap="")

    page = confirm(editor, "publish", ci_cd, store).content.decode()

    assert "from confidence 0.5 a mapping needs" in page and state(ci_cd) == state(store) == "draft"


@pytest.mark.parametrize("action", ["review", "publish", "withdraw", "lapse"])
def test_a_contributor_does_nothing_but_hand_in(contributor, store, action):
    Record.objects.filter(pk=store.pk).update(status="reviewed" if action == "publish" else "published")
    Record.objects.filter(pk=store.pk).update(reviewed_by="bob", reviewed_on="2026-11-26")
    before = Record.objects.filter(pk=store.pk).values().get()

    confirm(contributor, action, store)

    assert Record.objects.filter(pk=store.pk).values().get() == before
