"""An editor at the desk, over a site of four records."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from mapping import content

TAIL = "status: published\ndrafted: {by: machine, on: 2026-11-25}\n---\n"
CONCEPT = """---
label: {label}
aliases: [{alias}]
stage: release
level: core
importance: 4
gist: The gist of {label}.
definition: One plain sentence that defines {label} here.
no_counterpart:
- in: {none}
  because: Nobody needs one there.
"""
FILES = {
    "stages.yaml": "stages:\n- key: release\n  name: Release\n  definition: Let it go.\n  order: 1\n",
    "concepts/devops/ci-cd.md": CONCEPT.format(label="CI/CD", alias="delivery automation", none="llmops") + TAIL,
    "concepts/mlops/ci-cd-ct.md": CONCEPT.format(label="CI/CD plus training", alias="CT", none="llmops") + TAIL,
    "tools/jenkins.md": f"---\nlabel: Jenkins\naliases: [Hudson]\ngist: Runs jobs.\nkind: tool\n{TAIL}",
    "tools/mlflow.md": f"---\nlabel: MLflow\ngist: Tracks runs.\nkind: tool\n{TAIL}",
} | {
    f"disciplines/{key}.md": f"---\nlabel: {name}\norder: {order}\ndefinition: A discipline.\n"
    f"unit_of_release: a thing\nchanges_when: somebody changes it\n{TAIL}"
    for order, (key, name) in enumerate({"devops": "DevOps", "mlops": "MLOps", "llmops": "LLMOps"}.items(), 1)
}


@pytest.fixture
def site(db, tmp_path):
    """A folder of content that is loaded."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    content.sync(tmp_path)
    return tmp_path


@pytest.fixture
def editor(site, client, django_user_model):
    """A client that is logged in as a member of the group that create_editors makes."""
    call_command("create_editors", verbosity=0)
    user = django_user_model.objects.create_user("ada", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="editors"))
    client.force_login(user)
    return client
