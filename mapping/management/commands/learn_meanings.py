"""learn_meanings: make the vectors of texts that have none, so that questions in own words find them by meaning."""

import os

from django.conf import settings
from django.core.management.base import BaseCommand

from mapping import search


class Command(BaseCommand):
    help = "Make what SEMANTIC_SEARCH lacks (the first time half a minute of one core); the site may run meanwhile."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--beside", type=int, metavar="PID", help="stop when this process has ended")

    def handle(self, beside, verbosity, **options):
        if not settings.SEMANTIC_SEARCH:
            if not beside:
                self.stdout.write("SEMANTIC_SEARCH is off, or its packages are not installed: nothing to learn.")
            return
        for left in search.learn():
            if beside and not _is_alive(beside):
                return
            if verbosity > 1:
                self.stdout.write(f"{left} texts left.")


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
