"""Every public page and file of the site, found by following its links."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.test import Client

from mapping.mirror.links import linked, needs_server
from mapping.models import Concept, FormerSlug, Record, Stage
from mapping.models.naming import address_of

# What no page links, or what a page links only in its head.
SEEDS = ("/", "/search/", "/opensearch.xml", "/llms.txt", "/robots.txt", "/sitemap.xml", "/export/manifest.json")
NOWHERE = "/404.html"
_STATEMENT = re.compile(r"^mapping:([a-z0-9.-]+)\t", re.MULTILINE)
_IN_STYLES = re.compile(r"""url\(["']?([^"')]+)""")


@dataclass
class Found:
    """The site as it answers: documents by address, moved addresses, and links that lead nowhere."""

    pages: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    moved: dict[str, tuple[str, int]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def __contains__(self, address: str) -> bool:
        return address in self.pages or address in self.files or address in self.moved


def crawl(more: Iterable[str] = ()) -> Found:
    """Ask for everything that can be reached, and for every identifier and former address, and for `more`."""
    found, client = Found(), _client()
    waiting = [*SEEDS, *_cards(), *more]
    while waiting:
        address = waiting.pop()
        if address not in found and address not in found.lost:
            waiting += _ask(client, address, found)
    for address in [*_identifiers(), *_statements(found), *_former()]:
        _ask(client, address, found)
    # Optional pages of this site are seeds too, so that they need no switch here.
    found.lost -= set(SEEDS)
    found.pages[NOWHERE] = client.get("/no-such-page/").content.decode()
    return found


def _client() -> Client:
    host = next((name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))), "localhost")
    return Client(headers={"Host": host})


def _ask(client: Client, address: str, found: Found) -> Iterable[str]:
    """Note what one address answers; the addresses that it leads to."""
    if address.startswith(settings.STATIC_URL):
        return _static(address, found)
    answer = client.get(address, secure=settings.IS_HTTPS)
    if answer.status_code in (301, 302, 303, 308):
        found.moved[address] = (answer.headers["Location"], answer.status_code)
        return [urldefrag(answer.headers["Location"]).url]
    if answer.status_code not in (200, 410):
        found.lost.add(address)
        return []
    if not answer.headers["Content-Type"].startswith("text/html"):
        found.files[address] = answer.content
        return []
    found.pages[address] = answer.content.decode()
    targets = (urldefrag(urljoin(address, link)).url for link in linked(found.pages[address]))
    return [target for target in targets if target.startswith("/") and not needs_server(target) and "?" not in target]


def _static(address: str, found: Found) -> Iterator[str]:
    name = address.removeprefix(settings.STATIC_URL)
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            found.files[address] = file.read()
    elif path := finders.find(name):
        with open(path, "rb") as file:
            found.files[address] = file.read()
    else:
        found.lost.add(address)
        return
    if name.endswith(".css"):
        for link in _IN_STYLES.findall(found.files[address].decode()):
            yield urlsplit(urljoin(address, link)).path


def _cards() -> list[str]:
    return [f"/embed{address_of(path)}" for path in Concept.objects.published().values_list("path", flat=True)]


def _identifiers() -> Iterator[str]:
    kinds = [kind for kind in Record.Kind.values if kind != Record.Kind.STAGES]
    yield from (record.identity for record in Record.objects.known().filter(kind__in=kinds))
    yield from (stage.identity for stage in Stage.objects.all())
    yield "/id/roadmap"


def _statements(found: Found) -> Iterator[str]:
    for address, body in found.files.items():
        if address.endswith(".sssom.tsv"):
            yield from (f"/id/mapping/{name}" for name in _STATEMENT.findall(body.decode()))


def _former() -> Iterator[str]:
    """Addresses of renamed and of withdrawn records; a place on a page, such as a leg's, is no address of its own."""
    former = FormerSlug.objects.values_list("path", flat=True)
    withdrawn = Record.objects.filter(status="withdrawn").values_list("path", flat=True)
    yield from (address for path in [*former, *withdrawn] if "#" not in (address := address_of(path)))
