"""The glossary: every term and synonym, A to Z."""

from collections import defaultdict

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Label, Record


@require_safe
@public()
def glossary(request):
    """Terms with their gist, and synonyms that lead to them."""
    labels = Label.objects.exclude(kind=Label.Kind.HIDDEN).filter(
        record__status="published", record__kind__in=[Record.Kind.CONCEPT, Record.Kind.TOOL], lang="en"
    )
    rows = labels.select_related("record").defer("record__body", "record__body_html", "record__asks")
    groups = defaultdict(list)
    for label in sorted(rows, key=lambda label: (label.text.casefold(), label.record.path)):
        first = label.text[0].upper()
        groups[first if first.isalpha() and first.isascii() else "0–9"].append(label)
    return render(request, "glossary/page.html", {"section": "glossary", "groups": sorted(groups.items())})
