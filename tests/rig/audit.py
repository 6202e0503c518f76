"""What the site consists of, and whether any of it is known to be weak: see bin/audit.

The tools live in an environment of their own, so that neither what they need nor what tests need is taken for a part of
the site.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "var/audit"
# The lock of the tests holds the site's and the assistant's too.
LOCKS = ["requirements-dev.txt", "requirements-audit.txt"]
# The second is asked where the first has no answer.
SERVICES = ["pypi", "osv"]


@dataclass(frozen=True)
class Answer:
    """What is known of the packages of a lock."""

    weak: list[str]
    unasked: list[str]


def read(report: str) -> Answer:
    """What a report of pip-audit says; ValueError if it is none, since then nobody was asked."""
    packages = json.loads(report)["dependencies"]
    weak = [
        f"{package['name']} {package['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'none'}"
        for package in packages
        for one in package.get("vulns", [])
    ]
    return Answer(weak, [package["name"] for package in packages if "skip_reason" in package])


def ask(tools: Path, lock: str) -> Answer:
    """Ask the services in turn, until one knows every package of the lock."""
    answer = Answer([], [lock])
    for service in SERVICES:
        words = ["--disable-pip", "--require-hashes", "--progress-spinner=off", "--format=json"]
        command = [tools / "pip-audit", f"--vulnerability-service={service}", f"--requirement={lock}", *words]
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        try:
            answer = read(said.stdout)
        except ValueError:
            print(f"{service}: {said.stderr.strip().splitlines()[-1]}")
            continue
        if not answer.unasked:
            break
    return answer


def environment(name: str, lock: str) -> Path:
    """The programs of an environment that holds what a lock says and nothing else."""
    folder = HOME / name
    stamp, wanted = folder / "installed", f"{sys.version} {(ROOT / lock).read_text()}"
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Installing {lock} into {folder.relative_to(ROOT)} ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", folder], check=True)
        pip = [sys.executable, "-m", "pip", "-qq", "--python", folder / "bin/python", "install"]
        subprocess.run([*pip, "--no-input", "--require-hashes", "-r", ROOT / lock], check=True)
        stamp.write_text(wanted)
    return folder / "bin"


def describe(tools: Path, site: Path) -> None:
    """Write the bill of materials: each package with its licence and what it needs."""
    file = ROOT / "var/sbom.json"
    words = ["--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "--output-file", file]
    subprocess.run([tools / "cyclonedx-py", "environment", *words, site / "python"], check=True)
    print(f"{len(json.loads(file.read_text())['components'])} packages are listed in {file.relative_to(ROOT)}.")


def judge(answers: list[Answer]) -> int:
    """Say what was found, and what nobody could be asked about: that is no good news. The status of the command."""
    weak = sorted({words for answer in answers for words in answer.weak})
    unasked = sorted({name for answer in answers for name in answer.unasked})
    for words in weak:
        print("WEAK", words)
    if unasked:
        print(f"NOT AUDITED: nobody could be asked about {', '.join(unasked[:5])} and {len(unasked[5:])} more.")
    if not weak and not unasked:
        print("No weakness is known in any package.")
    return 1 if weak else 2 if unasked else 0


def main() -> int:
    tools = environment("tools", "requirements-audit.txt")
    describe(tools, environment("site", "requirements.txt"))
    return judge([ask(tools, lock) for lock in LOCKS])


if __name__ == "__main__":
    sys.exit(main())
