"""What readers looked for in vain, and what one click of an editor makes of it."""

from datetime import timedelta

import html5lib
import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from mapping import search
from mapping.models import MissedSearch, Record, Version

DESK = "/admin/mapping/missedsearch/"


@pytest.fixture
def missed(site, client):
    """A reader found nothing."""
    client.get("/search/?q=Jenkinz box")
    return MissedSearch.objects.get()


def buttons(page):
    found = html5lib.parse(page.content).iter("{http://www.w3.org/1999/xhtml}button")
    return [(one.get("formaction"), one.get("value"), one.text) for one in found if one.get("formaction")]


def test_a_search_without_a_result_is_counted_once_a_day(missed, client):
    client.get("/search/?q=JENKINZ  box")

    assert list(MissedSearch.objects.values_list("query", "count")) == [("jenkinz box", 2)]


@pytest.mark.parametrize(
    "query", ["ada@example.org zzz", "https://zzz.example", "+44 20 7946 0958 zzz", "zz" * 40, "???", "jenkins"]
)
def test_what_may_be_personal_or_was_found_is_not_kept(site, client, query):
    client.get("/search/", {"q": query})

    assert not MissedSearch.objects.exists()


def test_after_90_days_it_is_forgotten(missed, client):
    MissedSearch.objects.update(day=timezone.localdate() - timedelta(days=91))

    client.get("/search/?q=qqxyz")

    assert [one.query for one in MissedSearch.objects.all()] == ["qqxyz"]


def test_a_flood_of_queries_is_bounded(site, client, monkeypatch):
    monkeypatch.setattr("mapping.search.missed.MAX_NEW_A_DAY", 3)

    for n in range(6):
        client.get(f"/search/?q=qqxy{n}zz")

    assert MissedSearch.objects.count() == 3


def test_one_click_makes_it_an_alias_that_answers_at_once(missed, editor):
    address, record, name = next(one for one in buttons(editor.get(DESK)) if one[2] == "Jenkins")

    editor.post(address, {"record": record})

    assert search.find("jenkinz box").hits[0].label == "Jenkins"
    assert not MissedSearch.objects.exists()
    assert Version.objects.get(record__path="tools/jenkins", origin="admin").author_name == "ada"


def test_an_alias_that_a_rule_forbids_is_refused_in_words(missed, editor):
    MissedSearch.objects.update(query="MLflow", folded="mlflow")
    concept = Record.objects.get(path="concepts/devops/ci-cd")

    page = editor.post(f"{DESK}{missed.pk}/alias/", {"record": concept.pk}, follow=True)

    assert "is the name of a tool" in page.content.decode()
    assert not concept.labels.filter(text="MLflow").exists() and MissedSearch.objects.exists()


def test_an_alias_needs_the_right_to_change_the_record(missed, client, django_user_model):
    reader = django_user_model.objects.create_user("eve", password="x", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_missedsearch"))
    client.force_login(reader)
    record = Record.objects.get(path="tools/jenkins")

    assert client.post(f"{DESK}{missed.pk}/alias/", {"record": record.pk}).status_code == 403
    assert client.get(f"{DESK}{missed.pk}/alias/").status_code == 405
