"""The first page."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Role, Tool
from mapping.models.crosswalk import Row, rows, whole_map

PREVIEW_ROWS = 8
NEW_GROUND = 4
TOOLS = 8


@require_safe
@public()
def home(request):
    """What the site is for, with a part of everything."""
    made = rows(whole_map())
    paired = [row for row in made if all(cell.own or cell.counterparts for cell in row.cells)]
    new = [row.concept for row in made if row.is_new_territory and row.cells[0].none]
    context = {
        "rows": list(islice(_varied(paired), PREVIEW_ROWS)),
        "row_count": len(made),
        "roles": Role.objects.published().for_home()[:4],
        "tools": Tool.objects.published().with_moves().most_used()[:TOOLS],
        "new_ground": {key: [c for c in new if c.discipline_id == key][:NEW_GROUND] for key in ("mlops", "llmops")},
    }
    return render(request, "home/page.html", context)


def _varied(paired: Iterable[Row]) -> Iterator[Row]:
    """The most important rows first, and none that leads to what one before it has shown."""
    shown: set[int] = set()
    for row in sorted(paired, key=lambda row: -row.concept.importance):
        first = {cell.counterparts[0].concept.pk for cell in row.cells if cell.counterparts}
        if not first & shown:
            shown |= first
            yield row
