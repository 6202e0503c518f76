"""A real process of sync_content, killed with SIGKILL at moments by chance, between edits of files and at the desk."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from mapping import content, search
from tests import small
from tests.content.test_schedules import FILES, Schedule, _anew

ROOT = Path(__file__).parents[2]
KILLS = 10


class Process(Schedule):
    """A schedule whose syncs are processes, and whose kills are real."""

    def __init__(self, folder, seed, monkeypatch):
        super().__init__(folder, seed, monkeypatch)
        self.wal = Path(f"{connection.settings_dict['NAME']}-wal")
        self.ends = []

    def run(self):
        for step in range(self.chance.randrange(2, 5)):
            edit = self.chance.choice([self.edit_file, self.edit_at_desk])
            edit(f"w{self.seed}x{step}end")
        self.killed_sync("")
        self.edit_file(f"w{self.seed}xlastend")

    def killed_sync(self, word):
        """Killed some milliseconds after its first write, or else wherever it is after a second or two."""
        command = [sys.executable, ROOT / "manage.py", "sync_content", self.folder, "--write"]
        before, until = self._written(), time.monotonic() + self.chance.choice([1.5, 20])
        env = os.environ | {"DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}
        with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and self._written() == before and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(self.chance.random() * 0.15)
            process.send_signal(signal.SIGKILL)
        self.ends.append(process.returncode)

    def _written(self):
        """What changes with every write, of a row or of a file."""
        files = [*self.folder.rglob("*.md"), *self.folder.rglob(".*"), self.wal]
        return [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.exists()]


@pytest.mark.once
def test_no_edit_is_lost_when_the_process_is_killed(transactional_db, tmp_path, monkeypatch):
    small.write(tmp_path, FILES)
    content.sync(tmp_path)

    lost, ends = {}, []
    for seed in range(KILLS):
        _anew(tmp_path)
        schedule = Process(tmp_path, seed, monkeypatch)
        schedule.run()
        if words := schedule.lost():
            lost[seed] = words
        ends += schedule.ends

    assert lost == {}
    assert -signal.SIGKILL in ends, "no process was killed before its end"
    assert search.drift() == (set(), set()) and search.counts_are_right()
