"""A backup equals the database at one moment, row by row, while writes go on."""

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from mapping import backup, content
from mapping.models import Publication, Record, Tool, Version
from tests import small


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def living_site(transactional_db, tmp_path):
    """The small site, in a database where others see what is committed."""
    return small.load(tmp_path / "content")


def save(folder) -> Path:
    return backup.save(folder)


def write(number):
    """What must happen together: a version and a publication."""
    with transaction.atomic():
        jenkins = Record.objects.get(path="tools/jenkins")
        Version.objects.create(record=jenkins, path=jenkins.path, text=f"{number}", state="draft", origin="admin")
        Publication.objects.bump()


@contextmanager
def writes():
    """Somebody who writes without a pause; what he has done so far."""
    stop, done = Event(), []

    def go_on():
        while not stop.is_set():
            write(len(done))
            done.append(1)
        connection.close()

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def drafts_and_publications():
    return Version.objects.filter(state="draft").count(), Publication.objects.current()


def test_a_backup_made_while_writes_go_on_is_of_one_moment_and_comes_back_the_same(living_site, folder):
    first = Publication.objects.current()
    with writes() as done:
        while len(done) < 3:
            pass
        file = save(folder)
        while len(done) < 6:
            pass
    kept = backup.Manifest.read(file)

    backup.restore(file)  # itself compares every row

    assert kept.tables["mapping_record"].rows == Record.objects.count() and kept.tables["django_migrations"].rows
    drafts, number = drafts_and_publications()
    assert drafts == number - first >= 3, "half of a transaction"
    assert drafts < len(done)


def test_what_was_written_after_the_backup_is_gone_and_kept_aside(living_site, folder, settings, capsys):
    settings.VAR_DIR = folder
    call_command("backup", folder)
    file = next(folder.glob("*.json")).with_suffix("")
    write(1)
    Tool.objects.filter(slug="mlflow").update(gist="lost")

    call_command("restore", file, "--yes")

    assert "each the same as it was kept" in capsys.readouterr().out
    assert Version.objects.filter(text="1").count() == 0 and Tool.objects.get(slug="mlflow").gist == "Tracks runs."
    aside = next((folder / "backups").glob("*.json")).with_suffix("")
    backup.restore(aside)
    assert Version.objects.filter(text="1").count() == 1


def test_after_a_restore_the_site_goes_on(living_site, folder, client):
    backup.restore(save(folder))

    assert client.get("/search/?q=k8s").status_code == 200 and client.get("/readyz").status_code == 200
    content.sync(living_site)


def test_a_damaged_backup_is_refused_and_nothing_changes(living_site, folder):
    file = save(folder)
    with file.open("r+b") as stream:
        stream.seek(5000)
        stream.write(b"xxxx")
    write(1)

    with pytest.raises(CommandError, match="checksum differs"):
        call_command("restore", file, "--yes")

    assert Version.objects.filter(text="1").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"vendor": "oracle"}, "is of oracle"),
        ({"migrations": ["mapping.9999_from_the_future"]}, "newer version"),
        ({"sha256": "0"}, "checksum differs"),
        ({"tables": 1}, "can't be read"),
    ],
)
def test_what_does_not_fit_this_site_is_refused(living_site, folder, wrong, words):
    file = save(folder)
    manifest = file.with_name(f"{file.name}.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | wrong))

    with pytest.raises(backup.BackupError, match=words):
        backup.restore(file)


def test_a_file_without_its_manifest_is_no_backup(living_site, tmp_path):
    with pytest.raises(backup.BackupError, match="is no backup"):
        backup.restore(tmp_path / "nothing.sqlite3")


def test_a_disk_without_room_is_named_before_anything_is_written(living_site, folder, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": 2**20})())
    monkeypatch.setattr(
        f"mapping.backup.{'sqlite' if connection.vendor == 'sqlite' else 'postgres'}.size", lambda: 2**30
    )

    with pytest.raises(CommandError, match="1 MB free; a backup needs 1228 MB"):
        call_command("backup", folder)

    assert list(folder.iterdir()) == []


def test_a_clock_that_was_set_back_does_not_cost_the_newest_backup(living_site, folder):
    for year in (2098, 2099):
        backup.save(folder, datetime(year, 1, 1, tzinfo=UTC))

    call_command("backup", folder, "--keep", "2")

    assert [file.name[10:14] for file in sorted(folder.glob("*.json"))] == [f"{datetime.now(UTC):%Y}", "2099"]


def test_old_backups_go(living_site, folder):
    for _ in range(3):
        call_command("backup", folder, "--keep", "2")

    assert len(list(folder.glob("*.json"))) == 2 and len(list(folder.iterdir())) == 4
