"""What has no DevOps counterpart at all."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import NoCounterpart
from mapping.models.naming import DISCIPLINES

# What a light page holds; less important ones are named only.
EXPLAINED = 100


@require_safe
@public()
def new_territory(request):
    """MLOps and LLMOps concepts that DevOps has nothing for, each with its nearest analogy and where that breaks."""
    found = NoCounterpart.objects.in_discipline(DISCIPLINES[0]).shown()
    lanes = [(key, [none for none in found if none.concept.discipline_id == key]) for key in DISCIPLINES[1:]]
    explained = [none.pk for none in found[:EXPLAINED]]
    context = {"section": "map", "lanes": lanes, "count": len(found), "explained": explained}
    return render(request, "new_territory/page.html", context)
