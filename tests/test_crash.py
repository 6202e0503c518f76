"""Whatever kills the process or the machine: what was said to be saved is there, and nothing by halves. On SQLite.

PostgreSQL is killed and started again by bin/rehearse.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("crash")


class Writer:
    """A process that publishes, as the site does, on a database of its own."""

    def __init__(self, home):
        own = {"DATABASE_URL": f"sqlite:///{home}/crosswalk.sqlite3", "VAR_DIR": str(home), "PYTHONPATH": str(ROOT)}
        own |= {"DJANGO_SETTINGS_MODULE": "mapping.settings", "SECRET_KEY": "x", "SITE_URL": "http://localhost"}
        command = [sys.executable, "tests/rig/writer.py"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=subprocess.PIPE, text=True)
        self.saved = []

    def save(self, number):
        """Let it save so many changes more; each with the length of the log at that time."""
        self.saved += [tuple(map(int, self.process.stdout.readline().split())) for _ in range(number)]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.saved += [tuple(map(int, line.split())) for line in self.process.stdout if line.endswith("\n")]
        self.process.wait()


def numbers(file):
    """The changes that a database holds, which must be sound and hold each of them whole."""
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        texts = database.execute("SELECT text FROM mapping_version WHERE text LIKE 'text %' ORDER BY id").fetchall()
        # The first publication is that of the content; each later one has one version, and the record names the last.
        (publications,) = database.execute("SELECT number FROM mapping_publication").fetchone()
        (last,) = database.execute(
            "SELECT text FROM mapping_version JOIN mapping_record ON version_id = mapping_version.id"
            " WHERE mapping_record.path = 'tools/jenkins'"
        ).fetchone()
        assert publications == 1 + len(texts) and (not texts or last == texts[-1][0])
        return [int(text.split()[1]) for (text,) in texts]


def test_a_writer_that_is_killed_at_any_point_loses_nothing_that_it_said_was_saved(home):
    said = []
    for _ in range(4):
        writer = Writer(home)
        writer.save(random.randint(1, 6))
        writer.kill()
        said += [number for number, _ in writer.saved]

        assert set(said) <= set(numbers(home / "crosswalk.sqlite3"))
    assert len(said) >= 4


def test_a_power_cut_loses_nothing_that_was_said_to_be_saved(home, tmp_path):
    """The log is cut off where the disk may have stopped writing; what was synced by then is not lost."""
    writer = Writer(home)
    writer.save(8)
    writer.kill()
    database, log = home / "crosswalk.sqlite3", home / "crosswalk.sqlite3-wal"
    whole = log.read_bytes()
    synced = {end for _, end in writer.saved}

    for end in sorted(synced | {random.randrange(len(whole)) for _ in range(30)}):
        shutil.copy(database, tmp_path / "after.sqlite3")
        garbage = random.randbytes(min(4096, len(whole) - end))  # a sector that was half written
        (tmp_path / "after.sqlite3-wal").write_bytes(whole[:end] + garbage)
        (tmp_path / "after.sqlite3-shm").unlink(missing_ok=True)

        assert {number for number, length in writer.saved if length <= end} <= set(numbers(tmp_path / "after.sqlite3"))


def test_what_is_saved_is_on_the_disk_before_anybody_is_told(home):
    """2 is FULL: the log is synced at each commit."""
    script = "import django; django.setup(); from django.db import connection as c; k = c.cursor()"
    asked = (
        f"{script}; print(*k.execute('PRAGMA synchronous').fetchone(), *k.execute('PRAGMA journal_mode').fetchone())"
    )
    own = {"DATABASE_URL": f"sqlite:///{home}/asked.sqlite3", "DJANGO_SETTINGS_MODULE": "mapping.settings"}
    own |= {"SECRET_KEY": "x", "SITE_URL": "http://localhost"}

    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, env=os.environ | own, capture_output=True, text=True)

    assert said.stdout.split() == ["2", "wal"], said.stderr
