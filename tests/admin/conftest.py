"""People at the desk, over the small site."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client

from mapping.models import Concept


@pytest.fixture
def member(site, django_user_model):
    """Make somebody who is logged in: `member("contributors", "carl")`."""
    call_command("create_editors", verbosity=0)

    def make(group: str, name: str) -> Client:
        user = django_user_model.objects.create_user(name, password="x", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return make


@pytest.fixture
def editor(member):
    """A client that is logged in as a member of the group that create_editors makes."""
    return member("editors", "ada")


@pytest.fixture
def other(member):
    """A second editor."""
    return member("editors", "bob")


@pytest.fixture
def contributor(member):
    return member("contributors", "carl")


@pytest.fixture
def ci_cd(site):
    return Concept.objects.get(path="concepts/devops/ci-cd")
