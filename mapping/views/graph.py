"""The drawn map at /map/graph/."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mapping import graph as drawn
from mapping.front import public
from mapping.models import Concept, Mapping, Stage
from mapping.models.concept_page import ConceptPage
from mapping.models.crosswalk import whole_map
from mapping.views.named import named, words_of


@require_safe
@public("focus", "stage")
def graph(request):
    """The whole map at a glance, one stage of it, or what stands around one concept."""
    wanted, stage = words_of(request, "focus"), words_of(request, "stage")
    concept = named(wanted, Concept.objects.published().for_page(), "concept")
    context = {"section": "map", "wanted": wanted, "stages": Stage.objects.all()}
    if concept:
        return render(request, "graph/around.html", context | _around(concept))
    if stage and not wanted:
        context["stage"] = get_object_or_404(Stage, key=stage)
        context["drawing"] = drawn.of_stage(context["stage"], whole_map())
        return render(request, "graph/stage.html", context)
    if not wanted:
        context["overview"] = drawn.overview(whole_map())
    return render(request, "graph/page.html", context)


def _around(concept: Concept) -> dict:
    page = ConceptPage(concept)
    near = [concept.pk, *(found.concept.pk for found in page.counterparts)]
    between = list(Mapping.objects.published().lean().filter(subject__in=near, object__in=near))
    return {"concept": concept, "wanted": concept.label, "drawing": drawn.around(page, between)}
