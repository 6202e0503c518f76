"""The glossary: every term and synonym, A to Z."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Label
from mapping.models.alphabet import by_letter, filled, shortened
from mapping.views.named import page_of_letter

# More names than this make the page too heavy; then it lists those of the concepts that matter most.
LISTED = 1200


@require_safe
@public()
def glossary(request):
    """The terms alone, A to Z."""
    terms = Label.objects.shown().preferred()
    letters = by_letter(terms.with_importance().values_list("pk", "text", "importance"))
    context = {"section": "glossary", "letters": filled(shortened(letters, LISTED), terms)}
    return render(request, "glossary/page.html", context)


@require_safe
@public()
def letter(request, letter, number=1):
    """What the terms of one letter mean, and the synonyms that lead to them."""
    names = Label.objects.shown()
    letters = by_letter(names.values_list("pk", "text"))
    context = {"section": "glossary", "letters": letters} | page_of_letter(letters, letter, number, names)
    return render(request, "glossary/letter.html", context)
