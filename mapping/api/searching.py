"""GET /api/v1/search"""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from mapping import search
from mapping.api.shapes import Discipline, Problem, SearchOut
from mapping.api.site import Limit, Offset, absolute, api

Text = Annotated[str, Field(max_length=search.MAX_QUERY, examples=["jenkins"], description="What a reader types.")]


@api.get("/search", response={200: SearchOut, 422: Problem}, summary="Search concepts, tools and false friends")
def find(
    request: HttpRequest,
    q: Text = "",
    type: Annotated[str, Query(pattern="^(|concept|tool|false-friend)$")] = "",
    discipline: Discipline | None = None,
    stage: str = "",
    limit: Limit = 20,
    offset: Offset = 0,
):
    """Hits in one ranking, best first, each with the label that matched and its counterparts."""
    narrowed = {"type": type, "discipline": discipline or "", "stage": stage}
    return answer(q, **narrowed, limit=limit, offset=offset)


def answer(query: str, **narrowed: str | int) -> dict:
    """What search says to a query, as the contract has it."""
    found = search.find(query.replace("\x00", " "), **narrowed)
    return {
        "query": query,
        "corrected": found.corrected,
        "intent": found.intent,
        "count": found.count,
        "results": [_hit(hit) for hit in found.hits],
    }


def _hit(hit: search.Hit) -> dict:
    return {
        "type": hit.type,
        "discipline": hit.discipline or None,
        "slug": hit.slug,
        "name": hit.label,
        "aliases": list(hit.aliases),
        "matched": hit.matched,
        "summary": hit.gist,
        "url": absolute(hit.url),
        "score": hit.score,
        "counterparts": [counterpart(other) for other in hit.counterparts],
    }


def counterpart(other: search.HitCounterpart) -> dict:
    """A counterpart as hits and mentions carry it."""
    return {
        "type": other.type,
        "discipline": other.discipline,
        "slug": other.slug,
        "name": other.name,
        "url": absolute(other.url) if other.url else None,
        "relation": other.relation,
        "confidence": None if other.confidence is None else float(other.confidence),
    }
