"""/llms.txt: what there is to read here, for language models and those who feed them (llmstxt.org)."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping import exchange
from mapping.front import public
from mapping.models import Concept, Tool
from mapping.models.naming import DISCIPLINE_NAMES

_OVERVIEWS = {
    "map": "The map: every DevOps concept with its counterparts, by stage",
    "new-territory": "New territory: what has no counterpart in DevOps",
    "which-is-which": "Which is which: the terms that are mixed up",
    "false-friends": "False friends: one word, several meanings",
    "cheat-sheet": "Cheat sheet",
    "roadmap": "Roadmap: what to learn, in which order",
    "glossary": "Glossary",
    "about": "About: relations, sources, licence",
}


@require_safe
@public()
def llms(request):
    """Every concept and tool as a link to its Markdown, in one line each; then the data."""
    concepts = list(Concept.objects.published().lean().in_map_order())
    context = {
        "site": settings.SITE_URL,
        "groups": [
            (name, [one for one in concepts if one.discipline_id == key]) for key, name in DISCIPLINE_NAMES.items()
        ],
        "tools": Tool.objects.published().order_by("label").only("path", "kind", "label", "gist"),
        "overviews": _OVERVIEWS.items(),
        "files": exchange.FILES.values(),
    }
    return render(request, "llms/llms.txt", context, content_type="text/plain; charset=utf-8")
