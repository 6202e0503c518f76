"""check_links against a local server: what counts as dead, how hosts are treated, and that a run can be stopped."""

import datetime as dt
import ssl
import threading
import time
from collections import Counter
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import CommandError, call_command
from django.utils import timezone

from mapping import links
from mapping.links.asking import Asker, Manners, Postponed
from mapping.links.network import is_public
from mapping.models import ExternalLink, Tool
from tests import small

HERE = Manners("Crosswalk-test", pause=0.001, seconds=0.5, most_wait=2, allow_private=True)


class Handler(BaseHTTPRequestHandler):
    """Answers as its path says: /404, /301/fine, /busy/1 (429 once, with Retry-After)."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        server = self.server
        with server.counting:
            server.asked.append((self.command, self.path))
            server.agents.add(self.headers["User-Agent"])
            server.inside += 1
            server.most_inside = max(server.most_inside, server.inside)
        try:
            self.reply(*self.path.strip("/").split("/"))
        finally:
            with server.counting:
                server.inside -= 1

    do_GET = do_HEAD

    def reply(self, word, rest="", *_):
        if word == "slow":
            time.sleep(2)
        elif word == "drip":
            self.drip()
        elif word == "busy":
            is_first = [path for _, path in self.server.asked].count(self.path) == 1
            self.say(429 if is_first or rest != "1" else 200, {"Retry-After": rest} if rest else {})
        elif word == "meet":
            self.server.both.wait(timeout=20)
            self.say(200)
        elif word == "circle":
            self.say(301, {"Location": "/circle"})
        elif word == "nohead":
            self.say(200 if self.command == "GET" else 405)
        elif word.isdigit():
            self.say(int(word), {"Location": f"/{rest}"} if rest else {})
        else:
            self.say(200)

    def say(self, status, headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def drip(self):
        """A head that never ends, a byte now and then: each wait is short, all of them are not."""
        for _ in range(40):
            self.wfile.write(b"H")
            time.sleep(0.1)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.counting, self.asked, self.agents, self.inside, self.most_inside = threading.Lock(), [], set(), 0, 0
        self.both = threading.Barrier(2)
        self.url = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Clients of these tests hang up early."""


@pytest.fixture
def server():
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def catalogue(db, tmp_path, server):
    """The small site, in which Jenkins has these addresses as sources: `catalogue("fine", "404")`."""

    def make(*paths, homepage=""):
        sources = "".join(
            f"- {{title: T{n}, url: '{server.url}/{p}', seen: 2026-11-25}}\n" for n, p in enumerate(paths)
        )
        home = f"homepage: {server.url}/{homepage}\n" if homepage else ""
        listed = f"sources:\n{sources}" if sources else ""
        text = f"label: Jenkins\ngist: Runs jobs.\nkind: tool\n{home}{listed}"
        small.write(tmp_path, small.FILES | {"tools/jenkins.md": small.record(text)})
        call_command("sync_content", tmp_path, verbosity=0)
        return server

    return make


def answer(server, path):
    return Asker(HERE).ask(f"{server.url}/{path}")


def link(server, path):
    return ExternalLink.objects.get(url=f"{server.url}/{path}")


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("fine", "fine", 200),
        ("nohead", "fine", 200),
        ("302/fine", "fine", 200),
        ("301/fine", "moved", 200),
        ("301/404", "failed", 404),
        ("404", "failed", 404),
        ("410", "failed", 410),
        ("503", "failed", 503),
        ("403", "unsure", 403),
    ],
)
def test_an_answer_is_judged_by_its_status(server, path, outcome, status):

    found = answer(server, path)

    assert (found.outcome, found.status) == (outcome, status)


def test_where_an_address_has_moved_for_good_is_kept(server):
    assert answer(server, "301/fine").moved_to == f"{server.url}/fine"
    assert answer(server, "302/fine").moved_to == ""


def test_a_circle_of_redirects_ends(server):
    assert "redirects more than" in answer(server, "circle").error


@pytest.mark.parametrize("path", ["slow", "drip"])
def test_an_answer_that_does_not_come_is_not_waited_for(server, path):
    assert answer(server, path).error == "No answer within 0.5 seconds."


def test_a_certificate_of_another_host_is_a_failure_in_words(server, tmp_path, monkeypatch):
    certificate = certificate_for("elsewhere.example", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)

    found = Asker(HERE).ask(server.url.replace("http:", "https:") + "/fine")

    assert found.outcome == "failed" and found.error.startswith("TLS: ")


def certificate_for(name, folder):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - dt.timedelta(1)).not_valid_after(now + dt.timedelta(1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    signed = made.sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "certificate.pem").write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return folder / "certificate.pem"


def test_a_host_that_asks_to_wait_is_asked_again_after_that_time(server):
    assert answer(server, "busy/1").status == 200


@pytest.mark.parametrize("path", ["busy", "busy/600"])
def test_a_host_that_wants_more_time_is_left_alone_for_this_run(server, path):
    asker = Asker(HERE)

    with pytest.raises(Postponed):
        asker.ask(f"{server.url}/{path}")
    with pytest.raises(Postponed):
        asker.ask(f"{server.url}/fine")

    assert ("HEAD", "/fine") not in server.asked


def test_nothing_inside_our_own_network_is_asked(server):
    closed = Asker(Manners("Crosswalk-test"))

    found = [closed.ask(f"http://{host}:{server.server_port}/fine") for host in ("127.0.0.1", "localhost", "[::1]")]

    assert {one.error for one in found} == {"It leads into a private network."} and server.asked == []


@pytest.mark.parametrize(
    ("address", "is_open"),
    [
        *(("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False)),
        *(("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False)),
        *(("::1", False), ("fd00::1", False), ("fe80::1%eth0", False), ("::ffff:10.0.0.1", False)),
        *(("64:ff9b::7f00:1", False), ("2002:7f00:1::", False)),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address, is_open):
    assert is_public(address) is is_open


def test_a_host_is_asked_one_thing_at_a_time_by_somebody_with_a_name(catalogue):
    server = catalogue(*(f"fine/{n}" for n in range(8)))

    links.check(manners=HERE)

    assert server.most_inside == 1 and server.agents == {"Crosswalk-test"}


def test_hosts_are_asked_side_by_side(catalogue):
    server = catalogue()
    tool = Tool.objects.get(slug="jenkins")
    for position, host in enumerate(("127.0.0.1", "localhost")):
        address = f"http://{host}:{server.server_port}/meet"
        tool.sources.create(title=host, url=address, seen="2026-11-25", position=position)

    summary = links.check(manners=replace(HERE, seconds=30))

    assert summary.fine == 2


def test_a_run_that_was_stopped_goes_on_where_it_was(catalogue):
    server = catalogue(*(f"fine/{n}" for n in range(6)))

    def stop(done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        links.check(manners=HERE, progress=stop)
    assert ExternalLink.objects.count() == 3
    summary = links.check(manners=HERE)

    assert (summary.fine, summary.fresh) == (3, 3)
    assert max(Counter(server.asked).values()) <= 2


def test_what_was_asked_in_the_last_days_is_not_asked_again(catalogue):
    server = catalogue("fine")
    links.check(manners=HERE)
    server.asked.clear()

    links.check(manners=HERE, days=7)
    assert server.asked == []
    ExternalLink.objects.update(checked_at=timezone.now() - dt.timedelta(days=8))
    links.check(manners=HERE, days=7)

    assert server.asked == [("HEAD", "/fine")]


def test_a_link_that_is_gone_is_dead_at_once(catalogue):
    server = catalogue("404", "fine")

    assert links.check(manners=HERE).dead == 1
    assert link(server, "404").is_dead


def test_a_link_that_fails_is_dead_when_it_fails_on_another_day_too(catalogue):
    server = catalogue("503", "fine")

    assert links.check(manners=HERE).dead == 0
    yesterday = timezone.now() - dt.timedelta(days=1)
    ExternalLink.objects.update(failing_since=yesterday.date(), checked_at=yesterday)
    second = links.check(manners=HERE)

    assert (second.dead, second.failed, second.fresh) == (1, 1, 1)
    assert link(server, "503").is_dead


def test_a_link_that_answers_again_is_alive(catalogue):
    server = catalogue("fine")
    day = dt.date(2026, 11, 1)
    ExternalLink.objects.create(
        url=f"{server.url}/fine", outcome="failed", status=404, failing_since=day, checked_at=timezone.now()
    )

    assert links.check(manners=HERE, days=0).dead == 0
    assert link(server, "fine").failing_since is None


def test_a_machine_without_a_net_calls_nothing_dead(catalogue):
    catalogue("slow")

    with pytest.raises(links.Unreachable):
        links.check(manners=HERE)

    assert not ExternalLink.objects.exists()


def test_addresses_that_no_page_has_any_more_are_forgotten(catalogue):
    catalogue("fine")
    ExternalLink.objects.create(url="https://gone.example/", outcome="fine", checked_at=timezone.now())

    links.check(manners=HERE)

    assert not ExternalLink.objects.filter(url="https://gone.example/").exists()


def test_the_command_names_the_dead_and_says_so_by_its_status(catalogue, settings, monkeypatch, capsys):
    settings.LINKS_TO_PRIVATE = True
    monkeypatch.setattr("mapping.links.run.polite", lambda: HERE)
    server = catalogue("404", homepage="fine")

    with pytest.raises(CommandError) as refused:
        call_command("check_links")

    assert refused.value.returncode == 2
    assert f"tools/jenkins: source: {server.url}/404: 404" in capsys.readouterr().out


def test_readers_see_nothing_of_it(catalogue, client):
    catalogue("404", "fine")
    before = client.get("/tools/jenkins/").content

    links.check(manners=HERE)

    assert client.get("/tools/jenkins/").content == before
