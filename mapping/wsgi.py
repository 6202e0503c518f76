"""The door for a WSGI server: `mapping.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapping.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402 (these need Django to be ready)

from mapping.front import Front, News  # noqa: E402

if settings.PAGE_CACHE_MB:
    news = News()
    news.listen()
    os.register_at_fork(after_in_child=news.listen)  # threads don't survive a fork
    application = Front(application, news, settings.PAGE_CACHE_MB * 2**20)
