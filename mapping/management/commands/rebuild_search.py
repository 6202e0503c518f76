"""rebuild_search: make the search index anew."""

from django.core.management.base import BaseCommand

from mapping import search


class Command(BaseCommand):
    help = "Make the search index anew; readers see the old one until the new one stands."

    def handle(self, **options):
        search.prepare()
        self.stdout.write(f"{search.rebuild()} documents indexed.")
