"""Two people at one record, or one person twice: no word is lost."""

from mapping import content
from mapping.models import Concept, Publication, Version
from tests import small
from tests.admin.forms import address, filled_in, form_of, with_part


def merge_page(client, answer):
    """The page to which an overtaken save leads."""
    assert answer.status_code == 302 and "/text/?version=" in answer.headers["Location"]
    return client.get(answer.headers["Location"])


def test_the_second_editor_is_told_and_sees_both(editor, other, ci_cd):
    opened = form_of(other, ci_cd)
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Words of Ada."})

    page = merge_page(other, other.post(address(ci_cd), opened | {"definition": "Bob defines it in one sentence."}))

    shown = page.content.decode()
    assert "ada saved this record too. Nothing is lost" in shown
    assert "<ins>Bob" in shown and "Ada</ins>" in shown
    ci_cd.refresh_from_db()
    assert ci_cd.gist == "Words of Ada."


def test_changes_in_two_places_are_brought_together(editor, other, ci_cd):
    opened = form_of(other, ci_cd)
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Words of Ada."})
    answer = other.post(address(ci_cd), opened | {"definition": "Bob defines it in one sentence."})

    other.post(answer.headers["Location"], filled_in(merge_page(other, answer).content) | {"_save": "Save"})

    ci_cd.refresh_from_db()
    assert (ci_cd.gist, ci_cd.definition) == ("Words of Ada.", "Bob defines it in one sentence.")
    assert not Version.objects.proposals().exists()


def test_changes_of_one_line_stand_beside_each_other_until_one_is_chosen(editor, other, ci_cd):
    opened = form_of(other, ci_cd)
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Words of Ada."})
    answer = other.post(address(ci_cd), opened | {"gist": "Words of Bob."})
    form = filled_in(merge_page(other, answer).content)

    refused = other.post(answer.headers["Location"], form | {"_save": "Save"})

    assert "gist: Words of Ada." in form["text"] and "gist: Words of Bob." in form["text"]
    assert "the marks of both sides still stand in the text" in refused.content.decode()
    ci_cd.refresh_from_db()
    assert ci_cd.gist == "Words of Ada."


def test_a_mapping_that_both_added_beside_the_other_is_kept(editor, other, ci_cd):
    store, serving = (Concept.objects.get(slug=slug) for slug in ("feature-store", "model-serving"))
    words = {"relation": "related", "confidence": "0.3", "gist": "Near.", "because": "Both.", "basis": "manual"}
    words["status"] = "published"
    opened = form_of(other, ci_cd)
    editor.post(address(ci_cd), with_part(form_of(editor, ci_cd), "mappings_out", object=store.key, **words))

    answer = other.post(address(ci_cd), with_part(opened, "mappings_out", object=serving.key, **words))

    form = filled_in(merge_page(other, answer).content)
    assert "to: mlops/feature-store" in form["text"] and "to: mlops/model-serving" in form["text"]


def test_a_file_that_was_loaded_meanwhile_is_not_overwritten(editor, ci_cd, site):
    opened = form_of(editor, ci_cd)
    file = site / "concepts/devops/ci-cd.md"
    file.write_text(small.FILES["concepts/devops/ci-cd.md"].replace("confidence: 0.9", "confidence: 0.8"))
    content.sync(site)

    answer = editor.post(address(ci_cd), opened | {"gist": "Words of Ada."})

    form = filled_in(merge_page(editor, answer).content)
    assert "confidence: 0.8\n  gist: The counterpart" in form["text"] and "gist: Words of Ada." in form["text"]


def test_a_form_sent_twice_is_saved_once(editor, ci_cd):
    form = form_of(editor, ci_cd) | {"gist": "Once."}
    editor.post(address(ci_cd), form)
    before = (Version.objects.count(), Publication.objects.current())

    again = editor.post(address(ci_cd), form)

    assert again.status_code == 302 and "/text/" not in again.headers["Location"]
    assert (Version.objects.count(), Publication.objects.current()) == before


def test_a_new_record_sent_twice_is_one_record(editor):
    form = filled_in(editor.get("/admin/mapping/tool/add/").content)
    form |= {"label": "Argo", "slug": "argo", "gist": "Runs things.", "tool_kind": "tool", "status": "published"}
    editor.post("/admin/mapping/tool/add/", form)

    again = editor.post("/admin/mapping/tool/add/", form)

    assert again.status_code == 302 and Version.objects.filter(path="tools/argo").count() == 1


def test_a_wrong_form_that_was_overtaken_changes_nothing(editor, other, ci_cd):
    opened = form_of(other, ci_cd)
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Words of Ada."})

    page = other.post(address(ci_cd), opened | {"importance": "many"})

    ci_cd.refresh_from_db()
    assert page.status_code == 200 and ci_cd.gist == "Words of Ada." and ci_cd.importance == 4


def test_a_text_that_was_overtaken_is_merged_too(editor, other, ci_cd):
    form = filled_in(other.get(address(ci_cd, "text")).content)
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "Words of Ada."})

    changed = form["text"].replace("One plain sentence", "One short sentence")
    page = other.post(address(ci_cd, "text"), form | {"text": changed, "_save": "Save"})

    text = filled_in(page.content)["text"]
    assert "gist: Words of Ada." in text and "One short sentence" in text
