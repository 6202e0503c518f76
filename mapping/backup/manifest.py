"""What a backup holds: each table with the number of its rows and a digest of them."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

_CHUNK = 2**20


class BackupError(Exception):
    """A backup that can't be made or brought back; says why, and what to do."""


class Cursor(Protocol):
    """What both databases' cursors can do."""

    def execute(self, sql: str) -> Any: ...
    def __iter__(self) -> Any: ...


@dataclass(frozen=True)
class Table:
    """How many rows a table has, and what is in them in whatever order they come."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What was kept: by which database, when, with which migrations, and every table."""

    vendor: str
    made_at: str
    sha256: str
    migrations: tuple[str, ...]
    tables: dict[str, Table]

    def write(self, file: Path) -> None:
        beside(file).write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> "Manifest":
        """The manifest of a backup; BackupError where either is missing or not what was written."""
        if not file.is_file() or not beside(file).is_file():
            raise BackupError(f"{file} is no backup: there must be the file and {beside(file).name} beside it.")
        try:
            read = json.loads(beside(file).read_text(encoding="utf-8"))
            tables = {name: Table(**table) for name, table in read.pop("tables").items()}
            manifest = cls(**read | {"migrations": tuple(read["migrations"])}, tables=tables)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BackupError(f"{beside(file)} can't be read: {error}") from error
        if sha256_of(file) != manifest.sha256:
            raise BackupError(f"{file} is not the file that was written: its checksum differs. Take another backup.")
        return manifest


def beside(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def sha256_of(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def inventory(cursor: Cursor, tables: Iterable[str]) -> dict[str, Table]:
    """Every table as the cursor sees it. The digest is a sum, so that the order of rows makes no difference."""
    found = {}
    for name in tables:
        cursor.execute(f'SELECT * FROM "{name}"')
        rows, total = 0, 0
        for row in cursor:
            rows += 1
            total += int.from_bytes(hashlib.blake2b(repr(tuple(row)).encode(), digest_size=16).digest(), "big")
        found[name] = Table(rows, f"{total % 2**128:032x}")
    return found
