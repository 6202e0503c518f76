"""find: search from the terminal."""

from django.core.management.base import BaseCommand

from mapping import search


class Command(BaseCommand):
    help = "Search as the site does, and print the hits with their counterparts."

    def add_arguments(self, parser):
        parser.add_argument("query", nargs="+")
        parser.add_argument("--limit", type=int, default=10)

    def handle(self, query, limit, **options):
        results = search.find(" ".join(query), limit=limit)
        for hit in results.hits:
            matched = f"  (matched “{hit.matched}”)" if hit.matched and hit.matched != hit.label else ""
            self.stdout.write(f"{hit.score:.3f}  {hit.label}  [{hit.discipline or hit.type}]{matched}  {hit.url}")
            for other in hit.counterparts:
                self.stdout.write(f"       {other.relation:8} {other.discipline:7} {other.name or '(none)'}")
        self.stdout.write(f"{results.count} found.")
