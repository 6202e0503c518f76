"""A reader's words to ranked hits: what they name, what he wants to know of it, and the words in the text."""

from collections import Counter
from dataclasses import dataclass, field

from mapping.models import SearchDocument
from mapping.search import cards, intent, labels, texts
from mapping.search.fold import stems, words
from mapping.search.hits import Hit, Results, fill
from mapping.search.labels import Match

MAX_QUERY = 200
MAX_WORDS = 12

# A hit in the text is worth at most this; so is no hit by a label.
_TEXT = 0.6
_SAME_DISCIPLINE = 0.05
# So that the more important record comes first among equal matches, and never before a better match.
_IMPORTANCE = 0.001
_DISAMBIGUATION = 0.02


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
    question = _Question(query)
    if not question.words:
        return Results(question.query)
    question.ask_labels()
    question.ask_texts()
    ranked = question.ranked()
    asked = {"type": type, "discipline": discipline, "stage": stage, "licence": licence}
    wanted = [hit for hit in ranked if all(not value or getattr(hit, name) == value for name, value in asked.items())]
    facets = {name: Counter(value for hit in ranked if (value := getattr(hit, name))) for name in asked}
    hits = fill(wanted[offset : offset + limit])
    return Results(question.query, hits, len(wanted), question.corrected, question.intent, facets)


def suggest(query: str, *, limit: int = 8) -> Results:
    """The nearest labels while a reader types; the text is asked only where no label answers."""
    question = _Question(query)
    if not question.words:
        return Results(question.query)
    question.ask_labels()
    if not question.matches:
        question.ask_texts()
    ranked = question.ranked()
    return Results(question.query, fill(ranked[:limit]), len(ranked), question.corrected, question.intent)


@dataclass
class _Question:
    """One query on its way to an answer."""

    query: str
    words: list[str] = field(default_factory=list)
    matches: dict[int, Match] = field(default_factory=dict)
    corrected: str | None = None
    discipline: str = ""

    def __post_init__(self) -> None:
        self.query = self.query.strip()[:MAX_QUERY]
        self.is_literal = len(self.query) > 2 and self.query[0] + self.query[-1] in {'""', "“”", "''"}
        self.words = words(self.query)[:MAX_WORDS]

    @property
    def intent(self) -> dict[str, str] | None:
        return {"discipline": self.discipline} if self.discipline else None

    def ask_labels(self) -> None:
        """Match labels; where no label is the whole query, read what it wants, and correct what is misspelt."""
        self.matches = labels.named(self.words)
        if any(labels.is_exact(match) for match in self.matches.values()):
            self._say_what_was_meant()
            return
        self._ask_intent()
        if self.matches or self.is_literal:
            return
        self._correct()

    def _correct(self) -> None:
        asked = self._weighed(self.words)
        by_word = {word: stem for word in self.words for stem in stems(word)}
        better = labels.corrected(self.words, asked.known, by_word)
        if better == self.words:
            return
        self.words, self.corrected = better, " ".join(better)
        self.matches = labels.named(self.words)
        if not any(labels.is_exact(match) for match in self.matches.values()):
            self._ask_intent()

    def _say_what_was_meant(self) -> None:
        """A misspelling that the content lists is a correction too."""
        best = max(self.matches.values())
        if best[2] == "hidden":
            self.corrected = None

    def _ask_intent(self) -> None:
        text = self.corrected or self.query
        for reading in intent.readings(text):
            subjects = self._resolved(reading.subject)
            if subjects and reading.discipline:
                self.discipline = reading.discipline
                for rank, (pk, kind) in enumerate(cards.onward(subjects, reading.discipline)):
                    self.matches[pk] = (0.99 - 0.006 * min(rank, 14), "", kind)
                return
        if pair := intent.compared(text):
            ends = [self._resolved(one) for one in pair]
            if all(ends):
                self.matches |= {pk: (0.99 - 0.006 * i, "", "named") for i, end in enumerate(ends) for pk in end}

    def _resolved(self, subject: str) -> list[int]:
        """The documents that a part of the query names exactly, or once corrected."""
        asked = words(subject)
        if not asked:
            return []
        for spelled in (asked, None if self.is_literal else self._spelled(asked)):
            found = labels.named(spelled, anywhere=False) if spelled else {}
            exact = [pk for pk, match in found.items() if labels.is_exact(match)]
            if exact:
                return sorted(exact, key=lambda pk: -found[pk][0])
        return []

    def _spelled(self, asked: list[str]) -> list[str]:
        return labels.corrected(asked, (), {})

    def _weighed(self, asked: list[str]) -> texts.Asked:
        return texts.weigh(list(dict.fromkeys(stems(" ".join(asked)))))

    def ask_texts(self) -> None:
        """Add the pages whose text answers, below those whose label does."""
        asked = self._weighed(self.words)
        pks = set(texts.candidates(asked)) | labels.contained(self.words)
        for pk, score in texts.scored(asked, pks - self.matches.keys()).items():
            self.matches[pk] = (_TEXT * score, "", "text")

    def ranked(self) -> list[Hit]:
        rows = SearchDocument.objects.filter(pk__in=self.matches)
        hits = []
        for pk, kind, discipline, stage, licence, importance in rows.values_list(
            "pk", "kind", "discipline", "stage", "licence", "importance"
        ):
            score, text, matched_kind = self.matches[pk]
            score += _IMPORTANCE * importance
            if kind == "false-friend" and score >= labels.EXACT:
                score += _DISAMBIGUATION
            if self.discipline and discipline == self.discipline and score < labels.EXACT:
                score += _SAME_DISCIPLINE
            hits.append(Hit(pk, kind, discipline, stage, licence, text, matched_kind, round(score, 4)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.pk))
