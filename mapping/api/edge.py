"""What every answer under /api/ has, whatever made it: methods, limits, errors, validators and open doors."""

from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from mapping.api.limits import Limiter
from mapping.api.site import PROBLEM, problem
from mapping.front.limits import reader_of, seconds_to_wait

Answer = Callable[[HttpRequest], HttpResponse]
_EXPOSED = "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, RateLimit-Reset"
_TITLES = {404: "Not found", 405: "Method not allowed", 500: "The site failed"}
_DETAILS = {
    404: "There is nothing at this address; see /api/v1/docs.",
    405: "This address does not answer that method.",
    500: "The fault is ours and has been written down.",
}


def edge(get_response: Answer) -> Answer:
    """Middleware for the API; other addresses pass it untouched."""
    limiter = Limiter(settings.API_RATE)

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return get_response(request)
        quota = limiter.take(reader_of(request))
        wait = quota.reset if quota.is_spent else seconds_to_wait(request)
        if wait:
            response = problem(request, 429, "Too many requests", f"Wait {wait} seconds.")
            response["Retry-After"] = str(wait)
        else:
            response = _validated(request, _answered(request, get_response))
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _EXPOSED
        for name, value in quota.headers.items():
            response[name] = value
        return response

    return answer


def _answered(request: HttpRequest, get_response: Answer) -> HttpResponse:
    """HEAD is answered as GET, and the server leaves out the body; OPTIONS allows what a browser asks for first."""
    if request.method == "OPTIONS":
        return _preflight(request)
    is_head = request.method == "HEAD"
    if is_head:
        request.method = "GET"
    response = get_response(request)
    if is_head:
        request.method = "HEAD"
    return _as_problem(request, response) if response.status_code in _TITLES else response


def _preflight(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Methods"] = "GET, HEAD, POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.headers.get("Content-Type", "").startswith(PROBLEM):
        return response
    status = response.status_code
    told = problem(request, status, _TITLES[status], _DETAILS[status])
    if "Allow" in response:
        told["Allow"] = response["Allow"]
    return told


def _validated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With an ETag, so that whoever has the answer already gets a 304."""
    if response.status_code != 200 or request.method not in {"GET", "HEAD"}:
        return response
    etag = quote_etag(blake2b(response.content, digest_size=12).hexdigest())
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"
    return get_conditional_response(request, etag=etag, response=response)
