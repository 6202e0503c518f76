"""What has been mapped, and what is missing."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Stage
from mapping.models.coverage import coverage as covered
from mapping.models.crosswalk import whole_map


@require_safe
@public()
def coverage(request):
    """Stage by discipline: how many terms have a counterpart or a finding, and which have neither."""
    rows, total = covered(whole_map(), Stage.objects.all())
    return render(request, "coverage/page.html", {"section": "map", "rows": rows, "total": total})
