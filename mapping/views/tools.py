"""Tools: the list and the page of each."""

from django.db.models import Count
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Tool
from mapping.models.alphabet import by_letter, filled, shortened
from mapping.models.tool_page import ToolPage
from mapping.views.gone import gone_or_moved
from mapping.views.named import page_of_letter

# More tools than this make the page too heavy; then it lists those that most concepts lean on.
LISTED = 380


@require_safe
@public()
def index(request):
    """Every tool by its first letter, with the disciplines that it serves."""
    tools = Tool.objects.published()
    letters = by_letter(tools.annotate(served=Count("uses")).values_list("pk", "label", "served"))
    context = {"section": "tools", "count": sum(len(letter.entries) for letter in letters)}
    context["letters"] = filled(shortened(letters, LISTED), tools.lean().with_uses())
    return render(request, "tools/page.html", context)


@require_safe
@public()
def letter(request, letter, number=1):
    """The tools that begin with one letter."""
    tools = Tool.objects.published()
    letters = by_letter(tools.values_list("pk", "label"))
    context = {"section": "tools", "letters": letters}
    context |= page_of_letter(letters, letter, number, tools.lean().with_uses())
    return render(request, "tools/letter.html", context)


@require_safe
@public()
def detail(request, slug):
    """One tool: what becomes of it, and what it serves."""
    path = f"tools/{slug}"
    tool = Tool.objects.published().filter(path=path).select_related("successor").first()
    if tool is None:
        return gone_or_moved(request, path)
    return render(request, "tools/detail.html", {"section": "tools", "page": ToolPage(tool)})
