"""The API itself: its description, its errors, its paging."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from pydantic import Field

from mapping.models.naming import address_of

Limit = Annotated[int, Field(ge=1, le=200, description="How many, at most.")]
Offset = Annotated[int, Field(ge=0, le=100_000, description="How many to pass over.")]


class Renderer(BaseRenderer):
    """JSON by orjson: an answer of a megabyte costs it one millisecond, the standard library ten."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data)


class CrosswalkAPI(NinjaAPI):
    """Ninja's API with Link headers on lists, and an OpenAPI document that tells the whole truth about errors."""

    def create_response(self, request: HttpRequest, data: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, data, *args, **kwargs)
        pages = {"next": data.get("next"), "prev": data.get("previous")} if isinstance(data, dict) else {}
        if links := [f'<{address}>; rel="{rel}"' for rel, address in pages.items() if isinstance(address, str)]:
            response["Link"] = ", ".join(links)
        return response

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**kwargs)
        for path, operations in schema["paths"].items():
            for operation in operations.values():
                operation["tags"] = [path.removeprefix("/api/v1/").partition("/")[0]]
                _describe(operation)
        return schema


def _describe(operation: dict[str, Any]) -> None:
    """Say what the edge adds to every operation, and what ninja can't: the type of errors, one example each."""
    responses = operation["responses"]
    responses[429] = {"description": "Too many requests", "content": {PROBLEM: {"schema": _PROBLEM_SCHEMA}}}
    for status, response in responses.items():
        response["headers"] = _HEADERS
        if status >= 400:
            response["content"] = {PROBLEM: {"schema": _PROBLEM_SCHEMA}}
    for parameter in operation["parameters"]:
        # OpenAPI wants a map where JSON Schema has a list; one example is what the docs page fills in.
        if examples := parameter.pop("examples", None):
            parameter["example"] = examples[0]


PROBLEM = "application/problem+json"
_PROBLEM_SCHEMA = {"$ref": "#/components/schemas/Problem"}
_COUNT = {"schema": {"type": "integer", "minimum": 0}}
_HEADERS = {
    "RateLimit-Limit": {"description": "How many requests a minute one reader has.", **_COUNT},
    "RateLimit-Remaining": {"description": "How many are left in this minute.", **_COUNT},
    "RateLimit-Reset": {"description": "Seconds until the next minute.", **_COUNT},
}
_ABOUT = """DevOps concepts and tools with their MLOps and LLMOps counterparts.

**Read-only, no key, open to any site (CORS).** Every GET has an ETag and answers 304 to `If-None-Match`. Lists answer
`count`, `next`, `previous` and `results`, and carry the same addresses in a `Link` header. Errors are
`application/problem+json` (RFC 9457). The `RateLimit-*` headers say how much is left in this minute; above it the
answer is 429 with `Retry-After`.

**Stable.** Within version 1 no field is taken out or changes its meaning; new fields, new parameters and new addresses
may come, so ignore what you don't know. What must break comes as version 2, and version 1 then stays for a year.

**Other formats:** SKOS, SSSOM, CSV and the whole as one JSON file are at `/export/manifest.json`."""

api = CrosswalkAPI(
    title="Crosswalk",
    version="1",
    description=_ABOUT,
    urls_namespace="api-1",
    renderer=Renderer(),
    docs_url="/docs",
    openapi_url="/openapi.json",
    servers=[{"url": "/"}],
    openapi_extra={
        "info": {"license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}},
        "externalDocs": {"description": "About the data", "url": f"{settings.SITE_URL}/about/#data"},
    },
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
    response["Content-Type"] = PROBLEM
    return response


def no_such_address(request: HttpRequest, rest: str) -> HttpResponse:
    """The answer to every address under /api/v1/ that no operation has."""
    return problem(request, 404, "Not found", f"There is nothing at /api/v1/{rest}; see /api/v1/docs.")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [{"field": str(fault["loc"][-1]), "detail": fault["msg"]} for fault in error.errors]
    named = "; ".join(f"{fault['field']}: {fault['detail']}" for fault in faults)
    return problem(request, 422, "A parameter is not valid", named, errors=faults)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    titles = {400: "Not readable", 404: "Not found", 410: "Gone", 413: "Too long"}
    return problem(request, error.status_code, titles.get(error.status_code, "Error"), str(error))


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem(request, 413, "Too long", "The request is longer than the site reads.")
