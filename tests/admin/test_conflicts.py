"""A record that was changed in its file and at the desk: shown, brought together, and then at peace."""

import pytest

from mapping import content
from mapping.models import SyncConflict
from tests.admin.forms import address, filled_in, form_of

CI = "concepts/devops/ci-cd.md"


@pytest.fixture
def conflict(editor, ci_cd, site):
    """The gist was changed at the desk, gist and definition in the file."""
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"gist": "From the desk."})
    text = (site / CI).read_text().replace("The gist of CI/CD.", "From the file.")
    (site / CI).write_text(text.replace("One plain sentence", "One short sentence"))
    content.sync(site)
    return f"{address(ci_cd, 'text')}?conflict=1"


def test_both_sides_stand_on_the_desk(conflict, editor):
    page = editor.get(conflict)

    text = filled_in(page.content)["text"]
    assert "gist: From the desk." in text and "gist: From the file." in text and "One short sentence" in text
    assert conflict in editor.get("/admin/").content.decode()


def test_what_the_editor_decides_is_in_force_and_goes_into_the_file(conflict, editor, ci_cd, site):
    form = filled_in(editor.get(conflict).content)
    lines = [line for line in form["text"].split("\n") if line[:7] not in {"<<<<<<<", "=======", ">>>>>>>"}]
    lines.remove("gist: From the file.")

    editor.post(conflict, form | {"text": "\n".join(lines), "_save": "Save"})
    outcome = content.sync(site, write=True)

    ci_cd.refresh_from_db()
    assert (ci_cd.gist, ci_cd.definition[:18]) == ("From the desk.", "One short sentence")
    assert outcome.written == [ci_cd.path] and not SyncConflict.objects.exists()
    assert content.sync(site).unchanged and (site / CI).read_text() == ci_cd.version.text


def test_a_file_that_changes_after_the_decision_is_a_conflict_again(conflict, editor, ci_cd, site):
    form = filled_in(editor.get(conflict).content)
    editor.post(conflict, form | {"text": ci_cd.version.text.replace("core", "foundation"), "_save": "Save"})
    (site / CI).write_text((site / CI).read_text().replace("From the file.", "Once more."))

    assert [one.path for one in content.sync(site).conflicts] == [ci_cd.path]


def test_a_conflict_that_ends_in_the_files_leaves_the_desk(conflict, ci_cd, site):
    ci_cd.refresh_from_db()
    (site / CI).write_text(ci_cd.version.text)

    content.sync(site)

    assert not SyncConflict.objects.exists()


def test_a_dry_run_notes_nothing(conflict, site):
    SyncConflict.objects.all().delete()

    content.sync(site, dry_run=True)

    assert not SyncConflict.objects.exists()
