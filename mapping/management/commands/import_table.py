"""import_table: rows of mappings or tools into the records, with the rights of one account."""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mapping import content, exchange, publication, tables


class Command(BaseCommand):
    help = "Bring in a table (CSV, XLSX, SSSOM/TSV) as export_table writes it: all of it or nothing."

    def add_arguments(self, parser):
        parser.add_argument("table", choices=content.TABLES)
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="account", required=True, help="the account whose name and rights hold")
        parser.add_argument("--reason", default="", help="why, for the history of each record")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, table, file, account, reason, dry_run, **options):
        user = get_user_model().objects.filter(username=account, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no account “{account}”.")
        author = publication.Author(user.get_full_name() or account, user)
        importer = content.Importer(author, user.has_perm("mapping.publish_record"), timezone.localdate())
        try:
            rows = exchange.read_rows(file.read_bytes())
            plan = content.plan(content.TABLES[table], rows, importer)
            self.stdout.write("\n".join(plan.lines()))
            if not dry_run and plan.changes:
                reason = reason or f"Imported from {file.name}"
                content.apply(content.TABLES[table], rows, importer, stand=plan.stand, reason=reason[:300])
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.") from error
        except tables.TableError as error:
            raise CommandError(f"{error}\n{len(error.faults)} faults. Nothing was imported.") from error
