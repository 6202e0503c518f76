"""Search and its suggestions."""

from contextlib import suppress
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from mapping import search
from mapping.front import public
from mapping.views.parts import is_swap, of_two, render_part

PAGE_SIZE = 20
_FILTERS = ("type", "discipline", "stage", "licence")


@require_safe
@public("q", "page", *_FILTERS)
def results(request):
    """Hits for `q`, narrowed by type, discipline, stage and licence, a page at a time."""
    query = _query(request)
    chosen = {name: request.GET.get(name, "") for name in _FILTERS}
    page = _page(request)
    found = search.find(query, **chosen, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    pages = -(-found.count // PAGE_SIZE)
    is_missed = bool(query) and not found.count and not any(chosen.values())
    if is_missed:
        _note(query)
    context = {
        "results": found,
        "excerpts": search.excerpts(found.hits, found.corrected or query),
        "near": search.nearest(query) if is_missed else [],
        "as_typed": f"?{urlencode({'q': f'“{query}”'})}",
        "facet_groups": _facet_groups(found, chosen) if found.facets else [],
        "is_filtered": any(chosen.values()),
        "page": page,
        "pages": pages,
        "first": (page - 1) * PAGE_SIZE + 1,
        "last": (page - 1) * PAGE_SIZE + len(found.hits),
        "previous_address": _address(query, chosen, page - 1) if page > 1 else "",
        "next_address": _address(query, chosen, page + 1) if page < pages else "",
    }
    response = render_part(request, "search/page.html", "search/_results.html", context)
    if is_missed:
        response["Cache-Control"] = "no-store"  # so that the next reader's search is counted too
    return response


@require_safe
@public("q", "page", *_FILTERS)
def suggest(request):
    """Suggestions while a reader types; without htmx, the results page."""
    if not is_swap(request):
        return results(request)
    found = search.suggest(_query(request))
    # Not `render`: what the context processors add is for whole pages, and would cost as much as the suggestions.
    return of_two(HttpResponse(render_to_string("search/_suggestions.html", {"results": found})))


@require_safe
@public()
def description(request):
    """How a browser adds the site as a search engine (OpenSearch 1.1)."""
    context = {"site_url": settings.SITE_URL}
    return render(request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml")


def _note(query: str) -> None:
    # A database that can't be written to is no reason to refuse the reader his page.
    with suppress(DatabaseError):
        search.note(query)


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
    groups = []
    for facet in search.facets():
        counts, picked = found.facets[facet.name], chosen[facet.name]
        choices = [
            {"value": value, "label": label, "count": counts[value], "is_chosen": picked == value}
            for value, label in facet.labels.items()
            if counts[value]
        ]
        everything = {"value": "", "label": "All", "count": "", "is_chosen": not picked}
        if len(choices) > 1 or picked:
            groups.append({"name": facet.name, "legend": facet.legend, "choices": [everything, *choices]})
    return groups
