"""The shipped nginx configuration on one machine: other ports and folders, no TLS."""

import re
from pathlib import Path

SHIPPED = Path(__file__).resolve().parent.parent.parent / "deploy/nginx.conf"


def configuration(here: dict[str, str], *, without: str = "ssl_") -> str:
    """deploy/nginx.conf with each key of `here` replaced, without its redirect and lines that begin so (a pattern).

    Raises AssertionError where the file has no such key, since what is measured would not be what is shipped.
    """
    text = SHIPPED.read_text()
    text = re.sub(r"    server \{\n        listen 80;.*?\n    \}\n", "", text, count=1, flags=re.DOTALL)
    text = re.sub(rf"^ +(?:{without}).*\n", "", text, flags=re.MULTILINE)
    for shipped, own in here.items():
        assert shipped in text, f"deploy/nginx.conf has no {shipped}"
        text = text.replace(shipped, own)
    return text
