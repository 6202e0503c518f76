"""The site as others start it: when it answers."""

import sys
import time
from urllib.request import urlopen


def wait_for(url: str) -> None:
    """Return when it answers; end the program if it never does."""
    for _ in range(200):
        try:
            urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")
