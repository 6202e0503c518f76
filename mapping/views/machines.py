"""What crawlers ask for first: /sitemap.xml and /robots.txt."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Record, Stage

PAGES = [
    *("home", "map", "graph", "coverage", "new-territory", "which-is-which", "cheat-sheet", "tools", "glossary"),
    *("false-friends", "compare-concepts", "compare-tools", "about"),
]


@require_safe
@public()
def sitemap(request):
    """Every page that is worth finding, with the day of its last change."""
    context = {
        "pages": [reverse(name) for name in PAGES],
        "stages": Stage.objects.all(),
        "records": Record.objects.published().with_own_page().values("path", "changed_at"),
    }
    return render(request, "machines/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
@public()
def robots(request):
    """All is open but the editors' desk."""
    return render(request, "machines/robots.txt", content_type="text/plain; charset=utf-8")
