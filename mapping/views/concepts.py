"""Disciplines and their concepts."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mapping import graph
from mapping.front import public
from mapping.models import Concept, Discipline
from mapping.models.concept_page import ConceptPage
from mapping.views.gone import gone_or_moved

# What a page can hold and still be light: concepts with their gist, and concepts in all.
EXPLAINED, LISTED = 160, 400


@require_safe
@public()
def discipline(request, discipline):
    """One discipline: what it is, and its concepts by stage; of very many, those that matter most."""
    found = get_object_or_404(Discipline.objects.published(), key=discipline)
    concepts = list(found.concepts.published().lean().in_map_order())
    by_weight = [concept.pk for concept in sorted(concepts, key=lambda concept: -concept.importance)]
    explained, listed = set(by_weight[:EXPLAINED]), set(by_weight[:LISTED])
    context = {
        "section": "map",
        "discipline": found,
        "count": len(concepts),
        "concepts": [concept for concept in concepts if concept.pk in listed],
        "explained": explained,
        "parts": found.parts.all(),
    }
    return render(request, "disciplines/detail.html", context)


@require_safe
@public()
def detail(request, discipline, slug):
    """One concept beside its counterparts: the heart of the site."""
    path = f"concepts/{discipline}/{slug}"
    concept = Concept.objects.published().for_page().filter(path=path).first()
    if concept is None:
        return gone_or_moved(request, path)
    page = ConceptPage(concept)
    return render(request, "concepts/detail.html", {"section": "map", "page": page, "drawing": graph.around(page)})
