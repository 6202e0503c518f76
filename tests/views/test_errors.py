"""What goes wrong is told in the site's own words, under its own policy."""

import pytest
from django.test import Client


@pytest.fixture
def strict():
    """A browser whose forms are looked at as those of readers are."""
    return Client(enforce_csrf_checks=True)


def test_a_form_without_its_token_is_refused_in_words(site, strict):
    refused = strict.post("/admin/login/", {"username": "a", "password": "b"})

    assert refused.status_code == 403 and "Load its page again" in refused.content.decode()
    assert "unsafe" not in refused.headers["Content-Security-Policy"] and "CSRF" not in refused.content.decode()


def test_a_host_that_is_not_ours_gets_words_and_none_of_its_own_name(site, client):
    refused = client.get("/", headers={"Host": "evil.example"})

    assert refused.status_code == 400 and "could not read" in refused.content.decode()
    assert "evil.example" not in refused.content.decode()


@pytest.mark.parametrize(
    "next_page", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_a_login_leads_nobody_to_another_site(admin_user, client, next_page):
    answer = client.post(
        f"/admin/login/?next={next_page}", {"username": "admin", "password": "password", "next": next_page}
    )

    assert answer.status_code == 302 and answer.headers["Location"] == "/admin/"


@pytest.mark.parametrize(
    "address", ["//evil.example", "/%2F%2Fevil.example", "/id//evil.example", "/tools//evil.example"]
)
def test_no_address_leads_to_another_site(site, client, address):
    answer = client.get(address)

    assert "evil.example" not in answer.headers.get("Location", "").split("/")[2:3]
    assert not answer.headers.get("Location", "").startswith("//")
