"""A reader's words to ranked hits: labels first, then the words in the text."""

from collections import Counter
from collections.abc import Callable

from mapping.models import SearchDocument, SearchLabel
from mapping.search.fold import fold, words
from mapping.search.hits import Hit, Results, fill
from mapping.search.index import backend

MAX_QUERY = 200
MAX_WORDS = 12
CANDIDATES = 200

# Where a label match of each kind stands in the one ranking; text matches stay below all of them.
_EXACT = {"pref": 1.0, "machine": 0.96, "alt": 0.95, "hidden": 0.9}
_PREFIX = {"pref": 0.8, "machine": 0.74, "alt": 0.75, "hidden": 0.7}
_TEXT = 0.5
# So that the more important record comes first among equal matches, and never before a better match.
_IMPORTANCE = 0.001

Match = tuple[float, str, str]


def find(
    query: str, *, type: str = "", discipline: str = "", stage: str = "", limit: int = 20, offset: int = 0
) -> Results:
    """Everything that answers a query, in one ranking; facets count over all of it before the filters."""
    query = query.strip()[:MAX_QUERY]
    if not fold(query):
        return Results(query)
    matches = _label_matches(fold(query))
    for pk, match in _text_matches(query, [pk for pk, (score, *_) in matches.items() if score >= 0.7]).items():
        if pk not in matches:
            matches[pk] = match
    ranked = _ranked(matches)
    wanted = [hit for hit in ranked if _fits(hit, type, discipline, stage)]
    facets = {
        name: Counter(value for hit in ranked if (value := getattr(hit, name)))
        for name in ("type", "discipline", "stage")
    }
    return Results(query, fill(wanted[offset : offset + limit]), len(wanted), facets=facets)


def suggest(query: str, *, limit: int = 8) -> Results:
    """The nearest labels while a reader types; the text is asked only where no label answers."""
    query = query.strip()[:MAX_QUERY]
    if not fold(query):
        return Results(query)
    matches = _label_matches(fold(query)) or _text_matches(query, [])
    ranked = _ranked(matches)
    return Results(query, fill(ranked[:limit]), len(ranked))


def _fits(hit: Hit, type: str, discipline: str, stage: str) -> bool:
    return all(
        not asked or asked == has for asked, has in ((type, hit.type), (discipline, hit.discipline), (stage, hit.stage))
    )


def _label_matches(folded: str) -> dict[int, Match]:
    """The best label of each document that equals or starts with the query."""
    best: dict[int, Match] = {}
    found = SearchLabel.objects.filter(folded__startswith=folded).order_by("folded")[: CANDIDATES * 2]
    for pk, kind, text, label in found.values_list("document_id", "kind", "text", "folded"):
        score = _EXACT[kind] if label == folded else _PREFIX[kind] - 0.05 * (1 - len(folded) / len(label))
        if pk not in best or score > best[pk][0]:
            best[pk] = (score, text, kind)
    return best


def _text_matches(query: str, known: list[int]) -> dict[int, Match]:
    """Documents that hold every word; or any of them, where that finds nothing and no label answered."""
    asked = words(query)[:MAX_WORDS]
    text_matches: Callable[..., dict[int, float]] = backend().text_matches
    ranks = text_matches(asked, every=True, limit=CANDIDATES)
    share = _TEXT
    if not ranks and not known and len(asked) > 1:
        ranks, share = text_matches(asked, every=False, limit=CANDIDATES), _TEXT / 2
    top = max(ranks.values(), default=1.0) or 1.0
    return {pk: (share * max(rank, 0.0) / top, "", "text") for pk, rank in ranks.items()}


def _ranked(matches: dict[int, Match]) -> list[Hit]:
    hits = []
    documents = SearchDocument.objects.filter(pk__in=matches)
    for pk, kind, discipline, stage, importance, label in documents.values_list(
        "pk", "kind", "discipline", "stage", "importance", "label"
    ):
        score, text, matched_kind = matches[pk]
        score = round(score + _IMPORTANCE * importance, 4)
        hits.append(Hit(pk, kind, discipline, stage, label, text, matched_kind, score))
    return sorted(hits, key=lambda hit: (-hit.score, hit.label, hit.pk))
