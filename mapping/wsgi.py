"""The door for a WSGI server: `mapping.wsgi:application`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")

django.setup(set_prefix=False)

from mapping.front.stand import stand_before  # noqa: E402 (it needs Django to be ready)
from mapping.front.ways import Django  # noqa: E402

application = stand_before(Django())
