"""Files and database: loaded, kept, in conflict; never overwritten."""

import pytest
from django.core.management import CommandError, call_command

from mapping import content, publication
from mapping.models import Concept, Publication, Record, Tool, Version
from tests import small

CI = "concepts/devops/ci-cd.md"


@pytest.fixture
def ci_cd(site):
    return Concept.objects.get(path="concepts/devops/ci-cd")


def edit_file(site, old, new, name=CI):
    text = (site / name).read_text()
    assert old in text
    (site / name).write_text(text.replace(old, new))


def edit_in_database(concept, **values):
    """What the admin does: rows first, then the text that they say, published."""
    Concept.objects.filter(pk=concept.pk).update(**values)
    concept = Concept.objects.get(pk=concept.pk)
    change = publication.Change(concept, content.checked_text(concept))
    publication.publish([change], author=publication.Author("Ada"), origin=Version.Origin.ADMIN)


def test_one_fault_and_nothing_is_loaded(db, tmp_path):
    small.write(tmp_path, small.FILES | {"tools/mlflow.md": "broken"})

    with pytest.raises(content.ContentError):
        content.sync(tmp_path)

    assert not Record.objects.exists()


def test_loading_twice_changes_nothing(site):
    before = (Version.objects.count(), Publication.objects.current())

    outcome = content.sync(site)

    assert (Version.objects.count(), Publication.objects.current()) == before
    assert outcome.unchanged == len(small.FILES) and not outcome.loaded


def test_a_changed_file_is_loaded(site, ci_cd):
    edit_file(site, "gist: The gist of CI/CD.", "gist: A new gist.")

    outcome = content.sync(site)

    ci_cd.refresh_from_db()
    assert outcome.loaded == [ci_cd.path] and ci_cd.gist == "A new gist."


def test_a_machine_name_may_go_from_one_tool_to_another(site):
    edit_file(site, "machine_names:\n  apt: [kubectl]\n", "", "tools/kubernetes.md")
    edit_file(site, "kind: platform\n", "kind: platform\nmachine_names:\n  apt: [kubectl]\n", "tools/mlflow.md")

    content.sync(site)

    assert Tool.objects.get(path="tools/mlflow").machine_names.get().name == "kubectl"
    assert not Tool.objects.get(path="tools/kubernetes").machine_names.exists()


def test_what_the_database_changed_is_kept(site, ci_cd):
    edit_in_database(ci_cd, gist="From the desk.")

    outcome = content.sync(site)

    ci_cd.refresh_from_db()
    assert outcome.kept == [ci_cd.path] and ci_cd.gist == "From the desk."


def test_write_puts_what_the_database_changed_into_its_file(site, ci_cd):
    edit_in_database(ci_cd, gist="From the desk.")

    content.sync(site, write=True)

    assert "gist: From the desk.\n" in (site / CI).read_text()
    assert content.sync(site).unchanged == len(small.FILES)


def test_what_both_changed_is_a_conflict_and_stays_as_it_is(site, ci_cd):
    edit_in_database(ci_cd, gist="From the desk.")
    edit_file(site, "gist: The gist of CI/CD.", "gist: From the file.")

    outcome = content.sync(site, write=True)

    ci_cd.refresh_from_db()
    assert [conflict.path for conflict in outcome.conflicts] == [ci_cd.path]
    assert ci_cd.gist == "From the desk." and "From the file." in (site / CI).read_text()


def test_the_command_shows_both_sides_of_a_conflict(site, ci_cd, capsys):
    edit_in_database(ci_cd, gist="From the desk.")
    edit_file(site, "gist: The gist of CI/CD.", "gist: From the file.")

    with pytest.raises(CommandError):
        call_command("sync_content", site)

    shown = capsys.readouterr().err
    assert "-gist: From the file." in shown and "+gist: From the desk." in shown


def test_a_dry_run_says_and_changes_nothing(site, ci_cd):
    edit_file(site, "gist: The gist of CI/CD.", "gist: A new gist.")

    outcome = content.sync(site, dry_run=True)

    ci_cd.refresh_from_db()
    assert outcome.loaded == [ci_cd.path] and ci_cd.gist == "The gist of CI/CD."


def test_a_deleted_file_keeps_its_record(site):
    (site / "tools/jenkins.md").unlink()
    edit_file(site, " and [[tool:jenkins]]", "")

    outcome = content.sync(site)

    assert outcome.missing == ["tools/jenkins"] and Record.objects.filter(path="tools/jenkins").exists()


def test_a_renamed_file_keeps_its_identifier_and_its_old_address(site, client):
    text = (site / "tools/mlflow.md").read_text().replace("status:", "formerly: [mlflow]\nstatus:")
    (site / "tools/mlflow.md").unlink()
    (site / "tools/ml-flow.md").write_text(text)
    edit_file(site, "[mlflow]", "[ml-flow]", "tools/jenkins.md")

    content.sync(site)

    assert Record.objects.get(path="tools/ml-flow").identifier == "mlflow"
    assert client.get("/tools/mlflow/").headers["Location"] == "/tools/ml-flow/"


def test_a_dump_of_the_small_site_is_its_files_byte_for_byte(site):
    dumped = {content.file_of(record.path): content.dump(record) for record in Record.objects.all()}

    assert dumped == {f"content/{name}": text for name, text in small.FILES.items()}


def test_one_fault_in_a_changed_file_leaves_everything_as_it_was(site, ci_cd):
    edit_file(site, "gist: The gist of CI/CD.", "gist: A new gist.")
    edit_file(site, "kind: platform", "kind: gadget", "tools/mlflow.md")

    with pytest.raises(content.ContentError):
        content.sync(site)

    ci_cd.refresh_from_db()
    assert (ci_cd.gist, Publication.objects.current()) == ("The gist of CI/CD.", 1)


def test_a_sync_counts_as_one_publication_and_keeps_each_text(site, ci_cd):
    edit_file(site, "gist: The gist of CI/CD.", "gist: A new gist.")
    edit_file(site, "gist: Tracks runs.", "gist: Tracks.", "tools/mlflow.md")

    content.sync(site)

    assert Publication.objects.current() == 2
    assert [version.origin for version in ci_cd.versions.all()] == ["file", "file"]


def test_what_the_database_changed_stays_kept_from_sync_to_sync(site, ci_cd):
    edit_in_database(ci_cd, gist="From the desk.")
    content.sync(site)

    assert content.sync(site).kept == [ci_cd.path]


def test_a_dry_run_with_write_touches_no_file(site, ci_cd):
    edit_in_database(ci_cd, gist="From the desk.")
    before = (site / CI).read_text()

    content.sync(site, write=True, dry_run=True)

    assert (site / CI).read_text() == before


def test_a_conflict_ends_when_both_sides_say_the_same(site, ci_cd):
    edit_in_database(ci_cd, gist="From the desk.")
    edit_file(site, "gist: The gist of CI/CD.", "gist: From the file.")
    content.sync(site)
    edit_file(site, "gist: From the file.", "gist: From the desk.")

    content.sync(site)
    edit_file(site, "gist: From the desk.", "gist: Later.")

    assert content.sync(site).loaded == [ci_cd.path]


def test_a_change_in_one_place_does_not_hold_up_the_others(site, ci_cd):
    edit_in_database(ci_cd, gist="From the desk.")
    edit_file(site, "gist: The gist of CI/CD.", "gist: From the file.")
    edit_file(site, "gist: Tracks runs.", "gist: Tracks.", "tools/mlflow.md")

    outcome = content.sync(site)

    assert outcome.loaded == ["tools/mlflow"] and len(outcome.conflicts) == 1


def test_a_renamed_concept_keeps_its_row_and_its_old_address_moves_for_good(site, client, ci_cd):
    head, _, end = small.FILES[CI].rpartition("status:")
    (site / CI.replace("ci-cd", "delivery")).write_text(f"{head}formerly: [ci-cd]\nstatus:{end}")
    (site / CI).unlink()
    for name in small.FILES.keys() - {CI}:
        (site / name).write_text(small.FILES[name].replace("devops/ci-cd", "devops/delivery"))

    content.sync(site)

    renamed = Concept.objects.get(path="concepts/devops/delivery")
    assert (renamed.pk, renamed.identifier) == (ci_cd.pk, "ci-cd")
    answer = client.get("/devops/ci-cd/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/devops/delivery/")
