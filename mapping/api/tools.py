"""GET /api/v1/tools and /api/v1/tools/<slug>"""

from django.http import HttpRequest
from ninja.errors import HttpError

from mapping.api.mappings import as_ref, as_review
from mapping.api.shapes import Problem, ToolDetail, ToolList, ToolSlug
from mapping.api.site import Limit, Offset, absolute, address, api, paged
from mapping.models import Label, Tool
from mapping.models.tool_page import ToolPage


@api.get("/tools", response={200: ToolList, 422: Problem}, summary="List tools", by_alias=True)
def tools(request: HttpRequest, limit: Limit = 50, offset: Offset = 0):
    """Published tools, A to Z."""
    found = Tool.objects.published().with_uses().with_shown_labels().order_by("label", "pk")
    return paged(request, found, limit, offset, lambda tool: _tool(tool, tool.disciplines))


@api.get("/tools/{slug}", response={200: ToolDetail, 404: Problem, 422: Problem}, summary="One tool", by_alias=True)
def tool(request: HttpRequest, slug: ToolSlug):
    """One published tool with what becomes of it and what it serves."""
    told = answer(f"tools/{slug}")
    if told is None:
        raise HttpError(404, f"There is no published tool {slug}.")
    return told


def answer(path: str) -> dict | None:
    """A published tool with all its details; None where there is none."""
    tools = Tool.objects.published().with_shown_labels().select_related("successor")
    found = tools.filter(path=path.replace("\x00", "")).first()
    if found is None:
        return None
    page = ToolPage(found)
    return _tool(found, page.disciplines) | _details(page)


def _tool(tool: Tool, disciplines: list[str]) -> dict:
    fields = ("slug", "licence", "open_source", "state")
    return {name: getattr(tool, name) for name in fields} | {
        "name": tool.label,
        "aliases": [label.text for label in tool.shown_labels if label.kind == Label.Kind.ALT],
        "summary": tool.gist,
        "kind": tool.tool_kind,
        "disciplines": disciplines,
        "url": address(tool.path),
    }


def _details(page: ToolPage) -> dict:
    tool = page.tool
    fields = (
        *("homepage", "repository", "licence_note", "governance", "language", "first_release"),
        *("traps", "body", "checked"),
    )
    names: dict[str, list[str]] = {}
    for name in page.machine_names:
        names.setdefault(name.ecosystem, []).append(name.name)
    return {name: getattr(tool, name) for name in fields} | {
        "iri": absolute(tool.identity),
        "successor": tool.shown_successor.slug if tool.shown_successor else None,
        "machine_names": names,
        "moves": [_move(move) for move in page.moves],
        "links": {kind: [other.slug for other in others] for kind, others in page.links.items()},
        "concepts": [as_ref(use.use.concept) for use in page.uses],
        "sources": list(tool.sources.values("title", "url", "seen")),
        "reviewed": as_review(tool),
    }


def _move(move) -> dict:
    others = [other.tool.slug for other in move.with_tools.all()]
    return {"discipline": move.discipline_id, "verdict": move.verdict, "with": others, "text": move.text}
