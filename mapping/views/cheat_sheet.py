"""The cheat sheet: the map on one sheet of paper."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models.crosswalk import on_one_sheet, rows, whole_map


@require_safe
@public()
def cheat_sheet(request):
    """The most important terms of each stage, in as many lines as a page of A4 has."""
    return render(request, "cheat_sheet/page.html", {"section": "map", "groups": on_one_sheet(rows(whole_map()))})
