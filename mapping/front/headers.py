"""Headers that every answer has, whatever made it."""

from collections.abc import Callable

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
