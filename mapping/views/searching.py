"""Search and its suggestions."""

from urllib.parse import urlencode

from django.views.decorators.http import require_safe

from mapping import search
from mapping.models import Stage
from mapping.models.naming import DISCIPLINE_NAMES
from mapping.views.parts import render_part

PAGE_SIZE = 20
_TYPES = {"concept": "Concepts", "tool": "Tools", "false-friend": "False friends"}
_FILTERS = ("type", "discipline", "stage")


@require_safe
def results(request):
    """Hits for `q`, narrowed by type, discipline and stage, a page at a time."""
    query = _query(request)
    chosen = {name: request.GET.get(name, "") for name in _FILTERS}
    page = _page(request)
    found = search.find(query, **chosen, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    pages = -(-found.count // PAGE_SIZE)
    context = {
        "results": found,
        "facet_groups": _facet_groups(found, chosen) if found.facets else [],
        "is_filtered": any(chosen.values()),
        "page": page,
        "pages": pages,
        "first": (page - 1) * PAGE_SIZE + 1,
        "last": (page - 1) * PAGE_SIZE + len(found.hits),
        "previous_address": _address(query, chosen, page - 1) if page > 1 else "",
        "next_address": _address(query, chosen, page + 1) if page < pages else "",
    }
    return render_part(request, "search/page.html", "search/_results.html", context)


@require_safe
def suggest(request):
    """Suggestions while a reader types; without htmx, the results page."""
    if not request.htmx:
        return results(request)
    found = search.suggest(_query(request))
    groups = {kind: [hit for hit in found.hits if hit.type == kind] for kind in ("false-friend", "concept", "tool")}
    context = {"results": found, "groups": [(kind, hits) for kind, hits in groups.items() if hits]}
    return render_part(request, "search/page.html", "search/_suggestions.html", context)


def _query(request) -> str:
    # PostgreSQL refuses NUL in text.
    return request.GET.get("q", "").replace("\x00", " ").strip()[: search.MAX_QUERY]


def _page(request) -> int:
    given = request.GET.get("page", "1")
    return min(max(int(given), 1), 500) if given.isascii() and given.isdigit() and len(given) < 6 else 1


def _address(query: str, chosen: dict, page: int) -> str:
    kept = {"q": query} | {name: value for name, value in chosen.items() if value} | {"page": page}
    return f"?{urlencode(kept)}"


def _facet_groups(found: search.Results, chosen: dict) -> list[dict]:
    stages = dict(Stage.objects.values_list("key", "name"))
    legends = {"discipline": "Discipline", "type": "Kind", "stage": "Stage"}
    labels = {"discipline": DISCIPLINE_NAMES, "type": _TYPES, "stage": stages}
    groups = []
    for name, legend in legends.items():
        counts = found.facets[name]
        choices = [
            {"value": value, "label": label, "count": counts[value], "is_chosen": chosen[name] == value}
            for value, label in labels[name].items()
            if counts[value]
        ]
        everything = {"value": "", "label": "All", "count": "", "is_chosen": not chosen[name]}
        if len(choices) > 1 or chosen[name]:
            groups.append({"name": name, "legend": legend, "choices": [everything, *choices]})
    return groups
