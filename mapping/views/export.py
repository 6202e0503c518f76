"""The whole map in one file that opens from disk."""

import base64
import hashlib
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import FalseFriend, Publication, Tool
from mapping.models.crosswalk import whole_map_with_texts

# Links between records become places in the file; all others lead to the site.
_INSIDE = re.compile(r'href="/((?:devops|mlops|llmops|tools|false-friends)/[\w-]+)/"')
_OUTSIDE = re.compile(r'href="/(?!/)')


@require_safe
@public()
def as_one_file(request):
    """Styles, signs, script and texts in one HTML document that asks for nothing else, as a download."""
    style, start, script = _static("css/site.css"), _static("js/theme.js"), _static("js/offline.js")
    policy = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(start)} {_hash(script)}"
    entries = {
        "concepts": whole_map_with_texts(),
        "tools": Tool.objects.published().lean().with_moves().order_by("label"),
        "words": FalseFriend.objects.published().with_senses().order_by("label"),
    }
    context = {
        **entries,
        "count": sum(map(len, entries.values())),
        "publication": Publication.objects.current(),
        **{"policy": policy, "style": style, "start": start, "script": script, "sprite": _static("img/icons.svg")},
    }
    page = render_to_string("export/one_file.html", context)
    page = page.replace(f"{static('img/icons.svg')}#", "#")
    page = _OUTSIDE.sub(f'href="{settings.SITE_URL}/', _INSIDE.sub(r'href="#\1"', page))
    response = HttpResponse(page)
    response["Content-Disposition"] = 'attachment; filename="crosswalk.html"'
    response["Content-Security-Policy"] = policy
    return response


def _static(path: str) -> str:
    return Path(finders.find(path)).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
