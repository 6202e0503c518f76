"""translate: what the terms of a text become, in the terminal."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mapping import roadmap, translate


class Command(BaseCommand):
    help = "Find the known terms of a text file (- for standard input), and what to learn for them."

    def add_arguments(self, parser):
        parser.add_argument("file")
        parser.add_argument("--kind", choices=translate.KINDS, default="", help="what the file is; else found out")

    def handle(self, file, kind, **options):
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        phrases = translate.book()
        found = translate.annotate(text[: translate.MAX_TEXT], kind, phrases)
        compared = translate.compare(found.terms, phrases=phrases)
        for name, placed in compared.groups.items():
            self.stdout.write(f"\n{translate.GROUPS[name]}: {len(placed)}")
            for one in placed:
                self.stdout.write(f"  {one.term.name}  [{one.term.discipline or 'tool'}]  {one.because}")
        self.stdout.write(f"\nNot known: {', '.join(found.unresolved) or 'nothing'}\n\nLearn, in this order:")
        for number, stop in enumerate(roadmap.path(compared.targets, phrases.devops), 1):
            self.stdout.write(f"  {number}. {stop.concept.label}  [{stop.effort}]  {stop.reason}")
