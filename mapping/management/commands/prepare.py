"""Everything between the installed packages and the running server."""

import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, call_command

from mapping.front import metrics


class Command(BaseCommand):
    help = "Bring database, content and static files up to date, as bin/serve does at each start."
    requires_system_checks = []  # `check` is for that; here they would slow every start

    def handle(self, *args, **options):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        metrics.forget_the_dead()
        self.stdout.write("Database: bringing the tables up to date.")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("Content: loading what has changed.")
        call_command("sync_content", learn=False)  # bin/app does that beside the server
        if settings.STATIC_ROOT.exists() and not os.access(settings.STATIC_ROOT, os.W_OK):
            return  # an image holds them ready, on a file system that nobody writes to
        # Hashing and compressing take seconds, so they are left out while the files are the same.
        listed = [storage.path(name) for finder in get_finders() for name, storage in finder.list([])]
        seen = "\n".join(f"{path} {Path(path).stat().st_mtime_ns}" for path in listed)
        stamp, wanted = settings.VAR_DIR / "static.stamp", hashlib.sha256(seen.encode()).hexdigest()
        if not (settings.STATIC_ROOT.exists() and stamp.exists() and stamp.read_text() == wanted):
            self.stdout.write("Static files: hashing and compressing them (up to half a minute).")
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(wanted)
