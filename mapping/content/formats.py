"""The formats of the content files: what each kind of record may and must hold.

The order of the fields is the order of the keys in a file. A field left at its default is not written.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\n\r\t]+$")]
Slug = Annotated[str, StringConstraints(max_length=80, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Ref = Annotated[str, StringConstraints(max_length=100, pattern=r"^([a-z]+/)?[a-z0-9]+(-[a-z0-9]+)*$")]
FullRef = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$")]
Url = Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[^\s<>\"]+$")]
Day = date
DisciplineKey = Literal["devops", "mlops", "llmops"]
Status = Literal["draft", "submitted", "reviewed", "published", "withdrawn"]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _distinct(values: list[Any]) -> list[Any]:
    seen = set()
    for value in values:
        key = str(value)
        if key in seen:
            raise ValueError(f"“{key}” is given twice")
        seen.add(key)
    return values


Lines = Annotated[list[Line], AfterValidator(_distinct)]
Slugs = Annotated[list[Slug], AfterValidator(_distinct)]
Refs = Annotated[list[Ref], AfterValidator(_distinct)]
FullRefs = Annotated[list[FullRef], AfterValidator(_distinct)]
# One parent is written as a word, several as a list.
RefOrRefs = Annotated[list[Ref], BeforeValidator(_as_list), AfterValidator(_distinct)]


def split_tag(label: str) -> tuple[str, str]:
    """A label as a file writes it, to text and language: English, unless a tag stands before it (`fr:…`)."""
    match = re.fullmatch(r"([a-z]{2}):(?!/)\s*(\S.*)", label)
    return (match[2], match[1]) if match else (label, "en")


def with_tag(text: str, lang: str) -> str:
    """A label as a file writes it: the opposite of `split_tag`."""
    return text if lang == "en" else f"{lang}:{text}"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Drafted(Part):
    """Who wrote the text first, and when. `machine` until a person has reviewed it."""

    by: Line
    on: Day


class Reviewed(Part):
    """A person's review; `agreement` is SSSOM's reviewer_agreement, from -1 to 1."""

    by: Line
    on: Day
    agreement: Annotated[Decimal, Field(ge=-1, le=1)] | None = None

    @field_validator("by")
    @classmethod
    def _is_a_person(cls, value: str) -> str:
        if value.lower() in {"machine", "ai", "llm", "bot"}:
            raise ValueError("only a person reviews; name the person")
        return value


class Source(Part):
    title: Line
    url: Url
    seen: Day


class ToolUse(Part):
    """A tool that does a job in a concept, with a word on when to choose it."""

    tool: Slug
    choose_when: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_slug(cls, value: Any) -> Any:
        return {"tool": value} if isinstance(value, str) else value


class ReviewedPart(Part):
    """What one person writes (`drafted`) and another one reviews (`reviewed`)."""

    @model_validator(mode="after")
    def _author_and_reviewer_differ(self) -> "ReviewedPart":
        if self.reviewed and self.reviewed.by.casefold() == self.drafted.by.casefold():
            raise ValueError("author and reviewer differ: somebody else reviews this")
        return self


class MappingPart(ReviewedPart):
    """One directed statement from this concept to a concept of a later discipline: an SSSOM record."""

    to: Ref
    relation: Literal["exact", "close", "broad", "narrow", "related"]
    confidence: Annotated[Decimal, Field(ge=0, le=1, decimal_places=2)]
    gist: Line
    carries_over: Annotated[list[Text], Field(max_length=4)] = []
    differs: Annotated[list[Text], Field(max_length=4)] = []
    trap: Text | None = None
    basis: Literal["background-knowledge", "composite", "lexical", "manual"]
    because: Text
    status: Status
    drafted: Drafted
    reviewed: Reviewed | None = None

    @model_validator(mode="after")
    def _says_what_a_counterpart_needs(self) -> "MappingPart":
        if self.confidence >= Decimal("0.5") and not (self.carries_over and self.differs and self.trap):
            raise ValueError("from confidence 0.5 a mapping needs carries_over, differs and trap")
        if self.basis == "manual" and self.drafted.by == "machine":
            raise ValueError("a machine's draft may not claim the basis “manual”")
        return self


class NoCounterpartPart(Part):
    """A reviewed statement that a discipline has no counterpart, with the nearest analogy."""

    in_: Annotated[DisciplineKey, Field(alias="in")]
    because: Text
    analogy: Ref | None = None
    holds: Text | None = None
    breaks: Text | None = None
    trap: Text | None = None


class RecordFormat(ReviewedPart):
    """What every record has at its end."""

    folder: ClassVar[str]
    formerly: Slugs = []
    replaced_by: Ref | None = None
    sources: list[Source] = []
    status: Status
    drafted: Drafted
    reviewed: Reviewed | None = None

    @field_validator("sources")
    @classmethod
    def _no_address_twice(cls, sources: list[Source]) -> list[Source]:
        _distinct([source.url for source in sources])
        return sources

    @model_validator(mode="after")
    def _successor_of_what(self) -> "RecordFormat":
        if self.replaced_by and self.status != "withdrawn":
            raise ValueError("replaced_by is only for a withdrawn record; set status: withdrawn or drop it")
        return self


class LabelledFormat(RecordFormat):
    """A record that search finds by its labels. A label in another language is written `fr:…`."""

    label: Line
    labels: dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")], Line] = {}
    aliases: Lines = []
    hidden: Lines = []
    asks: Lines = []
    plain_word: Lines = []

    @field_validator("labels")
    @classmethod
    def _english_is_label(cls, labels: dict[str, str]) -> dict[str, str]:
        if "en" in labels:
            raise ValueError("the English label stands under “label”")
        return labels

    @model_validator(mode="after")
    def _labels_are_distinct(self) -> "LabelledFormat":
        seen: dict[str, str] = {}
        for kind, texts in (("label", [self.label]), ("aliases", self.aliases), ("hidden", self.hidden)):
            for text in texts:
                if text in seen:
                    raise ValueError(f"S13: “{text}” stands under both {seen[text]} and {kind}; keep one")
                seen[text] = kind
        for word in self.plain_word:
            if word not in seen:
                raise ValueError(f"plain_word: “{word}” is not one of the labels above")
        return self


class ConceptFormat(LabelledFormat):
    """content/concepts/<discipline>/<slug>.md"""

    folder = "concepts"
    stage: Slug
    level: Literal["foundation", "core", "advanced"]
    importance: Annotated[int, Field(ge=1, le=5)]
    carry: Literal["as-is", "adapts", "analogy-only", "none"] | None = None
    gist: Line
    definition: Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=600)]
    scope: Text | None = None
    broader: RefOrRefs = []
    related: Refs = []
    requires: Refs = []
    tools: dict[Line, Annotated[list[ToolUse], Field(min_length=1)]] = {}
    mappings: list[MappingPart] = []
    no_counterpart: list[NoCounterpartPart] = []

    @model_validator(mode="after")
    def _nothing_twice(self) -> "ConceptFormat":
        _distinct([part.in_ for part in self.no_counterpart])
        for job, uses in self.tools.items():
            try:
                _distinct([use.tool for use in uses])
            except ValueError as error:
                raise ValueError(f"tools, “{job}”: {error}") from error
        return self


class Move(Part):
    """What becomes of a DevOps tool when its user moves to a discipline."""

    verdict: Literal["keep", "add", "swap"]
    with_: Annotated[Slugs, Field(alias="with")] = []
    text: Line

    @model_validator(mode="after")
    def _with_what(self) -> "Move":
        if self.verdict != "keep" and not self.with_:
            raise ValueError(f"the verdict “{self.verdict}” needs “with”: the tools to add or to swap for")
        return self


class ToolFormat(LabelledFormat):
    """content/tools/<slug>.md"""

    folder = "tools"
    gist: Line
    kind: Literal["tool", "library", "platform", "managed-service", "standard"]
    homepage: Url | None = None
    repository: Url | None = None
    licence: Line | None = None
    licence_note: Line | None = None
    open_source: bool | None = None
    governance: Line | None = None
    language: Line | None = None
    first_release: Annotated[int, Field(ge=1970, le=2100)] | None = None
    state: Literal["active", "maintenance", "archived", "renamed"] | None = None
    successor: Slug | None = None
    machine_names: dict[Literal["pypi", "npm", "image", "action", "chart", "apt"], Lines] = {}
    instead_of: Slugs = []
    works_with: Slugs = []
    confused_with: Slugs = []
    runs_on: Slugs = []
    moves: dict[DisciplineKey, Move] = {}
    traps: list[Text] = []
    checked: Day | None = None


class DisciplineFormat(LabelledFormat):
    """content/disciplines/<key>.md"""

    folder = "disciplines"
    order: Annotated[int, Field(ge=1, le=9)]
    definition: Text
    part_of: DisciplineKey | None = None
    adds: Lines = []
    is_not: Lines = []
    unit_of_release: Line
    changes_when: Line


class RoleFormat(LabelledFormat):
    """content/roles/<slug>.md; concepts are written with their discipline."""

    folder = "roles"
    strength: Line
    usual_gap: Line
    knows: FullRefs = []
    bridge_first: FullRefs = []


class Step(Part):
    concept: Ref
    effort: Literal["S", "M", "L"]
    optional: bool = False
    why: Line


class Resource(Part):
    title: Line
    url: Url
    kind: Literal["article", "book", "course", "docs", "paper", "tutorial", "video"]
    free: bool


class LegFormat(RecordFormat):
    """content/roadmap/<nn>-<leg>.md; a bare slug means the leg's discipline."""

    folder = "roadmap"
    label: Line
    discipline: DisciplineKey
    goal: Line
    hands_on: Text
    steps: Annotated[list[Step], Field(min_length=1)]
    resources: list[Resource] = []


class Sense(Part):
    """One meaning of the word: `in` is a concept (mlops/data-drift) or a few words."""

    in_: Annotated[Line, Field(alias="in")]
    means: Text


class FalseFriendFormat(LabelledFormat):
    """content/false-friends/<word>.md"""

    folder = "false-friends"
    senses: Annotated[list[Sense], Field(min_length=2)]
    not_exact: list[Annotated[list[FullRef], Field(min_length=2, max_length=2)]] = []
    how_to_tell: Text


class StagePart(Part):
    key: Slug
    name: Line
    definition: Line
    order: Annotated[int, Field(ge=1, le=99)]
    cross_cutting: bool = False


class StagesFormat(Part):
    """content/stages.yaml"""

    folder: ClassVar[str] = ""
    stages: Annotated[list[StagePart], Field(min_length=1)]

    @model_validator(mode="after")
    def _nothing_twice(self) -> "StagesFormat":
        _distinct([stage.key for stage in self.stages])
        _distinct([stage.order for stage in self.stages])
        return self


FORMATS: dict[str, type[RecordFormat]] = {
    model.folder: model
    for model in (DisciplineFormat, ConceptFormat, ToolFormat, RoleFormat, LegFormat, FalseFriendFormat)
}

_LAST = ("formerly", "replaced_by", "sources", "status", "drafted", "reviewed")


def key_order(model: type[BaseModel]) -> list[str]:
    """The keys of a part of a file in their canonical order (as written, `in` and not `in_`)."""
    names = list(model.model_fields)
    if issubclass(model, RecordFormat):
        names = [name for name in names if name not in _LAST] + list(_LAST)
    return names
