"""What the words mean, and how the content is made."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping import exchange, markup
from mapping.front import public
from mapping.models import Mapping, Record

_GUIDES = [("How a relation is chosen", "RUBRIC.md"), ("How content is written", "STYLE.md")]


@require_safe
@public()
def about(request):
    """The relation words, how content is made and reviewed, and the licence, with the figures of the day."""
    records = Record.objects.published().aggregate(
        concepts=Count("pk", filter=Q(kind=Record.Kind.CONCEPT)),
        tools=Count("pk", filter=Q(kind=Record.Kind.TOOL)),
        reviewed=Count("pk", filter=~Q(reviewed_by="")),
    )
    context = {
        "guides": [(name, title, _guide(name)) for title, name in _GUIDES],
        "section": "about",
        "relations": Mapping.Relation.values,
        "records": records,
        "mappings": Mapping.objects.published().count(),
        "files": exchange.FILES.values(),
        "site": settings.SITE_URL,
    }
    return render(request, "about/page.html", context)


def _guide(name: str) -> str:
    """A guide of the editors as HTML; empty where the content folder has none."""
    path = Path(settings.CONTENT_DIR) / name
    return _rendered(path, path.stat().st_mtime_ns) if path.is_file() else ""


@lru_cache(maxsize=8)
def _rendered(path: Path, _changed: int) -> str:
    """Rendered once for each state of the file. Its own title falls away: the page has a heading for it."""
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    return markup.render(text, lambda target: None).html
