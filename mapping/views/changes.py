"""What the editors changed, and why; not who, and not what files brought in without a word."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping import exchange
from mapping.front import public
from mapping.models import Version

PAGE_SIZE = 50
IN_FEED = 50


@require_safe
@public("page")
def changes(request):
    """Changes by day, the newest first."""
    page = Paginator(Version.objects.for_readers(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "changes/page.html", {"page": page})


@require_safe
@public()
def feed(request):
    """The newest changes for a feed reader."""
    text = exchange.changes_feed(Version.objects.for_readers()[:IN_FEED], settings.SITE_URL)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
