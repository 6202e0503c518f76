"""POST /api/v1/translate"""

from functools import lru_cache

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
    # Given as it is: checking thousands of counterparts against the shapes costs five times as much as the answer.
    return api.create_response(request, answer(body.text, body.kind), status=200)


def answer(text: str, kind: str = "") -> dict:
    """The terms of a text with their counterparts and groups, and what to learn for them."""
    phrases = translate.book()
    found = translate.annotate(text, kind, phrases)
    compared = translate.compare(found.terms, phrases=phrases)
    return {
        "mentions": [
            {"surface": mention.surface, "start": mention.start, "end": mention.end} | _term(mention.term)
            for mention in found.mentions
        ],
        "unresolved": list(found.unresolved),
        "groups": {name: [_placed(one) for one in group] for name, group in compared.groups.items()},
        "path": [as_step(stop) for stop in roadmap.path(compared.targets, phrases.devops)],
    }


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


@lru_cache(maxsize=4096)  # a term is one object for as long as its publication is read
def _term(term: translate.Term) -> dict:
    reference = _reference(term)
    url = reference.pop("url")
    counterparts = [counterpart(other) for other in term.counterparts]
    return reference | {"aliases": list(term.aliases), "url": url, "counterparts": counterparts}


def _placed(placed: translate.Placed) -> dict:
    return _reference(placed.term) | {"because": placed.because}
