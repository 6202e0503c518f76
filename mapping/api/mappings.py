"""GET /api/v1/mappings"""

from django.http import HttpRequest

from mapping.api.shapes import Discipline, MappingList, Problem
from mapping.api.site import Limit, Offset, address, api, paged
from mapping.models import Concept, Mapping
from mapping.models.record import Reviewable


@api.get("/mappings", response={200: MappingList, 422: Problem}, summary="List mappings", by_alias=True)
def mappings(
    request: HttpRequest,
    discipline: Discipline | None = None,
    limit: Limit = 50,
    offset: Offset = 0,
):
    """Published mappings, hints among them; `discipline` keeps those that start there."""
    found = Mapping.objects.published().with_ends().order_by("subject__path", "position")
    if discipline:
        found = found.filter(subject__discipline=discipline)
    return paged(request, found, limit, offset, as_mapping)


def as_ref(concept: Concept) -> dict:
    """A concept as others name it."""
    return {
        "discipline": concept.discipline_id,
        "slug": concept.slug,
        "name": concept.label,
        "url": address(concept.path),
    }


def as_review(row: Reviewable) -> dict | None:
    """The person's review of a record or a mapping, if there is one."""
    if not row.reviewed_by:
        return None
    return {"by": row.reviewed_by, "on": row.reviewed_on, "agreement": row.agreement}


def as_mapping(mapping: Mapping) -> dict:
    """A mapping in the direction in which it is stored."""
    fields = ("relation", "confidence", "gist", "carries_over", "differs", "trap", "status")
    return {name: getattr(mapping, name) for name in fields} | {
        "from": as_ref(mapping.subject),
        "to": as_ref(mapping.object),
        "reviewed": as_review(mapping),
    }
