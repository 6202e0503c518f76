"""Fixtures for all tests, and what pytest says at its end."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, sync_playwright

from tests import small
from tests.rig import chromium
from tests.rig.pages import Watch, violations


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all browser tests of a process; each test gets a fresh profile in it."""
    path = chromium.find()
    assert path, "no Chromium: sudo apt-get install chromium, or leave these tests out with -m 'not browser'"
    with sync_playwright() as playwright:
        # Playwright starts Chromium without its sandbox (root can't use it) and without background traffic.
        started = playwright.chromium.launch(executable_path=path)
        yield started
        started.close()


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the pages of this test. A test that wants a fault reads it here and clears it."""
    return []


@pytest.fixture
def new_page(browser: Browser, live_server, faults: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page of the live site; words are Playwright's for a context: `new_page(color_scheme="dark")`.

    Console errors, uncaught exceptions, CSP violations and requests to other hosts fail the test, since a
    reader would never report them.
    """
    contexts = []

    def open_page(**options) -> Page:
        context = browser.new_context(
            **{"base_url": live_server.url, "locale": "en-GB", "reduced_motion": "reduce"} | options
        )
        context.set_default_timeout(10_000)
        Watch(faults, live_server.url).over(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "the browser complained:\n" + "\n".join(faults)


@pytest.fixture
def page(new_page: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """One page, plain, or as a test asks for it:

    @pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
    """
    return new_page(**getattr(request, "param", {}))


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Ask axe about a page: `assert axe(page) == []`."""
    return violations


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "once: takes minutes and is alike on every database, so it runs on SQLite only")
    config.addinivalue_line("markers", "browser: drives Chromium (set by itself on tests that use `page`)")


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeat what bin/test has to say where it is read: just above the closing line."""
    for note in os.environ.get("TEST_NOTES", "").splitlines():
        terminalreporter.write_line(f"!! {note}", red=True, bold=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI a skipped test is a failed run: green must mean that all of it was looked at."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and reporter and reporter.stats.get("skipped"):
        os.environ["TEST_NOTES"] = os.environ.get("TEST_NOTES", "") + "Skipped tests fail the run on CI."
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    """What one test asked is not counted against the next."""
    cache.clear()


@pytest.fixture
def site(db, tmp_path: Path) -> Path:
    """The folder of the small site, which is loaded."""
    return small.load(tmp_path)
