"""learn_meanings: make the vectors of texts that have none, so that questions in own words find them by meaning."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from mapping import search


class Command(BaseCommand):
    help = "Make what SEMANTIC_SEARCH lacks (the first time half a minute of one core); the site may run meanwhile."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--beside", type=int, metavar="PID", help="stop when this process has ended")

    def handle(self, beside, verbosity, **options):
        speaks = verbosity and not beside
        if not settings.SEMANTIC_SEARCH and speaks:
            self.stdout.write("SEMANTIC_SEARCH is off, or its packages are not installed: nothing to learn.")
        try:
            for left in search.learn():
                if beside and not _is_alive(beside):
                    return
                if speaks:
                    self.stdout.write(f"{left} texts left to learn.")
        except DatabaseError as error:
            raise CommandError(f"Stopped, and goes on at the next start: {str(error).strip()}") from None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
