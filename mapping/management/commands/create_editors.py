"""create_editors: the groups of the desk, each with just the rights that it needs."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db.models import Value
from django.db.models.functions import Concat

from mapping.models.rights import GROUPS


class Command(BaseCommand):
    help = "Make (or mend) the groups “contributors”, “editors” and “administrators”."

    def handle(self, **options):
        named = Permission.objects.annotate(right=Concat("content_type__app_label", Value("."), "codename"))
        for name, rights in GROUPS.items():
            group, _ = Group.objects.get_or_create(name=name)
            permissions = named.filter(right__in=rights)
            group.permissions.set(permissions)
            self.stdout.write(f"Group “{name}” has {permissions.count()} rights.")
        self.stdout.write("Add people to one of them in the admin (staff status on), or: manage.py createsuperuser.")
