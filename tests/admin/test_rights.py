"""Least rights: what each group reaches among all addresses of the admin, and nothing else."""

import html5lib
import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from mapping.models import AccountEvent, DailyCount, ExternalLink, Mapping, MissedSearch, Record, Suggestion

EVERYBODY = {"index", "login", "password_change", "password_change_done", "jsi18n"}
EVERYBODY |= {"app_list:mapping", "view_on_site", "second-factor", "sessions"}
EVERYBODY |= {"preview", "preview-part", "links", "records", "beside", "find"}
DESK = {"add", "change", "changelist", "history", "text", "version", "decline"}
RECORDS = {f"mapping_{model}_{page}" for model in ("concept", "tool", "falsefriend", "role") for page in DESK}
SUGGESTIONS = {f"mapping_suggestion_{page}" for page in ("changelist", "change", "history")}
RESTORES = {f"mapping_{model}_restore" for model in ("concept", "tool", "falsefriend", "role")}
MISSED = {f"mapping_missedsearch_{page}" for page in ("changelist", "change", "history", "delete")} | {"missed-alias"}
PEOPLE = {f"auth_user_{page}" for page in ("changelist", "add", "change", "history")} | {"auth_user_password_change"}
LOG = {
    f"{log}_{page}"
    for log in ("admin_logentry", "mapping_accountevent")
    for page in ("changelist", "change", "history")
}
LINKS = {f"mapping_externallink_{page}" for page in ("changelist", "change", "history")}
SHEETS = {f"mapping_{model}_{page}" for model in ("tool", "mapping") for page in ("export", "import", "confirm")}
SHEETS |= {f"mapping_mapping_{page}" for page in ("changelist", "change", "history")}
CONTRIBUTORS = EVERYBODY | RECORDS | SUGGESTIONS | LINKS | SHEETS
COUNTS = {f"mapping_dailycount_{page}" for page in ("changelist", "change", "history")}
EDITORS = CONTRIBUTORS | RESTORES | MISSED | COUNTS | {"mapping_externallink_correct"}
ADMINISTRATORS = EDITORS | PEOPLE | LOG | {"app_list:auth", "app_list:admin"}


EVERY = {"contributors", "editors", "administrators"}
RECORD_ACTS = {"submit": EVERY} | {
    name: EVERY - {"contributors"} for name in ("review", "publish", "withdraw", "lapse")
}


def addresses(patterns=None, model=""):
    """Every address of the admin by its name, with objects that exist in the places of its parameters."""
    for pattern in patterns or admin.site.get_urls():
        if not isinstance(pattern, URLPattern):
            yield from addresses(pattern.url_patterns)
        elif pattern.name == "app_list":
            yield from ((f"app_list:{app}", f"/admin/{app}/") for app in ("mapping", "auth", "admin"))
        elif pattern.name:
            yield pattern.name, reverse(f"admin:{pattern.name}", kwargs=_given(pattern))


def _given(pattern):
    wanted = pattern.pattern.converters
    if not wanted and "content_type_id" not in str(pattern.pattern):
        return {}
    model = pattern.name.split("_")[1] if "_" in pattern.name else ""
    kinds = {"falsefriend": "false-friend", "concept": "concept", "tool": "tool", "role": "role", "record": "tool"}
    record = Record.objects.filter(kind=kinds.get(model, "concept")).first()
    keys = {
        "dailycount": DailyCount,
        "externallink": ExternalLink,
        "mapping": Mapping,
        "missedsearch": MissedSearch,
        "suggestion": Suggestion,
        "user": User,
        "group": Group,
        "logentry": LogEntry,
        "accountevent": AccountEvent,
    }
    found = keys[model].objects.first() if model in keys else record
    pk = MissedSearch.objects.first().pk if pattern.name == "missed-alias" else found.pk
    values = {"object_id": str(pk), "pk": pk, "id": str(pk), "version": record.version_id, "url": "x"}
    values |= {"content_type_id": 1, "app_label": "mapping", "form": "csv"}
    return {name: values[name] for name in wanted}


def reached(client):
    """The names of all addresses that answer this person, be it to a form that is sent."""
    names = set()
    for name, page in addresses():
        answers = [client.get(page)] + ([client.post(page)] if name != "logout" else [])
        refusals = {403, 405, 404} if name.startswith("app_list") else {403, 405}
        to_login = any("/admin/login/" in answer.headers.get("Location", "") for answer in answers)
        if not to_login and not {answer.status_code for answer in answers} <= refusals:
            names.add(name)
    return names


@pytest.fixture
def one_of_each(site, django_user_model):
    """Something to open at every address."""
    MissedSearch.objects.create(query="zz", folded="zz", day="2026-11-27")
    Suggestion.objects.create(kind="concept", name="x")
    AccountEvent.objects.note("in")
    DailyCount.objects.create(day="2026-11-27", kind="page", count=1)
    ExternalLink.objects.create(url="https://a.example/", outcome="fine", checked_at=timezone.now())
    Group.objects.create(name="others")
    user = django_user_model.objects.create_user("someone")
    LogEntry.objects.create(user=user, action_flag=1, object_id="1", object_repr="x")


@pytest.mark.parametrize(
    ("group", "allowed"),
    [("contributors", CONTRIBUTORS), ("editors", EDITORS), ("administrators", ADMINISTRATORS)],
)
def test_a_group_reaches_what_its_work_needs_and_nothing_else(member, one_of_each, group, allowed):
    client = member(group, "ada")

    assert reached(client) ^ allowed == set()


LISTS = {
    **{f"/admin/mapping/{model}/": RECORD_ACTS for model in ("concept", "tool", "falsefriend", "role")},
    "/admin/mapping/suggestion/": {},
    "/admin/mapping/mapping/": {},
    "/admin/mapping/externallink/": {},
    "/admin/mapping/missedsearch/": {"delete_selected": {"editors", "administrators"}},
    "/admin/mapping/dailycount/": {},
    "/admin/mapping/accountevent/": {},
    "/admin/admin/logentry/": {},
    "/admin/auth/user/": {"remove_second_factor": {"administrators"}},
}


@pytest.mark.parametrize("group", ["contributors", "editors", "administrators"])
def test_a_list_offers_each_group_its_own_actions_and_no_others(member, one_of_each, group):
    client = member(group, "ada")

    offered = {page: actions_of(client.get(page).content) for page in LISTS}

    wanted = {page: {name for name, groups in acts.items() if group in groups} for page, acts in LISTS.items()}
    assert offered == wanted
    assert set(LISTS) == {page for name, page in addresses() if name.endswith("_changelist") and "group" not in name}


def actions_of(page: bytes) -> set[str]:
    """The actions that a list offers; those that it does not offer it refuses too, which is Django's to test."""
    selects = html5lib.parse(page, namespaceHTMLElements=False).iter("select")
    chosen = [one for one in selects if one.get("name") == "action"]
    return {option.get("value") for one in chosen for option in one.iter("option") if option.get("value")}


def test_who_is_not_logged_in_reaches_only_the_login(one_of_each):

    assert reached(Client()) == {"login", "logout"}


def test_an_administrator_makes_nobody_a_superuser(member, django_user_model):
    admin_ = member("administrators", "ada")
    page = f"/admin/auth/user/{django_user_model.objects.create_user('eve').pk}/change/"

    admin_.post(page, {"username": "eve", "is_superuser": "on", "is_active": "on", "user_permissions": ["1"]})

    eve = django_user_model.objects.get(username="eve")
    assert not eve.is_superuser and not eve.user_permissions.exists()


def test_an_administrator_does_not_touch_a_superuser(member, django_user_model):
    root = django_user_model.objects.create_superuser("root", password="x")

    page = member("administrators", "ada").get(f"/admin/auth/user/{root.pk}/change/")

    assert page.status_code == 302


def test_nobody_without_a_group_takes_tables_out_or_in(site, django_user_model):
    client = Client()
    client.force_login(django_user_model.objects.create_user("guest", is_staff=True))

    pages = [f"/admin/mapping/{model}/{page}/" for model in ("tool", "mapping") for page in ("export/csv", "import")]

    assert {client.get(page).status_code for page in pages} == {403}
