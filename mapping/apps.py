from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MappingConfig(AppConfig):
    name = "mapping"
    verbose_name = "Crosswalk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mapping import search

        # Not in a migration: a later one may remake the table, and with it drop the triggers.
        post_migrate.connect(search.prepare, sender=self, dispatch_uid="mapping.search.prepare")
