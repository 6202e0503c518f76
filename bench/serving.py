"""Pages over HTTP, as ratios against nginx that serves the same bytes as a file, in the same run.

    bench/serving.py             three rounds (a minute and a half), on SQLite with the real content
    bench/serving.py --rounds 5

CPU is what the server's processes used, user and system, by request: it holds on a busy machine too, where requests a
second don't. "foreign" is the share of a core that other work had meanwhile: above 0.2 look at the CPU only. The app
server is started as bin/app does behind a proxy (THREADS=8); nginx as proxy runs deploy/nginx.conf.
"""

import argparse
import gzip
import http.client
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(tempfile.mkdtemp(prefix="bench-serving-", dir="/tmp"))
HOME.chmod(0o755)
FILES, APP, PROXY = 18100, 18101, 18102
PAGE = "/devops/ci-cd/"
SECONDS, CONNECTIONS, TICK = 3, 32, os.sysconf("SC_CLK_TCK")
ENVIRONMENT = os.environ | {
    "VAR_DIR": str(HOME / "var"),
    "SECRET_KEY": "only-for-this-run",
    "SITE_URL": f"http://127.0.0.1:{APP}",
    "PORT": str(APP),
    "THREADS": "8",
    "PROXIES": "1",
    "PYTHON": sys.executable,
}
NGINX = """worker_processes 2; pid {home}/files.pid; error_log {home}/files.log; daemon off;
events {{ worker_connections 1024; }}
http {{ access_log off; gzip_static on; sendfile on; types {{ text/html html; }}
server {{ listen 127.0.0.1:{port}; root {home}; }} }}
"""


@dataclass(frozen=True)
class Asked:
    """One row of the table: what is asked of which server."""

    name: str
    server: str
    port: int
    path: str
    headers: tuple[str, ...] = ("Accept-Encoding: gzip",)


@dataclass(frozen=True)
class Sample:
    cpu_us: float
    a_second: float
    p99_ms: float
    foreign: float


def processes(root: int) -> list[int]:
    found = [root]
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        for child in task.read_text().split():
            found += processes(int(child))
    return found


def cpu_seconds(root: int) -> float:
    ticks = 0
    for pid in processes(root):
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(words[11]) + int(words[12])
    return ticks / TICK


def busy_seconds() -> float:
    user, nice, system, _idle, _wait, irq, soft, *_ = map(int, Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + soft) / TICK


def pss_mb(root: int) -> float:
    rollups = [Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in processes(root)]
    return sum(int(re.search(r"^Pss: +(\d+)", text, re.MULTILINE)[1]) for text in rollups) / 1024


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def sample(asked: Asked, root: int, seconds: float = SECONDS) -> Sample:
    def wrk(duration: float) -> str:
        words = [word for header in asked.headers for word in ("-H", header)]
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{duration}s", "--latency", *words]
        return subprocess.run(
            [*command, f"http://127.0.0.1:{asked.port}{asked.path}"], capture_output=True, text=True, check=True
        ).stdout

    wrk(1)
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    before, busy, started = cpu_seconds(root), busy_seconds(), time.monotonic()
    said = wrk(seconds)
    used, all_used, took = cpu_seconds(root) - before, busy_seconds() - busy, time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    by_wrk = after.ru_utime + after.ru_stime - own.ru_utime - own.ru_stime
    number = int(re.search(r"(\d+) requests in", said)[1])
    if refused := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
        sys.exit(f"{asked.name}: {refused[1]} of {number} answers were errors")
    p99 = milliseconds(re.search(r"99% +(\S+)", said)[1])
    return Sample(used / number * 1e6, number / took, p99, max(0.0, all_used - used - by_wrk) / took)


def get(port: int, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", PAGE, headers={"Host": "127.0.0.1"} | headers)
    answer = connection.getresponse()
    answer.body = answer.read()
    return answer


def start_app() -> tuple[subprocess.Popen, float]:
    """The app server, and how long it took from its start to the first page."""
    started = time.monotonic()
    server = subprocess.Popen([ROOT / "bin/app"], env=ENVIRONMENT)
    while True:
        try:
            if get(APP).status == 200:
                return server, time.monotonic() - started
        except OSError:
            time.sleep(0.02)


def start_nginx(name: str, text: str) -> subprocess.Popen:
    (HOME / name).write_text(text)
    return subprocess.Popen(
        ["nginx", "-c", str(HOME / name), "-p", str(HOME), "-g", "daemon off;" if name == "proxy" else ""]
    )


def proxy_configuration() -> str:
    text = (ROOT / "deploy/nginx.conf").read_text()
    text = re.sub(r"    server \{\n        listen 80;.*?\n    \}\n", "", text, count=1, flags=re.DOTALL)
    text = re.sub(r"^ +(ssl_|server 127.0.0.1:8002|limit_conn ).*\n", "", text, flags=re.MULTILINE)
    for shipped, here in {
        "listen 443 ssl http2": f"listen 127.0.0.1:{PROXY}",
        "/run/nginx.pid": f"{HOME}/proxy.pid",
        "/var/log/nginx": str(HOME),
        "/var/cache/nginx/crosswalk": f"{HOME}/cache",
        "access_log ": "access_log off; #",
        "127.0.0.1:8001": f"127.0.0.1:{APP}",
    }.items():
        text = text.replace(shipped, here)
    return text


def main(rounds: int) -> None:
    for program in ("nginx", "wrk"):
        if not shutil.which(program):
            sys.exit(f"bench/serving.py needs {program}: sudo apt-get install nginx-light wrk")
    subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL
    )
    app, cold = start_app()
    body = get(APP).body
    (HOME / "page.html").write_bytes(body)
    (HOME / "page.html.gz").write_bytes(gzip.compress(body, 6))
    (HOME / "cache").mkdir()
    (HOME / "cache").chmod(0o777)
    servers = {
        "files": start_nginx("files", NGINX.format(home=HOME, port=FILES)),
        "app": app,
        "proxy": start_nginx("proxy", proxy_configuration()),
    }
    try:
        time.sleep(1)
        table(measure(servers, rounds, get(APP, **{"Accept-Encoding": "gzip"}).headers["ETag"]))
        print(f"\ncold start to the first page: {cold:.1f} s; memory of the app server (two workers): ", end="")
        print(f"{pss_mb(app.pid):.0f} MB PSS; page {len(body)} bytes, {len(gzip.compress(body, 6))} with gzip")
    finally:
        for server in servers.values():
            server.terminate()
            server.wait()
        shutil.rmtree(HOME, ignore_errors=True)


def measure(servers: dict[str, subprocess.Popen], rounds: int, etag: str) -> dict[str, list[Sample]]:
    rows = [
        Asked("nginx, the file", "files", FILES, "/page.html"),
        Asked("app server, kept page", "app", APP, PAGE),
        Asked("app server, 304", "app", APP, PAGE, ("Accept-Encoding: gzip", f"If-None-Match: {etag}")),
        Asked("nginx proxy cache", "proxy", PROXY, PAGE),
        Asked("constant Django view", "app", APP, "/healthz"),
        Asked("uncached concept page", "app", APP, PAGE, ("Cookie: sessionid=nobody",)),
    ]
    found: dict[str, list[Sample]] = {row.name: [] for row in rows}
    for _ in range(rounds):
        for row in rows:
            found[row.name].append(sample(row, servers[row.server].pid))
    return found


def table(found: dict[str, list[Sample]]) -> None:
    def middle(name: str, what: str) -> float:
        return statistics.median(getattr(one, what) for one in found[name])

    nginx, django = "nginx, the file", "constant Django view"
    heads = ("CPU us", "x nginx", "req/s", "/ nginx", "p99 ms", "x nginx", "foreign")
    print(f"{'':24}", *(f"{head:>8}" for head in heads))
    for name in found:
        figures = []
        for what in ("cpu_us", "a_second", "p99_ms"):
            figures += [middle(name, what), middle(name, what) / middle(nginx, what)]
        print(f"{name:24}", *(f"{figure:8.2f}" for figure in (*figures, middle(name, "foreign"))))
    times = middle("uncached concept page", "cpu_us") / middle(django, "cpu_us")
    print(f"\nan uncached concept page costs {times:.1f}x a constant Django view")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    main(parser.parse_args().rounds)
