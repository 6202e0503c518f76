"""Two concepts or two tools side by side."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Concept, Mapping, Tool, ToolLink
from mapping.models.comparison import of_concepts, of_tools
from mapping.views.named import named, words_of

OFTEN = 12


@require_safe
@public("a", "b")
def concepts(request):
    """Two concepts, named by `a` and `b`; without them, pairs to start from."""
    context = {"section": "map"} | _pair(request, Concept.objects.published().for_page(), "concept")
    if context["left"] and context["right"]:
        context["comparison"] = of_concepts(context["left"], context["right"])
    else:
        often = Mapping.objects.counterparts().lean_with_ends().exclude(relation=Mapping.Relation.RELATED)
        context["often"] = often.order_by("-subject__importance", "-confidence", "pk")[:OFTEN]
    return render(request, "concepts/compare.html", context)


@require_safe
@public("a", "b")
def tools(request):
    """Two tools, named by `a` and `b`; without them, pairs to start from."""
    context = {"section": "tools"} | _pair(request, Tool.objects.published(), "tool")
    if context["left"] and context["right"]:
        context["comparison"] = of_tools(context["left"], context["right"])
    else:
        context["often"] = ToolLink.objects.between_published().confusable()[:OFTEN]
    return render(request, "tools/compare.html", context)


def _pair(request, records, kind: str) -> dict:
    a, b = words_of(request, "a"), words_of(request, "b")
    left, right = named(a, records, kind), named(b, records, kind)
    shown = {"a_shown": left.label if left else a, "b_shown": right.label if right else b}
    return {"a": a, "b": b, "left": left, "right": right} | shown
