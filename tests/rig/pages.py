"""What is asked of every page that a browser test opens."""

from functools import cache
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

AXE = Path(__file__).parent.parent / "browser" / "vendor" / "axe.min.js"
# Of WCAG 2.2 AA, which axe leaves out unless it is asked, and Lighthouse does not.
RULES = {"target-size": {"enabled": True}}
INSIDE_THE_PAGE = ("data:", "blob:", "about:", "file:")


class Watch:
    """Collects what a reader would not see and a developer must: the faults of all pages of a context."""

    def __init__(self, faults: list[str], site: str) -> None:
        self.faults = faults
        self.site = site

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of this context, those that it opens later included."""
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.faults.append(f"uncaught: {error.error}"))
        context.on("request", self.follow)

    def hear(self, message: ConsoleMessage) -> None:
        """Chromium reports a CSP violation and a failed download as a console error too."""
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def follow(self, request: Request) -> None:
        """The site loads nothing from elsewhere: no CDN, no font host, no counter."""
        if not request.url.startswith((self.site, *INSIDE_THE_PAGE)):
            self.faults.append(f"asked another host: {request.url}")


def violations(page: Page, *, preload: bool = True) -> list[str]:
    """Return axe's findings on a page, a line each: the rule, what it asks, where it is broken.

    The script goes in by `evaluate`, which the page's content security policy need not allow. Where JavaScript
    is off its promise would never come true, and Playwright would wait for ever. Where a stylesheet imports another,
    as in Django's admin, axe itself would break the policy by copying both into the page: there, no `preload`.
    """
    assert page.evaluate("() => !matchMedia('(scripting: none)').matches"), "axe needs a page with JavaScript"
    page.evaluate(_axe_source())
    options = {"resultTypes": ["violations"], "rules": RULES, "preload": preload}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")
