"""An editor at the desk, over the small site."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command


@pytest.fixture
def editor(site, client, django_user_model):
    """A client that is logged in as a member of the group that create_editors makes."""
    call_command("create_editors", verbosity=0)
    user = django_user_model.objects.create_user("ada", password="x", is_staff=True)
    user.groups.add(Group.objects.get(name="editors"))
    client.force_login(user)
    return client
