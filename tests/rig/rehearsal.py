"""Production on one machine, under load, while its parts are killed: see bin/rehearse.

What must hold: no wrong answer, no acknowledged write lost, no failed request outside the seconds in which the database
is down, and pages that are kept go out even then. The site is the small one of the tests, so that starts are quick.

With a commit, the rehearsal begins with the code of that commit, and this code takes its place under the load: tables
first, then one app server after the other.
"""

import argparse
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
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(tempfile.mkdtemp(prefix="crosswalk-rehearsal-", dir="/tmp"))
HOME.chmod(0o755)  # nginx's workers and PostgreSQL are other users
PROXY, APPS, ALONE, CACHE = 18080, (18001, 18002), 18003, 18379
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
    "PYTHON": sys.executable,
    "DJANGO_SUPERUSER_PASSWORD": secrets.token_urlsafe(20),
}

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402

from mapping.models import Version  # noqa: E402
from tests import small  # noqa: E402
from tests.admin.forms import filled_in  # noqa: E402
from tests.rig import nginx, postgres  # noqa: E402


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


def code_of(commit: str) -> Path:
    """The site as it was at this commit, in a folder of its own."""
    folder = HOME / "before"
    folder.mkdir()
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True)
    subprocess.run(["tar", "-x", "-C", folder], input=packed.stdout, check=True)
    return folder


def manage(code: Path, *words: str) -> None:
    command = [sys.executable, "manage.py", *words]
    subprocess.run(command, cwd=code, check=True, stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(code)})


def make_parts(code: Path) -> dict[str, Part]:
    programs = postgres.find_programs()
    owner = postgres._unprivileged_user(HOME)
    postgres._run_initdb(programs, HOME, owner)
    database = [str(programs / "postgres"), "-D", str(HOME / "data"), "-k", str(HOME), "-c", "listen_addresses="]
    (HOME / "nginx.conf").write_text(shipped_configuration())
    for folder in ("nginx", "cache"):
        (HOME / folder).mkdir()
        (HOME / folder).chmod(0o777)
    apps = {
        f"app{n}": Part(f"app{n}", [str(code / "bin/app")], {"env": os.environ | {"PORT": str(port), "PYTHONPATH": ""}})
        for n, port in enumerate(APPS, 1)
    }
    # It counts for itself: what is half sent to it is not held against the readers of the others.
    alone = os.environ | {
        "PORT": str(ALONE),
        "PROXIES": "0",
        "CACHE_URL": "locmem://",
        "PYTHONPATH": "",
    }
    return {
        "database": Part("database", database, owner),
        "redis": Part("redis", ["redis-server", "--port", str(CACHE), "--save", "", "--dir", str(HOME)]),
        **apps,
        "alone": Part("alone", [str(code / "bin/app")], {"env": alone}),
        "proxy": Part("proxy", ["nginx", "-c", str(HOME / "nginx.conf"), "-g", "daemon off;"]),
    }


def shipped_configuration() -> str:
    """deploy/nginx.conf with this rehearsal's ports and folders, and without TLS."""
    here = {
        "listen 443 ssl http2": f"listen 127.0.0.1:{PROXY} backlog=4096",
        "server_name CROSSWALK.EXAMPLE": "server_name _",
        "/run/nginx.pid": f"{HOME}/nginx.pid",
        "/var/log/nginx": f"{HOME}/nginx",
        "/var/cache/nginx/crosswalk": f"{HOME}/cache",
        "/var/cache/crosswalk/static/": f"{HOME}/var/static/",
        "127.0.0.1:8001": f"127.0.0.1:{APPS[0]}",
        "127.0.0.1:8002": f"127.0.0.1:{APPS[1]}",
        "proxy_set_header Host $host;": "proxy_set_header Host $http_host;",
        # Who holds half-sent requests holds hundreds.
        "limit_conn reader 100;": "limit_conn reader 1000;",
    }
    return nginx.configuration(here)


def get(
    port: int, address: str, timeout: float = 10, source: str = "127.0.0.1", **headers: str
) -> tuple[int, str, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout, source_address=(source, 0))
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


class Editor:
    """Somebody who works at the desk, through the proxy, as a browser does."""

    desk = f"http://127.0.0.1:{PROXY}/admin"

    def __init__(self) -> None:
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        name, password = "editor", os.environ["DJANGO_SUPERUSER_PASSWORD"]
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)', self.ask("/login/").decode())[1]
        self.ask("/login/?next=/admin/", {"username": name, "password": password, "csrfmiddlewaretoken": token})
        self.form = re.search(r"/mapping/tool/\d+/change/", self.ask("/mapping/tool/?q=jenkins").decode())[0]

    def ask(self, address: str, fields: dict[str, str] | None = None) -> bytes:
        """A page of the desk; OSError where it is not to be had."""
        sent = urllib.request.Request(f"{self.desk}{address}", fields and urlencode(fields).encode())
        sent.add_header("Referer", f"{self.desk}{address}")
        with self.browser.open(sent, timeout=10) as answer:
            if fields and answer.url == sent.full_url and "/login/" not in address:
                raise ValueError(f"{address} shows its form again: {re.findall(rb'errorlist.*', answer.read())}")
            return answer.read()

    def save(self, gist: str) -> None:
        """Publish the tool with another gist; returns once the site has said that it is saved."""
        fields = filled_in(self.ask(self.form))
        self.ask(self.form, fields | {"gist": gist, "_save": "Save"})


class Load:
    """Readers, somebody who translates and an editor, who note what they got; `down` says when the database is."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.down: list[tuple[float, float]] = []
        self.kills: list[float] = []
        self.wrong: list[str] = []
        self.failed: list[tuple[float, str]] = []
        self.times: list[float] = []
        self.stale = 0
        self.written: list[int] = []
        self.shown: list[tuple[float, float, float]] = []

    def read(self, source: str) -> None:
        """Ask from an address of one's own: what others ask is not held against one."""
        while not self.stop.is_set():
            is_kept = random.random() < 0.7
            address, holds = random.choice(PAGES if is_kept else ASKED)
            headers = {"Cookie": "sessionid=nobody"} if random.random() < 0.1 else {}
            self.ask(address, holds, headers, source)
            time.sleep(0.01)

    def ask(self, address: str, holds: str, headers: dict[str, str], source: str) -> None:
        started = time.monotonic()
        try:
            status, text, answered = get(PROXY, address, source=source, **headers)
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

    def translate(self) -> None:
        """Ask what nobody has asked, so that nothing kept can answer."""
        while not self.stop.is_set():
            number = random.randrange(10**9)
            sent = urlencode({"text": f"We run Jenkins on Kubernetes {number}."}).encode()
            started = time.monotonic()
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PROXY}/translate/", sent, timeout=10) as answer:
                    text = answer.read().decode()
                if str(number) not in text or "MLflow" not in text:
                    self.wrong.append(f"/translate/: {text[:80]}")
            except (OSError, http.client.HTTPException) as error:
                self.failed.append((started, f"POST /translate/: {error!r}"))
            time.sleep(1.5)

    def write(self) -> None:
        """Publish a new number each second, and see when every app server and the proxy show it."""
        editor, number = Editor(), 0
        while not self.stop.is_set():
            number += 1
            started = time.monotonic()
            try:
                editor.save(f"Runs jobs {number}.")
            except (OSError, http.client.HTTPException, ValueError) as error:
                self.failed.append((started, f"saving {number}: {error!r}"))
                time.sleep(0.3)
                continue
            self.written.append(number)
            self.see(f"Runs jobs {number}.", time.monotonic())
            time.sleep(1)

    def see(self, words: str, since: float) -> None:
        """Note after how long both app servers show these words, and nginx too; five seconds at most."""
        waiting, shown = {*APPS, PROXY}, {}
        while waiting and time.monotonic() - since < 5:
            for port in list(waiting):
                try:
                    if words in get(port, "/tools/jenkins/")[1]:
                        waiting.discard(port)
                        shown[port] = time.monotonic() - since
                except OSError:
                    pass
            time.sleep(0.02)
        self.shown.append((since, max(shown.get(port, 5) for port in APPS), max(shown.get(PROXY, 5), *shown.values())))

    def is_down(self, at: float) -> bool:
        """Whether the database was away, or locked; two seconds after its return are its own."""
        return any(began - 1 <= at <= ended + 2 for began, ended in self.down)

    def outside(self) -> list[str]:
        """What failed while the database was up."""
        return [f"{at:.1f} {words}" for at, words in self.failed if not self.is_down(at) and not self.is_cut(at, words)]

    def is_cut(self, at: float, words: str) -> bool:
        """Whether a form was under way to the worker that was killed, or in it: no proxy may send it again."""
        return words.startswith(("POST", "saving")) and any(-0.1 <= killed - at < 1 for killed in self.kills)

    def cut(self) -> list[str]:
        return [words for at, words in self.failed if not self.is_down(at) and self.is_cut(at, words)]


def hold_half_sent(port: int, number: int) -> list[socket.socket]:
    """Open requests that never end: so many heads without an end, and bodies without a rest."""
    head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    body = b"POST /translate/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
    body += b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntext=half"
    held = []
    for text in [head] * number + [body] * number:
        held.append(socket.create_connection(("127.0.0.1", port)))
        held[-1].sendall(text)
    return held


def half_sent(name: str, port: int, number: int, faults: list[str]) -> None:
    held = hold_half_sent(port, number)
    time.sleep(1)
    # A page that is kept, and one that Django must make.
    addresses = ["/devops/ci-cd/", "/healthz"] * 10
    try:
        started = time.monotonic()
        answers = [get(port, address, timeout=5)[0] for address in addresses]
        say(f"{number} half-sent heads and {number} bodies at {name}: 20 pages in {time.monotonic() - started:.2f} s")
        if set(answers) != {200}:
            faults.append(f"half-sent requests at {name}: {answers}")
    except OSError as error:
        faults.append(f"half-sent requests stop {name}: {error!r}")
    for half in held:
        half.close()


def stand_alone(app: Part, faults: list[str]) -> None:
    """The same at an app server that no proxy protects."""
    app.start()
    wait_for(ALONE)
    for number in (60, 200):
        half_sent("an app server without a proxy", ALONE, number, faults)
    app.stop()


def kill_a_worker(parts: dict[str, Part], load: Load) -> None:
    server = parts[random.choice(["app1", "app2"])].process.pid
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    if children:
        load.kills.append(time.monotonic())
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


def slow_database(load: Load) -> None:
    """Every question waits for six seconds; pages that are kept go out, at most one reader of each has to wait."""
    began, times, answers = time.monotonic(), [], set()
    holder = threading.Thread(target=lock_tables)
    holder.start()
    while holder.is_alive():
        for address, _ in PAGES:
            asked = time.monotonic()
            answers.add(get(PROXY, address)[0])
            times.append(time.monotonic() - asked)
        time.sleep(0.01)
    if answers != {200}:
        load.wrong.append(f"kept pages while the database is slow: {answers}")
    load.down.append((began, time.monotonic()))
    waited = sum(one > 0.5 for one in times)
    say(f"Every question to the database waited for {time.monotonic() - began:.1f} s; kept pages answered {answers},")
    say(f"{waited} of {len(times)} after more than half a second, the slowest in {max(times):.1f} s")


def lock_tables() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE mapping_record, mapping_publication IN ACCESS EXCLUSIVE MODE")
        time.sleep(6)
    connection.close()


def roll(parts: dict[str, Part]) -> None:
    """Put this code in the place of what runs: the tables first, while the other code goes on with them."""
    manage(ROOT, "prepare")
    for name, port in zip(("app1", "app2"), APPS, strict=True):
        parts[name].stop()
        parts[name].command = [str(ROOT / "bin/app")]
        parts[name].start()
        wait_for(port)
    say("Both app servers were restarted, one after the other.")


def rehearse(parts: dict[str, Part], seconds: int) -> list[str]:
    faults: list[str] = []
    for port in APPS:
        for address, _ in PAGES:
            get(port, address)
    half_sent("nginx", PROXY, 60, faults)
    stand_alone(parts["alone"], faults)
    load = Load()
    workers = [threading.Thread(target=load.read, args=[f"127.0.0.{10 + n}"]) for n in range(4)]
    workers += [threading.Thread(target=who) for who in (load.translate, load.write)]
    for worker in workers:
        worker.start()
    try:
        follow(parts, load, seconds)
    finally:
        load.stop.set()
        for worker in workers:
            worker.join()
    return faults + judge(load)


def follow(parts: dict[str, Part], load: Load, seconds: int) -> None:
    """What happens to the parts, and when."""
    began = time.monotonic()
    script = [
        (0.25, lambda: restart_database(parts, load)),
        (0.35, lambda: slow_database(load)),
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
            kill_a_worker(parts, load)
            next_kill += min(20, seconds / 6)
        time.sleep(0.1)


def judge(load: Load) -> list[str]:
    kept = " ".join(Version.objects.filter(path="tools/jenkins").values_list("text", flat=True))
    lost = [number for number in load.written if f"Runs jobs {number}." not in kept]
    times = sorted(load.times)
    p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
    say(f"{len(times)} answers, p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, {load.stale} marked stale")
    shown = [delays for at, *delays in load.shown if not load.is_down(at) and not load.is_down(at + 5)]
    for who, delays in zip(["both app servers", "nginx too"], zip(*shown, strict=True), strict=True):
        middle, most = statistics.median(delays), max(delays)
        say(f"{len(delays)} publications, shown by {who} after {middle:.2f} s in the middle, {most:.2f} at most")
    outside = load.outside()
    say(f"{len(load.wrong)} wrong answers, {len(lost)} lost writes, {len(outside)} failures while the database was up,")
    say(f"{len(load.failed) - len(outside) - len(load.cut())} while it was down; {len(load.kills)} workers were killed")
    say(f"Forms that were in a worker when it was killed, and had to be sent again: {len(load.cut())}")
    return load.wrong[:20] + [f"lost: {number}" for number in lost] + outside[:20]


def main(seconds: int, commit: str) -> int:
    small.write(HOME / "content")
    code = code_of(commit) if commit else ROOT
    parts = make_parts(code)
    try:
        parts["database"].start()
        postgres._wait_until_ready(parts["database"].process, HOME)
        parts["redis"].start()
        manage(code, "prepare")
        manage(code, "createsuperuser", "--noinput", "--username=editor", "--email=editor@crosswalk.example")
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
    words = argparse.ArgumentParser()
    words.add_argument("seconds", nargs="?", type=int, default=600)
    words.add_argument("--from", dest="commit", default="")
    given = words.parse_args()
    sys.exit(main(given.seconds, given.commit))
