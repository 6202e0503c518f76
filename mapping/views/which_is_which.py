"""DevOps, MLOps, LLMOps and the words beside them: which is which."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Discipline, FalseFriend

# The record that tells the names apart, AIOps and DataOps among them.
WORD = "false-friends/ops"


@require_safe
@public()
def which_is_which(request):
    """The three disciplines side by side, and what AIOps, DataOps and the like mean."""
    disciplines = Discipline.objects.published().order_by("order")
    word = FalseFriend.objects.published().with_senses().filter(path=WORD).first()
    return render(request, "which_is_which/page.html", {"section": "map", "disciplines": disciplines, "word": word})
