"""Files, desk and sync at the same records, with kills at any moment: every edit is there in the end, or in a conflict.

200 schedules by chance. Each edit writes a word of its own. In the end each word is in force, or waits in a conflict
that is reported, or somebody who had it before him has written over it.
"""

import random
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

from mapping import content, publication
from mapping.models import Record, SyncConflict, Version
from tests import small

# `content.sync` is the verb; what is killed stands in the module of the same name.
syncing = import_module("mapping.content.sync")
SCHEDULES = 200
TOOLS = ("jenkins", "kubernetes", "mlflow")
FILES = {name: text for name, text in small.FILES.items() if not name.startswith(("concepts", "false", "roadmap"))}
FILES["roles/sysadmin.md"] = small.record("label: Administrator\nstrength: hosts\nusual_gap: models")
AUTHOR = publication.Author("Ada")


class Killed(BaseException):
    """The process is gone: nothing catches this, and no transaction that is open is kept."""


class Schedule:
    """One run of chance over one small site."""

    def __init__(self, folder: Path, seed: int, monkeypatch):
        self.folder, self.chance, self.monkeypatch = folder, random.Random(seed), monkeypatch
        self.seed = seed
        self.words: dict[str, str] = {}
        self.reported: list[str] = []

    def run(self) -> None:
        for step in range(self.chance.randrange(3, 9)):
            action = self.chance.choice([self.edit_file, self.edit_at_desk, self.sync, self.sync, self.killed_sync])
            action(f"w{self.seed}x{step}end")

    def edit_file(self, word: str) -> None:
        """An editor of files puts a word over what is there, which he saw."""
        tool = self.chance.choice(TOOLS)
        file = self.folder / f"tools/{tool}.md"
        before = file.read_text()
        file.write_text(self._changed(before, word))
        self._forget_replaced(before, file.read_text())
        self.words[word] = tool

    def edit_at_desk(self, word: str) -> None:
        tool = self.chance.choice(TOOLS)
        record = Record.objects.select_related("version").get(path=f"tools/{tool}")
        text = self._changed(record.version.text, word)
        content.write({record.path: text}, author=AUTHOR, origin=Version.Origin.ADMIN)
        self._forget_replaced(record.version.text, text)
        self.words[word] = tool

    def sync(self, word: str = "") -> None:
        outcome = content.sync(self.folder, write=self.chance.random() < 0.6)
        self.reported = [conflict.path for conflict in outcome.conflicts]

    def killed_sync(self, word: str) -> None:
        """A sync that ends at a place by chance: in the transaction, before or after a file is put in its place."""
        place = self.chance.choice(["publish", "_settle", "note", "_write_file", "_set_base", "replace"])
        owner = {"publish": publication, "replace": Path}.get(place, syncing)
        real = getattr(owner, place)

        def dies(*args, **kwargs):
            if self.chance.random() < 0.5:
                real(*args, **kwargs)
            raise Killed

        with self.monkeypatch.context() as patched, suppress(Killed):
            patched.setattr(owner, place, dies)
            content.sync(self.folder, write=self.chance.random() < 0.8)

    def _changed(self, text: str, word: str) -> str:
        head, gist, tail = text.partition("gist: ")
        line, _, rest = tail.partition("\n")
        return f"{head}{gist}{word}.\n{rest}" if self.chance.random() < 0.7 else f"{text.rstrip()}\n\n{word}\n"

    def _forget_replaced(self, before: str, after: str) -> None:
        """What somebody takes out who has it before him is no loss."""
        self.words = {word: tool for word, tool in self.words.items() if word not in before or word in after}

    def lost(self) -> list[str]:
        """The words that neither are in force nor wait in a conflict that is reported."""
        self.sync()
        return [word for word, tool in self.words.items() if not self._is_kept(word, tool)]

    def _is_kept(self, word: str, tool: str) -> bool:
        path = f"tools/{tool}"
        if word in Record.objects.get(path=path).version.text:
            return True
        is_reported = path in self.reported and SyncConflict.objects.filter(record__path=path).exists()
        return is_reported and word in (self.folder / f"{path}.md").read_text()


@pytest.mark.parametrize("start", range(0, SCHEDULES, 20))
def test_no_edit_is_lost_whatever_the_order_and_whatever_is_killed(db, tmp_path, monkeypatch, start):
    small.write(tmp_path, FILES)
    content.sync(tmp_path)

    lost = {}
    for seed in range(start, start + 20):
        _anew(tmp_path)
        schedule = Schedule(tmp_path, seed, monkeypatch)
        schedule.run()
        if words := schedule.lost():
            lost[seed] = words

    assert lost == {}


def _anew(folder: Path) -> None:
    """The next schedule starts with files and database that agree."""
    for record in Record.objects.filter(path__startswith="tools/").select_related("version"):
        file = folder / f"{record.path}.md"
        text = FILES[f"{record.path}.md"]
        file.write_text(text)
        content.write({record.path: text}, author=AUTHOR, origin=Version.Origin.FILE)
    content.sync(folder)
