"""rebuild_search: make the search index anew, or say whether it is right."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from mapping import search


class Command(BaseCommand):
    help = "Make the search index anew; readers see the old one until the new one stands."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="change nothing; fail if anything in it is not right")

    def handle(self, check, **options):
        if not check:
            search.prepare()
            self.stdout.write(f"{search.rebuild()} documents indexed.")
            call_command("learn_meanings", verbosity=0)
            return
        (lacking, left_over), old = search.drift(), search.outdated()
        if lacking or left_over or old or not search.counts_are_right():
            found = f"{len(lacking)} documents missing, {len(left_over)} left over, {len(old)} old"
            raise CommandError(f"The index is not right: {found}. Run rebuild_search.")
        self.stdout.write("The index is right.")
