"""check_links: ask every address outside the site whether it still answers."""

from django.core.management.base import BaseCommand, CommandError

from mapping import links
from mapping.models import ExternalLink, link_uses

WIDTH = 40


class Command(BaseCommand):
    help = "Check the external links of what is published; a run that was stopped goes on. Exit code 2: some are dead."

    def add_arguments(self, parser):
        parser.add_argument(
            "--days", type=int, default=7, help="leave out what was asked in the last N days (0: ask all)"
        )

    def handle(self, days, **options):
        try:
            summary = links.check(days=days, progress=self.draw if self.stderr.isatty() else lambda done, total: None)
        except links.Unreachable as error:
            raise CommandError(str(error)) from error
        dead = ExternalLink.objects.dead().in_bulk(field_name="url")
        for use in link_uses(set(dead)):
            link = dead[use.url]
            self.stdout.write(f"{use.record.path}: {use.place}: {use.url}: {link.error or link.status}")
        self.stdout.write(str(summary))
        if summary.dead:
            raise CommandError(f"Dead links: {summary.dead}. The desk shows where they stand.", returncode=2)

    def draw(self, done, total):
        bar = "#" * (WIDTH * done // total)
        ending = "\n" if done == total else ""
        self.stderr.write(f"\r[{bar:<{WIDTH}}] {done} of {total}", style_func=str, ending=ending)
