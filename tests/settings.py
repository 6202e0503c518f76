"""The site's settings for its tests: nothing of the machine's own `.env`, and nothing kept afterwards."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _temporary_home() -> Path:
    """Return one folder for the whole run: pytest's workers inherit it, and who made it removes it."""
    if "TEST_HOME" not in os.environ:
        os.environ["TEST_HOME"] = tempfile.mkdtemp(prefix="crosswalk-tests-")
        atexit.register(shutil.rmtree, os.environ["TEST_HOME"], ignore_errors=True)
    return Path(os.environ["TEST_HOME"])


_home = _temporary_home()
(_home / "static").mkdir(exist_ok=True)
os.environ["VAR_DIR"] = str(_home)
# What stands in the environment wins over `.env`, so these keep a developer's own `.env` out of the tests.
for _name, _value in {
    "DATABASE_URL": f"sqlite:///{_home / 'crosswalk.sqlite3'}",
    "DEBUG": "false",
    # The tests that want meaning switch it on; the others then don't wait for its model.
    "SEMANTIC_SEARCH": "off",
    "SECRET_KEY": "only-for-tests-and-known-to-everybody-who-reads-them",
    "CACHE_URL": "locmem://",
    "SITE_URL": "http://127.0.0.1:8000",
}.items():
    os.environ.setdefault(_name, _value)
# Playwright keeps an event loop in the main thread, where Django would then refuse its ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from mapping.settings import *  # noqa: E402, F403
from mapping.settings import DATABASES, STORAGES  # noqa: E402

STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as on the site: the live server's threads and the test then are real, separate connections.
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
