"""The text tier: pages that answer a question in a reader's own words.

The database gives a bounded set of candidates, the rarest words first; the ranking is counted here, so that both
databases give the same. It is BM25F (Robertson and Zaragoza 2009): each stem weighs what it tells, and counts where it
stands by the worth of the field, with saturation. On top comes how near the query is to a question that the page
says it answers, and to one of its names.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

from mapping.search.fold import stems as stems_of
from mapping.search.index import ALL_DOCUMENTS, SEARCHED_TEXTS, backend
from mapping.search.meaning import Near
from mapping.search.rows import marks, rows

CANDIDATES, EACH, RAREST = 200, 60, 4
# How much it says that a word stands in this field, and how many stems the field usually has.
_FIELDS = {"names": (2.0, 8), "gist": (2.0, 30), "asks": (0.5, 40), "notes": (1.0, 150), "body": (1.0, 150)}
# Saturation and length in BM25F; from 700 questions of the content, each asked without itself in the index.
_K1, _B = 2.0, 0.4
# What nearness to a question adds, from where it is near, and nearness to a name.
_ASKED, _NEAR, _NAMED = 1.0, 0.65, 0.1
# A page answers a short question if it holds this share of it in a good field, a longer one if it holds less: by
# the number of stems.
_LEAST = {1: 0.5, 2: 0.6, 3: 0.5, 4: 0.45, 5: 0.4}
_LEAST_OF_LONG, _LEAST_NAMED = 0.35, 0.15
_WORTH = {"names": 1.0, "asks": 0.9, "gist": 0.8, "notes": 0.55, "body": 0.45}
# ... and if it is not this much worse than the best.
LEAST_OF_BEST = 0.4
# How near in meaning a page must come that its words do not make an answer: where the words of others do, and where
# nothing else is found (the nearest page to a question about something else seldom comes nearer than that).
_MEANT, _MEANT_ALONE = 0.35, 0.56
# What meaning counts beside words; this and _HEAD of `meaning` by bench/quality, written without sight of the content,
# and by some of the content's own questions, each asked without itself in the index. Those alone would have words count
# for more: the questions of one page are written to differ from each other.
_MEANING = 0.75


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
    return Asked(
        _weights(stems, found, count), tuple(sorted(found, key=lambda stem: found[stem])), len(words) > len(stems) + 1
    )


def _weights(stems: Sequence[str], found: dict[str, int], count: int) -> dict[str, float]:
    """Inverse document frequencies; what no document has weighs as much as the rest on average, if there is any."""
    known = {stem: _idf(found[stem], count) for stem in stems if stem in found}
    unknown = sum(known.values()) / len(known) if known else 1.0
    return {stem: known.get(stem, unknown) for stem in stems}


def _idf(documents: int, count: int) -> float:
    return log(1 + (max(count - documents, 0) + 0.5) / (documents + 0.5))


def candidates(asked: Asked) -> list[int]:
    """Documents worth ranking: those with every known word, then with pairs of the rarest, then with single ones."""
    rarest = asked.known[:RAREST]
    if not rarest:
        return []
    parts = [stems for stems in [*combinations(rarest, 2), *((stem,) for stem in rarest)] if stems != asked.known]
    tries = [(asked.known, True), (asked.known, False)]
    tries += [(stems, head) for head in (True, False) for stems in parts]
    return backend().texts_with(tries, EACH)[:CANDIDATES]


def scored(
    asked: Asked, pks: Collection[int], named: Collection[int] = (), near: Mapping[int, Near] | None = None
) -> dict[int, float]:
    """How well each of these documents answers, from 0 to 1; those that do not are left out.

    `named` are those whose name stands in the query; `near` says how near they come to its meaning.
    """
    if not asked.known or not pks:
        return {}
    sql = f"SELECT record_id, {', '.join(SEARCHED_TEXTS)} FROM mapping_searchdocument WHERE record_id IN ({marks(pks)})"
    meant = {pk for pk, own in (near or {}).items() if own.best >= _MEANT}
    scores, only_meant = {}, {}
    for pk, *texts in rows(sql, pks):
        found = _Found(asked, dict(zip(SEARCHED_TEXTS, texts, strict=True)))
        if found.is_answer(pk in named):
            scores[pk] = found.score()
        elif pk in meant:
            only_meant[pk] = found.score()
    best = max(scores.values(), default=0.0)
    answers = {pk: score for pk, score in scores.items() if score >= LEAST_OF_BEST * best}
    return _with_meaning(answers, scores | only_meant, near) if near else answers


def _with_meaning(answers: dict[int, float], scores: dict[int, float], near: Mapping[int, Near]) -> dict[int, float]:
    """Both together; a page that only its meaning makes an answer must be near enough."""
    least = _MEANT if answers else _MEANT_ALONE
    meant = {pk: score for pk, score in scores.items() if pk in near and near[pk].best >= least}
    return {
        pk: (1 - _MEANING) * score + _MEANING * (near[pk].both if pk in near else 0.0)
        for pk, score in (answers | meant).items()
    }


class _Found:
    """One page as a query finds it: how often which stem stands where."""

    def __init__(self, asked: Asked, texts: dict[str, str]):
        self.asked, self.texts = asked, texts
        self.counts = {name: _counts(asked, texts[name]) for name in _FIELDS}
        self.near = _nearest(asked, texts["asks"])

    def is_answer(self, is_named: bool) -> bool:
        return self.near > _NEAR or _is_answer(self.asked, self.counts, is_named)

    def score(self) -> float:
        weights = self.asked.weights.items()
        found = sum(weight * _saturated(stem, self.counts, self.texts) for stem, weight in weights) / self.asked.total
        return found + _ASKED * max(0.0, self.near - _NEAR) + _NAMED * _nearest(self.asked, self.texts["names"])


def _counts(asked: Asked, text: str) -> dict[str, int]:
    # Looked for as letters first: most fields hold none of the stems, and that is soon seen.
    held = [stem for stem in asked.known if stem in text]
    counts = dict.fromkeys(asked.known, 0)
    if held:
        padded = f" {text} ".replace("\n", " ")
        counts.update((stem, padded.count(f" {stem} ")) for stem in held)
    return counts


def _saturated(stem: str, counts: dict[str, dict[str, int]], texts: dict[str, str]) -> float:
    weighed = 0.0
    for name, (worth, usual) in _FIELDS.items():
        if count := counts[name].get(stem, 0):
            # Six letters a stem are near enough to count the length of a field.
            weighed += worth * count / (1 - _B + _B * len(texts[name]) / (6 * usual))
    return weighed / (_K1 + weighed)


def _is_answer(asked: Asked, counts: dict[str, dict[str, int]], is_named: bool) -> bool:
    """Whether the page holds enough of what was asked, where it means something."""
    where = {stem: max((_WORTH[name] for name in _WORTH if counts[name][stem]), default=0.0) for stem in asked.known}
    share = asked.weight_of([stem for stem, worth in where.items() if worth]) / asked.total
    held = sum(asked.weights[stem] * worth for stem, worth in where.items()) / asked.total
    number = len(asked.weights)
    # One word of a sentence, somewhere in a text, is no answer: “how to tie a tie”.
    is_lone = asked.is_sentence and number == 1
    is_whole = share > 0.99 and (not is_lone or held >= _WORTH["asks"])
    is_held = held >= _LEAST.get(number, _LEAST_OF_LONG) and not is_lone
    return is_whole or is_held or (is_named and share >= _LEAST_NAMED)


def _nearest(asked: Asked, lines: str) -> float:
    """How alike the nearest line and the query are: the Dice coefficient over the weights of their stems."""
    best = 0.0
    for line in lines.split("\n"):
        if not any(stem in line for stem in asked.known):
            continue
        own = set(line.split())
        if shared := own & asked.weights.keys():
            both = asked.weight_of(shared)
            # A word of the line that was not asked for weighs like an average one.
            others = (len(own) - len(shared)) * asked.total / len(asked.weights)
            best = max(best, 2 * both / (asked.total + both + others))
    return best
