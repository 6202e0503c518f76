"""The text tier: pages that answer a question in a reader's own words.

The database gives a bounded set of candidates, the rarest words first; the ranking is counted here, so that both
databases give the same. Each stem weighs what it tells (inverse document frequency, as in BM25: Robertson and Zaragoza
2009); a page is as good as the share of that weight which it holds, in the field where it says most, and as near
as its questions and names are to what was asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

from mapping.search.fold import stems as stems_of
from mapping.search.index import ALL_DOCUMENTS, SEARCHED_TEXTS, backend
from mapping.search.rows import marks, rows

EACH = 60
RAREST = 4
# How much it says that a word stands in this field.
_FIELDS = {"names": 1.0, "asks": 0.9, "gist": 0.8, "notes": 0.55, "body": 0.45}
# The shares of the score: words held, nearness of a question, nearness of a name.
_HELD, _ASKED, _NAMED = 0.45, 0.35, 0.2
# A page that holds less than this of what was asked, or of it less than that where its name was said, is no answer.
LEAST_HELD, LEAST_NAMED = 0.5, 0.15
# ... nor one that is this much worse than the best.
LEAST_OF_BEST = 0.4


@dataclass(frozen=True)
class Asked:
    """The stems of a query, what each weighs, and which of them any document has.

    `is_sentence` says that several more words stood there, which tell nothing.
    """

    weights: dict[str, float]
    known: tuple[str, ...]
    is_sentence: bool

    @property
    def total(self) -> float:
        return sum(self.weights.values())

    def weight_of(self, stems: Collection[str]) -> float:
        return sum(self.weights.get(stem, 0.0) for stem in stems)


def weigh(words: Sequence[str]) -> Asked:
    """What each stem of a query tells; the rarest of the known ones first."""
    stems = list(dict.fromkeys(stem for word in words for stem in stems_of(word)))
    asked = [*stems, ALL_DOCUMENTS]
    found = dict(rows(f"SELECT stem, documents FROM mapping_searchterm WHERE stem IN ({marks(asked)})", asked))
    count = found.pop(ALL_DOCUMENTS, 0)
    weights = {stem: _idf(found.get(stem, 0), count) for stem in stems}
    return Asked(weights, tuple(sorted(found, key=lambda stem: found[stem])), len(words) > len(stems) + 1)


def _idf(documents: int, count: int) -> float:
    return log(1 + (max(count - documents, 0) + 0.5) / (documents + 0.5))


def candidates(asked: Asked) -> list[int]:
    """Documents worth ranking: those with every known word, then with pairs of the rarest, then with single ones."""
    rarest = asked.known[:RAREST]
    tries = [asked.known, *combinations(rarest, 2), *((stem,) for stem in rarest)]
    tries = list(dict.fromkeys(tuple(stems) for stems in tries if stems))
    return backend().texts_with([(stems, head) for head in (True, False) for stems in tries], EACH) if tries else []


def scored(asked: Asked, pks: Collection[int], named: Collection[int] = ()) -> dict[int, float]:
    """How well each of these documents answers, from 0 to 1; those that do not are left out.

    `named` are those whose name stands in the query.
    """
    if not asked.known or not pks:
        return {}
    sql = f"SELECT record_id, {', '.join(SEARCHED_TEXTS)} FROM mapping_searchdocument WHERE record_id IN ({marks(pks)})"
    scores = {}
    for pk, *texts in rows(sql, pks):
        if score := _score(asked, dict(zip(SEARCHED_TEXTS, texts, strict=True)), pk in named):
            scores[pk] = score
    best = max(scores.values(), default=0.0)
    return {pk: score for pk, score in scores.items() if score >= LEAST_OF_BEST * best}


def _score(asked: Asked, texts: dict[str, str], is_named: bool) -> float:
    wanted = asked.weights.keys()
    where: dict[str, float] = {}
    for name, worth in _FIELDS.items():
        for stem in wanted & set(texts[name].split()):
            where.setdefault(stem, worth)
    share = asked.weight_of(where) / asked.total
    held = sum(asked.weights[stem] * worth for stem, worth in where.items()) / asked.total
    # One word of a sentence, somewhere in a text, is no answer: “how to tie a tie”.
    is_lone = asked.is_sentence and len(asked.weights) == 1
    is_whole = share > 0.99 and (not is_lone or held >= _FIELDS["asks"])
    if not (is_whole or (held >= LEAST_HELD and not is_lone) or (is_named and share >= LEAST_NAMED)):
        return 0.0
    return _HELD * held + _ASKED * _nearest(asked, texts["asks"]) + _NAMED * _nearest(asked, texts["names"])


def _nearest(asked: Asked, lines: str) -> float:
    """How alike the nearest line and the query are: the Dice coefficient over the weights of their stems."""
    best = 0.0
    for line in lines.split("\n"):
        own = set(line.split())
        if shared := own & asked.weights.keys():
            both = asked.weight_of(shared)
            # A word of the line that was not asked for weighs like an average one.
            others = (len(own) - len(shared)) * asked.total / len(asked.weights)
            best = max(best, 2 * both / (asked.total + both + others))
    return best
