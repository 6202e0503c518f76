"""What a mapping leads to, shown beside the mapping while it is written: the counterpart, and what it says back."""

from dataclasses import dataclass

from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from mapping.admin.choosing import RecordField
from mapping.models import Concept, Counterpart, Mapping, Mention, NoCounterpart

_TEMPLATE = "admin/mapping/_beside.html"


@dataclass(frozen=True)
class Beside:
    """A counterpart as seen from the concept that is being written."""

    concept: Concept
    counterparts: list[Counterpart]
    none: list[NoCounterpart]
    mentions: list[Mention]


def beside(concept: Concept, seen_from: int | None) -> Beside:
    """The concept with all that it says of others, and of the one that it is seen from."""
    mappings = Mapping.objects.with_ends().of([concept]).exclude(status="withdrawn")
    others = mappings.exclude(Q(subject=seen_from) | Q(object=seen_from)) if seen_from else mappings
    none = concept.no_counterparts.select_related("analogy")
    mentions = Mention.objects.filter(record=concept, target=seen_from) if seen_from else Mention.objects.none()
    return Beside(concept, Counterpart.ranked(Counterpart.of(m, concept) for m in others), list(none), list(mentions))


def as_html(concept: Concept, seen_from: int | None) -> str:
    return render_to_string(_TEMPLATE, {"beside": beside(concept, seen_from)})


@require_safe
def part(request: HttpRequest) -> HttpResponse:
    """The counterpart that `?name=` means, as the concept `?from=` sees it; nothing where it means none."""
    seen_from = request.GET.get("from", "")
    try:
        found = RecordField(Concept.objects.all(), required=False).clean(request.GET.get("name", "")[:400])
    except forms.ValidationError:
        found = None
    if found is None:
        return HttpResponse("")
    return render(request, _TEMPLATE, {"beside": beside(found, int(seen_from) if seen_from.isdigit() else None)})
