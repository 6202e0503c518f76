"""Links outside the site, on the desk: where the dead ones stand, and one click for those that have moved."""

import pytest
from django.utils import timezone

from mapping.models import ExternalLink, Tool
from tests.admin.forms import address

LIST = "/admin/mapping/externallink/"
JENKINS = "https://www.jenkins.io"


@pytest.fixture
def jenkins(site):
    """Its source is the only address outside the small site."""
    return Tool.objects.get(slug="jenkins")


def checked(**what):
    return ExternalLink.objects.create(url=JENKINS, checked_at=timezone.now(), **what)


def correct(person, link):
    return person.post(f"{LIST}{link.pk}/correct/", follow=True)


def test_the_first_page_counts_dead_links_and_leads_to_the_form(editor, jenkins):
    checked(outcome="failed", status=404)

    page = editor.get("/admin/").content.decode()

    assert 'Dead links <span class="count">1</span>' in page
    assert f'<a href="{address(jenkins)}">Jenkins</a>' in page


def test_the_report_says_where_a_dead_link_stands(editor, jenkins):
    checked(outcome="failed", status=404)

    page = editor.get(LIST, {"outcome": "dead"}).content.decode()

    assert "Dead: 404" in page and f'<a href="{address(jenkins)}">Jenkins</a> (source)' in page


def test_an_address_that_has_moved_is_corrected_with_a_version(editor, jenkins):
    link = checked(outcome="moved", status=200, moved_to="https://jenkins.example/")

    correct(editor, link)

    jenkins.refresh_from_db()
    assert [source.url for source in jenkins.sources.all()] == ["https://jenkins.example/"]
    assert jenkins.version.reason == f"{JENKINS} has moved" and "jenkins.example" in jenkins.version.text
    assert not ExternalLink.objects.exists()


def test_where_the_new_address_stands_already_it_is_left_to_the_editor(editor, jenkins):
    jenkins.sources.create(title="New", url="https://jenkins.example/", seen="2026-11-25", position=1)
    link = checked(outcome="moved", status=200, moved_to="https://jenkins.example/")

    page = correct(editor, link)

    assert "Correct it by hand in Jenkins (source)" in page.content.decode()
    assert jenkins.sources.filter(url=JENKINS).exists()


def test_an_address_that_no_file_may_hold_is_refused(editor, jenkins):
    link = checked(outcome="moved", status=200, moved_to="https://jenkins.example/<x>")

    page = correct(editor, link)

    assert "can’t be corrected" in page.content.decode() and jenkins.sources.filter(url=JENKINS).exists()


def test_a_contributor_sees_links_and_corrects_none(contributor, jenkins):
    link = checked(outcome="moved", status=200, moved_to="https://jenkins.example/")

    assert "Correct it" not in contributor.get(LIST).content.decode()
    assert correct(contributor, link).status_code == 403
