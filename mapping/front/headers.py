"""Headers that every answer has, whatever made it."""

from collections.abc import Callable

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What the site never uses, nor lets a page that it is framed in use through it.
_UNUSED = (
    *("accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "serial", "usb", "browsing-topics"),
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in _UNUSED)


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: Permissions-Policy, and CORP, which follows CORS: what any site may read, any site may load."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        is_open = response.headers.get("Access-Control-Allow-Origin") == "*"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_open else "same-origin")
        return response

    return answer


class ContentPolicy(CSPMiddleware):
    """django-csp's middleware, which makes the policy of the settings once and not anew for each answer.

    That took 45 µs of each answer, all of Django's own middleware 60. What a view has said of its policy is left
    to django-csp, and so is a page with a nonce.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)
        self._usual = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if settings.DEBUG or any(name.startswith("_csp") for name in (*vars(request), *vars(response))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response
