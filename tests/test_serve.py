"""The app server loads the site before it forks its workers, which answer by our own door."""

import http.client
import os
import socket
import subprocess
import sys
import time

import pytest

AFTER_LOADING = """
import threading
from mapping import serve
serve.load()
from django.db import connections
assert not [one for one in connections.all(initialized_only=True) if one.connection], "a connection is open"
assert threading.active_count() == 1, threading.enumerate()
from prometheus_client import values
assert values.ValueClass is not values.MutexValue, "each worker would count for itself"
print("loaded")
"""


def test_what_is_loaded_before_the_fork_has_no_connection_no_thread_and_counts_for_all():
    ran = subprocess.run([sys.executable, "-c", AFTER_LOADING], capture_output=True, text=True, timeout=120)

    assert ran.stdout == "loaded\n", ran.stderr


ECHO = """
import time

class Echo:
    def at_once(self, scope):
        return (200, [], b"kept") if scope["PATH_INFO"] == "/kept" else None

    def __call__(self, environ, start_response):
        if environ["PATH_INFO"] == "/slow":
            time.sleep(60)
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

application = Echo()
"""


@pytest.fixture
def server(tmp_path):
    """A worker whose site echoes, or takes a minute; where it listens."""
    (tmp_path / "echo_for_a_test.py").write_text(ECHO)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "mapping.serve",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--log-level",
        "error",
    ]
    command += ["--runtime-mode", "st", "--workers-kill-timeout", "1", "echo_for_a_test:application"]
    given = {"PYTHONPATH": os.pathsep.join([str(tmp_path), os.getcwd()]), "THREADS": "2", "PROXIES": "1"}
    process = subprocess.Popen(command, env=os.environ | given)
    yield port
    process.terminate()
    process.wait(60)


def ask(port, path, body=None):
    """An answer's status and body; asks again until the server has started."""
    for _ in range(600):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request("POST" if body else "GET", path, body)
        except ConnectionRefusedError:
            time.sleep(0.1)
            continue
        answer = connection.getresponse()
        return answer.status, answer.read()
    raise AssertionError("the server did not start")


def test_kept_pages_wait_for_none_that_must_be_made_and_bodies_come_whole(server):
    ask(server, "/kept")
    slow = http.client.HTTPConnection("127.0.0.1", server)
    slow.request("GET", "/slow")
    body = b"text=" + b"Jenkins " * 20_000

    assert ask(server, "/kept") == (200, b"kept")
    assert ask(server, "/", body) == (200, body)
    slow.close()
