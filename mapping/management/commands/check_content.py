"""check_content: every fault of the content files, with place and remedy."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mapping import content


class Command(BaseCommand):
    help = "List every fault in the content files: file, line, field, what is wrong and the remedy."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--strict", action="store_true", help="also ask for what good content has")
        parser.add_argument("--write", action="store_true", help="bring files that are right into canonical form")

    def handle(self, folder, strict, write, **options):
        try:
            count, written = content.check_folder(folder, strict=strict, write=write)
        except content.ContentError as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(error.faults)} faults. Nothing was loaded or changed.") from None
        for path in written:
            self.stdout.write(f"written {content.file_of(path)}")
        self.stdout.write(f"{count} records, no fault.")
