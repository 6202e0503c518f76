"""dump_content: write every record of the database as its canonical file into a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand

from mapping import content
from mapping.models import Record


class Command(BaseCommand):
    help = "Write all records as content files into an empty or new folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, folder, **options):
        records = Record.objects.order_by("path")
        for record in records:
            file = folder / content.file_of(record.path).removeprefix("content/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content.dump(record), encoding="utf-8")
        self.stdout.write(f"{len(records)} records written to {folder}.")
