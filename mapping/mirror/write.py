"""A copy of the site into a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.templatetags.static import static

from mapping.mirror.crawl import NOWHERE, Found, crawl
from mapping.mirror.index import INDEX, index
from mapping.mirror.links import SEARCH, as_copy, relative

_NO_SCRIPT = """<noscript><div class="wrap section"><p class="note">
This is a copy without a server: its search and the filters run in your browser and need JavaScript.
The <a href="/glossary/">glossary</a> lists every term, and the
<a href="{live}/search/">live site</a> searches without it.
</p></div></noscript>"""
_STUB = """<!doctype html>
<html lang="en-GB">
<meta charset="utf-8">
<title>Moved</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={to}">
<link rel="canonical" href="{canonical}">
<p>This is now at <a href="{to}">{to}</a>.</p>
</html>
"""


@dataclass(frozen=True)
class Written:
    """How much was written, and the links of the site that lead nowhere."""

    pages: int
    files: int
    redirects: int
    lost: tuple[str, ...]


def write(folder: Path) -> Written:
    """Write the whole public site into a folder.

    Raises OSError where the folder cannot be written to, and ValueError where the static files were not collected.
    """
    script = static("js/mirror.js")
    found = crawl([script])
    found.files |= index()
    for address, page in found.pages.items():
        _put(folder, address, _copy(page, address, found, script).encode())
    for address, body in found.files.items():
        _put(folder, address, body)
    _write_redirects(folder, found)
    return Written(len(found.pages), len(found.files), len(found.moved), tuple(sorted(found.lost)))


def _copy(page: str, address: str, found: Found, script: str) -> str:
    # A server shows the page for what is lost at any depth, so its links start at the root of the site.
    way: Callable[[str], str] = _from_root if address == NOWHERE else partial(relative, address)
    if address == SEARCH:
        page = page.replace("</main>", f"{_NO_SCRIPT.format(live=settings.SITE_URL)}</main>")
    if 'class="site-header"' in page:
        places = f'data-root="{way("/")}" data-index="{way(INDEX)}" data-live="{settings.SITE_URL}"'
        tag = f'<script src="{script}" {places} defer></script>'
        page = page.replace("</head>", f"{tag}\n</head>", 1)
    return as_copy(page, found.__contains__, way)


def _from_root(target: str) -> str:
    return urlsplit(settings.SITE_URL).path + target


def _put(folder: Path, address: str, body: bytes) -> None:
    path = folder / address.lstrip("/")
    path = path / "index.html" if address.endswith("/") else path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)


def _write_redirects(folder: Path, found: Found) -> None:
    """A page for every moved address that sends its reader on, and the same as a list that several hosts read."""
    lines = []
    for address, (target, status) in sorted(found.moved.items()):
        lines.append(f"{address} {target} {status}\n")
        stub = address.rstrip("/") + "/"
        live = settings.SITE_URL + target
        to = relative(stub, target) if urlsplit(target).path in found else live
        _put(folder, stub, _STUB.format(to=escape(to), canonical=escape(live)).encode())
    (folder / "_redirects").write_text("".join(lines), encoding="utf-8")
