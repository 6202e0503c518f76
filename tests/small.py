"""A small site: three disciplines, a few concepts and tools, one false friend and one role, as content files."""

from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from mapping import content
from mapping.models import Publication, Record

TAIL = "status: published\ndrafted: {by: machine, on: 2026-11-25}\n---\n"


def record(front_matter: str, body: str = "", tail: str = TAIL) -> str:
    """The text of a record from its first keys and its body."""
    return f"---\n{front_matter.strip()}\n{tail}" + (f"\n{body}\n" if body else "")


def mapping(to: str, relation: str = "close", confidence: str = "0.8") -> str:
    """A mapping as it stands under `mappings:`."""
    return f"""- to: {to}
  relation: {relation}
  confidence: {confidence}
  gist: The counterpart from here.
  carries_over:
  - The habit carries over.
  differs:
  - The artefact differs.
  trap: Taking one for the other.
  basis: background-knowledge
  because: The purpose is the same.
  status: published
  drafted: {{by: machine, on: 2026-11-25}}
"""


def concept(label: str, more: str = "", *, stage: str = "release", body: str = "", labels: str = "") -> str:
    """A concept with its own keys after the common ones."""
    return record(
        f"label: {label}\n{labels}stage: {stage}\nlevel: core\nimportance: 4\ngist: The gist of {label}.\n"
        f"definition: One plain sentence that defines {label} here.\n{more}",
        body,
    )


def none_in(*disciplines: str, analogy: str = "") -> str:
    """The finding that disciplines have no counterpart."""
    near = f"  analogy: {analogy}\n" if analogy else ""
    return "no_counterpart:\n" + "".join(f"- in: {key}\n  because: Nobody has one.\n{near}" for key in disciplines)


def discipline(name: str, order: int) -> str:
    part = "part_of: mlops\n" if name == "LLMOps" else ""
    return record(
        f"label: {name}\norder: {order}\ndefinition: A discipline.\n{part}unit_of_release: a thing\n"
        "changes_when: somebody changes it"
    )


FILES = {
    "stages.yaml": "stages:\n- key: release\n  name: Release\n  definition: Let it go.\n  order: 1\n"
    "- key: platform\n  name: Platform\n  definition: What all stand on.\n  order: 2\n",
    "disciplines/devops.md": discipline("DevOps", 1),
    "disciplines/mlops.md": discipline("MLOps", 2),
    "disciplines/llmops.md": discipline("LLMOps", 3),
    "concepts/devops/ci-cd.md": concept(
        "CI/CD",
        "mappings:\n" + mapping("mlops/ci-cd-ct", "broad", "0.9") + mapping("llmops/prompt-release", "related", "0.4"),
        labels="aliases: [delivery automation]\nhidden: [cicid]\n",
        body="Every change takes one path; see [[container-orchestration]] and [[tool:jenkins]].",
    ),
    "concepts/devops/container-orchestration.md": concept(
        "Container orchestration",
        "tools:\n  Run containers: [kubernetes]\nmappings:\n"
        + mapping("mlops/model-serving")
        + none_in("llmops", analogy="mlops/model-serving"),
        stage="platform",
    ),
    "concepts/mlops/ci-cd-ct.md": concept("CI/CD plus training", "requires: [devops/ci-cd]\n" + none_in("llmops")),
    "concepts/mlops/model-serving.md": concept("Model serving", "related: [ci-cd-ct]\n", stage="platform"),
    "concepts/mlops/feature-store.md": concept("Feature store", none_in("devops", analogy="devops/ci-cd")),
    "concepts/llmops/prompt-release.md": concept("Prompt release", none_in("mlops")),
    "tools/jenkins.md": record(
        "label: Jenkins\naliases: [Hudson]\ngist: Runs jobs.\nkind: tool\nlicence: MIT\nopen_source: true\n"
        "moves:\n  mlops:\n    verdict: add\n    with: [mlflow]\n    text: Keep the jobs, track the runs.\n"
        "sources:\n- {title: Jenkins, url: 'https://www.jenkins.io', seen: 2026-11-25}"
    ),
    "tools/kubernetes.md": record(
        "label: Kubernetes\naliases: [k8s]\nhidden: [kuberntes]\ngist: Runs containers on many machines.\n"
        "kind: platform\nmachine_names:\n  apt: [kubectl]"
    ),
    "tools/mlflow.md": record("label: MLflow\ngist: Tracks runs.\nkind: platform\nworks_with: [kubernetes]"),
    "false-friends/release.md": record(
        "label: release\nsenses:\n- in: devops/ci-cd\n  means: A version that goes out.\n"
        "- in: llmops/prompt-release\n  means: A text that goes live.\n"
        "not_exact:\n- [devops/ci-cd, llmops/prompt-release]\nhow_to_tell: Ask what goes out."
    ),
    "roles/sysadmin.md": record(
        "label: System administrator\nstrength: hosts\nusual_gap: models\nknows: [devops/container-orchestration]"
    ),
    "roadmap/10-start.md": record(
        "label: Start\ndiscipline: mlops\ngoal: Ship one model.\nhands_on: Do it.\n"
        "steps:\n- concept: model-serving\n  effort: S\n  why: It answers requests."
    ),
}


def write(folder: Path, files: dict[str, str] = FILES) -> Path:
    """Write content files into a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def load(folder: Path) -> Path:
    """Write the small site and load it.

    The first time in a process as an editor would; after that the rows which this made are put into the empty tables,
    which takes a fortieth of the time.
    """
    write(folder)
    is_empty = not Record.objects.exists()
    if not (_made and is_empty):
        content.sync(folder)
        if is_empty:
            _made.update({table: _rows_of(table) for table in _tables()})
        return folder
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in _made.items():
            if rows:
                names = ", ".join(_tables()[table])
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)
        # A publication of its own: what was kept of the last one may show what that test had changed by hand.
        Publication.objects.update(published_at=timezone.now())
    return folder


_made: dict[str, list[tuple]] = {}


@cache
def _tables() -> dict[str, list[str]]:
    """The tables of the site, each with its columns."""
    quoted = connection.ops.quote_name
    return {
        model._meta.db_table: [quoted(field.column) for field in model._meta.local_concrete_fields]
        for model in apps.get_app_config("mapping").get_models(include_auto_created=True)
    }


def _rows_of(table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_tables()[table])} FROM {table}")
        return cursor.fetchall()
