"""create_editors: the group of those who edit content, with just the rights that it needs."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand

MODELS = (
    *("concept", "label", "conceptrelation", "mapping", "nocounterpart", "source", "tooluse"),
    *("tool", "machinename", "toollink", "toolmove", "toolmoveother"),
    *("falsefriend", "sense", "notexact", "role", "roleconcept"),
)


class Command(BaseCommand):
    help = "Make (or mend) the group “editors”: add and change content, delete parts of a record, never a record."

    def handle(self, **options):
        group, _ = Group.objects.get_or_create(name="editors")
        rights = [f"{verb}_{model}" for model in MODELS for verb in ("view", "add", "change")]
        rights += [f"delete_{model}" for model in MODELS if model not in {"concept", "tool", "falsefriend", "role"}]
        rights += [f"view_{model}" for model in ("record", "version", "stage", "discipline", "dailycount")]
        rights += [f"{verb}_missedsearch" for verb in ("view", "change", "delete")]
        permissions = Permission.objects.filter(content_type__app_label="mapping", codename__in=rights)
        group.permissions.set(permissions)
        self.stdout.write(f"Group “editors” has {permissions.count()} rights.")
        self.stdout.write("Add people to it in the admin (staff status on), or: manage.py createsuperuser.")
