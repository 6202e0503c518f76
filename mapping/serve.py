"""The app server: granian, with the site loaded before its workers are forked from it.

    python -m mapping.serve --workers 2 … mapping.wsgi:application

They then share code and templates in memory, and a worker that died is replaced in milliseconds. What is loaded may
open no connection and start no thread: neither outlives a fork. `mapping.wsgi` does so, which each worker imports for
itself.
"""

import gc
import os
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from granian.cli import entrypoint
from granian.server import mp
from granian.wsgi import _callback_wrapper as call_of

# So long a thread may keep Python's lock while another wants it; a kept page takes a hundredth of a millisecond.
TURN = 0.001


def load() -> None:
    """Import and parse what every worker needs, and keep the collector's hands off it, which would unshare it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
    django.setup()
    get_resolver()._populate()  # the addresses by name, which the first page asks for
    if not settings.DEBUG:
        folder: Path = settings.BASE_DIR / "templates"
        for file in folder.rglob("*.html"):
            get_template(str(file.relative_to(folder)))
    from mapping.front.stored import build  # not above: there are models only now

    build()  # a worker that is forked later is still of this release
    gc.collect()
    gc.freeze()


def serve() -> None:
    """Run granian with the words of the command line, and our own door in the place of its call of the application."""
    from mapping.front.door import Door, doors  # not above: see `build`

    def door(application: Any, options: dict[str, Any], log: str | None = None) -> Door:
        return Door(application.at_once, call_of(application, options, log), most_bodies=max(1, doors() * 3 // 4))

    # Granian has no public place for this; tests/test_serve.py would notice if it no longer looked here.
    mp._wsgi_call_wrap = door
    sys.argv += ["--blocking-threads", str(doors())]
    sys.setswitchinterval(TURN)
    entrypoint()


if __name__ == "__main__":
    load()
    serve()
