"""GET /api/v1/concepts and /api/v1/concepts/<discipline>/<slug>"""

from django.http import HttpRequest
from ninja.errors import HttpError

from mapping.api.mappings import as_mapping, as_ref, as_review
from mapping.api.shapes import ConceptDetail, ConceptList, Discipline, Problem, Slug
from mapping.api.site import Limit, Offset, absolute, address, api, paged
from mapping.models import Concept, Label, Mapping
from mapping.models.concept_page import ConceptPage


@api.get("/concepts", response={200: ConceptList, 422: Problem}, summary="List concepts", by_alias=True)
def concepts(
    request: HttpRequest,
    discipline: Discipline | None = None,
    stage: str = "",
    limit: Limit = 50,
    offset: Offset = 0,
):
    """Published concepts in the order of the map."""
    found = Concept.objects.published().lean().with_shown_labels().in_map_order()
    if discipline:
        found = found.filter(discipline=discipline)
    if stage:
        found = found.filter(stage=stage.replace("\x00", ""))
    return paged(request, found, limit, offset, _concept)


@api.get(
    "/concepts/{discipline}/{slug}",
    response={200: ConceptDetail, 404: Problem, 422: Problem},
    summary="One concept",
    by_alias=True,
)
def concept(request: HttpRequest, discipline: Discipline, slug: Slug):
    """One published concept with its relations, tools, mappings, findings and sources."""
    told = answer(f"concepts/{discipline}/{slug}")
    if told is None:
        raise HttpError(404, f"There is no published concept {discipline}/{slug}.")
    return told


def answer(path: str) -> dict | None:
    """A published concept with all its details; None where there is none."""
    concepts = Concept.objects.published().for_page().with_shown_labels()
    found = concepts.filter(path=path.replace("\x00", "")).first()
    return _concept(found) | _details(found) if found else None


def _concept(concept: Concept) -> dict:
    return {
        "discipline": concept.discipline_id,
        "slug": concept.slug,
        "name": concept.label,
        "aliases": [label.text for label in concept.shown_labels if label.kind == Label.Kind.ALT],
        "summary": concept.gist,
        "stage": concept.stage_id,
        "level": concept.level,
        "importance": concept.importance,
        "url": address(concept.path),
    }


def _details(concept: Concept) -> dict:
    page = ConceptPage(concept)
    near = page.neighbours
    mappings = Mapping.objects.published().with_ends().of([concept])
    uses = concept.tool_uses.filter(tool__status="published").select_related("tool")
    return {
        "iri": absolute(concept.identity),
        **{name: getattr(concept, name) for name in ("definition", "scope", "body", "carry", "status")},
        **{
            name: [as_ref(other) for other in getattr(near, name)]
            for name in ("broader", "narrower", "related", "requires", "required_by")
        },
        "tools": [
            {
                "job": use.job,
                "tool": use.tool.slug,
                "name": use.tool.label,
                "choose_when": use.choose_when,
                "url": address(use.tool.path),
            }
            for use in uses
        ],
        "mappings": [as_mapping(mapping) for mapping in mappings],
        "no_counterpart": [_none(none) for none in concept.no_counterparts.select_related("analogy")],
        "sources": list(concept.sources.values("title", "url", "seen")),
        "drafted": {"by": concept.drafted_by, "on": concept.drafted_on},
        "reviewed": as_review(concept),
    }


def _none(none) -> dict:
    fields = ("because", "holds", "breaks", "trap")
    return {name: getattr(none, name) for name in fields} | {
        "discipline": none.discipline_id,
        "analogy": as_ref(none.shown_analogy) if none.shown_analogy else None,
    }
