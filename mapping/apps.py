from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with the editors' desk as its first page."""

    default = False
    default_site = "mapping.admin.site.Desk"

    def ready(self) -> None:
        super().ready()
        # Not in `mapping.admin` itself: that is imported to find the site, before there is one to register with.
        from mapping.admin import desks  # noqa: F401


class MappingConfig(AppConfig):
    default = True
    name = "mapping"
    verbose_name = "Crosswalk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mapping import search

        # Not in a migration: a later one may remake the table, and with it drop the triggers.
        post_migrate.connect(search.prepare, sender=self, dispatch_uid="mapping.search.prepare")
