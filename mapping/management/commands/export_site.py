"""export_site: the whole public site as static files."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mapping import mirror


class Command(BaseCommand):
    help = "Write every public page and file into a folder that any file server can serve, search included."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, folder, **options):
        try:
            written = mirror.write(folder)
        except OSError as error:
            raise CommandError(f"{error.filename or folder}: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{error} Run manage.py prepare first.") from error
        counts = f"{written.pages} pages, {written.files} files, {written.redirects} redirects"
        self.stdout.write(f"{folder}: {counts}.")
        if written.lost:
            raise CommandError("These links of the site lead nowhere: " + ", ".join(written.lost))
