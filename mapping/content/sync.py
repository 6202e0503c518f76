"""Files and database brought together: a three-way merge of the last sync, the file and the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from django.db import transaction

from mapping.content.check import check
from mapping.content.conflicts import CONTENT_FILES, note
from mapping.content.faults import ContentError, Fault
from mapping.content.reviews import lapsed
from mapping.content.tree import Entry, file_of, read, read_all, texts
from mapping.content.write import put
from mapping.models import Record, Version

MANY = 20


@dataclass(frozen=True)
class Conflict:
    """A record that was changed in its file and in the admin since the last sync; nothing was overwritten."""

    path: str
    file_text: str
    database_text: str

    def diff(self) -> str:
        """Both texts, as a unified diff from the file to the database."""
        lines = (self.file_text.splitlines(), self.database_text.splitlines())
        return "\n".join(unified_diff(*lines, f"{file_of(self.path)} (file)", "the admin's version", lineterm=""))


@dataclass
class Outcome:
    """What a sync did, or would do: paths by what became of them."""

    loaded: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    changing: list[str] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    unchanged: int = 0

    def lines(self) -> list[str]:
        """The outcome in words, one line a record that needs a word."""
        said = {
            "loaded": self.loaded,
            "kept (changed in the admin; --write puts it into the file)": self.kept,
            "written": self.written,
            "kept (the file changed meanwhile; sync again)": self.changing,
            "kept (the file is gone; to withdraw it, set status: withdrawn)": self.missing,
            "CONFLICT (changed in the file and in the admin)": [conflict.path for conflict in self.conflicts],
        }
        shown = {word: paths for word, paths in said.items() if paths}
        if len(self.loaded) > MANY:
            shown["loaded"] = []
        lines = [f"{word}: {file_of(path)}" for word, paths in shown.items() for path in paths]
        return [
            *lines,
            f"{len(self.loaded)} loaded, {self.unchanged} unchanged, {len(self.conflicts)} conflicts.",
        ]


def sync(folder: Path, *, write: bool = False, dry_run: bool = False) -> Outcome:
    """Load what changed in the files, keep what changed in the database, report what changed in both.

    With `write`, what changed in the database alone goes into its file. Raises ContentError, and writes nothing,
    when the files and the database together are not right.
    """
    with transaction.atomic():
        files = texts(folder)
        outcome, to_load, in_force = _compare(files)
        if to_load:
            entries, faults = read_all(in_force)
            faults = faults or [*check(entries, canonical=to_load), *_lapsed(to_load, entries)]
            if faults:
                raise ContentError(faults)
            if not dry_run:
                put(
                    [entries[path] for path in to_load],
                    author=CONTENT_FILES,
                    origin=Version.Origin.FILE,
                    reason="From the files",
                    is_first=not Record.objects.exists(),
                )
        if dry_run:
            return outcome
        _settle(files)
        note({conflict.path: conflict.file_text for conflict in outcome.conflicts})
    if write:
        for path in outcome.kept:
            (outcome.written if _write_file(folder, path, files.get(path)) else outcome.changing).append(path)
        outcome.kept = []
    return outcome


def _compare(files: dict[str, str]) -> tuple[Outcome, list[str], dict[str, str]]:
    """The outcome so far, what must be loaded, and the texts that are in force after it."""
    outcome, to_load = Outcome(), []
    stored = _stored_texts()
    aliases = _former_paths(files)
    in_force = {aliases.get(path, path): text for path, (_, text) in stored.items()}
    for path, text in files.items():
        base, current = stored.get(path) or _renamed(path, aliases, stored)
        if text == current:
            outcome.unchanged += 1
        elif current == base:
            to_load.append(path)
            outcome.loaded.append(path)
            in_force[path] = text
        elif text == base:
            outcome.kept.append(path)
        else:
            outcome.conflicts.append(Conflict(path, text, current or ""))
    new_paths = {aliases.get(path, path) for path in stored}
    outcome.missing = sorted(path for path in new_paths - set(files) if stored.get(path, (None,))[0] is not None)
    outcome.kept += sorted(path for path in new_paths - set(files) if stored.get(path, (1,))[0] is None)
    return outcome, to_load, in_force


def _lapsed(paths: list[str], entries: dict[str, Entry]) -> Iterator[Fault]:
    """Reviews in changed files that were given to what the file said before."""
    for path, text in Record.objects.filter(path__in=paths).values_list("path", "version__text"):
        if text and "reviewed: {" in text:
            yield from lapsed(read(path, text), entries[path])


def _stored_texts() -> dict[str, tuple[str | None, str | None]]:
    """The text at the last sync and the text now, of every record in the database."""
    rows = Record.objects.exclude(version=None).values_list("path", "file_version__text", "version__text")
    return {path: (base, current) for path, base, current in rows}


def _former_paths(files: dict[str, str]) -> dict[str, str]:
    """Old paths to new ones, read off the files that name old slugs: cheap, since few do."""
    entries, _ = read_all({path: text for path, text in files.items() if "\nformerly: " in text})
    return {
        f"{path.rpartition('/')[0]}/{slug}": path
        for path, entry in entries.items()
        for slug in getattr(entry.record, "formerly", [])
    }


def _renamed(
    path: str, aliases: dict[str, str], stored: dict[str, tuple[str | None, str | None]]
) -> tuple[str | None, str | None]:
    olds = [old for old, new in aliases.items() if new == path and old in stored]
    return stored[olds[0]] if olds else (None, None)


def _settle(files: dict[str, str]) -> None:
    """Where file and database say the same, that text is the base of the next sync."""
    rows = Record.objects.filter(path__in=files).exclude(version=None).select_related("version", "file_version")
    agreeing = [row for row in rows if row.version_id != row.file_version_id and row.version.text == files[row.path]]
    _set_base(agreeing)


def _set_base(rows: Iterable[Record]) -> None:
    for row in rows:
        Record.objects.filter(pk=row.pk).update(file_version=row.version_id)


def _write_file(folder: Path, path: str, seen: str | None) -> bool:
    """Put a record's text into its file, unless somebody has changed that since the sync read it."""
    row = Record.objects.select_related("version").get(path=path)
    file = folder / file_of(path).removeprefix("content/")
    file.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved into place, so that a crash leaves the old file or the new one, never half of it.
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(row.version.text, encoding="utf-8")
    now = file.read_bytes().decode("utf-8", "replace") if file.exists() else None
    if now != seen:
        beside.unlink()
        return False
    beside.replace(file)
    _set_base([row])
    return True
