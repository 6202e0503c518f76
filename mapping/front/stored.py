"""Public pages as HTML in the database, so that one process makes what all then find with one query.

A process has not in its memory what nobody has asked it for since its start or since a publication, nor what there is
no room for; and editors never get what the memory keeps. Only what the front keeps is stored.
"""

import zlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mapping.models import Publication, StoredPage

STORED = "crosswalk.stored"
HTML = "text/html; charset=utf-8"
# So many pages may wait for the next writing; a reader's wait is never longer for one that is lost.
MOST_WAITING = 200
Stamp = tuple[tuple[int, datetime] | None, date]


class Store:
    """Pages on their way into the database: a request only leaves them here, the clerk writes them."""

    def __init__(self) -> None:
        self._waiting: dict[str, StoredPage] = {}
        build()

    def put(self, path: str, stamp: Stamp, body: bytes, vary: str) -> None:
        if len(self._waiting) < MOST_WAITING and len(path) <= 300 and not settings.DEBUG:
            deflated = zlib.compress(body, 6)
            self._waiting[path] = StoredPage(path=path, made_for=_made_for(stamp), vary=vary, deflated=deflated)

    def write(self, notes: Iterable[object] = ()) -> None:
        """Write what waits; where the database can't be written to, it is lost and will be made again."""
        pages = [self._waiting.pop(path) for path in sorted(self._waiting)]
        if not pages:
            return
        with suppress(Error):
            StoredPage.objects.bulk_create(
                pages, update_conflicts=True, unique_fields=["path"], update_fields=["made_for", "vary", "deflated"]
            )
            return
        connection.close()


def find(request: HttpRequest) -> HttpResponse | None:
    """The page at this address as it was stored since the last publication; None if there is none."""
    if request.META.get("QUERY_STRING") or "HTTP_HX_REQUEST" in request.META or settings.DEBUG:
        return None
    last = Publication.objects.filter(pk=1)
    stored = StoredPage.objects.filter(path=request.path).annotate(
        number=Subquery(last.values("number")), at=Subquery(last.values("published_at"))
    )
    page = stored.first()
    if page is None or page.made_for != _made_for(((page.number, page.at), timezone.localdate())):
        return None
    request.META[STORED] = True
    headers = {"Vary": page.vary} if page.vary else None
    return HttpResponse(zlib.decompress(page.deflated), content_type=HTML, headers=headers)


def _made_for(stamp: Stamp) -> str:
    publication, day = stamp
    number, at = publication or (0, None)
    return f"{build()} {number} {at and at.isoformat()} {day}"


@cache
def build() -> str:
    """What this process makes its pages with: its code, its templates, its static files, its address.

    Asked at the start, before a newer release can lie where the process was loaded from.
    """
    found = blake2b(settings.SITE_URL.encode(), digest_size=12)
    package = Path(__file__).resolve().parent.parent
    files = [*package.rglob("*.py"), *(settings.BASE_DIR / "templates").rglob("*.*")]
    for file in [*sorted(files), settings.STATIC_ROOT / "staticfiles.json"]:
        with suppress(OSError):
            found.update(file.read_bytes())
    return found.hexdigest()
