"""The stages of the life cycle."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Stage
from mapping.models.crosswalk import rows, whole_map

PER_PAGE = 100


@require_safe
@public()
def detail(request, key, number=1):
    """One stage as a small crosswalk, in pages where it has very many rows."""
    stage = get_object_or_404(Stage, key=key)
    made = [row for row in rows(whole_map()) if row.concept.stage_id == key]
    pages = max(1, -(-len(made) // PER_PAGE))
    if not 1 <= number <= pages:
        raise Http404(f"no page {number} of the stage {key}")
    stages = list(Stage.objects.all())
    at = stages.index(stage)
    context = {
        "section": "map",
        "stage": stage,
        "stages": stages,
        "before": stages[at - 1] if at else None,
        "after": stages[at + 1] if at + 1 < len(stages) else None,
        "rows": made[(number - 1) * PER_PAGE : number * PER_PAGE],
        "count": len(made),
        "number": number,
        "pages": pages,
    }
    return render(request, "stages/detail.html", context)
