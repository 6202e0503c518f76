"""Tools: the list and the page of each."""

from collections import defaultdict

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Tool
from mapping.models.tool_page import ToolPage
from mapping.views.gone import gone_or_moved


@require_safe
@public()
def index(request):
    """Every tool by its first letter, with the disciplines that it serves."""
    groups = defaultdict(list)
    for tool in Tool.objects.published().lean().with_uses().order_by("label"):
        groups[tool.label[0].upper()].append(tool)
    context = {"section": "tools", "groups": sorted(groups.items()), "count": sum(map(len, groups.values()))}
    return render(request, "tools/page.html", context)


@require_safe
@public()
def detail(request, slug):
    """One tool: what becomes of it, and what it serves."""
    path = f"tools/{slug}"
    tool = Tool.objects.published().filter(path=path).select_related("successor").first()
    if tool is None:
        return gone_or_moved(request, path)
    return render(request, "tools/detail.html", {"section": "tools", "page": ToolPage(tool)})
