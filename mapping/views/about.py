"""What the words mean, and how the content is made."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Mapping, Record


@require_safe
@public()
def about(request):
    """The relation words, how content is made and reviewed, and the licence, with the figures of the day."""
    records = Record.objects.published().aggregate(
        concepts=Count("pk", filter=Q(kind=Record.Kind.CONCEPT)),
        tools=Count("pk", filter=Q(kind=Record.Kind.TOOL)),
        reviewed=Count("pk", filter=~Q(reviewed_by="")),
    )
    context = {
        "section": "about",
        "relations": Mapping.Relation.values,
        "records": records,
        "mappings": Mapping.objects.published().count(),
    }
    return render(request, "about/page.html", context)
