"""The glossary: every term and synonym, A to Z."""

from collections import defaultdict

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Label
from mapping.views.named import words_of

OTHERS = "0-9"


@require_safe
@public("letter")
def glossary(request):
    """The terms alone, A to Z; for one letter also what each means, and the synonyms that lead to it."""
    letter = words_of(request, "letter").upper()
    groups = defaultdict(list)
    labels = Label.objects.shown() if letter else Label.objects.shown().preferred()
    for label in sorted(labels, key=lambda label: (label.text.casefold(), label.record.path)):
        groups[_letter(label)].append(label)
    context = {"section": "glossary", "letters": sorted(groups), "groups": sorted(groups.items()), "letter": letter}
    if letter:
        context |= {"labels": groups.get(letter, [])}
    return render(request, "glossary/letter.html" if letter else "glossary/page.html", context)


def _letter(label: Label) -> str:
    first = label.text[0].upper()
    return first if first.isalpha() and first.isascii() else OTHERS
