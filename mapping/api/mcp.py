"""The same answers for assistants: a server of the Model Context Protocol, over standard input and output.

Only `manage.py mcp` imports this module, since its SDK is an optional extra.
"""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field

from mapping.api import concepts, searching, tools
from mapping.api import roadmap as roads
from mapping.api import translate as texts
from mapping.api.shapes import ConceptDetail, RoadOut, SearchOut, ToolDetail, TranslateOut
from mapping.models import Concept, Role
from mapping.models.concept_page import ConceptPage
from mapping.models.mapping import Counterpart
from mapping.translate import KINDS

Discipline = Literal["devops", "mlops", "llmops"]
Limit = Annotated[int, Field(ge=1, le=50)]
Query = Annotated[str, Field(max_length=200, description="A term, a tool, a short form or a question, in English.")]
Answer = dict[str, Any]

_ABOUT = """Crosswalk pairs DevOps concepts and tools with their counterparts in MLOps and LLMOps (LLMOps is a part of
MLOps; MLOps is a discipline of its own). Ask `counterpart` what something becomes in another discipline, `search` for
what there is, `concept` for everything about one concept, `translate` for the terms of an advert, a CV or a file,
`roadmap` for what to learn and in which order. A relation is exact, close, broad, narrow, related or none;
"none" is a finding. Texts are CC BY 4.0: name Crosswalk and give the url. `reviewed: null` means that no person has
reviewed the text yet."""

server = MCPServer("Crosswalk", version="1", instructions=_ABOUT)


def answering(verb: Callable[..., Answer]) -> Callable[..., Answer]:
    """Offer a function that asks the database as a tool: in a thread, as Django wants it."""

    @wraps(verb)
    def asked(*args: Any, **kwargs: Any) -> Answer:
        close_old_connections()
        try:
            return verb(*args, **kwargs)
        finally:
            close_old_connections()

    server.tool(structured_output=True)(wraps(verb)(sync_to_async(asked)))
    return verb


@answering
def search(query: Query, discipline: Discipline | None = None, limit: Limit = 10) -> Answer:
    """Search concepts, tools and false friends; each hit comes with its counterparts in the other disciplines."""
    return _as_json(SearchOut, searching.answer(query, discipline=discipline or "", limit=limit))


@answering
def concept(discipline: Discipline, slug: Annotated[str, Field(max_length=80)]) -> Answer:
    """Everything about one concept: definition, text, relations, tools, mappings, findings and sources."""
    found = concepts.answer(f"concepts/{discipline}/{slug}")
    if found is None:
        raise ToolError(f"There is no concept {discipline}/{slug}; use search to find its slug.")
    return _as_json(ConceptDetail, found)


@answering
def counterpart(term: Query, discipline: Discipline | None = None) -> Answer:
    """What a concept or a tool becomes in another discipline: what carries over, what differs, and the trap.

    Without a discipline, all others are told. `asked` says what the term was taken for.
    """
    found = _as_json(SearchOut, searching.answer(term, limit=3))
    if not found["results"]:
        return {"asked": None, "counterparts": [], "note": "Nothing is known under this name; that is no finding."}
    hit, *others = found["results"]
    told: Answer = {
        "asked": {name: hit[name] for name in ("type", "discipline", "name", "matched", "summary", "url")},
        "counterparts": [one for one in hit["counterparts"] if discipline in (None, one["discipline"])],
        "perhaps_meant": [{name: other[name] for name in ("type", "name", "url")} for other in others],
    }
    if hit["type"] == "concept":
        told |= _of_concept(f"concepts/{hit['discipline']}/{hit['slug']}", discipline)
    elif hit["type"] == "tool":
        told |= _of_tool(f"tools/{hit['slug']}", discipline)
    return told


@answering
def translate(
    text: Annotated[str, Field(max_length=texts.MAX_TEXT, description="An advert, a CV, a list, a file.")],
    kind: Annotated[Literal["", *KINDS], Field(description="What the text is; empty: it is found out.")] = "",
) -> Answer:
    """Find the known terms of a text: what each is in MLOps and LLMOps, what carries over, and what to learn for it.

    The text is neither stored nor logged. `path` is a study order for somebody who knows DevOps.
    """
    return _as_json(TranslateOut, texts.answer(text, kind))


@answering
def roadmap(
    role: Annotated[str, Field(max_length=80, description="The slug of a role; empty: the whole road.")] = "",
) -> Answer:
    """What to learn from a role on, in stages: MLOps first, then LLMOps, with effort, resources and the next step."""
    found = roads.answer(role)
    if found is None:
        slugs = ", ".join(Role.objects.published().values_list("slug", flat=True))
        raise ToolError(f"There is no role {role}; the roles are: {slugs}.")
    return _as_json(RoadOut, found)


def _of_concept(path: str, discipline: str | None) -> Answer:
    page = ConceptPage(Concept.objects.get(path=path))
    told = _as_json(ConceptDetail, concepts.answer(path) or {})
    return {
        "counterparts": [
            _counterpart(one) for one in page.counterparts if discipline in (None, one.concept.discipline_id)
        ],
        "no_counterpart": [none for none in told["no_counterpart"] if discipline in (None, none["discipline"])],
    }


def _counterpart(one: Counterpart) -> Answer:
    """A mapping as it is read from the term that was asked for."""
    mapping = one.mapping
    return {
        **concepts.as_ref(one.concept),
        "relation": one.relation,
        "confidence": float(mapping.confidence),
        "gist": one.gist,
        "carries_over": mapping.carries_over,
        "differs": mapping.differs,
        "trap": mapping.trap,
        "because": mapping.because,
        "reviewed": mapping.reviewed_by or None,
    }


def _of_tool(path: str, discipline: str | None) -> Answer:
    """Tools have no mappings of their own: what becomes of them is a verdict, and what they serve has counterparts."""
    told = _as_json(ToolDetail, tools.answer(path) or {})
    moves = [move for move in told["moves"] if discipline in (None, move["discipline"])]
    return {"what_becomes_of_it": moves, "serves": told["concepts"], "traps": told["traps"]}


def _as_json(shape: type, told: Answer) -> Answer:
    """As the JSON API would say it."""
    return shape.model_validate(told).model_dump(mode="json", by_alias=True)
