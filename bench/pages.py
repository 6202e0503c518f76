"""Every page type, weighed and judged: bytes, axe, layout shift, Lighthouse and the Nu HTML checker.

    bench/pages.py                     bytes, axe and layout shift; the site is started for it with all of its content
    bench/pages.py --lighthouse 3      and Lighthouse with its mobile settings, the median of three runs (20 minutes)
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
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urljoin

import brotli
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rig import chromium  # noqa: E402
from tests.rig.pages import violations  # noqa: E402

PAGES = [
    *("/", "/map/", "/map/?stage=release&relation=close", "/map/graph/", "/map/graph/?stage=deploy"),
    *("/map/graph/?focus=devops/continuous-integration", "/coverage/", "/new-territory/", "/which-is-which/"),
    *("/cheat-sheet/", "/stages/operate/", "/devops/", "/llmops/", "/devops/continuous-integration/"),
    *("/mlops/feature-store/", "/concepts/compare/", "/tools/", "/tools/jenkins/", "/tools/mlflow/"),
    *("/concepts/compare/?a=devops/artifact-repository&b=mlops/model-registry", "/tools/compare/?a=jenkins&b=tekton"),
    *("/glossary/", "/glossary/?letter=M", "/false-friends/", "/false-friends/drift/", "/search/?q=canary"),
    *("/search/?q=xyzzyq", "/about/"),
]
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
    with urllib.request.urlopen(url, timeout=60) as answer:
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


def lighthouse(url: str, runs: int) -> dict[str, int]:
    """Its four scores with mobile settings, the median of the runs."""
    scores: dict[str, list[float]] = {name: [] for name in CATEGORIES}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as profile:
            command = ["npx", "--yes", "lighthouse", url, "--quiet", "--output=json", "--output-path=stdout"]
            flags = [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={CHROME} --user-data-dir={profile}"]
            env = os.environ | {"CHROME_PATH": chromium.find() or ""}
            done = subprocess.run([*command, *flags], env=env, capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        for name in CATEGORIES:
            scores[name].append(found["categories"][name]["score"] or 0)
        for audit in found["audits"].values():
            if audit["score"] is not None and audit["score"] < 0.9 and audit["scoreDisplayMode"] == "binary":
                print(f"    lighthouse: {audit['title']}")
    return {name: round(100 * statistics.median(values)) for name, values in scores.items()}


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
    if asked.lighthouse:
        scores = lighthouse(site + address, asked.lighthouse)
        good &= min(scores.values()) == 100
        line += "  " + " ".join(f"{score:3}" for score in scores.values())
    if asked.nu:
        errors = nu_errors(site + address)
        good &= errors == 0
        line += f" {errors:3}"
    print(line if good else f"{line}  FALLS SHORT", flush=True)
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site")
    parser.add_argument("--only", default="")
    parser.add_argument("--lighthouse", type=int, default=0, metavar="RUNS")
    parser.add_argument("--nu", action="store_true")
    asked = parser.parse_args()
    with nullcontext(asked.site) if asked.site else own_site() as site, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium.find())
        print(f"{'page':72} {'html':>6} {'css':>6} {'js':>6} {'axe':>4} {'shift':>6}  lighthouse (p a b s), Nu errors")
        results = [judge(browser, site, address, asked) for address in PAGES if asked.only in address]
        browser.close()
    print(f"{sum(results)} of {len(results)} pages keep their promises")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
