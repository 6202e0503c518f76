"""The index of a copy: what its search in the browser knows, rendered by the templates of the site."""

import json
from collections import defaultdict
from typing import Any

from django.template.loader import render_to_string

from mapping import search
from mapping.models import SearchLabel
from mapping.search.fold import STOP, words

INDEX, RESULTS = "/search/index.json", "/search/results.json"


def index() -> dict[str, bytes]:
    """Two files: names and suggestions for every page's box, and the results for the page of results."""
    labels: dict[int, list[list[str]]] = defaultdict(list)
    rows = SearchLabel.objects.order_by("document", "kind", "text")
    for pk, kind, text, folded in rows.values_list("document_id", "kind", "text", "folded"):
        labels[pk].append([kind, text, folded])
    hits = search.everything()
    facets = [[facet.name, facet.legend, list(facet.labels.items())] for facet in search.facets()]
    whole = {"stop": sorted(STOP), "facets": facets, "records": [_record(hit, labels[hit.pk], facets) for hit in hits]}
    return {INDEX: _json(whole), RESULTS: _json([_rendered("search/_result.html", hit) for hit in hits])}


def _record(hit: search.Hit, labels: list[list[str]], facets: list) -> dict[str, Any]:
    said = " ".join([hit.gist, *(text for _, text, _ in labels)])
    return {
        "labels": labels,
        "facts": [getattr(hit, name) for name, *_ in facets],
        "words": " ".join(sorted(set(words(said)))),
        "option": _rendered("search/_suggestion.html", hit),
    }


def _rendered(template: str, hit: search.Hit) -> str:
    return render_to_string(template, {"hit": hit, "kind": hit.type, "results": search.Results("")}).strip()


def _json(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
