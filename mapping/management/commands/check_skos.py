from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mapping import exchange, rules


class Command(BaseCommand):
    help = "Check Turtle files against the integrity conditions of SKOS: S9, S13, S14, S27, S37 and S46."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], verbosity: int, **options: Any) -> None:
        if bad := [path for path in files if not self.is_sound(path, verbosity)]:
            raise CommandError(f"{len(bad)} of {len(files)} files are unreadable or break SKOS.")

    def is_sound(self, path: Path, verbosity: int) -> bool:
        try:
            violations = rules.integrity(exchange.read(path))
        except exchange.TurtleError as error:
            return self.stdout.write(str(error)) or False
        self.stdout.write(f"{path}: {', '.join(dict.fromkeys(it.rule for it in violations)) or 'ok'}")
        for violation in violations if verbosity > 1 else ():
            self.stdout.write(f"  {violation.rule}: {violation.message}")
        return not violations
