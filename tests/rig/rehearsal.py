"""Production on one machine, under load, while its parts are killed: see bin/rehearse.

What must hold: no wrong answer, no acknowledged write lost, no failed request outside the seconds in which the database
is down, and pages that are kept go out even then. The site is the small one of the tests, so that starts are quick.
"""

import http.client
import os
import random
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(tempfile.mkdtemp(prefix="crosswalk-rehearsal-", dir="/tmp"))
HOME.chmod(0o755)  # nginx's workers and PostgreSQL are other users
PROXY, APPS, CACHE = 18080, (18001, 18002), 18379
SLOW = 60
# Address, and what its answer must hold.
PAGES = [
    ("/", "You know it in DevOps"),
    ("/map/", "CI/CD plus training"),
    ("/devops/ci-cd/", "The habit carries over."),
    ("/tools/kubernetes/", "Runs containers on many machines."),
    ("/glossary/", "Container orchestration"),
]
ASKED = [("/search/?q=k8s", "Kubernetes"), ("/api/v1/search?q=jenkins", "Jenkins"), ("/search/?q=ci", "CI/CD")]

sys.path.insert(0, str(ROOT))
os.environ |= {
    "DATABASE_URL": f"postgres://crosswalk@{quote(str(HOME), safe='')}/postgres",
    "CACHE_URL": f"redis://127.0.0.1:{CACHE}/0",
    "DJANGO_SETTINGS_MODULE": "mapping.settings",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "SITE_URL": f"http://127.0.0.1:{PROXY}",
    "VAR_DIR": str(HOME / "var"),
    "CONTENT_DIR": str(HOME / "content"),
    "PROXIES": "1",
    "THREADS": "8",
    "PYTHON": sys.executable,
}

import django  # noqa: E402

django.setup()

from django.db import DatabaseError, connection  # noqa: E402

from mapping import content  # noqa: E402
from mapping.models import Version  # noqa: E402
from tests import small  # noqa: E402
from tests.rig import postgres  # noqa: E402


def say(*words: object) -> None:
    print(f"{time.strftime('%H:%M:%S')}", *words, flush=True)


@dataclass
class Part:
    """A program of the rehearsal, which can be stopped and started again."""

    name: str
    command: list[str]
    more: dict = field(default_factory=dict)
    process: subprocess.Popen | None = None

    def start(self) -> None:
        log = (HOME / f"{self.name}.log").open("a")
        self.process = subprocess.Popen(
            self.command, stdout=log, stderr=log, start_new_session=True, cwd=self.more.pop("cwd", ROOT), **self.more
        )

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(40)


def make_parts() -> dict[str, Part]:
    programs = postgres.find_programs()
    owner = postgres._unprivileged_user(HOME)
    postgres._run_initdb(programs, HOME, owner)
    database = [str(programs / "postgres"), "-D", str(HOME / "data"), "-k", str(HOME), "-c", "listen_addresses="]
    (HOME / "nginx.conf").write_text(shipped_configuration())
    for folder in ("nginx", "cache"):
        (HOME / folder).mkdir()
        (HOME / folder).chmod(0o777)
    apps = {
        f"app{n}": Part(f"app{n}", [str(ROOT / "bin/app")], {"env": os.environ | {"PORT": str(port)}})
        for n, port in enumerate(APPS, 1)
    }
    return {
        "database": Part("database", database, owner),
        "redis": Part("redis", ["redis-server", "--port", str(CACHE), "--save", "", "--dir", str(HOME)]),
        **apps,
        "proxy": Part("proxy", ["nginx", "-c", str(HOME / "nginx.conf"), "-g", "daemon off;"]),
    }


def shipped_configuration() -> str:
    """deploy/nginx.conf with this rehearsal's ports and folders, and without TLS."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    text = re.sub(r"    server \{\n        listen 80;.*?\n    \}\n", "", text, count=1, flags=re.DOTALL)
    text = re.sub(r"^ +ssl_.*\n", "", text, flags=re.MULTILINE)
    for shipped, here in {
        "listen 443 ssl http2": f"listen 127.0.0.1:{PROXY} backlog=4096",
        "server_name CROSSWALK.EXAMPLE": "server_name _",
        "/run/nginx.pid": f"{HOME}/nginx.pid",
        "/var/log/nginx": f"{HOME}/nginx",
        "/var/cache/nginx/crosswalk": f"{HOME}/cache",
        "/srv/crosswalk/var/static/": f"{HOME}/var/static/",
        "127.0.0.1:8001": f"127.0.0.1:{APPS[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{APPS[1]}",
        "proxy_set_header Host $host;": "proxy_set_header Host $http_host;",
        # All readers of the rehearsal share one address.
        "limit_conn reader 100;": "limit_conn reader 1000;",
    }.items():
        assert shipped in text, f"deploy/nginx.conf has no {shipped}"
        text = text.replace(shipped, here)
    return text


def get(port: int, address: str, timeout: float = 10, **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    finally:
        connection.close()


def wait_for(port: int, address: str = "/healthz") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if get(port, address)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit(f"nothing answers at port {port}; see {HOME}")


class Load:
    """Readers and one writer, who note what they got; `down` says when the database is."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.down: list[tuple[float, float]] = []
        self.wrong: list[str] = []
        self.failed: list[tuple[float, str]] = []
        self.times: list[float] = []
        self.stale = 0
        self.written: list[int] = []
        self.delays: list[float] = []
        self.apps_delays: list[float] = []

    def read(self) -> None:
        while not self.stop.is_set():
            is_kept = random.random() < 0.7
            address, holds = random.choice(PAGES if is_kept else ASKED)
            headers = {"Cookie": "sessionid=nobody"} if random.random() < 0.1 else {}
            self.ask(address, holds, headers)
            time.sleep(0.01)

    def ask(self, address: str, holds: str, headers: dict[str, str]) -> None:
        started = time.monotonic()
        try:
            status, text, answered = get(PROXY, address, **headers)
        except (OSError, http.client.HTTPException) as error:
            self.failed.append((started, f"{address}: {error!r}"))
            return
        self.times.append(time.monotonic() - started)
        if status != 200:
            self.failed.append((started, f"{address} {headers}: {status}"))
        elif holds not in text:
            self.wrong.append(f"{address}: {text[:80]}")
        elif answered.get("Warning") or answered.get("X-Cache") == "STALE":
            self.stale += 1

    def write(self) -> None:
        """Publish a new number each second, and see when every app server and the proxy show it."""
        folder, number = HOME / "content", 0
        while not self.stop.is_set():
            number += 1
            text = small.FILES["tools/jenkins.md"].replace("Runs jobs.", f"Runs jobs {number}.")
            (folder / "tools/jenkins.md").write_text(text)
            try:
                content.sync(folder)
            except DatabaseError:
                connection.close()
                time.sleep(0.3)
                continue
            self.written.append(number)
            self.see(f"Runs jobs {number}.", time.monotonic())
            time.sleep(1)
        connection.close()

    def see(self, words: str, since: float) -> None:
        waiting = {*APPS, PROXY}
        while waiting and time.monotonic() - since < 5:
            if not waiting & {*APPS} and len(self.apps_delays) == len(self.delays):
                self.apps_delays.append(time.monotonic() - since)
            for port in list(waiting):
                try:
                    if words in get(port, "/tools/jenkins/")[1]:
                        waiting.discard(port)
                except OSError:
                    pass
            time.sleep(0.02)
        self.delays.append(time.monotonic() - since)
        self.apps_delays += [self.delays[-1]] * (len(self.delays) - len(self.apps_delays))

    def outside(self) -> list[str]:
        """Failures while the database was up; two seconds after its return are its own."""
        return [f"{at:.1f} {words}" for at, words in self.failed if not any(a - 1 <= at <= b + 2 for a, b in self.down)]


def hold_half_sent(port: int) -> list[socket.socket]:
    """Open requests that never end: heads without an end, bodies without a rest."""
    head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    body = b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf"
    held = []
    for text in [head] * SLOW + [body] * SLOW:
        held.append(socket.create_connection(("127.0.0.1", port)))
        held[-1].sendall(text)
    return held


def half_sent(name: str, port: int, faults: list[str]) -> None:
    held = hold_half_sent(port)
    time.sleep(1)
    try:
        started = time.monotonic()
        answers = [get(port, "/devops/ci-cd/", timeout=5)[0] for _ in range(20)]
        say(f"{SLOW} half-sent heads and {SLOW} bodies at {name}: 20 pages in {time.monotonic() - started:.2f} s")
        if set(answers) != {200}:
            faults.append(f"half-sent requests at {name}: {answers}")
    except OSError as error:
        faults.append(f"half-sent requests stop {name}: {error!r}")
    for half in held:
        half.close()


def kill_a_worker(parts: dict[str, Part]) -> None:
    server = parts[random.choice(["app1", "app2"])].process.pid
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    if children:
        os.kill(int(random.choice(children)), signal.SIGKILL)


def restart_database(parts: dict[str, Part], load: Load) -> None:
    began = time.monotonic()
    parts["database"].stop(signal.SIGINT)
    time.sleep(4)
    kept = [get(PROXY, address)[0] for address, _ in PAGES]
    if set(kept) != {200}:
        load.wrong.append(f"kept pages while the database is down: {kept}")
    parts["database"].start()
    postgres._wait_until_ready(parts["database"].process, HOME)
    load.down.append((began, time.monotonic()))
    say(f"PostgreSQL was down for {time.monotonic() - began:.1f} s; kept pages answered {set(kept)}")


def roll(parts: dict[str, Part]) -> None:
    for name, port in zip(("app1", "app2"), APPS, strict=True):
        parts[name].stop()
        parts[name].start()
        wait_for(port)
    say("Both app servers were restarted, one after the other.")


def rehearse(parts: dict[str, Part], seconds: int) -> list[str]:
    faults: list[str] = []
    for port in APPS:
        for address, _ in PAGES:
            get(port, address)
    for name, port in {"the app server": APPS[0], "nginx": PROXY}.items():
        half_sent(name, port, faults)
    load = Load()
    workers = [threading.Thread(target=load.read) for _ in range(4)] + [threading.Thread(target=load.write)]
    for worker in workers:
        worker.start()
    follow(parts, load, seconds)
    load.stop.set()
    for worker in workers:
        worker.join()
    return faults + judge(load)


def follow(parts: dict[str, Part], load: Load, seconds: int) -> None:
    """What happens to the parts, and when."""
    began = time.monotonic()
    script = [
        (0.25, lambda: restart_database(parts, load)),
        (0.45, lambda: (parts["redis"].stop(), say("Redis is stopped."))),
        (0.55, lambda: (parts["redis"].start(), say("Redis is back."))),
        (0.65, lambda: restart_database(parts, load)),
        (0.8, lambda: roll(parts)),
    ]
    next_kill = began + min(20, seconds / 6)
    while time.monotonic() - began < seconds:
        if script and time.monotonic() - began > script[0][0] * seconds:
            script.pop(0)[1]()
        if time.monotonic() > next_kill:
            kill_a_worker(parts)
            next_kill += min(20, seconds / 6)
        time.sleep(0.1)


def judge(load: Load) -> list[str]:
    kept = " ".join(Version.objects.filter(path="tools/jenkins").values_list("text", flat=True))
    lost = [number for number in load.written if f"Runs jobs {number}." not in kept]
    times = sorted(load.times)
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    say(f"{len(times)} answers, p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, {load.stale} marked stale")
    for who, delays in {"both app servers": load.apps_delays, "nginx too": load.delays}.items():
        middle, most = statistics.median(delays), max(delays)
        say(f"{len(load.written)} publications, shown by {who} after {middle:.2f} s in the middle, {most:.2f} at most")
    outside = load.outside()
    say(f"{len(load.wrong)} wrong answers, {len(lost)} lost writes, {len(outside)} failures while the database was up,")
    say(f"{len(load.failed) - len(outside)} while it was down")
    return load.wrong[:20] + [f"lost: {number}" for number in lost] + outside[:20]


def main(seconds: int) -> int:
    small.write(HOME / "content")
    parts = make_parts()
    try:
        parts["database"].start()
        postgres._wait_until_ready(parts["database"].process, HOME)
        parts["redis"].start()
        subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        for name in ("app1", "app2", "proxy"):
            parts[name].start()
        for port in (*APPS, PROXY):
            wait_for(port)
        say(f"Everything runs; {seconds} seconds of load begin.")
        faults = rehearse(parts, seconds)
    finally:
        for part in reversed(parts.values()):
            part.stop(signal.SIGINT if part.name == "database" else signal.SIGTERM)
    for fault in faults:
        print("FAULT", fault)
    if faults:
        print(f"The logs are in {HOME}.")
    else:
        shutil.rmtree(HOME, ignore_errors=True)
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 600))
