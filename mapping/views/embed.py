"""/embed/…: a concept's counterparts as a card that any page may frame."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Concept
from mapping.models.concept_page import ConceptPage

# Only what a card needs: it runs no script and sends no form, wherever it is framed.
_POLICY = {
    "default-src": [NONE],
    "connect-src": [SELF],  # without scripts it opens nothing; checkers fetch robots.txt from inside the page
    "style-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}


@require_safe
@xframe_options_exempt
@csp(_POLICY)
@public()
def card(request, discipline, slug):
    """The term, and the best counterpart in each other discipline; its links leave the frame."""
    concept = Concept.objects.published().for_page().filter(path=f"concepts/{discipline}/{slug}").first()
    if concept is None:
        raise Http404(f"There is no published concept {discipline}/{slug}.")
    page = ConceptPage(concept)
    lanes = [lane for lane in page.lanes if not lane.is_here]
    return render(request, "embed/card.html", {"concept": concept, "lanes": lanes, "site": settings.SITE_URL})
