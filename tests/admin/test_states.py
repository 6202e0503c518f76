"""From draft to published: who may do what, and what a review is worth."""

import pytest

from mapping.models import Concept, Mapping, Record, Version
from tests.admin.forms import address, filled_in, form_of, with_part

ADD = "/admin/mapping/concept/add/"
CARD = {
    **{"label": "Model card", "slug": "model-card", "discipline": "mlops", "gist": "A label on a model."},
    **{"definition": "One page that says what a model is for.", "stage": "release", "level": "core"},
}


def form_at(client, page):
    return filled_in(client.get(page).content)


@pytest.fixture
def reviewed(other, ci_cd):
    """The first mapping of CI/CD, which Bob has reviewed."""
    other.post(address(ci_cd), form_of(other, ci_cd) | {"mappings_out-0-review": "on"})
    return ci_cd.mappings_out.get(position=0)


def test_a_tick_puts_the_reviewers_name_and_the_day(reviewed):
    assert (reviewed.reviewed_by, reviewed.status) == ("bob", "published")


@pytest.mark.parametrize(
    ("field", "value"), [("relation", "close"), ("confidence", "0.75"), ("object", "concepts/mlops/feature-store")]
)
def test_a_review_lapses_with_what_the_mapping_states(editor, ci_cd, reviewed, field, value):
    if field == "object":
        value = Concept.objects.get(path=value).key

    editor.post(address(ci_cd), form_of(editor, ci_cd) | {f"mappings_out-0-{field}": value})

    mapping = Mapping.objects.get(pk=reviewed.pk)
    assert (mapping.reviewed_by, mapping.drafted_by) == ("", "ada")
    assert "reviewed:" not in Version.objects.filter(path=ci_cd.path).latest("id").text


def test_a_review_stays_with_better_words(editor, ci_cd, reviewed):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"mappings_out-0-gist": "Said better."})

    mapping = Mapping.objects.get(pk=reviewed.pk)
    assert (mapping.gist, mapping.reviewed_by) == ("Said better.", "bob")


def test_nobody_reviews_what_he_wrote(editor, ci_cd):
    form = form_of(editor, ci_cd) | {"mappings_out-0-confidence": "0.75", "mappings_out-0-review": "on"}

    page = editor.post(address(ci_cd), form)

    assert "author and reviewer differ" in page.content.decode()
    assert str(ci_cd.mappings_out.get(position=0).confidence) == "0.90"


def test_the_last_author_of_a_record_does_not_review_it(editor, other, ci_cd):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Mine."})

    page = editor.post(address(ci_cd), form_of(editor, ci_cd) | {"review": "on"})
    other.post(address(ci_cd), form_of(other, ci_cd) | {"review": "on"})

    ci_cd.refresh_from_db()
    assert "author and reviewer differ" in page.content.decode() and ci_cd.reviewed_by == "bob"


def test_who_put_a_mapping_in_other_words_does_not_review_them(editor, other, ci_cd):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"mappings_out-0-gist": "Words of Ada."})

    refused = editor.post(address(ci_cd), form_of(editor, ci_cd) | {"mappings_out-0-review": "on"})
    other.post(address(ci_cd), form_of(other, ci_cd) | {"mappings_out-0-review": "on"})

    assert "author and reviewer differ" in refused.content.decode()
    assert ci_cd.mappings_out.get(position=0).reviewed_by == "bob"


def test_whoever_reviewed_a_mapping_may_review_the_record_and_its_other_mappings_too(other, ci_cd, reviewed):
    other.post(address(ci_cd), form_of(other, ci_cd) | {"review": "on", "mappings_out-1-review": "on"})

    ci_cd.refresh_from_db()
    assert ci_cd.reviewed_by == ci_cd.mappings_out.get(position=1).reviewed_by == "bob"


def test_words_and_their_review_do_not_come_in_one_save(other, ci_cd):
    page = other.post(address(ci_cd), form_of(other, ci_cd) | {"gist": "Mine.", "review": "on"})

    assert "author and reviewer differ" in page.content.decode()


def test_nobody_reviews_his_own_words_by_way_of_the_text(editor, ci_cd):
    text = ci_cd.version.text.replace("The gist of CI/CD.", "Words of Ada.")
    text = text.replace("\n---\n\nEvery", "\nreviewed: {by: ada, on: 2026-11-26}\n---\n\nEvery")

    page = editor.post(address(ci_cd, "text"), {"text": text, "base_version": ci_cd.version_id, "_save": "Save"})

    assert "you wrote this" in page.content.decode()


def test_an_editor_publishes_his_own_text_and_readers_are_told_that_nobody_has_reviewed_it(editor, ci_cd, client):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"mappings_out-0-confidence": "0.75"})

    page = client.get("/devops/ci-cd/").content.decode()

    assert "Mapping reviewed: not yet" in " ".join(page.split())
    assert "not yet by a person: a machine’s draft of" in page


def test_readers_see_who_reviewed_a_mapping_and_when(reviewed, client):
    page = " ".join(client.get("/devops/ci-cd/").content.decode().split())

    assert "Mapping reviewed: by bob, <time" in page


def test_what_nobody_has_looked_at_for_half_a_year_is_stale_for_readers_too(ci_cd, client):
    Record.objects.filter(pk=ci_cd.pk).update(drafted_on="2026-01-01")
    ci_cd.mappings_out.update(drafted_on="2026-01-01")

    page = client.get("/devops/ci-cd/").content.decode()

    assert page.count("stale, since nobody has looked at it for 180 days") == 2


def test_who_publishes_a_proposal_as_it_stands_may_review_it(contributor, editor, ci_cd):
    contributor.post(address(ci_cd), form_of(contributor, ci_cd) | {"gist": "Carl's words."})
    page = f"{address(ci_cd, 'text')}?version={Version.objects.proposals().get().pk}"
    editor.post(page, form_at(editor, page) | {"_save": "Save"})

    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"review": "on"})

    ci_cd.refresh_from_db()
    assert ci_cd.reviewed_by == "ada"


def test_a_new_record_goes_from_draft_to_published_through_two_people(contributor, editor, client):
    form = form_at(contributor, ADD) | CARD | {"importance": "3", "status": "submitted"}
    contributor.post(ADD, with_part(form, "no_counterparts", discipline="devops", because="Nobody has one."))
    card = Concept.objects.get(slug="model-card")
    editor.post(address(card), form_of(editor, card) | {"review": "on"})
    card.refresh_from_db()
    was_reviewed, was_hidden = card.status, client.get("/mlops/model-card/").status_code

    editor.post(address(card), form_of(editor, card) | {"status": "published"})

    assert (was_reviewed, was_hidden) == ("reviewed", 404)
    assert client.get("/mlops/model-card/").status_code == 200


def test_a_contributor_cannot_publish(contributor):
    page = contributor.post(ADD, form_at(contributor, ADD) | CARD | {"status": "published"})

    assert "published is not one of the available choices" in page.content.decode()
    assert not Record.objects.filter(slug="model-card").exists()


def test_a_contributors_change_of_a_page_waits_for_an_editor(contributor, editor, ci_cd):
    contributor.post(address(ci_cd), form_of(contributor, ci_cd) | {"gist": "Carl's words.", "reason": "Shorter"})

    ci_cd.refresh_from_db()
    proposal = Version.objects.proposals().get()
    assert ci_cd.gist == "The gist of CI/CD." and "Carl's words." in proposal.text
    assert address(ci_cd, "version", proposal.pk) in editor.get("/admin/").content.decode()


def test_an_editor_publishes_what_was_proposed(contributor, editor, ci_cd):
    contributor.post(address(ci_cd), form_of(contributor, ci_cd) | {"gist": "Carl's words.", "reason": "Shorter"})
    page = f"{address(ci_cd, 'text')}?version={Version.objects.proposals().get().pk}"

    editor.post(page, form_at(editor, page) | {"_save": "Save"})

    ci_cd.refresh_from_db()
    assert ci_cd.gist == "Carl's words." and not Version.objects.proposals().exists()


def test_a_contributor_cannot_put_a_text_in_force(contributor, ci_cd):
    text = ci_cd.version.text.replace("The gist of CI/CD.", "Carl's words.")

    contributor.post(address(ci_cd, "text"), {"text": text, "base_version": ci_cd.version_id, "_save": "Save"})

    ci_cd.refresh_from_db()
    assert ci_cd.gist == "The gist of CI/CD." and Version.objects.proposals().count() == 1


def test_a_review_in_the_name_of_somebody_else_is_refused_in_a_text(editor, ci_cd):
    text = ci_cd.version.text.replace("\n---\n\nEvery", "\nreviewed: {by: Bob, on: 2026-11-26}\n---\n\nEvery")

    page = editor.post(address(ci_cd, "text"), {"text": text, "base_version": ci_cd.version_id, "_save": "Save"})

    assert "Bob has not reviewed this." in page.content.decode()


def test_a_withdrawn_page_names_its_successor(editor, client):
    store = Concept.objects.get(path="concepts/mlops/feature-store")

    editor.post(address(store), form_of(editor, store) | {"status": "withdrawn", "replaced_by": "mlops/ci-cd-ct"})

    gone = client.get("/mlops/feature-store/")
    assert gone.status_code == 410 and "CI/CD plus training" in gone.content.decode()
