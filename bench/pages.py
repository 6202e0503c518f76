"""Every page type, weighed and judged: bytes, axe, layout shift, Lighthouse and the Nu HTML checker.

    bench/pages.py                     bytes, axe and layout shift; the site is started for it with all of its content
    bench/pages.py --lighthouse 3      and Lighthouse with its mobile settings: median and spread of three runs
    bench/pages.py --scheme light      Lighthouse in one theme only
    bench/pages.py --nu                and the Nu HTML checker
    bench/pages.py --only /map/        pages whose address holds these words
    bench/pages.py --site http://127.0.0.1:8000   a site that runs already
    bench/pages.py --keep FILE         what is measured is kept there; the next run takes it over where it was good

Lighthouse and Nu come from npm when they are asked for; Nu needs Java as well. One line a page; the exit status is 1
where a page is too heavy, has a fault or falls short of 100. Beside axe, each page is looked at for what is wider than
its window and for errors in the console, at three widths in both themes. Lighthouse refuses what is not answered with
200; the pages of faults pass all other checks, each as its template makes it.

A page that Lighthouse gives less than 100 is measured anew by the next run with the same FILE, all of its runs. The
speed of the machine then is printed beside it: a machine that works on something else lowers the performance.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urljoin

import brotli
import django
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as BrowserPage

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rig import chromium, lighthouse  # noqa: E402
from tests.rig.pages import Watch, violations  # noqa: E402
from tests.rig.site import wait_for  # noqa: E402

# The pages to judge, under the name of their address in mapping/urls.py: a page that is added there must be named here.
PAGES = {
    "home": ["/"],
    "map": ["/map/", "/map/?stage=release&relation=close", "/map/?q=xyzzyq"],
    "graph": ["/map/graph/", "/map/graph/?stage=deploy", "/map/graph/?focus=devops/continuous-integration"],
    "coverage": ["/coverage/"],
    "new-territory": ["/new-territory/"],
    "which-is-which": ["/which-is-which/"],
    "cheat-sheet": ["/cheat-sheet/"],
    "compare-concepts": [
        "/concepts/compare/",
        "/concepts/compare/?a=devops/artifact-repository&b=mlops/model-registry",
    ],
    "stage": ["/stages/operate/"],
    "tools": ["/tools/"],
    "tools-letter": ["/tools/letter/a/"],
    "compare-tools": ["/tools/compare/", "/tools/compare/?a=jenkins&b=tekton"],
    "tool": ["/tools/jenkins/", "/tools/mlflow/"],
    "false-friends": ["/false-friends/"],
    "false-friend": ["/false-friends/drift/"],
    "glossary": ["/glossary/"],
    "glossary-letter": ["/glossary/m/"],
    "search": ["/search/", "/search/?q=canary", "/search/?q=xyzzyq"],
    "translate": ["/translate/", "/translate/?terms=devops/ci-cd,tool:jenkins,mlops/feature-store"],
    "roadmap": ["/roadmap/"],
    "role": ["/roadmap/devops-engineer/"],
    "changes": ["/changes/"],
    "suggestion-form": ["/suggest/", "/suggest/?about=devops/continuous-integration"],
    "about": ["/about/"],
    "embed": ["/embed/devops/ci-cd/"],
    "discipline": ["/devops/", "/mlops/", "/llmops/"],
    "concept": ["/devops/continuous-integration/", "/mlops/feature-store/", "/llmops/prompt-management/"],
    "not found": ["/no-such-page/"],
}
NO_PAGES = {
    *("tool-markdown", "tool-json", "tool-data", "concept-markdown", "concept-json", "concept-data", "discipline-data"),
    *("export", "one-file", "translate-list", "progress", "changes-feed", "opensearch", "sitemap", "robots", "llms"),
    *("page-markdown", "identity", "healthz", "readyz", "metrics", "suggest"),
    # Their addresses are secrets: a sender's, and what an editor hands on. tests/browser looks at them.
    *("suggestion", "draft"),
}
# What search engines are not to list: there Lighthouse must find exactly this amiss, and nothing else.
NOT_LISTED = ("/search/?q", "/embed/", "/suggest/", "/translate/?")
BY_DESIGN = frozenset({"is-crawlable"})
# The pages of faults, with what their templates are given; 404 is asked for as a page.
FAULTS = {
    "errors/400.html": (400, {"reference": "3f9a2c"}),
    "errors/403.html": (403, {"why": "This form was too old, or your browser keeps no cookies."}),
    "errors/410.html": (410, {"record": SimpleNamespace(label="Ticket board", replaced_by=None)}),
    "errors/413.html": (413, {"most": 2_500_000}),
    "errors/429.html": (429, {"wait": 12}),
    "errors/500.html": (500, {"reference": "3f9a2c"}),
    "errors/503.html": (503, {"is_write": True, "reference": "3f9a2c"}),
    "roadmap/bad_file.html": (400, {"section": "roadmap"}),
}
KB = 1024
MOST = {"html": 20 * KB, "css": 10 * KB, "js": 25 * KB}
WIDTHS, SCHEMES = (360, 768, 1440), lighthouse.SCHEMES
SHIFT = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, one) => sum + one.value, 0))).observe({type: 'layout-shift', buffered: true})
    || setTimeout(() => done(0), 400))"""
WIDER = "() => document.documentElement.scrollWidth > innerWidth"


@dataclass(frozen=True)
class Page:
    """One page to judge: its address, and what a browser gets there where no request leads to it."""

    address: str
    html: bytes | None = None
    status: int = 200

    @property
    def can_be_asked(self) -> bool:
        """Whether Lighthouse takes it."""
        return self.html is None and self.address not in PAGES["not found"]


class Kept:
    """What was measured, by page and by what of it, in a file if there is one."""

    def __init__(self, file: Path | None):
        self.file = file
        self.found: dict = json.loads(file.read_text()) if file and file.exists() else {}

    def get(self, page: Page, what: str) -> list:
        return self.found.get(page.address, {}).get(what, [])

    def put(self, page: Page, what: str, value: list) -> list:
        self.found.setdefault(page.address, {})[what] = value
        if self.file:
            self.file.write_text(json.dumps(self.found, indent=1))
        return value


@contextmanager
def own_site() -> Iterator[str]:
    """The site with its content on a free port, in a folder that goes away afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-pages-") as home, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        env = os.environ | {"VAR_DIR": home, "SITE_URL": f"http://127.0.0.1:{port}"}
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=env, check=True)
        command = ["granian", "--interface", "wsgi", "--port", str(port), "--log-level", "error"]
        server = subprocess.Popen([sys.executable, "-m", *command, "mapping.wsgi:application"], cwd=ROOT, env=env)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def weights(site: str, html: bytes) -> dict[str, int]:
    """The bytes of a first visit as brotli sends them: the page at a server's quality, files at a build's."""
    text = html.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
    scripts = re.findall(r'<script src="([^"]+)"', text)
    return {
        "html": len(brotli.compress(html, quality=5)),
        "css": sum(len(brotli.compress(read(urljoin(site, url)))) for url in sheets),
        "js": sum(len(brotli.compress(read(urljoin(site, url)))) for url in scripts),
    }


def read(url: str) -> bytes:
    with answered(url) as answer:
        return answer.read()


def answered(url: str) -> HTTPResponse | urllib.error.HTTPError:
    """The answer, whatever its status."""
    try:
        return urllib.request.urlopen(url, timeout=60)
    except urllib.error.HTTPError as fault:
        return fault


def looks(browser: Browser, site: str, shown: Page) -> list:
    """How many faults a browser shows, and the largest layout shift, over all widths and both schemes."""
    found, shift = 0, 0.0
    for width in WIDTHS:
        for scheme in SCHEMES:
            faults: list[str] = []
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            Watch(faults, site).over(context)
            page = context.new_page()
            if shown.html:
                stand_in(page, site, shown)
            page.goto(site + shown.address)
            shift = max(shift, page.evaluate(SHIFT))
            own = f"({site + shown.address})"  # the console names the status of a page of a fault
            faults = [one for one in faults if not ("status of" in one and one.endswith(own))] + violations(page)
            faults += ["wider than the window"] if page.evaluate(WIDER) else []
            found += len(faults)
            for fault in faults:
                print(f"    {width} {scheme}: {fault}")
            context.close()
    return [found, shift]


def stand_in(page: BrowserPage, site: str, shown: Page) -> None:
    """Answer in the site's place, under the policy that it has for pages of faults."""
    with answered(site + PAGES["not found"][0]) as answer:
        headers = {name: answer.headers[name] for name in ("Content-Type", "Content-Security-Policy")}
    page.route(site + shown.address, lambda route: route.fulfill(status=shown.status, headers=headers, body=shown.html))


def runs_of(kept: Kept, site: str, page: Page, scheme: str, number: int) -> list[lighthouse.Run]:
    """So many runs of Lighthouse, those that are kept included; fewer where it could not look."""
    runs = [lighthouse.Run.read(one) for one in kept.get(page, scheme)][:number]
    if len(runs) == number and min(lighthouse.medians(runs)) < 100:
        runs = []
    by_design = BY_DESIGN if any(part in page.address for part in NOT_LISTED) else frozenset()
    while len(runs) < number and (run := lighthouse.run(site + page.address, scheme, by_design)):
        runs.append(run)
        kept.put(page, scheme, [one.kept() for one in runs])
        for title in run.failed:
            print(f"    lighthouse, {scheme}: {title}")
        if run.scores[0] < 100:
            print(f"    lighthouse, {scheme}: performance {run.scores[0]}, the machine's speed was {run.speed}")
    return runs


def nu_errors(html: bytes) -> int:
    """How many errors the Nu HTML checker finds, each printed."""
    with tempfile.NamedTemporaryFile(suffix=".html") as page:
        page.write(html)
        page.flush()
        command = ["npx", "--yes", "--package=vnu-jar", "vnu", "--errors-only", "--format", "json", page.name]
        done = subprocess.run(command, capture_output=True, text=True)
    messages = json.loads(done.stderr or done.stdout)["messages"]
    for message in messages:
        print(f"    nu: line {message.get('lastLine')}: {message['message']}")
    return len(messages)


def judge(browser: Browser, site: str, page: Page, asked: argparse.Namespace) -> bool:
    """Print one page's figures; whether it keeps all of its promises."""
    html = page.html or read(site + page.address)
    weighed = weights(site, html)
    found, shift = _good(asked.kept.get(page, "looks")) or asked.kept.put(page, "looks", looks(browser, site, page))
    good = all(weighed[kind] <= most for kind, most in MOST.items()) and found == 0 and shift < 0.05
    line = f"{page.address:72} {weighed['html']:6} {weighed['css']:6} {weighed['js']:6} {found:4} {shift:6.3f}"
    for scheme in asked.schemes if asked.lighthouse and page.can_be_asked else ():
        runs = runs_of(asked.kept, site, page, scheme, asked.lighthouse)
        good &= len(runs) == asked.lighthouse and min(lighthouse.medians(runs)) == 100
        line += f"  {scheme} {lighthouse.in_words(runs) if runs else 'no answer'}"
    if asked.nu:
        errors = 0 if asked.kept.get(page, "nu") == [0] else asked.kept.put(page, "nu", [nu_errors(html)])[0]
        good &= errors == 0
        line += f"  nu {errors}"
    print(line if good else f"{line}  FALLS SHORT", flush=True)
    return good


def _good(looked: list) -> list:
    return looked if looked and looked[0] == 0 and looked[1] < 0.05 else []


def forgotten() -> list[str]:
    """The names of addresses and the templates of faults that this file does not know."""
    from mapping.urls import urlpatterns

    names = {pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)}
    folder = ROOT / "templates"
    faults = {str(file.relative_to(folder)) for file in folder.glob("errors/[!_]*.html")} - {"errors/404.html"}
    return sorted(names - PAGES.keys() - NO_PAGES) + sorted(faults - FAULTS.keys())


def pages() -> list[Page]:
    """Every page, one of each kind first."""
    firsts = [Page(addresses[0]) for addresses in PAGES.values()]
    others = [Page(address) for addresses in PAGES.values() for address in addresses[1:]]
    return [*firsts, *fault_pages(), *others]


def fault_pages() -> list[Page]:
    """The pages of faults as their templates make them; their files have the names that they have without a build."""
    from django.conf import settings
    from django.template.loader import render_to_string
    from django.test import RequestFactory, override_settings

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain):
        return [
            Page(f"/{name}", render_to_string(name, context, RequestFactory().get(f"/{name}")).encode(), status)
            for name, (status, context) in FAULTS.items()
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site")
    parser.add_argument("--only", default="")
    parser.add_argument("--lighthouse", type=int, default=0, metavar="RUNS")
    parser.add_argument("--scheme", dest="schemes", choices=SCHEMES, nargs=1, default=SCHEMES)
    parser.add_argument("--nu", action="store_true")
    parser.add_argument("--keep", dest="kept", type=lambda name: Kept(Path(name)), default=Kept(None), metavar="FILE")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
    django.setup()
    if unknown := forgotten():
        sys.exit(f"no page to judge is named for: {', '.join(unknown)}")
    with nullcontext(asked.site) if asked.site else own_site() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.find())
        print(
            f"{'page':72} {'html':>6} {'css':>6} {'js':>6} {'axe':>4} {'shift':>6}  {', '.join(lighthouse.CATEGORIES)}"
        )
        results = [judge(browser, site, page, asked) for page in pages() if asked.only in page.address]
        browser.close()
    print(f"{sum(results)} of {len(results)} pages keep their promises")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
