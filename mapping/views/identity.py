"""/id/…: the IRIs of the data. Each is a thing and no document, so it answers 303 with a document about it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from mapping import exchange
from mapping.models import Concept, Discipline, FalseFriend, Leg, Role, Stage, Tool
from mapping.models.naming import DISCIPLINES, data_address

HTML, JSON, MARKDOWN = "text/html", "application/json", "text/markdown"
# What says something of a thing that has no data of its own.
_WHOLE = {exchange.TURTLE: "ttl", exchange.JSON_LD: "jsonld", JSON: "json"}


@dataclass(frozen=True)
class Documents:
    """The documents about one thing: its page, and the addresses of its data by media type."""

    page: str
    data: dict[str, str]


@require_safe
def identify(request, path):
    """303 to the page, or to Turtle, JSON-LD, JSON or Markdown, as the Accept header asks; Link names all of them."""
    found = None if "\x00" in path else _documents(path)
    if found is None:
        raise Http404(f"Nothing has the identifier {path}.")
    addresses = {HTML: found.page} | found.data
    chosen = addresses[request.get_preferred_type(list(addresses)) or HTML]
    response = HttpResponse(status=303, headers={"Location": chosen, "Access-Control-Allow-Origin": "*"})
    response["Link"] = ", ".join(f'<{address}>; rel="alternate"; type="{kind}"' for kind, address in addresses.items())
    patch_vary_headers(response, ["Accept"])
    return response


def _documents(path: str) -> Documents | None:
    kind, _, name = path.partition("/")
    if kind in DISCIPLINES:
        return _of_concept(kind, name) if name else _of_discipline(kind)
    return _KINDS[kind](name) if kind in _KINDS else None


def _of_discipline(key: str) -> Documents | None:
    found = Discipline.objects.published().filter(key=key).first()
    return found and Documents(found.get_absolute_url(), _rdf(found.get_absolute_url()))


def _of_concept(discipline: str, identifier: str, place: str = "") -> Documents | None:
    found = Concept.objects.known().filter(discipline=discipline, identifier=identifier).first()
    if found is None:
        return None
    page = found.get_absolute_url()
    is_shown = not found.is_withdrawn
    data = {JSON: f"/api/v1/concepts/{discipline}/{found.slug}", MARKDOWN: data_address(page, "md")}
    return Documents(f"{page}#{place}" if place else page, _rdf(page) | (data if is_shown else {}))


def _of_tool(identifier: str) -> Documents | None:
    found = Tool.objects.published().filter(identifier=identifier).first()
    if found is None:
        return None
    page = found.get_absolute_url()
    data = {JSON: f"/api/v1/tools/{found.slug}", MARKDOWN: data_address(page, "md")}
    return Documents(page, _rdf(page) | data)


def _of_mapping(name: str) -> Documents | None:
    """A statement is told on the page of the concept that it starts from, in the lane where it leads to."""
    parts = name.removeprefix("not.").removeprefix("none.").split(".")
    if len(parts) < 3 or parts[2] not in DISCIPLINES:
        return None
    return _of_concept(parts[0], parts[1], parts[2])


def _of_page(found: Stage | FalseFriend | Role | None) -> Documents | None:
    return found and Documents(found.get_absolute_url(), _whole())


def _of_leg(name: str) -> Documents | None:
    """A leg, or without a name the whole roadmap."""
    identities = {leg.identity for leg in Leg.objects.published()}
    is_known = f"/id/roadmap/{name}" in identities if name else bool(identities)
    return Documents("/roadmap/", _whole()) if is_known else None


def _of_property(name: str) -> Documents | None:
    return Documents("/about/", {}) if name in exchange.PROPERTIES else None


def _rdf(page: str) -> dict[str, str]:
    return {exchange.TURTLE: data_address(page, "ttl"), exchange.JSON_LD: data_address(page, "jsonld")}


def _whole() -> dict[str, str]:
    return {kind: f"/export/crosswalk.{ending}" for kind, ending in _WHOLE.items()}


_KINDS: dict[str, Callable[[str], Documents | None]] = {
    "tools": _of_tool,
    "stage": lambda key: _of_page(Stage.objects.filter(key=key).first()),
    "false-friends": lambda name: _of_page(FalseFriend.objects.published().filter(identifier=name).first()),
    "roles": lambda name: _of_page(Role.objects.published().filter(identifier=name).first()),
    "roadmap": _of_leg,
    "mapping": _of_mapping,
    "property": _of_property,
}
