"""GET /api/v1/roadmap and /api/v1/roadmap/<role>"""

from django.http import HttpRequest
from ninja.errors import HttpError

from mapping import roadmap
from mapping.api.shapes import Problem, RoadOut, RoleSlug
from mapping.api.site import absolute, api
from mapping.api.translate import as_step
from mapping.models import Role


@api.get("/roadmap", response=RoadOut, summary="The whole road")
def whole_road(request: HttpRequest):
    """Every leg, for somebody who knows nothing of it yet."""
    return _road(roadmap.road({}), None)


@api.get("/roadmap/{role}", response={200: RoadOut, 404: Problem, 422: Problem}, summary="The road from a role")
def road_from(request: HttpRequest, role: RoleSlug):
    """The legs for a role: what it knows already is marked with the reason."""
    found = Role.objects.published().filter(slug=role.replace("\x00", "")).first()
    if found is None:
        raise HttpError(404, f"There is no published role {role}.")
    return _road(roadmap.road(roadmap.known_to(found)), found)


def _road(road: roadmap.Road, role: Role | None) -> dict:
    return {
        "url": absolute(role.get_absolute_url() if role else "/roadmap/"),
        "role": {"slug": role.slug, "name": role.label} if role else None,
        "hours": road.hours,
        "next": _stop(road.next_stop) if road.next_stop else None,
        "legs": [_stretch(stretch) for stretch in road.stretches],
    }


def _stretch(stretch: roadmap.Stretch) -> dict:
    leg = stretch.leg
    return {
        "slug": leg.slug if leg else None,
        "name": stretch.name,
        "discipline": stretch.discipline,
        "goal": leg.goal if leg else "",
        "hands_on": leg.hands_on if leg else "",
        "hours": stretch.hours,
        "steps": [_stop(stop) for stop in stretch.stops],
        "resources": [
            {name: getattr(resource, name) for name in ("title", "url", "kind", "free")}
            for resource in stretch.resources
        ],
    }


def _stop(stop: roadmap.Stop) -> dict:
    return as_step(stop) | {"optional": stop.is_optional, "known": stop.known_by}
