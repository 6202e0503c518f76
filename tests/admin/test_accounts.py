"""Signing in: locked after wrong passwords, with a second factor, on sessions that can be ended."""

from datetime import timedelta

import html5lib
import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from mapping.models import AccountEvent

LOGIN, FACTOR, SESSIONS = "/admin/login/", "/admin/second-factor/", "/admin/sessions/"
PASSWORD = "a long sentence to sign in"


@pytest.fixture
def ada(db, django_user_model):
    return django_user_model.objects.create_user("ada", password=PASSWORD, is_staff=True)


def sign_in(client, password=PASSWORD, code="", name="ada"):
    return client.post(LOGIN, {"username": name, "password": password, "code": code, "next": "/admin/"})


def code_of(user):
    device = TOTPDevice.objects.get(user=user)
    TOTPDevice.objects.filter(user=user).update(last_t=-1, throttling_failure_count=0)
    return f"{totp(device.bin_key):06}"


@pytest.fixture
def with_factor(ada, client):
    """Ada has set up a second factor."""
    sign_in(client)
    client.get(FACTOR)
    client.post(FACTOR, {"code": code_of(ada)})
    return ada


def test_a_sentence_opens_the_desk(ada, client):
    assert sign_in(client).headers["Location"] == "/admin/"


def test_after_five_wrong_passwords_the_right_one_opens_nothing(ada, client):
    for _ in range(5):
        sign_in(client, "wrong")

    assert sign_in(client).status_code == 429
    assert "Wait a quarter of an hour" in sign_in(client).content.decode()


def test_many_names_from_one_address_are_stopped_too(ada, client):
    statuses = [sign_in(client, "wrong", name=f"name{n}").status_code for n in range(6)]

    assert statuses[0] == 200 and statuses[-1] == 429


def test_the_second_factor_is_set_up_with_a_picture_and_ten_codes_for_paper(ada, client):
    sign_in(client)
    page = client.get(FACTOR).content.decode()

    codes = client.post(FACTOR, {"code": code_of(ada)}).content.decode()

    assert "<svg" in page and "style=" not in page[page.index("<svg") : page.index("</svg>")]
    assert sum(token in codes for token in StaticToken.objects.values_list("token", flat=True)) == 10


def test_a_wrong_first_code_sets_nothing_up(ada, client):
    sign_in(client)
    client.get(FACTOR)

    client.post(FACTOR, {"code": "000000"})

    assert not TOTPDevice.objects.filter(confirmed=True).exists()


def test_the_password_alone_no_longer_opens_the_desk(with_factor):
    client = Client()

    assert "Enter the code" in sign_in(client).content.decode()
    assert client.get("/admin/").status_code == 302


def test_the_code_of_the_app_opens_the_desk(with_factor):
    assert sign_in(Client(), code=code_of(with_factor)).status_code == 302


def test_a_recovery_code_works_once(with_factor):
    code = StaticToken.objects.first().token

    assert sign_in(Client(), code=code).status_code == 302
    assert sign_in(Client(), code=code).status_code == 200


def test_where_it_is_required_nobody_works_without(ada, client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client)

    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == FACTOR
    client.get(FACTOR)
    client.post(FACTOR, {"code": code_of(ada)})
    assert client.get("/admin/").status_code == 200


def test_a_session_is_ended_from_another_one(ada, client):
    elsewhere = Client()
    sign_in(client)
    sign_in(elsewhere)
    page = html5lib.parse(client.get(SESSIONS).content)
    fields = {one.get("name"): one.get("value") for one in page.iter("{http://www.w3.org/1999/xhtml}input")}

    client.post(SESSIONS, {"mark": fields["mark"]})

    assert client.get("/admin/").status_code == 200 and elsewhere.get("/admin/").status_code == 302


def test_nobody_ends_the_session_of_another_but_an_administrator(ada, member):
    stranger = Client()
    sign_in(stranger)
    editor, chief = member("editors", "eve"), member("administrators", "cleo")

    assert "ada" not in editor.get(SESSIONS).content.decode() and "ada" in chief.get(SESSIONS).content.decode()
    assert all(session.session_key not in chief.get(SESSIONS).content.decode() for session in Session.objects.all())


def test_an_administrator_helps_whoever_lost_his_phone(with_factor, member):
    chosen = {"action": "remove_second_factor", "_selected_action": [with_factor.pk]}

    member("administrators", "cleo").post("/admin/auth/user/", chosen)

    assert sign_in(Client()).status_code == 302


@pytest.mark.parametrize("weak", ["short", "password1234", "123456789012"])
def test_a_weak_password_is_refused(ada, client, weak):
    sign_in(client)

    client.post("/admin/password_change/", {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak})

    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)


def logged():
    return [(event.get_kind_display(), event.user and event.user.username) for event in AccountEvent.objects.all()]


def test_the_log_tells_success_failure_and_sign_out(ada, client):
    sign_in(client, "wrong")
    sign_in(client)
    client.post("/admin/logout/")

    assert logged() == [("Signed out", "ada"), ("Signed in", "ada"), ("Wrong name or password", "ada")]


def test_the_log_tells_of_a_lock(ada, client):
    for _ in range(6):
        sign_in(client, "wrong")

    assert logged()[0] == ("Locked out", "ada")


def test_the_log_tells_of_the_second_factor(with_factor):
    sign_in(Client(), code="000000")

    assert logged()[:2] == [("Wrong code of the second factor", "ada"), ("Second factor set up", "ada")]


def test_a_name_that_nobody_has_is_not_kept(ada, client):
    sign_in(client, name="my secret password")

    assert logged() == [("Wrong name or password", None)]


def test_the_log_forgets_after_ninety_days(ada, client):
    sign_in(client, "wrong")
    AccountEvent.objects.update(at=timezone.now() - timedelta(days=91))

    sign_in(client)

    assert logged() == [("Signed in", "ada")]


def test_administrators_read_the_log_and_see_failures_on_their_first_page(ada, member):
    sign_in(Client(), "wrong")
    chief, editor = member("administrators", "cleo"), member("editors", "eve")

    assert "Wrong name or password" in chief.get("/admin/mapping/accountevent/").content.decode()
    assert "Wrong name or password" in chief.get("/admin/").content.decode()
    assert editor.get("/admin/mapping/accountevent/").status_code == 403
    assert "Sign-ins that failed" not in editor.get("/admin/").content.decode()
