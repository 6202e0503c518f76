"""Every page type, weighed and judged: bytes, axe, layout shift, Lighthouse and the Nu HTML checker.

    bench/pages.py                     bytes, axe and layout shift; the site is started for it with all of its content
    bench/pages.py --lighthouse 3      and Lighthouse with its mobile settings, the median of three runs
    bench/pages.py --nu                and the Nu HTML checker
    bench/pages.py --only /map/        pages whose address holds these words
    bench/pages.py --site http://127.0.0.1:8000   a site that runs already

Lighthouse and Nu come from npm when they are asked for; Nu needs Java as well. One line a page; the exit status is 1
where a page is too heavy, has a fault or falls short of 100.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urljoin

import brotli
import django
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rig import chromium  # noqa: E402
from tests.rig.pages import violations  # noqa: E402

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
NOT_LISTED = ("/search/?q", "/embed/", "/suggest/", "/translate/?", "/no-such-page/")
BY_DESIGN = {"is-crawlable", "http-status-code"}
KB = 1024
MOST = {"html": 20 * KB, "css": 10 * KB, "js": 25 * KB}
WIDTHS, SCHEMES = (360, 768, 1440), ("light", "dark")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROME = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
SHIFT = """() => new Promise(done => new PerformanceObserver(list => done(
    list.getEntries().reduce((sum, one) => sum + one.value, 0))).observe({type: 'layout-shift', buffered: true})
    || setTimeout(() => done(0), 400))"""


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


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"{url} does not answer")


def weights(site: str, address: str) -> dict[str, int]:
    """The bytes of a first visit as brotli sends them: the page at a server's quality, files at a build's."""
    html = read(site + address)
    text = html.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
    scripts = re.findall(r'<script src="([^"]+)"', text)
    return {
        "html": len(brotli.compress(html, quality=5)),
        "css": sum(len(brotli.compress(read(urljoin(site, url)))) for url in sheets),
        "js": sum(len(brotli.compress(read(urljoin(site, url)))) for url in scripts),
    }


def read(url: str) -> bytes:
    try:
        answer = urllib.request.urlopen(url, timeout=60)
    except urllib.error.HTTPError as page_of_error:
        answer = page_of_error
    with answer:
        return answer.read()


def looks(browser: Browser, site: str, address: str) -> tuple[int, float]:
    """axe's findings and the largest layout shift, over all widths and both schemes."""
    found, shift = 0, 0.0
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            page = context.new_page()
            page.goto(site + address)
            shift = max(shift, page.evaluate(SHIFT))
            for fault in violations(page):
                found += 1
                print(f"    {width} {scheme}: {fault}")
            context.close()
    return found, shift


def lighthouse(url: str, scheme: str, runs: int) -> dict[str, int]:
    """Its four scores with mobile settings, the median of the runs; SEO without what is so by design."""
    scores: dict[str, list[float]] = {name: [] for name in CATEGORIES}
    by_design = BY_DESIGN if any(part in url for part in NOT_LISTED) else set()
    for _ in range(runs):
        found = _asked_lighthouse(url, scheme)
        for name in CATEGORIES:
            scores[name].append(_score(found, name, by_design))
        failed = {key for key, audit in found["audits"].items() if _fails(audit)}
        for key in failed - by_design:
            print(f"    lighthouse, {scheme}: {found['audits'][key]['title']}")
        if by_design and not failed & by_design:
            print("    lighthouse: a page that is not to be listed can be")
            scores["seo"][-1] = 0
    return {name: round(100 * statistics.median(values)) for name, values in scores.items()}


def _asked_lighthouse(url: str, scheme: str, tries: int = 3) -> dict:
    with tempfile.TemporaryDirectory() as profile:
        command = ["npx", "--yes", "lighthouse", url, "--quiet", "--output=json", "--output-path=stdout"]
        chrome = f"{CHROME} --user-data-dir={profile} --blink-settings=preferredColorScheme={SCHEMES.index(scheme) ^ 1}"
        flags = [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={chrome}"]
        env = os.environ | {"CHROME_PATH": chromium.find() or ""}
        done = subprocess.run([*command, *flags], env=env, capture_output=True, text=True)
    if done.returncode and tries > 1:  # now and then its browser does not start
        return _asked_lighthouse(url, scheme, tries - 1)
    if done.returncode:
        sys.exit(f"lighthouse could not look at {url}: {done.stderr.strip()[-300:]}")
    return json.loads(done.stdout)


def _fails(audit: dict) -> bool:
    return audit["scoreDisplayMode"] == "binary" and audit["score"] is not None and audit["score"] < 0.9


def _score(found: dict, category: str, without: set[str]) -> float:
    """The weighted mean of a category's audits, as Lighthouse counts it, without some."""
    refs = found["categories"][category]["auditRefs"]
    judged = [(ref["weight"], found["audits"][ref["id"]]["score"]) for ref in refs if ref["id"] not in without]
    weighed = [(weight, score) for weight, score in judged if weight and score is not None]
    return sum(weight * score for weight, score in weighed) / sum(weight for weight, _ in weighed)


def nu_errors(url: str) -> int:
    """The errors of the Nu HTML checker, each printed."""
    with tempfile.NamedTemporaryFile(suffix=".html") as page:
        page.write(read(url))
        page.flush()
        command = ["npx", "--yes", "--package=vnu-jar", "vnu", "--errors-only", "--format", "json", page.name]
        done = subprocess.run(command, capture_output=True, text=True)
    messages = json.loads(done.stderr or done.stdout)["messages"]
    for message in messages:
        print(f"    nu: line {message.get('lastLine')}: {message['message']}")
    return len(messages)


def judge(browser: Browser, site: str, address: str, asked: argparse.Namespace) -> bool:
    """Print one page's figures; whether it keeps all of its promises."""
    weighed = weights(site, address)
    found, shift = looks(browser, site, address)
    good = all(weighed[kind] <= most for kind, most in MOST.items()) and found == 0 and shift < 0.05
    line = f"{address:72} {weighed['html']:6} {weighed['css']:6} {weighed['js']:6} {found:4} {shift:6.3f}"
    for scheme in SCHEMES if asked.lighthouse else ():
        scores = lighthouse(site + address, scheme, asked.lighthouse)
        good &= min(scores.values()) == 100
        line += "  " + " ".join(f"{score:3}" for score in scores.values())
    if asked.nu:
        errors = nu_errors(site + address)
        good &= errors == 0
        line += f" {errors:3}"
    print(line if good else f"{line}  FALLS SHORT", flush=True)
    return good


def forgotten() -> list[str]:
    """The names of addresses that this file knows neither as pages nor as anything else."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")
    django.setup()
    from mapping.urls import urlpatterns

    names = {pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)}
    return sorted(names - PAGES.keys() - NO_PAGES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site")
    parser.add_argument("--only", default="")
    parser.add_argument("--lighthouse", type=int, default=0, metavar="RUNS")
    parser.add_argument("--nu", action="store_true")
    asked = parser.parse_args()
    if unknown := forgotten():
        sys.exit(f"no page to judge is named for: {', '.join(unknown)}")
    with nullcontext(asked.site) if asked.site else own_site() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.find())
        print(f"{'page':72} {'html':>6} {'css':>6} {'js':>6} {'axe':>4} {'shift':>6}  lighthouse: light, dark; Nu")
        addresses = [address for pages in PAGES.values() for address in pages if asked.only in address]
        results = [judge(browser, site, address, asked) for address in addresses]
        browser.close()
    print(f"{sum(results)} of {len(results)} pages keep their promises")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
