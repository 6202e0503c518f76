"""The door for a WSGI server: `mapping.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")

django = get_wsgi_application()

from mapping.front.stand import stand_before  # noqa: E402 (it needs Django to be ready)

application = stand_before(django)
