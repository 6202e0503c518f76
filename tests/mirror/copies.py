"""A copy of the site as any file server gives it: read from its folder, and asked for over HTTP."""

import threading
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from tests.views.links import Reading

HOST = "http://copy.invalid"


def broken_links(folder: Path) -> set[tuple[str, str]]:
    """Every link of every page of the folder that leads to no file of it, or to no place on a page."""
    return {
        (path.relative_to(folder).as_posix(), link)
        for path in folder.rglob("*.html")
        for link in _reading(path).targets
        if not _leads_somewhere(folder, path, link)
    }


class _Everything(Reading):
    """Not only links to pages, but styles, scripts, pictures and cards too."""

    def __init__(self, html: str):
        self.targets: set[str] = set()
        super().__init__(html)

    def handle_starttag(self, tag, attributes):
        super().handle_starttag(tag, attributes)
        self.targets |= {
            value for name, value in attributes if name in ("href", "src", "action", "data-href") and value
        }


@cache
def _reading(path: Path) -> _Everything:
    return _Everything(path.read_text(encoding="utf-8"))


def _leads_somewhere(folder: Path, path: Path, link: str) -> bool:
    address, place = urldefrag(urljoin(f"{HOST}/{path.relative_to(folder).as_posix()}", link))
    if not address.startswith(HOST):
        return True
    file = folder / unquote(urlsplit(address).path.lstrip("/"))
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return False
    return not place or file.suffix != ".html" or place in _reading(file).places


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def served(folder: Path):
    """The address of a plain file server over this folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
