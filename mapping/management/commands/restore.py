"""restore: bring a backup back."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from mapping import backup


class Command(BaseCommand):
    help = "Put a backup in the place of the database; what is there now is kept first, in var/backups."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, file, yes, **options):
        if not yes and input(f"Replace the whole database by {file}? [yes/no] ") != "yes":
            raise CommandError("Nothing was changed.")
        try:
            manifest, kept = backup.restore(file, settings.VAR_DIR / "backups")
        except (backup.BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        rows = sum(table.rows for table in manifest.tables.values())
        self.stdout.write(f"Restored {rows} rows of {manifest.made_at}, each the same as it was kept.")
        self.stdout.write(f"What was there before is in {kept}.")
        call_command("migrate", interactive=False, verbosity=1)
