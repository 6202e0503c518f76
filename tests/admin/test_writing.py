"""While an editor writes: the text as readers will see it, and names to link."""

import pytest

from tests.admin.forms import address, form_of

PART, LINKS = "/admin/preview/part/", "/admin/links/"


def test_the_preview_is_what_the_page_shows(editor, ci_cd, client):
    body = "See [[mlops/feature-store]] and [[tool:jenkins]].\n\n```yaml\na: 1\n```\n\n> Mind the **trap**."
    editor.post(address(ci_cd), form_of(editor, ci_cd) | {"body": body})

    preview = editor.post(PART, {"path": ci_cd.path, "body": body}).content.decode()

    assert preview.strip() and preview in client.get("/devops/ci-cd/").content.decode()


def test_the_preview_of_a_whole_text_leaves_its_front_matter_out(editor, ci_cd):
    preview = editor.post(PART, {"path": ci_cd.path, "body": ci_cd.version.text}).content.decode()

    assert "Every change takes one path" in preview and "importance" not in preview


@pytest.mark.parametrize("body", ["\x00", "<script>alert(1)</script>", "[[nowhere]]", "x" * 200_000, "مرحبا 🚀"])
def test_no_text_breaks_the_preview(editor, body):
    answer = editor.post(PART, {"path": "concepts/devops/x", "body": body})

    assert answer.status_code == 200 and "<script" not in answer.content.decode()


def test_the_preview_stands_in_the_desk_and_nowhere_else(editor):
    page = editor.get("/admin/preview/")

    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]


def test_a_link_is_completed_from_any_label(editor):
    found = editor.get(LINKS, {"q": "k8"}).json()["links"]

    assert found[0] == {"key": "tool:kubernetes", "label": "Kubernetes"}
