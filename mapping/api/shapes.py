"""The shapes of what the API answers, as its contract has them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Path, Schema
from pydantic import Field, PlainSerializer

Number = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="always")]
Discipline = Annotated[Literal["devops", "mlops", "llmops"], Field(examples=["devops"])]
Slug = Annotated[str, Path(max_length=80, examples=["ci-cd"], description="The last part of a page's address.")]
ToolSlug = Annotated[str, Path(max_length=80, examples=["jenkins"], description="The last part of a page's address.")]
Relation = Literal["exact", "close", "broad", "narrow", "related", "none"]


class Problem(Schema):
    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] = []


class Ref(Schema):
    discipline: Discipline
    slug: str
    name: str
    url: str


class CounterpartOut(Schema):
    type: Literal["concept", "tool"]
    discipline: Discipline
    slug: str | None
    name: str | None
    url: str | None
    relation: Relation
    confidence: Number | None


class HitOut(Schema):
    type: Literal["concept", "tool", "false-friend"]
    discipline: Discipline | None
    slug: str
    name: str
    aliases: list[str]
    matched: str
    summary: str
    url: str
    score: float
    counterparts: list[CounterpartOut]


class SearchOut(Schema):
    query: str
    corrected: str | None
    intent: dict[str, str] | None
    count: int
    results: list[HitOut]


class Review(Schema):
    by: str
    on: date
    agreement: Number | None = None


class MappingOut(Schema):
    from_: Ref = Field(alias="from")
    to: Ref
    relation: Relation
    confidence: Number
    gist: str
    carries_over: list[str]
    differs: list[str]
    trap: str
    status: str
    reviewed: Review | None


class ConceptOut(Schema):
    discipline: Discipline
    slug: str
    name: str
    aliases: list[str]
    summary: str
    stage: str
    level: str
    importance: int
    url: str


class NoCounterpartOut(Schema):
    discipline: Discipline
    because: str
    analogy: Ref | None
    holds: str
    breaks: str
    trap: str


class ToolUseOut(Schema):
    job: str
    tool: str
    name: str
    choose_when: str
    url: str


class SourceOut(Schema):
    title: str
    url: str
    seen: date


class ConceptDetail(ConceptOut):
    iri: str
    definition: str
    scope: str
    body: str
    carry: str
    broader: list[Ref]
    narrower: list[Ref]
    related: list[Ref]
    requires: list[Ref]
    required_by: list[Ref]
    tools: list[ToolUseOut]
    mappings: list[MappingOut]
    no_counterpart: list[NoCounterpartOut]
    sources: list[SourceOut]
    status: str
    drafted: dict[str, Any]
    reviewed: Review | None


class ToolOut(Schema):
    slug: str
    name: str
    aliases: list[str]
    summary: str
    kind: str
    licence: str
    open_source: bool | None
    state: str
    disciplines: list[Discipline]
    url: str


class MoveOut(Schema):
    discipline: Discipline
    verdict: Literal["keep", "add", "swap"]
    tools: list[str] = Field(alias="with")
    text: str


class ToolDetail(ToolOut):
    iri: str
    homepage: str
    repository: str
    licence_note: str
    governance: str
    language: str
    first_release: int | None
    successor: str | None
    machine_names: dict[str, list[str]]
    moves: list[MoveOut]
    traps: list[str]
    links: dict[str, list[str]]
    concepts: list[Ref]
    body: str
    checked: date | None
    sources: list[SourceOut]
    reviewed: Review | None


class ConceptList(Schema):
    count: int
    next: str | None
    previous: str | None
    results: list[ConceptOut]


class ToolList(ConceptList):
    results: list[ToolOut]  # type: ignore[assignment]


class MappingList(ConceptList):
    results: list[MappingOut]  # type: ignore[assignment]


class TermOut(Schema):
    type: Literal["concept", "tool"]
    discipline: Discipline | None
    slug: str
    name: str
    url: str
    because: str


class MentionOut(Schema):
    surface: str
    start: int
    end: int
    type: Literal["concept", "tool"]
    discipline: Discipline | None
    slug: str
    name: str
    aliases: list[str]
    url: str
    counterparts: list[CounterpartOut]


class GroupsOut(Schema):
    transfers: list[TermOut]
    changes: list[TermOut]
    new: list[TermOut]


class PathStepOut(Schema):
    discipline: Discipline
    slug: str
    name: str
    url: str
    because: str
    effort: Literal["S", "M", "L"]


class TranslateIn(Schema):
    text: str
    kind: str = ""


class TranslateOut(Schema):
    mentions: list[MentionOut]
    unresolved: list[str]
    groups: GroupsOut
    path: list[PathStepOut]


class RoadStepOut(PathStepOut):
    optional: bool
    known: str


class StretchOut(Schema):
    slug: str | None
    name: str
    discipline: Discipline
    goal: str
    hands_on: str
    hours: int
    steps: list[RoadStepOut]
    resources: list[dict[str, Any]]


RoleSlug = Annotated[str, Path(max_length=80, examples=["sysadmin"], description="The last part of a role's address.")]


class RoadOut(Schema):
    url: str
    role: dict[str, str] | None
    hours: int
    next: RoadStepOut | None
    legs: list[StretchOut]
