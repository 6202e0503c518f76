"""False friends: the same word for another thing."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import FalseFriend
from mapping.views.gone import gone_or_moved


@require_safe
@public()
def index(request):
    """Every word with more than one meaning, and where each meaning is at home."""
    words = FalseFriend.objects.published().with_senses().order_by("label")
    return render(request, "false_friends/page.html", {"section": "map", "words": words})


@require_safe
@public()
def detail(request, slug):
    """One word: its meanings side by side, and how to tell them apart."""
    path = f"false-friends/{slug}"
    word = FalseFriend.objects.published().with_senses().filter(path=path).first()
    if word is None:
        return gone_or_moved(request, path)
    return render(request, "false_friends/detail.html", {"section": "map", "word": word, "sources": word.sources.all()})
