"""One query on its way to an answer: what it names, what the reader wants to know of it, and the words in the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from heapq import nlargest
from operator import itemgetter

from mapping.models import Label, Record
from mapping.models.naming import DISCIPLINES
from mapping.search import cards, intent, labels, meaning, texts
from mapping.search.fold import fold, with_words, words
from mapping.search.hits import Hit, described, fill
from mapping.search.labels import Match

MAX_QUERY = 200
MAX_WORDS = 12

# A hit in the text is worth at most this; so is no hit by a label.
_TEXT = 0.6
# What the reader has already (Prometheus for model drift) comes after what he asks for.
_STARTING_POINT = 0.4
_SAME_DISCIPLINE = 0.05
# What a question for a counterpart leads to stands above every match in part, in its order.
_INTENT, _STEP = 0.99, 0.006
# So that the more important record comes first among equal matches, and never before a better match.
_IMPORTANCE = 0.001
_DISAMBIGUATION = 0.02
# So many words that tell something make a question, whose meaning counts beside its words. What comes no nearer to any
# page is about something else, whatever words they share: by the number of words, and for more of them.
_TELLING = 2
_NEAR_US, _NEAR_US_IF_LONG = {1: 0.35, 2: 0.4}, 0.43
# Who speaks of models or prompts seldom means the DevOps page; more often its counterpart, which takes
# over this part of what the best of those pages are worth. A question seldom asks for a tool or for what a word means.
_OF_DEVOPS, _PASSED_ON, _BEST = 0.72, 0.2, 5
# What an asked-for counterpart gains by being one, and by how much the best is at least ahead of what it stands for.
_LED_TO, _LEAD = 0.1, 0.01
# From here on it is so much of an answer that a tool of which the reader has asked comes after it.
_BEYOND_DOUBT = 0.5
_KINDS = {Record.Kind.TOOL: 0.95, Record.Kind.FALSE_FRIEND: 0.8}


@dataclass
class Question:
    """One query on its way to an answer."""

    query: str
    words: list[str] = field(default_factory=list)
    matches: dict[int, Match] = field(default_factory=dict)
    corrected: str | None = None
    discipline: str = ""
    starting_from: set[int] = field(default_factory=set)
    tools: set[int] = field(default_factory=set)  # those of it that come first
    leads_to: dict[int, float] = field(default_factory=dict)  # what that becomes, and how surely
    without_counterpart: set[int] = field(default_factory=set)
    is_open: bool = False  # a question in own words: a few that tell something, and no name that answers it

    def __post_init__(self) -> None:
        self.query = self.query.strip()[:MAX_QUERY]
        self.is_literal = len(self.query) > 2 and self.query[0] + self.query[-1] in {'""', "“”", "''"}
        self.words = words(self.query)[:MAX_WORDS]

    @property
    def intent(self) -> dict[str, str] | None:
        return {"discipline": self.discipline} if self.discipline else None

    def ask_labels(self, enough: int = labels.CANDIDATES) -> None:
        """Match labels; where no label is the whole query, read what it wants, and correct what is misspelt."""
        self.matches = labels.named(self.words, enough=enough)
        if any(labels.is_exact(match) for match in self.matches.values()):
            return
        self._ask_intent()
        if self.matches or self.is_literal:
            return
        self._correct()

    def _correct(self) -> None:
        better = labels.corrected(self.words)
        if better == self.words:
            better = labels.respelled(self.words)
        if better == self.words:
            return
        self.matches = labels.named(better)
        changed = [(old, new) for old, new in zip(self.words, better, strict=True) if old != new]
        written = {old: labels.written(new, self.matches.values()) for old, new in changed}
        self.words, self.corrected = better, with_words(self.query, written)
        if not any(labels.is_exact(match) for match in self.matches.values()):
            self._ask_intent()

    def meant(self, hits: list[Hit]) -> str | None:
        """What was answered instead of what was typed; a misspelling that the content lists counts too."""
        if hits and hits[0].matched_kind == Label.Kind.HIDDEN and not self.is_literal:
            return hits[0].label
        return self.corrected

    def _ask_intent(self) -> None:
        text = self.corrected or self.query
        readings = intent.readings(text)
        pair = intent.compared(text)
        replaced = intent.replaced(text)
        subjects = self._resolved([reading.subject for reading in readings] + [*(pair or ()), replaced])
        wanted: set[tuple[int, str]] = set()
        for reading in readings:
            named = subjects.get(reading.subject, [])
            if reading.is_thing:
                wanted.update((pk, reading.discipline) for pk in named)
                continue
            if documents := cards.onward(named, reading.discipline, asked_outright=reading.is_outright):
                self.discipline = reading.discipline
                self._answer(documents)
                return
            self.without_counterpart.update(named)
        of_purpose = self._of_purpose(text)
        self._start_from(wanted | of_purpose)
        if of_purpose:  # a page of its own answers that
            self.tools = set()
        if named := subjects.get(replaced):
            self._answer((pk, "named") for pk in cards.instead_of(named))
        elif pair and all(subjects.get(one) for one in pair):
            self._answer((pk, "named") for one in pair for pk in subjects[one])

    def _of_purpose(self, text: str) -> set[tuple[int, str]]:
        """Of `X for Y`: each X, and the disciplines to which Y belongs. X is what the reader has already."""
        start, purpose = map(fold, intent.for_a_purpose(text))
        named = labels.exact([start, purpose])
        self.starting_from = set(named.get(start, [])) - self.without_counterpart
        lanes = {lane for _, _, lane, *_ in described(named.get(purpose, []))} & set(DISCIPLINES[1:])
        return {(pk, discipline) for pk in self.starting_from for discipline in lanes}

    def _start_from(self, wanted: set[tuple[int, str]]) -> None:
        """The reader has these, and asks for what they become where there are such things: prompts, training data."""
        found = described({pk for pk, _ in wanted})
        lanes = {pk: lane for pk, _, lane, *_ in found}
        self.tools = {pk for pk, kind, *_ in found if kind == Record.Kind.TOOL}
        onward = [found for found in cards.counterparts(lanes) if (found[0], found[3]) in wanted]
        self.leads_to = {other: sure for _, other, sure, _ in onward}
        self.leads_to |= {pk: 1.0 for pk, discipline in wanted if lanes.get(pk) == discipline}
        leading = {pk for pk, *_ in onward} - self.leads_to.keys()
        self.without_counterpart |= lanes.keys() - leading
        self.starting_from = (self.starting_from | leading) - self.without_counterpart
        if onward:
            *_, self.discipline = max(onward, key=itemgetter(2, 3))

    def _answer(self, documents: Iterable[tuple[int, str]]) -> None:
        """These documents, each with why, above every match in part and in their order."""
        for rank, (pk, kind) in enumerate(documents):
            self.matches[pk] = (_INTENT - _STEP * min(rank, 14), "", kind)

    def _resolved(self, subjects: list[str]) -> dict[str, list[int]]:
        """The documents that each of these parts of the query names exactly; the first, also once corrected."""
        asked = {subject: words(subject) for subject in dict.fromkeys(subjects) if subject}
        found = labels.exact({"".join(spelled) for spelled in asked.values()})
        # Where labels hold all the words, none is misspelt: “model reg” is on its way to a model registry.
        if not found and asked and not self.is_literal and not self.matches:
            first = next(iter(asked))
            asked = {first: labels.corrected(asked[first])}
            found = labels.exact({"".join(asked[first])})
        return {subject: found.get("".join(spelled), []) for subject, spelled in asked.items()}

    def ask_texts(self, by_meaning: bool = True) -> None:
        """Add the pages whose text answers, below those whose label does."""
        asked = texts.weigh(self.words)
        named = labels.contained(self.words) | self.leads_to.keys()
        pks = named.union(texts.candidates(asked)) - self.matches.keys()
        is_unnamed = not self.matches and not self.is_literal and bool(asked.known)
        self.is_open = is_unnamed and len(asked.weights) >= _TELLING
        near = meaning.nearness(self.corrected or self.query, pks) if is_unnamed and by_meaning else {}
        if near and pks <= near.keys() and not self._is_about_us(asked, near):
            return
        for pk, score in texts.scored(asked, pks | near.keys(), named, near if self.is_open else {}).items():
            share = _STARTING_POINT if pk in self.starting_from else _TEXT
            self.matches[pk] = (share * score, "", "text")
        if self.is_open:
            self._lead_on()

    def _lead_on(self) -> None:
        """Add what an asked-for counterpart gains by being one; the best comes before what it is the counterpart of."""
        scores = {pk: self.matches.get(pk, (0.0,))[0] + _LED_TO * sure for pk, sure in self.leads_to.items()}
        if known := [self.matches[pk][0] for pk in self.starting_from & self.matches.keys() if scores]:
            best = max(scores, key=scores.__getitem__)
            scores[best] = max(scores[best], max(known) + _LEAD)
        self.matches |= {pk: (score, "", "text") for pk, score in scores.items()}

    def _is_about_us(self, asked: texts.Asked, near: dict[int, meaning.Near]) -> bool:
        least = _NEAR_US.get(len(asked.weights), _NEAR_US_IF_LONG)
        return max(own.best for own in near.values()) >= least

    def _read_as_question(self, found: list[Sequence]) -> None:
        """Weigh the answers to a question by what they are, and pass on to counterparts what a DevOps page is worth.

        A model may be a language model, whose pages are of LLMOps; a prompt is never of MLOps.
        """
        spoken_of = intent.objects(self.words)
        others = DISCIPLINES[1:] if DISCIPLINES[1] in spoken_of else spoken_of - {DISCIPLINES[0]}
        passed_on: dict[int, float] = {}
        if others:
            own = {pk: self.matches[pk][0] for pk, kind, discipline, *_ in found if discipline == DISCIPLINES[0]}
            best = nlargest(_BEST, own, key=own.__getitem__)
            for pk, other, confidence, lane in cards.counterparts(best):
                if lane in others:
                    passed_on[other] = max(passed_on.get(other, 0.0), own[pk] * confidence)
        for pk, kind, discipline, *_ in found:
            score, *label = self.matches[pk]
            score *= _KINDS.get(kind, 1.0)
            if others and discipline == DISCIPLINES[0] and pk not in self.without_counterpart:
                score *= _OF_DEVOPS
            self.matches[pk] = (score + _PASSED_ON * passed_on.get(pk, 0.0), *label)

    def ranked(self) -> list[Hit]:
        """All hits in their order, still without what they show."""
        return self._in_order(described(self.matches))

    def first(self, limit: int) -> list[Hit]:
        """The first hits with what they show, from one query: only so many match well enough to come among them."""
        found = described(nlargest(3 * limit, self.matches, key=self.matches.__getitem__), with_cards=True)
        hits = self._in_order([facts for *facts, _ in found])
        return fill(hits[:limit], {facts[0]: facts[-1] for facts in found})

    def _in_order(self, found: list[Sequence]) -> list[Hit]:
        if self.is_open:
            self._read_as_question(found)
        hits = sorted((self._hit(*row) for row in found), key=lambda hit: (-hit.score, hit.pk))
        return self._with_tools_in_front(hits) if self.tools else hits

    def _with_tools_in_front(self, hits: list[Hit]) -> list[Hit]:
        """Put the tool that was asked about before all but a counterpart beyond doubt: its page names them all."""
        others = [hit for hit in hits if hit.pk not in self.tools]
        at = 1 if others and others[0].pk in self.leads_to and others[0].score >= _BEYOND_DOUBT else 0
        score = max((hit.score for hit in others[at:]), default=0.0) + _LEAD
        tools = [replace(hit, matched_kind="named", score=round(score, 4)) for hit in hits if hit.pk in self.tools]
        return others[:at] + tools + others[at:]

    def _hit(self, pk: int, kind: str, discipline: str, stage: str, licence: str, importance: int) -> Hit:
        score, text, matched_kind = self.matches[pk]
        score += _IMPORTANCE * importance
        if kind == Record.Kind.FALSE_FRIEND and score >= labels.EXACT:
            score += _DISAMBIGUATION
        if self.discipline and discipline == self.discipline and score < labels.EXACT:
            score += _SAME_DISCIPLINE
        return Hit(pk, kind, discipline, stage, licence, text, matched_kind, round(score, 4))
