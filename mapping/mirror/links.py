"""Links of a page: those that it has, and the same as a copy on any file server must have them."""

import posixpath
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings

# What only a running site answers; and so does whatever has a query, but for search, which the browser does itself.
LIVE = ("/admin/", "/api/", "/healthz", "/metrics", "/readyz", "/search/suggest/", "/suggest/", "/translate/")
SEARCH = "/search/"
_TAG = re.compile(r"<(\w+)\b[^<>]*>")
_LINK = re.compile(r'(?<=\s)(href|src|action|data-href)="(/(?!/)[^"]*)"')
_HTMX = re.compile(r'\sdata-hx-[\w-]+="[^"]*"')
_HTMX_SCRIPT = re.compile(r'<script src="[^"]*htmx[^"]*"[^>]*></script>\n?')


def needs_server(link: str) -> bool:
    """Whether a link works only where the site runs."""
    parts = urlsplit(link)
    return parts.path.startswith(LIVE) or bool(parts.query and parts.path != SEARCH)


def linked(page: str) -> Iterator[str]:
    """The links of a page as they stand in it."""
    for tag in _TAG.finditer(page):
        if tag[1] != "form":
            yield from (link[2].replace("&amp;", "&") for link in _LINK.finditer(tag[0]))


def as_copy(page: str, is_there: Callable[[str], bool], relative_to: Callable[[str], str]) -> str:
    """The page with links that hold in a copy; what the copy has not leads to the live site."""

    def changed(tag: re.Match) -> str:
        def moved(link: re.Match) -> str:
            target = link[2]
            path = urlsplit(target).path
            is_live = needs_server(target) or not is_there(path) or (tag[1] == "form" and path != SEARCH)
            return f'{link[1]}="{settings.SITE_URL + target if is_live else relative_to(target)}"'

        return _LINK.sub(moved, _HTMX.sub("", tag[0]))

    return _TAG.sub(changed, _HTMX_SCRIPT.sub("", page))


def relative(address: str, target: str) -> str:
    """A link from one address of the site to another that holds under any folder."""
    path = urlsplit(target).path
    way = posixpath.relpath(path, posixpath.dirname(address))
    return f"{way}/{target[len(path) :]}" if path.endswith("/") else way + target[len(path) :]
