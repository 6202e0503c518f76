"""mcp: the server for assistants."""

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Answer an assistant over standard input and output (Model Context Protocol)."

    def handle(self, **options):
        try:
            from mapping.api.mcp import server
        except ModuleNotFoundError as error:
            remedy = "pip install -r requirements-mcp.txt"
            raise CommandError(f"The package {error.name} is not installed; {remedy}.") from error
        server.run("stdio")
