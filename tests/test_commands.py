"""What bin/ promises to somebody whose machine is not ready: one clear line, at once."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = sorted((ROOT / "bin").iterdir())
NOBODY = 65534


@pytest.fixture
def bare_clone() -> Iterator[Path]:
    """A folder with nothing but bin/, where every user may look: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="crosswalk-bare-"))
    folder.chmod(0o755)
    shutil.copytree(ROOT / "bin", folder / "bin")
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def run(*command: object, **options) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, **options)


def refusal(finished: subprocess.CompletedProcess) -> str:
    """The only line of a command that has refused to work."""
    assert finished.returncode != 0
    assert finished.stdout == ""
    assert finished.stderr.count("\n") == 1, finished.stderr
    return finished.stderr


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_needs_no_more_than_sh(script):
    assert script.read_text().startswith("#!/bin/sh\n")
    assert os.access(script, os.X_OK)
    assert run("sh", "-n", script).stderr == ""


def test_serve_names_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        line = refusal(run(ROOT / "bin/serve", env={**os.environ, "PORT": str(port)}))

    assert f"port {port} is in use" in line


@pytest.mark.parametrize("port", ["http", "0", "65536", "80 80"])
def test_serve_refuses_what_is_no_port(port):
    line = refusal(run(ROOT / "bin/serve", env={**os.environ, "PORT": port}))

    assert f"PORT={port} is no port" in line


def test_serve_says_which_python_is_missing(bare_clone):
    """The only Python here is too old: it fails the question that setup asks it."""
    old = bare_clone / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    line = refusal(run(bare_clone / "bin/serve", env={**os.environ, "PYTHON": str(old)}))

    assert "Python 3.11 to 3.14" in line
    assert "apt-get install" in line


def test_serve_says_that_the_folder_is_read_only(bare_clone):
    """Root may write anywhere, so it asks as nobody."""
    bare_clone.chmod(0o555)
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}

    line = refusal(run(bare_clone / "bin/serve", cwd="/", **as_nobody))

    assert f"can't write in {bare_clone}" in line


def test_the_lock_of_the_tests_holds_every_pin_of_the_site():
    """bin/setup --dev reads only the one file, so the tests run on what the site runs on."""
    runtime, semantic, dev = (
        set(re.findall(r"^\S+==\S+.*(?= \\$)", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-semantic.txt", "requirements-dev.txt")
    )

    assert runtime and semantic
    assert runtime | semantic <= dev
