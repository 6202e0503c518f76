"""Pages over HTTP, as ratios against nginx that serves the same bytes as a file, in the same run.

    bench/serving.py                 all of it: four minutes, on SQLite with the real content
    bench/serving.py --only memory   one part: table, start, news, memory
    bench/serving.py --times 100     the same with each concept and tool there a hundred times
    bench/serving.py --rounds 5

CPU is what the server's processes used, user and system, by request: it holds on a busy machine too, where requests a
second don't. "alone" is the median time of one reader who asks again and again, to the last byte; "foreign" the share
of a core that other work had meanwhile: above 0.2 look at the CPU only. The app server is started as bin/app does
behind a proxy (THREADS=4); "bare granian" is its program with the same options and no site in it, so the floor of what
it can reach. nginx as proxy runs deploy/nginx.conf. A stored page is found in the database, as after a start; a page
made anew goes through its queries and templates.
"""

import argparse
import gzip
import http.client
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.rig.nginx import configuration  # noqa: E402

HOME = Path(tempfile.mkdtemp(prefix="bench-serving-", dir="/tmp"))
HOME.chmod(0o755)
FILES, APP, PROXY, BARE = 18100, 18101, 18102, 18103
PAGE, CHANGED = "/devops/ci-cd/", "/tools/jenkins/"
PARTS = ("start", "table", "news", "memory")
_SEARCHES = ("/search/", "/search/suggest/", "/api/v1/search")
SECONDS, CONNECTIONS, TICK = 3, 32, os.sysconf("SC_CLK_TCK")
ENVIRONMENT = os.environ | {
    "VAR_DIR": str(HOME / "var"),
    "SECRET_KEY": "only-for-this-run",
    "SITE_URL": f"http://127.0.0.1:{APP}",
    "PORT": str(APP),
    "THREADS": "4",
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
    alone_ms: float
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


def pss_mb(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss: +(\d+)", rollup, re.MULTILINE)[1]) / 1024


def milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def sample(asked: Asked, root: int, seconds: float = SECONDS) -> Sample:
    def wrk(duration: float, threads: int = 2, connections: int = CONNECTIONS) -> str:
        words = [word for header in asked.headers for word in ("-H", header)]
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{duration}s", "--latency", *words]
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
    alone = milliseconds(re.search(r"50% +(\S+)", wrk(1, threads=1, connections=1))[1])
    return Sample(used / number * 1e6, number / took, p99, alone, max(0.0, all_used - used - by_wrk) / took)


def get(port: int, path: str = PAGE, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": "127.0.0.1"} | headers)
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
    here = {
        "listen 443 ssl http2": f"listen 127.0.0.1:{PROXY}",
        "/run/nginx.pid": f"{HOME}/proxy.pid",
        "/var/log/nginx": str(HOME),
        "/var/cache/nginx/crosswalk": f"{HOME}/cache",
        "access_log ": "access_log off; #",
        "127.0.0.1:8001": f"127.0.0.1:{APP}",
    }
    return configuration(here, without="ssl_|server 127.0.0.1:8002|limit_conn ")


def main(rounds: int, times: int, parts: tuple[str, ...]) -> None:
    manage("prepare")
    if times > 1:
        print(f"{multiply(times):,} concepts")
    app, cold = start_app()
    servers = {"app": app}
    try:
        if "start" in parts:
            show_start(app.pid, cold)
        if "table" in parts:
            servers |= start_others(app.pid, get(APP).body)
            table(measure(servers, rounds, get(APP, **{"Accept-Encoding": "gzip"}).headers["ETag"]))
            print("memory under that load:", memory(app.pid))
        if "news" in parts:
            show_news()
        if "memory" in parts:
            show_memory(app.pid, times)
    finally:
        for server in servers.values():
            server.terminate()
            server.wait()
        shutil.rmtree(HOME, ignore_errors=True)


def manage(*words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=True, stdout=subprocess.DEVNULL)


def multiply(times: int) -> int:
    """Write the rows of each concept and tool again and again, with other names; how many concepts there then are."""
    database = sqlite3.connect(HOME / "var/crosswalk.sqlite3")
    step = 10_000_000
    # Whose rows each table has, and which of its columns hold numbers of records or of its own rows.
    kinds = ("concept", "tool")
    of = " UNION ".join(f"SELECT record_id FROM mapping_{kind} WHERE record_id < {step}" for kind in kinds)
    tables = {
        "record": ("id", {"id"}),
        "concept": ("record_id", {"record_id"}),
        "tool": ("record_id", {"record_id", "successor_id"}),
        "label": ("record_id", {"id", "record_id"}),
        "source": ("record_id", {"id", "record_id"}),
        "mapping": ("subject_id", {"id", "subject_id", "object_id"}),
        "nocounterpart": ("concept_id", {"id", "concept_id", "analogy_id"}),
        "conceptrelation": ("subject_id", {"id", "subject_id", "object_id"}),
        "tooluse": ("concept_id", {"id", "concept_id", "tool_id"}),
        "toolmove": ("tool_id", {"id", "tool_id"}),
    }
    for name, (owner, numbers) in tables.items():
        columns = [row[1] for row in database.execute(f"PRAGMA table_info(mapping_{name})")]
        renamed = {"path": "path || '-' || :n", "slug": "slug || '-' || :n", "identifier": "identifier || '-' || :n"}
        chosen = [f"{c} + :n * {step}" if c in numbers else renamed.get(c, c) for c in columns]
        chosen = ["NULL" if c in ("version_id", "file_version_id") else c for c in chosen]
        copy = f"INSERT INTO mapping_{name} SELECT {', '.join(chosen)} FROM mapping_{name} WHERE {owner} IN ({of})"
        for n in range(1, times):
            database.execute(copy, {"n": n})
    database.commit()
    return database.execute("SELECT count(*) FROM mapping_concept").fetchone()[0]


def start_bare(app: int) -> subprocess.Popen:
    """The app server with the same options and no site in it: it gives the bytes and headers of the page, always."""
    page = get(APP, **{"Accept-Encoding": "gzip"})
    headers = [(name, value) for name, value in page.headers.items() if name.lower() not in ("server", "date")]
    (HOME / "bare.py").write_text(
        f"def application(environ, start_response):\n"
        f"    start_response('200 OK', HEADERS)\n    return BODY\nHEADERS = {headers}\nBODY = [{page.body}]\n"
    )
    command = Path(f"/proc/{app}/cmdline").read_text().rstrip("\0").split("\0")
    command[command.index("mapping.serve")] = "granian"
    command[command.index("--port") + 1] = str(BARE)
    command[-1:] = ["--blocking-threads", "1", "bare:application"]
    return subprocess.Popen(command, cwd=HOME, env=ENVIRONMENT)


def start_others(app: int, body: bytes) -> dict[str, subprocess.Popen]:
    """nginx with the page as a file, nginx before the app server, and the app server's program alone."""
    (HOME / "page.html").write_bytes(body)
    (HOME / "page.html.gz").write_bytes(gzip.compress(body, 6))
    (HOME / "cache").mkdir()
    (HOME / "cache").chmod(0o777)
    started = {
        "files": start_nginx("files", NGINX.format(home=HOME, port=FILES)),
        "proxy": start_nginx("proxy", proxy_configuration()),
        "bare": start_bare(app),
    }
    time.sleep(1)
    print(f"page: {len(body):,} bytes, {len(gzip.compress(body, 6)):,} with gzip")
    return started


def show_start(root: int, cold: float) -> None:
    """From nothing to the first page, and from a killed worker to the next that answers."""
    before = set(processes(root))
    os.kill(next(pid for pid in before if pid != root), signal.SIGKILL)
    killed = time.monotonic()
    while not set(processes(root)) - before:
        time.sleep(0.005)
    print(f"cold start to the first page: {cold:.1f} s; a killed worker is replaced after ", end="")
    print(f"{time.monotonic() - killed:.1f} s; memory at the start: {memory(root)}")


def show_news() -> None:
    """How long after a publication a worker still shows the old page, while all threads are busy."""
    database = sqlite3.connect(HOME / "var/crosswalk.sqlite3", timeout=20)
    made = ["wrk", "-t1", "-c4", "-d12s", "-H", "Cookie: sessionid=nobody", f"http://127.0.0.1:{APP}{PAGE}?anew"]
    kept = ["wrk", "-t1", "-c32", "-d12s", f"http://127.0.0.1:{APP}{PAGE}"]
    busy = [subprocess.Popen(load, stdout=subprocess.DEVNULL) for load in (made, kept)]
    longest = 0.0
    time.sleep(1)
    for n in range(5):
        with database:
            database.execute("UPDATE mapping_record SET label = ? WHERE path = 'tools/jenkins'", [f"Jenkins {n}"])
            database.execute("UPDATE mapping_publication SET number = number + 1")
        published = old_until = time.monotonic()
        while (asked := time.monotonic()) < published + 2:
            if is_old := f">Jenkins {n}</h1>".encode() not in get(APP, CHANGED).body:
                old_until = asked
        if is_old:
            sys.exit(f"publication {n} was not seen within two seconds")
        longest = max(longest, old_until - published)
    for load in busy:
        load.wait()
    print(f"of five publications under full load, the last old page was asked for after at most {longest:.2f} s")


def show_memory(root: int, times: int) -> None:
    """After a thousand requests of all kinds, by eight readers; of a large catalogue only records."""
    manage("learn_meanings")
    dice = random.Random(1)
    pages = re.findall(r"<loc>http://[^/]+(.*?)</loc>", get(APP, "/sitemap.xml").body.decode())
    records = [page.rstrip("/") for page in pages if re.match(r"/(devops|mlops|llmops|tools)/.", page)]
    words = ("kubernetes", "ci", "drift", "jenkins", "prompt", "monitoring", "xyzzy", "feature store")
    mixed = dice.sample(pages if times == 1 else [f"{record}/" for record in records], 500) + [
        f"{dice.choice(records)}{ending}" for ending in (".md", ".json", ".ttl") * 60
    ]
    mixed += [f"{kind}?q={quote(dice.choice(words))}{n % 40}" for kind in _SEARCHES for n in range(100)]
    mixed += ["/map/graph/", "/translate/", "/export/crosswalk.csv", "/roadmap/"] * 5 if times == 1 else []
    dice.shuffle(mixed)
    print(f"memory after {len(mixed)} mixed requests {by_eight(read, mixed)}:", settle(root))
    asked = [f"/search/?q={quote(f'how do I know that model {n} got worse')}" for n in range(40)]
    print(f"and after questions in own words {by_eight(read, asked)}:", settle(root))
    if times == 1:
        adverts = [f"We run Jenkins {n} and Kubernetes" for n in range(40)]
        print(f"and after translations {by_eight(translate, adverts)}:", settle(root))
        whole = [get(APP, f"/export/crosswalk.{ending}").status for ending in ("ttl", "json", "html")]
        print(f"and after whole exports {whole}:", settle(root))


def by_eight(ask: Callable[[str], int], all_of_them: list[str]) -> dict[int, int]:
    """How often each status answered these, asked by eight readers."""
    with ThreadPoolExecutor(8) as readers:
        return dict(Counter(readers.map(ask, all_of_them)))


def read(path: str) -> int:
    return get(APP, path, **{"Accept-Encoding": "gzip"}).status


def translate(text: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", APP, timeout=60)
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    connection.request("POST", "/translate/", urlencode({"text": text}), headers)
    return connection.getresponse().status


def settle(root: int) -> str:
    """The memory that is used now, and ten seconds later: what one asks for at once is not what stays."""
    now = memory(root)
    time.sleep(12)
    return f"{now}; ten seconds later {memory(root)}"


def memory(root: int) -> str:
    whole, parent = (sum(map(pss_mb, pids)) for pids in (processes(root), [root]))
    return f"{whole:.0f} MB PSS, of which the two workers {whole - parent:.0f}"


def measure(servers: dict[str, subprocess.Popen], rounds: int, etag: str) -> dict[str, list[Sample]]:
    rows = [
        Asked("nginx, the file", "files", FILES, "/page.html"),
        Asked("app server, kept page", "app", APP, PAGE),
        Asked("bare granian, same bytes", "bare", BARE, PAGE),
        Asked("app server, 304", "app", APP, PAGE, ("Accept-Encoding: gzip", f"If-None-Match: {etag}")),
        Asked("nginx proxy cache", "proxy", PROXY, PAGE),
        Asked("constant Django view", "app", APP, "/healthz"),
        Asked("concept page, stored", "app", APP, PAGE, ("Cookie: sessionid=nobody",)),
        Asked("concept page, made anew", "app", APP, f"{PAGE}?anew", ("Cookie: sessionid=nobody",)),
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
    heads = ("CPU us", "x nginx", "req/s", "/ nginx", "p99 ms", "x nginx", "alone ms", "x nginx", "foreign")
    print(f"{'':24}", *(f"{head:>8}" for head in heads))
    for name in found:
        figures = []
        for what in ("cpu_us", "a_second", "p99_ms", "alone_ms"):
            figures += [middle(name, what), middle(name, what) / middle(nginx, what)]
        print(f"{name:24}", *(f"{figure:8.2f}" for figure in (*figures, middle(name, "foreign"))))
    for name in ("concept page, stored", "concept page, made anew"):
        print(f"{name}: {middle(name, 'cpu_us') / middle(django, 'cpu_us'):.1f} x the CPU of a constant Django view")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--only", choices=PARTS)
    asked = parser.parse_args()
    if not (shutil.which("nginx") and shutil.which("wrk")):
        sys.exit("bench/serving.py needs nginx and wrk: sudo apt-get install nginx-light wrk")
    main(asked.rounds, asked.times, (asked.only,) if asked.only else PARTS)
