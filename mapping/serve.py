"""The app server: granian, with the site loaded before its workers are forked from it.

    python -m mapping.serve --workers 2 … mapping.wsgi:application

They then share code and templates in memory, and a worker that died is replaced in milliseconds. Nothing here may open
a connection or start a thread: neither outlives a fork. `mapping.wsgi` does so, which each worker imports for itself.
"""

import gc
import os
from pathlib import Path

import django
from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver
from granian.cli import entrypoint


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


if __name__ == "__main__":
    load()
    entrypoint()
