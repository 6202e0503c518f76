"""Save and restore, alike for both databases."""

import os
import shutil
from datetime import datetime
from pathlib import Path
from types import ModuleType

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from mapping.backup import postgres, sqlite
from mapping.backup.manifest import BackupError, Manifest, sha256_of
from mapping.models import StoredPage

# A copy must not take the last of the disk, where the site writes too.
SPARE = 1.2


def _half() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgres}[connection.vendor]


def save(folder: Path, now: datetime | None = None) -> Path:
    """Keep the database in a new file in the folder; the file. The site may write meanwhile.

    BackupError if the disk has no room for it or the copy is not sound; then nothing is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    needed, free = int(_half().size() * SPARE), shutil.disk_usage(folder).free
    if needed > free:
        raise BackupError(f"{folder} has {free // 2**20} MB free; a backup needs {needed // 2**20} MB.")
    now = now or timezone.now()
    file = folder / f"crosswalk-{now:%Y%m%d-%H%M%S-%f}{_half().SUFFIX}"
    part = file.with_name(f"{file.name}.part")
    try:
        tables = _half().copy_to(part, _tables())
        with part.open("rb") as stream:
            os.fsync(stream.fileno())
        Manifest(connection.vendor, now.isoformat(), sha256_of(part), _migrations(), tables).write(file)
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    return file


def restore(file: Path, keep_in: Path | None = None) -> tuple[Manifest, Path | None]:
    """Bring a backup back, after keeping what is there now in `keep_in`; the manifest, and the file of the latter.

    BackupError if the file is damaged, of the other database, or of a newer version of the site; then nothing has
    changed. Also if what was brought back differs from what was kept.
    """
    manifest = Manifest.read(file)
    if manifest.vendor != connection.vendor:
        raise BackupError(f"{file} is of {manifest.vendor}; this site runs on {connection.vendor}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupError(f"{file} is of a newer version of the site: {', '.join(unknown[:3])}. Update the code first.")
    kept = save(keep_in) if keep_in else None
    _half().bring_back(file)
    found = _half().holds(manifest.tables)
    if wrong := [name for name in manifest.tables if found[name] != manifest.tables[name]]:
        raise BackupError(f"These tables differ from what was kept: {', '.join(wrong)}. What was there is in {kept}.")
    return manifest, kept


def _tables() -> list[str]:
    """Every table but the stored pages, which the site makes anew by itself, whenever somebody reads."""
    names = {*connection.introspection.django_table_names(only_existing=True), "django_migrations"}
    return sorted(names - {StoredPage._meta.db_table})


def _migrations() -> tuple[str, ...]:
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).applied_migrations))
