"""Finds the Chromium for the browser tests. As a command: prints its path, or exits with 1."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MACOS = ("Google Chrome.app/Contents/MacOS/Google Chrome", "Chromium.app/Contents/MacOS/Chromium")
BY_PLAYWRIGHT = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")


def find() -> str | None:
    """Return the path of the first browser that starts, or None.

    Each one is started, since the packages of some systems leave a stub that only asks for another package.
    """
    return next((path for path in _candidates() if _starts(path)), None)


def _candidates() -> Iterator[str]:
    """Yield paths to try: what the environment names, what the system has, what Playwright has fetched."""
    if named := os.environ.get("CHROMIUM"):
        yield named
    yield from filter(None, map(shutil.which, NAMES))
    yield from (f"/Applications/{name}" for name in MACOS)
    fetched = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    places = [fetched] if fetched else ["~/.cache/ms-playwright", "~/Library/Caches/ms-playwright"]
    for place in places:
        for pattern in BY_PLAYWRIGHT:
            yield from sorted(map(str, Path(place).expanduser().glob(pattern)), reverse=True)


def _starts(path: str) -> bool:
    """Say whether the browser at this path can tell its version."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    print(path := find() or "")
    sys.exit(not path)
