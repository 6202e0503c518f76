"""What crawlers ask for first: /sitemap.xml and /robots.txt."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Label, Record, Role, Stage
from mapping.models.alphabet import letter_of

PAGES = [
    *("home", "map", "graph", "coverage", "new-territory", "which-is-which", "cheat-sheet", "tools", "glossary"),
    *("false-friends", "compare-concepts", "compare-tools", "translate", "roadmap", "search", "changes", "about"),
]


@require_safe
@public()
def sitemap(request):
    """Every page that is worth finding, with the day of its last change."""
    labels = list(Label.objects.shown().values_list("text", "kind", "record__kind"))
    letters = {("glossary-letter", letter_of(text)) for text, _, _ in labels}
    letters |= {("tools-letter", letter_of(text)) for text, *kinds in labels if kinds == ["pref", "tool"]}
    roles = Role.objects.published().order_by("label").values_list("slug", flat=True)
    context = {
        "pages": [
            *(reverse(name) for name in PAGES),
            *(reverse(name, args=[letter.lower()]) for name, letter in sorted(letters)),
            *(reverse("role", args=[slug]) for slug in roles),
        ],
        "stages": Stage.objects.all(),
        "records": Record.objects.published().with_own_page().values("path", "changed_at"),
    }
    return render(request, "machines/sitemap.xml", context, content_type="application/xml; charset=utf-8")


@require_safe
@public()
def robots(request):
    """All is open but the editors' desk."""
    return render(request, "machines/robots.txt", content_type="text/plain; charset=utf-8")
