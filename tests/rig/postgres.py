"""Runs a command on a private PostgreSQL that lives only as long as the command does.

    python tests/rig/postgres.py             prints where the server programs are, or exits with 1
    python tests/rig/postgres.py COMMAND …   runs COMMAND with DATABASE_URL, exits with its status

A server of the machine is never touched: the tests may do to theirs what they like.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PLACES = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)
PROGRAMS = ("initdb", "postgres")
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SUPERUSER = "crosswalk"
SECONDS_TO_START = 30


def find_programs() -> Path | None:
    """Return the folder of the newest server programs, or None.

    The usual folders come before PATH, where a bare link to initdb may stand without its companions.
    """
    folders = [folder for place in PLACES for folder in Path("/").glob(place)]
    folders.sort(key=lambda folder: [int(digits) for digits in _numbers(folder)], reverse=True)
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if all((folder / name).exists() for name in PROGRAMS)), None)


def _numbers(folder: Path) -> list[str]:
    """Return the digits of a path, group by group, so that 9 sorts below 15."""
    return "".join(sign if sign.isdigit() else " " for sign in str(folder)).split()


@contextmanager
def private_cluster(programs: Path) -> Iterator[str]:
    """Start a new cluster in a temporary folder, give its DATABASE_URL, and leave nothing behind.

    It listens on a socket in that folder and on no port: nobody else on the machine can reach it, and two
    runs at once never meet. The folder lies in /tmp, since the path of a socket must be short.
    """
    home = Path(tempfile.mkdtemp(prefix="crosswalk-pg-", dir="/tmp"))
    owner = _unprivileged_user(home)
    try:
        _run_initdb(programs, home, owner)
        options = [word for setting in (*QUICK, "listen_addresses=") for word in ("-c", setting)]
        command = [programs / "postgres", "-D", home / "data", "-k", home, *options]
        with open(home / "log", "w") as log:
            # A session of its own: Ctrl-C must end the tests first, and the server after them.
            server = subprocess.Popen(command, cwd=home, stdout=log, stderr=log, start_new_session=True, **owner)
        try:
            _wait_until_ready(server, home)
            yield f"postgres://{SUPERUSER}@{quote(str(home), safe='')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # PostgreSQL's "fast": don't wait for clients to leave
            server.wait(30)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged_user(home: Path) -> dict:
    """Return Popen's words for the user that owns the cluster: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {user.pw_name: user for user in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run_initdb(programs: Path, home: Path, owner: dict) -> None:
    """Make the cluster's files, with a locale in which É and é are the same letter to lower()."""
    locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    command = [programs / "initdb", "-D", home / "data", "-U", SUPERUSER, "--auth=trust", "--no-sync"]
    made = subprocess.run(
        [*command, "--encoding=UTF8", f"--locale={locale}"], cwd=home, capture_output=True, text=True, **owner
    )
    if made.returncode:
        sys.exit(f"initdb failed: {made.stderr}")


def _wait_until_ready(server: subprocess.Popen, home: Path) -> None:
    """Return when the server takes connections; end with its own log if it never does."""
    import psycopg  # here, so that looking for the programs works before the packages are installed

    deadline = time.monotonic() + SECONDS_TO_START
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(home), user=SUPERUSER, dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start: {(home / 'log').read_text()}")


def main(command: list[str]) -> int:
    """Run the command against a private cluster; without a command, only say where the programs are."""
    programs = find_programs()
    if not programs or not command:
        print(programs or "")
        return not programs
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with private_cluster(programs) as url:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
