"""The page of the road: its order, its ticks, with and without JavaScript."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mapping import content
from mapping.models import Record


def html(answer):
    return answer.content.decode()


def test_the_road_names_its_next_step(site, client):
    page = html(client.get("/roadmap/"))

    assert '<a href="#mlops/model-serving" data-next>Model serving</a>' in page
    assert '<input type="checkbox" name="known" value="mlops/model-serving">' in page
    assert 'id="start"' in page


def test_the_stage_of_the_next_step_says_why_and_any_other_when_asked(site, client):
    assert "It answers requests." in html(client.get("/roadmap/"))
    assert "It answers requests." not in html(client.get("/roadmap/?stage=9&known=devops/ci-cd"))
    assert 'href="?stage=1&amp;known=devops%2Fci-cd#leg-1"' in html(client.get("/roadmap/?stage=9&known=devops/ci-cd"))


def test_ticks_in_the_address_are_ticked(site, client):
    page = html(client.get("/roadmap/?known=mlops/model-serving&known=nonsense%00"))

    assert 'value="mlops/model-serving" checked>' in page
    assert "You know all of it." in page


def test_what_a_role_knows_is_struck_off_with_the_reason(site, client):
    file = site / "roles/sysadmin.md"
    file.write_text(file.read_text().replace("orchestration]", "orchestration, mlops/model-serving]"))
    content.sync(site)

    page = html(client.get("/roadmap/sysadmin/"))

    assert '<s class="step-name">Model serving</s>' in page
    assert "Known to a system administrator" in page


def test_ticks_go_out_as_a_file_and_come_back(site, client):
    file = client.get("/roadmap/progress/?known=mlops/model-serving")
    assert json.loads(file.content) == {"known": ["mlops/model-serving"]}

    taken = client.post("/roadmap/progress/", {"file": SimpleUploadedFile("x.json", file.content), "role": "sysadmin"})

    assert taken.headers["Location"] == "/roadmap/sysadmin/?known=mlops%2Fmodel-serving"


@pytest.mark.parametrize("given", [b"", b"{", b"[]", b'{"known": 7}', b"\xff\xfe", b"[" * 50_000, b"x" * 100_001])
def test_a_file_that_is_none_of_progress_is_refused_in_words(site, client, given):
    answer = client.post("/roadmap/progress/", {"file": SimpleUploadedFile("x.json", given)})

    assert answer.status_code == 400 and "no file of progress" in html(answer)


def test_an_unknown_role_is_a_404(site, client):
    assert client.get("/roadmap/nobody/").status_code == 404


def test_a_withdrawn_role_is_gone(site, client):
    Record.objects.filter(path="roles/sysadmin").update(status="withdrawn")

    assert client.get("/roadmap/sysadmin/").status_code == 410
