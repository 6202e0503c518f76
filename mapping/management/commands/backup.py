"""backup: keep the whole database in a file, while the site is in use."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mapping import backup


class Command(BaseCommand):
    help = "Write the database into a new file, with a manifest of its tables beside it."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.VAR_DIR / "backups")
        parser.add_argument("--keep", type=int, metavar="N", help="delete all but the newest N in the folder")

    def handle(self, folder, keep, **options):
        try:
            file = backup.save(folder)
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in backup.Manifest.read(file).tables.values())
        self.stdout.write(f"{file}: {rows} rows, {file.stat().st_size // 1024} KB, read back and sound.")
        if keep:
            # Apart from the one just made: where the clock was set back, it has the oldest name.
            others = sorted(other for other in folder.glob(f"crosswalk-*{file.suffix}") if other != file)
            for old in others[: max(0, len(others) + 1 - keep)]:
                old.unlink()
                old.with_name(f"{old.name}.json").unlink(missing_ok=True)
