"""An editor's day: finding a concept, adding a mapping, being refused in words."""

import pytest

from mapping import content, search
from mapping.models import Concept, Mapping, Publication, Tool, Version
from tests.admin.forms import address, filled_in, form_of, with_part


@pytest.fixture
def mapping(site):
    """A mapping as an editor would type it."""
    target = Concept.objects.get(path="concepts/mlops/feature-store")
    return {
        "object": target.key,
        "relation": "broad",
        "confidence": "0.9",
        "gist": "Grows by continuous training.",
        "carries_over": "One path.\nFast checks first.",
        "differs": "A second loop has no commit.",
        "trap": "Shipping once and stopping.",
        "because": "It contains it.",
        "basis": "manual",
        "status": "published",
    }


def save_mapping(editor, concept, mapping):
    values = with_part(form_of(editor, concept), "mappings_out", **mapping)
    return editor.post(address(concept), values)


@pytest.mark.parametrize("label", ["CI/CD", "delivery automation"])
def test_an_editor_finds_a_concept_by_any_label(editor, ci_cd, label):
    page = editor.get("/admin/mapping/concept/", {"q": label})

    assert address(ci_cd) in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("?reviewed=yes", False), ("?reviewed=no", True), ("?reviewed=stale", False), ("?q=%25", False)],
)
def test_a_list_is_narrowed_to_what_nobody_has_reviewed(editor, ci_cd, asked, shown):
    page = editor.get(f"/admin/mapping/concept/{asked}")

    assert (address(ci_cd) in page.content.decode()) == shown


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("plus training", "CI/CD plus training (mlops/ci-cd-ct)"),
        ("cicid", "CI/CD (devops/ci-cd)"),
        ("delivery auto", "CI/CD (devops/ci-cd)"),
        ("featur stroe", "Feature store (mlops/feature-store)"),
    ],
)
def test_a_counterpart_is_offered_by_any_label(editor, typed, name):
    found = editor.get("/admin/records/", {"q": typed, "kind": "concept"}).json()["records"]

    assert [choice["name"] for choice in found][:1] == [name]


@pytest.mark.parametrize("given", ["mlops/feature-store", "feature store", "Feature store (mlops/feature-store)"])
def test_a_counterpart_is_named_by_key_or_by_label(editor, ci_cd, mapping, given):
    save_mapping(editor, ci_cd, mapping | {"object": given})

    assert ci_cd.mappings_out.filter(object__slug="feature-store").exists()


def test_a_name_that_leads_nowhere_is_refused_at_the_field_with_the_nearest(editor, ci_cd, mapping):
    page = save_mapping(editor, ci_cd, mapping | {"object": "feature stroe"}).content.decode()

    assert "There is nothing of the name “feature stroe”. Did you mean “mlops/feature-store”?" in page


@pytest.mark.parametrize("given", ["\x00", "%", "'; --", "🚀" * 900, "مرحبا", "devops/", "(", "x" * 10_000])
def test_hostile_names_are_refused_and_break_nothing(editor, ci_cd, mapping, given):
    assert save_mapping(editor, ci_cd, mapping | {"object": given}).status_code == 200
    for page in ("records/", "beside/"):
        assert editor.get(f"/admin/{page}", {"q": given, "name": given, "from": given}).status_code == 200


def test_the_counterpart_is_read_beside_the_mapping(editor, ci_cd):
    page = editor.get(address(ci_cd)).content.decode()
    answer = editor.get("/admin/beside/", {"name": "feature store", "from": ci_cd.pk}).content.decode()

    assert "What it says back" in page and "One plain sentence that defines CI/CD plus training here." in page
    assert "No counterpart in DevOps: Nobody has one." in answer and 'href="/mlops/feature-store/"' in answer


def test_a_new_mapping_is_on_the_page_at_once(editor, ci_cd, mapping):
    saved = save_mapping(editor, ci_cd, mapping)

    assert saved.status_code == 302
    assert "Feature store" in editor.get("/devops/ci-cd/").content.decode()


def test_a_new_mapping_is_in_the_search_at_once(editor, ci_cd, mapping):
    save_mapping(editor, ci_cd, mapping)

    hit = search.find("cicd").hits[0]
    assert ("Feature store", "broad") in [(found.name, found.relation) for found in hit.counterparts]


def test_a_save_keeps_a_version_with_author_and_reason(editor, ci_cd):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Another gist.", "reason": "Clearer"})

    version = Version.objects.filter(path=ci_cd.path).latest("id")
    assert (version.author_name, version.reason, version.origin) == ("ada", "Clearer", "admin")
    assert "gist: Another gist." in version.text


def test_a_browsers_ends_of_lines_change_nothing(editor, ci_cd):
    Concept.objects.filter(pk=ci_cd.pk).update(body="One line.\n\nAnother line.")
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "First."})

    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Other.", "body": "One line.\r\n\r\nAnother line."})

    text = Version.objects.filter(path=ci_cd.path).latest("id").text
    assert "gist: Other." in text and text.endswith("One line.\n\nAnother line.\n") and "\r" not in text


def test_what_the_admin_changed_is_not_overwritten_by_the_files(editor, ci_cd, site):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Another gist."})

    outcome = content.sync(site)

    ci_cd.refresh_from_db()
    assert outcome.kept == [ci_cd.path] and ci_cd.gist == "Another gist."


def test_a_tool_name_is_refused_as_a_label(editor, ci_cd):
    values = with_part(form_of(editor, ci_cd), "labels", kind="alt", text="Jenkins", lang="en")

    page = editor.post(address(ci_cd), values)

    assert "“Jenkins” is the name of a tool" in page.content.decode()
    assert not ci_cd.labels.filter(text="Jenkins").exists()


def test_a_broken_link_is_refused_with_the_nearest_name(editor, ci_cd):
    page = editor.post(address(ci_cd), form_of(editor, ci_cd) | {"body": "See [[mlops/ci-cd-tc]]."})

    assert "the link [[mlops/ci-cd-tc]] leads nowhere. Did you mean “mlops/ci-cd-ct”?" in page.content.decode()


def test_a_refused_save_changes_nothing_and_keeps_what_was_typed(editor, ci_cd):
    before = Publication.objects.current()

    page = editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Typed.", "body": "See [[nowhere]]."})

    assert filled_in(page.content)["gist"] == "Typed."
    ci_cd.refresh_from_db()
    assert ci_cd.gist == "The gist of CI/CD." and Publication.objects.current() == before


def test_a_mapping_without_a_trap_is_refused_in_words(editor, ci_cd, mapping):
    page = save_mapping(editor, ci_cd, mapping | {"trap": ""})

    assert "from confidence 0.5 a mapping needs carries_over, differs and trap" in page.content.decode()
    assert not Mapping.objects.filter(object__path=f"concepts/{mapping['object']}").exists()


def test_two_mappings_of_one_pair_are_refused_by_number(editor, ci_cd, mapping):
    save_mapping(editor, ci_cd, mapping)

    page = save_mapping(editor, ci_cd, mapping | {"relation": "close"})

    assert "P2" in page.content.decode()
    assert Mapping.objects.filter(object__path=f"concepts/{mapping['object']}").count() == 1


def test_a_mapping_against_the_direction_is_refused(editor, ci_cd, mapping):
    target = Concept.objects.get(path="concepts/mlops/model-serving")

    page = save_mapping(editor, target, mapping | {"object": "CI/CD"})

    assert "P8" in page.content.decode()


def test_a_renamed_concept_keeps_its_identifier_and_its_old_address(editor, ci_cd):
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"slug": "delivery"})

    ci_cd.refresh_from_db()
    assert (ci_cd.path, ci_cd.identifier) == ("concepts/devops/delivery", "ci-cd")
    assert editor.get("/devops/ci-cd/").headers["Location"] == "/devops/delivery/"


def test_a_tool_says_what_becomes_of_it(editor):
    jenkins = Tool.objects.get(slug="jenkins")
    move = {"discipline": "llmops", "verdict": "add", "text": "Keep the jobs.", "with_tools": "mlflow"}

    editor.post(address(jenkins), with_part(form_of(editor, jenkins), "moves", **move))

    assert "Keep the jobs." in editor.get("/tools/jenkins/").content.decode()
    assert "with: [mlflow]" in content.dump(jenkins)


@pytest.mark.parametrize("key", ["abc", "999999", "1_2F", "%00"])
def test_a_record_that_is_not_there_leads_back_to_the_desk(editor, key):
    assert editor.get(f"/admin/mapping/concept/{key}/change/").status_code in {302, 404}


def test_a_record_cannot_be_deleted(editor, ci_cd):
    assert editor.get(f"/admin/mapping/concept/{ci_cd.pk}/delete/").status_code == 403


def test_an_editor_has_no_rights_over_accounts(editor):
    assert editor.get("/admin/auth/user/").status_code == 403
