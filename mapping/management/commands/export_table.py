"""export_table: mappings or tools as a table that comes back by import_table."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mapping import content, exchange, tables
from mapping.models import Mapping, Tool


class Command(BaseCommand):
    help = "Write all mappings or tools, drafts too, as .csv or .xlsx; published mappings as .tsv (SSSOM)."

    def add_arguments(self, parser):
        parser.add_argument("table", choices=content.TABLES)
        parser.add_argument("file", type=Path)

    def handle(self, table, file, **options):
        form = file.suffix.removeprefix(".")
        if form == "tsv" and table == "mappings":
            written = exchange.sssom.positive().encode()
        elif form in tables.MEDIA_TYPES:
            is_tools = table == "tools"
            cells = content.cells_of_tools(Tool.objects.select_related("version")) if is_tools else None
            cells = cells if is_tools else content.cells_of_mappings(Mapping.objects.with_ends())
            written = tables.write(form, content.TABLES[table].names, cells)
        else:
            raise CommandError("The name of the file ends in .csv or .xlsx, or for mappings in .tsv (SSSOM).")
        file.write_bytes(written)
        self.stdout.write(f"{file}: {len(written):,} bytes.")
