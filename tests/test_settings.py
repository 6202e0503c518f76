"""The site starts only with settings that are safe where it lives."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STRONG = "aR7-tests-only-8f3kQz0_LmX2vB9nT4wYcHd6GsJpUe1-and-more-of-it"
PUBLIC = {"SITE_URL": "https://crosswalk.example", "SECRET_KEY": STRONG, "DEBUG": "false", "PROXIES": "1"}


def manage(*words, **environment):
    command = [sys.executable, "manage.py", *words]
    # The browser tests' own; no site sets it.
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept |= {"DJANGO_SETTINGS_MODULE": "mapping.settings"} | environment
    return subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, timeout=120)


def test_the_deployment_checks_of_django_find_nothing():
    finished = manage("check", "--deploy", "--fail-level", "WARNING", **PUBLIC)

    assert finished.returncode == 0, finished.stderr


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"SECRET_KEY": "change-me"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": f"django-insecure-{STRONG}"}, "SECRET_KEY is too weak"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"PROXIES": "many"}, "PROXIES"),
    ],
)
def test_a_start_that_would_be_unsafe_is_refused_in_words(wrong, words):
    finished = manage("check", **PUBLIC | wrong)

    assert finished.returncode != 0 and words in finished.stderr.splitlines()[-1] + finished.stderr[-400:]


def test_on_your_own_machine_a_short_key_will_do():
    assert manage("check", SITE_URL="http://localhost:8000", SECRET_KEY="x").returncode == 0
