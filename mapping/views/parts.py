"""htmx, known here and nowhere else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_part(request: HttpRequest, page: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The part for a swap, the whole page for everything else.

    `request.htmx` alone is not enough: a boosted link and a history restore carry the header too, and would show a
    naked part.
    """
    return of_two(render(request, part if is_swap(request) else page, context))


def of_two(response: HttpResponse) -> HttpResponse:
    """The same response, marked as one of the two that its address has: a part and a whole page."""
    patch_vary_headers(response, ["HX-Request", "HX-Boosted", "HX-History-Restore-Request"])
    return response


def is_swap(request: HttpRequest) -> bool:
    """Whether htmx asks for a part."""
    htmx = request.htmx
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
