"""export: every file of data into a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mapping import exchange


class Command(BaseCommand):
    help = "Write SKOS, SSSOM, CSV and JSON into a folder, with a manifest and checksums. Same content, same bytes."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, folder, **options):
        try:
            written = exchange.write(folder)
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}.") from error
        for path in written:
            self.stdout.write(f"{path}  {path.stat().st_size:,} bytes")
