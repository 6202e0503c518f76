"""What search answers with."""

from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from mapping.models import SearchDocument


@dataclass(frozen=True)
class HitCounterpart:
    """What a hit becomes in another discipline; `relation` is `none` where there is no counterpart."""

    type: str
    discipline: str
    slug: str | None
    name: str | None
    url: str | None
    relation: str
    confidence: Decimal | None

    def as_json(self) -> list[Any]:
        """A short form for storage; `from_json` reads it."""
        confidence = None if self.confidence is None else str(self.confidence)
        return [self.type, self.discipline, self.slug, self.name, self.url, self.relation, confidence]

    @classmethod
    def from_json(cls, stored: list[Any]) -> "HitCounterpart":
        *others, confidence = stored
        return cls(*others, None if confidence is None else Decimal(confidence))


@dataclass(frozen=True)
class Hit:
    """One record found: the label that matched and how, and its counterparts."""

    pk: int
    type: str
    discipline: str
    stage: str
    licence: str
    matched: str
    matched_kind: str
    score: float
    label: str = ""
    slug: str = ""
    gist: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    counterparts: tuple[HitCounterpart, ...] = ()


@dataclass(frozen=True)
class Results:
    """The answer to one query. `count` and `facets` speak of all hits, `hits` of one page of them.

    `corrected` is the query that was answered instead, where a word was misspelt; `intent` the discipline in which
    the reader wants his answer.
    """

    query: str
    hits: list[Hit] = field(default_factory=list)
    count: int = 0
    corrected: str | None = None
    intent: dict[str, str] | None = None
    facets: dict[str, Counter] = field(default_factory=dict)


def fill(hits: list[Hit]) -> list[Hit]:
    """Give each hit what it shows, from one query."""
    cards = dict(SearchDocument.objects.filter(pk__in=[hit.pk for hit in hits]).values_list("pk", "card"))
    return [_filled(hit, cards[hit.pk]) for hit in hits if hit.pk in cards]


def _filled(hit: Hit, card: dict[str, Any]) -> Hit:
    counterparts = tuple(HitCounterpart.from_json(stored) for stored in card["counterparts"])
    return replace(hit, **card | {"aliases": tuple(card["aliases"]), "counterparts": counterparts})
