"""A reader's words to ranked hits, on the results page and while he types."""

from collections import Counter

from rapidfuzz import fuzz

from mapping.models import Label
from mapping.search import labels
from mapping.search.fold import STOP, words
from mapping.search.hits import Hit, Results, fill
from mapping.search.question import MAX_QUERY, MAX_WORDS, Question


def find(
    query: str,
    *,
    type: str = "",
    discipline: str = "",
    stage: str = "",
    licence: str = "",
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Everything that answers a query, in one ranking; facets count over all of it before the filters.

    A query in quotation marks is taken as it stands and never corrected.
    """
    question = Question(query)
    if not question.words:
        return Results(question.query)
    question.ask_labels()
    question.ask_texts()
    ranked = question.ranked()
    asked = {"type": type, "discipline": discipline, "stage": stage, "licence": licence}
    wanted = [hit for hit in ranked if all(not value or getattr(hit, name) == value for name, value in asked.items())]
    facets = {name: Counter(value for hit in ranked if (value := getattr(hit, name))) for name in asked}
    hits = fill(wanted[offset : offset + limit])
    return Results(question.query, hits, len(wanted), question.meant(hits), question.intent, facets)


def suggest(query: str, *, limit: int = 8) -> Results:
    """The nearest labels while a reader types; the words of the text are asked only where no label answers."""
    question = Question(query)
    if not question.words:
        return Results(question.query)
    question.ask_labels(enough=limit)
    if not question.matches:
        question.ask_texts(by_meaning=False)
    hits = question.first(limit)
    return Results(question.query, hits, len(question.matches), question.meant(hits), question.intent)


def nearest(query: str, *, limit: int = 5) -> list[Hit]:
    """The records whose names look most like a query that found nothing."""
    asked = words(query[:MAX_QUERY])[:MAX_WORDS]
    folded = "".join(asked)
    likeness: dict[int, tuple[float, str]] = {}
    for start in {folded[:3], *(word[:3] for word in asked if word not in STOP)} - {""}:
        for pk, kind, text, label in labels.starting_with(start):
            if kind != Label.Kind.HIDDEN:
                likeness[pk] = max(likeness.get(pk, (0.0, "")), (fuzz.ratio(folded, label), text))
    best = sorted(likeness, key=lambda pk: (-likeness[pk][0], pk))[:limit]
    return fill([Hit(pk, "", "", "", "", likeness[pk][1], "near", likeness[pk][0] / 100) for pk in best])
