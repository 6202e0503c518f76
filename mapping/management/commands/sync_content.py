"""sync_content: bring the content files and the database together; overwrite nothing."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from mapping import content


class Command(BaseCommand):
    help = "Load changed files, keep what the admin changed, report what both changed."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=settings.CONTENT_DIR)
        parser.add_argument("--write", action="store_true", help="put what the admin changed into its file")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

        parser.add_argument(
            "--leave-meanings", action="store_false", dest="learn", help="don't run learn_meanings at the end"
        )

    def handle(self, folder, write, dry_run, learn, **options):
        try:
            outcome = content.sync(folder, write=write, dry_run=dry_run)
        except content.ContentError as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(f"{len(error.faults)} faults. Nothing was loaded.") from None
        self.stdout.write("\n".join(outcome.lines()))
        if outcome.conflicts:
            self.stderr.write("\n\n".join(conflict.diff() for conflict in outcome.conflicts))
            raise CommandError("Both sides of these records changed. Put the right text into one side, then again.")
        if learn and not dry_run:
            call_command("learn_meanings", verbosity=0)
