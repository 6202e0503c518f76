"""The stages of the life cycle."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Stage
from mapping.models.crosswalk import rows, whole_map


@require_safe
@public()
def detail(request, key):
    """One stage as a small crosswalk."""
    stage = get_object_or_404(Stage, key=key)
    made = rows(whole_map())
    context = {
        "section": "map",
        "stage": stage,
        "stages": Stage.objects.all(),
        "rows": [row for row in made if row.concept.stage_id == key],
    }
    return render(request, "stages/detail.html", context)
