"""What search answers with."""

import json
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from mapping import markup
from mapping.models import Record, SearchDocument
from mapping.search.fold import stems
from mapping.search.rows import marks, rows

EXCERPT = 240
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n")


@dataclass(frozen=True, slots=True)
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


def excerpts(hits: list[Hit], query: str) -> dict[int, str]:
    """The sentence of each page that says most of what was asked, for hits in the text."""
    asked = set(stems(query))
    pages = Record.objects.filter(pk__in=[hit.pk for hit in hits if hit.matched_kind == "text"])
    return {pk: _best_sentence(markup.plain(html), asked) for pk, html in pages.values_list("pk", "body_html")}


def _best_sentence(text: str, asked: set[str]) -> str:
    sentences = [" ".join(sentence.split()) for sentence in _SENTENCE.split(text)]
    best = max(sentences, key=lambda sentence: len(asked & set(stems(sentence))), default="")
    if not asked & set(stems(best)):
        return ""
    return best if len(best) <= EXCERPT else best[:EXCERPT].rsplit(" ", 1)[0] + " …"


def everything() -> list[Hit]:
    """Every document as a hit that nothing was asked for, the most important first."""
    documents = SearchDocument.objects.order_by("-importance", "record__path")
    facts = documents.values_list("pk", "kind", "discipline", "stage", "licence")
    return fill([Hit(*fact, matched="", matched_kind="", score=0) for fact in facts])


def described(pks: Collection[int], *, with_cards: bool = False) -> list[tuple]:
    """Documents as the ranking and the facets see them: key, kind, discipline, stage, licence, importance.

    Last comes the card, as it is stored, where it is wanted: for few.
    """
    if not pks:
        return []
    sql = f"""SELECT record_id, kind, discipline, stage, licence, importance{", card" if with_cards else ""}
        FROM mapping_searchdocument WHERE record_id IN ({marks(pks)})"""
    return rows(sql, pks)


def fill(hits: list[Hit], cards: dict[int, str] | None = None) -> list[Hit]:
    """Give each hit what it shows: what stands on these cards, or on those from one query."""
    if not hits:
        return []
    if cards is None:
        sql = f"SELECT record_id, card FROM mapping_searchdocument WHERE record_id IN ({marks(hits)})"
        cards = dict(rows(sql, [hit.pk for hit in hits]))
    return [_filled(hit, json.loads(cards[hit.pk])) for hit in hits if hit.pk in cards]


def _filled(hit: Hit, card: dict[str, Any]) -> Hit:
    counterparts = tuple(HitCounterpart.from_json(stored) for stored in card["counterparts"])
    return Hit(**vars(hit) | card | {"aliases": tuple(card["aliases"]), "counterparts": counterparts})
