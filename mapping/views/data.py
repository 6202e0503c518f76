"""Data to download: whole files at /export/, and one record as RDF at the address of its page with another ending."""

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from mapping import exchange
from mapping.front import public
from mapping.models import Concept, Discipline, FormerSlug, Publication, Tool
from mapping.models.naming import data_address

RDF = {"ttl": (exchange.TURTLE, exchange.as_turtle), "jsonld": (exchange.JSON_LD, exchange.as_json_ld)}
NAMES = (*exchange.FILES, exchange.MANIFEST)


@require_safe
@public()
def file(request, name):
    """One of the files of the whole catalogue, or the manifest of them all."""
    is_manifest = name == exchange.MANIFEST
    body = _file(name, Publication.objects.stamp())
    response = answer(request, body, "application/json" if is_manifest else exchange.FILES[name].media_type)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@lru_cache(maxsize=len(NAMES))
def _file(name: str, stamp: tuple | None) -> bytes:
    """A whole file costs tenths of a second, so it is made once for each publication."""
    if name != exchange.MANIFEST:
        return exchange.FILES[name].make().encode()
    return exchange.manifest({name: _file(name, stamp).decode() for name in exchange.FILES}).encode()


@require_safe
@public()
def discipline(request, discipline, ending):
    """One scheme with its concepts."""
    get_object_or_404(Discipline.objects.published(), key=discipline)
    return _rdf(request, ending, lambda: exchange.skos.scheme(discipline))


@require_safe
@public()
def concept(request, discipline, slug, ending):
    """One concept. A withdrawn one goes on saying that it is deprecated, and by what it is replaced."""
    path = f"concepts/{discipline}/{slug}"
    found = Concept.objects.known().filter(path=path).first()
    return _rdf(request, ending, lambda: exchange.skos.concept(found)) if found else _moved(path, ending)


@require_safe
@public()
def tool(request, slug, ending):
    """One tool."""
    found = Tool.objects.published().filter(path=f"tools/{slug}").first()
    return _rdf(request, ending, lambda: exchange.skos.tool(found)) if found else _moved(f"tools/{slug}", ending)


def _rdf(request: HttpRequest, ending: str, make: Callable) -> HttpResponse:
    media_type, text_of = RDF[ending]
    return answer(request, text_of(make()).encode(), media_type)


def _moved(path: str, ending: str) -> HttpResponse:
    former = FormerSlug.objects.select_related("record").filter(path=path, record__status="published").first()
    if former is None:
        raise Http404(f"There is nothing at {path}.")
    return HttpResponsePermanentRedirect(data_address(former.record.get_absolute_url(), ending))


def answer(request: HttpRequest, body: bytes, media_type: str) -> HttpResponse:
    """Data as any site may read it, with its licence, and 304 for whoever has it already."""
    etag = quote_etag(blake2b(body, digest_size=12).hexdigest())
    response = HttpResponse(body, content_type=media_type if "json" in media_type else f"{media_type}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=60"
    response["ETag"] = etag
    response["Link"] = f'<{exchange.LICENCE}>; rel="license"'
    return get_conditional_response(request, etag=etag, response=response)
