"""The API itself: its errors, its headers, its paging."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Annotated, Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from pydantic import Field

from mapping.models.naming import address_of

Limit = Annotated[int, Field(ge=1, le=200, description="How many, at most.")]
Offset = Annotated[int, Field(ge=0, le=100_000, description="How many to pass over.")]


class Renderer(JSONRenderer):
    encoder_class = DjangoJSONEncoder
    json_dumps_params = {"ensure_ascii": False}


class CrosswalkAPI(NinjaAPI):
    """Ninja's API with an ETag, open CORS and 304 on every answer."""

    def create_response(self, request: HttpRequest, data: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, data, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        if response.status_code != 200 or request.method not in {"GET", "HEAD"}:
            return response
        etag = quote_etag(blake2b(response.content, digest_size=12).hexdigest())
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=60"
        return get_conditional_response(request, etag=etag, response=response)


api = CrosswalkAPI(
    title="Crosswalk",
    version="1",
    description="DevOps concepts and tools with their MLOps and LLMOps counterparts. Content: CC BY 4.0.",
    urls_namespace="api-1",
    renderer=Renderer(),
    docs_url="/docs",
    openapi_url="/openapi.json",
)


def absolute(path: str) -> str:
    """An address that holds outside the site. From the settings, never from the request's Host header."""
    return f"{settings.SITE_URL}{path}"


def address(record_path: str) -> str:
    """The absolute address of a record's page."""
    return absolute(address_of(record_path))


def paged(request: HttpRequest, found: QuerySet, limit: int, offset: int, shape: Callable[[Any], Any]) -> dict:
    """One page of a list, with the addresses of the pages around it."""
    count = found.count()
    rows = [shape(row) for row in found[offset : offset + limit]]

    def page_at(start: int) -> str:
        query = request.GET.copy()
        query["limit"], query["offset"] = str(limit), str(start)
        return absolute(f"{request.path}?{urlencode(sorted(query.items()))}")

    return {
        "count": count,
        "next": page_at(offset + limit) if offset + limit < count else None,
        "previous": page_at(max(0, offset - limit)) if offset > 0 else None,
        "results": rows,
    }


def problem(request: HttpRequest, status: int, title: str, detail: str, **more: Any) -> HttpResponse:
    """An error as RFC 9457 has it."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = "application/problem+json"
    return response


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer to every address under /api/v1/ that no operation has."""
    return problem(request, 404, "Not found", f"There is nothing at /api/v1/{rest}; see /api/v1/docs.")


def head_as_get(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the API answers HEAD as it answers GET; the server leaves out the body."""

    def answer(request: HttpRequest) -> HttpResponse:
        is_head = request.method == "HEAD" and request.path.startswith("/api/")
        if is_head:
            request.method = "GET"
        response = get_response(request)
        if is_head:
            request.method = "HEAD"
        return response

    return answer


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [{"field": str(fault["loc"][-1]), "detail": fault["msg"]} for fault in error.errors]
    named = "; ".join(f"{fault['field']}: {fault['detail']}" for fault in faults)
    return problem(request, 422, "A parameter is not valid", named, errors=faults)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    titles = {404: "Not found", 410: "Gone", 413: "Too long"}
    return problem(request, error.status_code, titles.get(error.status_code, "Error"), str(error))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, "Too long", "The request is longer than the site reads.")
