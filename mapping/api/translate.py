"""POST /api/v1/translate"""

from django.http import HttpRequest
from ninja.errors import HttpError

from mapping import roadmap, translate
from mapping.api.searching import counterpart
from mapping.api.shapes import Problem, TranslateIn, TranslateOut
from mapping.api.site import absolute, address, api

MAX_TEXT = 100_000


@api.post(
    "/translate",
    response={200: TranslateOut, 400: Problem, 413: Problem, 422: Problem},
    summary="Find the known terms of a text, with their counterparts",
)
def translate_text(request: HttpRequest, body: TranslateIn):
    """The text is neither stored nor logged. Places are counted in Unicode code points."""
    if len(body.text) > MAX_TEXT:
        raise HttpError(413, f"The text has {len(body.text):,} characters; at most {MAX_TEXT:,} are read.")
    phrases = translate.book()
    found = translate.annotate(body.text, body.kind, phrases)
    compared = translate.compare(found.terms, phrases=phrases)
    shapes = {term: _term(term) for term in found.terms}
    # Given as it is: checking thousands of counterparts against the shapes costs five times as much as the answer.
    answer = {
        "mentions": [
            {"surface": mention.surface, "start": mention.start, "end": mention.end} | shapes[mention.term]
            for mention in found.mentions
        ],
        "unresolved": list(found.unresolved),
        "groups": {name: [_placed(one) for one in group] for name, group in compared.groups.items()},
        "path": [as_step(stop) for stop in roadmap.path(compared.targets, phrases.devops)],
    }
    return api.create_response(request, answer, status=200)


def as_step(stop: roadmap.Stop) -> dict:
    concept = stop.concept
    return {
        "discipline": concept.discipline_id,
        "slug": concept.slug,
        "name": concept.label,
        "url": address(concept.path),
        "because": stop.reason,
        "effort": stop.effort,
    }


def _reference(term: translate.Term) -> dict:
    return {
        "type": term.type,
        "discipline": term.discipline or None,
        "slug": term.slug,
        "name": term.name,
        "url": absolute(term.url),
    }


def _term(term: translate.Term) -> dict:
    reference = _reference(term)
    url = reference.pop("url")
    counterparts = [counterpart(other) for other in term.counterparts]
    return reference | {"aliases": list(term.aliases), "url": url, "counterparts": counterparts}


def _placed(placed: translate.Placed) -> dict:
    return _reference(placed.term) | {"because": placed.because}
