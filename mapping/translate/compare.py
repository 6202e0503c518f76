"""Terms to what they mean for the reader: what he has, what changes, what is new, and what to learn for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mapping import markup
from mapping.models import Concept, ToolMove
from mapping.models.mapping import INVERSE
from mapping.models.naming import DISCIPLINES
from mapping.search import HitCounterpart
from mapping.translate.names import PhraseBook, Term, ToolLink, book

GROUPS = {"transfers": "Yours already", "changes": "Same idea, new tools", "new": "New to you"}
_SHOWN = 2
_TOOLS = 4
_WORD = {"exact": "exact", "close": "close", "broad": "broader", "narrow": "narrower", "related": "related"}


@dataclass(frozen=True)
class Cell:
    """What a term is in one discipline: itself, its counterparts with the tools of the best one, a verdict, nothing."""

    discipline: str
    is_here: bool = False
    counterparts: tuple[HitCounterpart, ...] = ()
    tools: tuple[ToolLink, ...] = ()
    verdict: str = ""
    text: str = ""


@dataclass(frozen=True)
class Placed:
    """A term with its group, the reason for it, and its row of the table."""

    term: Term
    group: str
    because: str
    _facts: "_Facts" = field(repr=False, compare=False)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """What the term is in each discipline; made when it is asked for, since only pages do."""
        return self._facts.cells(self.term)


@dataclass(frozen=True)
class Comparison:
    """All terms with their groups, and the concepts to learn for them."""

    placed: tuple[Placed, ...]
    targets: tuple[int, ...]

    @property
    def groups(self) -> dict[str, list[Placed]]:
        return {group: [one for one in self.placed if one.group == group] for group in GROUPS}


def compare(
    terms: Iterable[Term], known: Mapping[int, str] | None = None, phrases: PhraseBook | None = None
) -> Comparison:
    """Place each term in its group.

    `known` are the concepts that the reader knows, with the reason; without it, all of DevOps.
    """
    terms, phrases = list(terms), phrases or book()
    facts = _Facts(phrases, phrases.devops if known is None else known)
    placed = tuple(Placed(term, *facts.place(term), facts) for term in terms)
    return Comparison(placed, tuple(facts.targets(terms)))


@dataclass(frozen=True)
class _Facts:
    """What is said of the terms at hand, for what the reader knows."""

    phrases: PhraseBook
    known: Mapping[int, str]

    def _term(self, shown: HitCounterpart) -> Term | None:
        key = f"tool:{shown.slug}" if shown.type == "tool" else f"{shown.discipline}/{shown.slug}"
        return self.phrases.terms.get(key)

    def _served_by(self, term: Term) -> list[Term]:
        """The concepts that a tool is for, DevOps and the more important first."""
        by_pk = self.phrases.by_pk
        return [by_pk[pk] for pk in self.phrases.tables.served.get(term.pk, ()) if pk in by_pk]

    def knows(self, term: Term) -> bool:
        return term.pk in self.known

    def place(self, term: Term) -> tuple[str, str]:
        """The group of a term, and why."""
        if term.is_tool:
            return self._place_tool(term)
        return self._place_known(term) if self.knows(term) else self._place_unknown(term)

    def _place_known(self, term: Term) -> tuple[str, str]:
        if term.discipline != DISCIPLINES[0]:
            return "transfers", f"You know it: {self.known[term.pk]}."
        if term.carry == Concept.Carry.AS_IS:
            return "transfers", "Carries over as it is."
        ahead = [shown for shown in term.counterparts if shown.relation not in {"none", "related"}]
        exact = next((shown for shown in ahead if shown.relation == "exact"), None)
        if exact:
            return "transfers", f"The same as {exact.name}."
        if ahead:
            return "changes", f"{_relation(ahead[0].relation)} {ahead[0].name}."
        near = next((shown for shown in term.counterparts if shown.name), None)
        return "new", f"Only a likeness leads on, to {near.name}." if near else "Nothing beyond DevOps answers to it."

    def _place_unknown(self, term: Term) -> tuple[str, str]:
        """A term from beyond what the reader knows, by the best of its counterparts that he does know."""
        for shown in term.counterparts:
            other = self._term(shown)
            if not other or not self.knows(other) or shown.relation in {"none", "related"}:
                continue
            if shown.relation == "exact":
                return "transfers", f"The same as {other.name}, which you know."
            return "changes", f"You know {other.name}; this is its {_WORD[INVERSE[shown.relation]]} match."
        near = next((shown for shown in term.counterparts if shown.name and shown.discipline == DISCIPLINES[0]), None)
        return "new", f"No counterpart that you know; nearest: {near.name}." if near else "New territory."

    def _place_tool(self, term: Term) -> tuple[str, str]:
        """A tool by its verdicts; one without a verdict by the concept that it serves."""
        moves = self.phrases.tables.moves.get(term.pk, {})
        if moves:
            change = next((move for move in moves.values() if move.verdict != ToolMove.Verdict.KEEP), None)
            shown = change or next(iter(moves.values()))
            return ("changes" if change else "transfers"), markup.plain(shown.text_html)
        served = self._served_by(term)
        mine = next((concept for concept in served if self.knows(concept)), None)
        if mine:
            is_carried = self.place(mine)[0] == "transfers"
            return "transfers" if is_carried else "changes", f"You know what it is for: {mine.name}."
        return "new", f"A tool for {served[0].name}." if served else "A tool from beyond DevOps."

    def cells(self, term: Term) -> tuple[Cell, ...]:
        """A term's row, a cell for each discipline."""
        return tuple(self._cell(term, lane) for lane in DISCIPLINES)

    def _cell(self, term: Term, lane: str) -> Cell:
        move = self.phrases.tables.moves.get(term.pk, {}).get(lane)
        here = lane in term.lanes
        found = tuple(o for o in term.counterparts if o.discipline == lane and o.relation != "none")[:_SHOWN]
        best = self._term(found[0]) if found else None
        source = term.pk if here and not term.is_tool else best.pk if best and not best.is_tool else None
        return Cell(
            lane,
            is_here=here,
            counterparts=() if here and not term.is_tool else found,
            tools=tuple(self.phrases.tables.tools.get(source, ())[:_TOOLS]) if source else (),
            verdict=move.verdict if move else "",
            text=move.text if move else "",
        )

    def targets(self, terms: Sequence[Term]) -> list[int]:
        """The concepts to learn: those that the text names, then what the reader's own practices become.

        LLMOps is led to only where the text speaks of it. A text that names nothing beyond what the reader knows is
        his own stack: then everything in it leads on, to both.
        """
        asked = [pk for term in terms for pk in self._asked(term)]
        named = {term.lanes[0] for term in terms if len(term.lanes) == 1}
        lanes = named if asked else set(DISCIPLINES)
        mine = [term for term in terms if (not asked if term.is_tool else self.knows(term))]
        led = [pk for term in mine for pk in self._led_to(term, lanes)]
        return list(dict.fromkeys([*asked, *led]))

    def _asked(self, term: Term) -> list[int]:
        """What a term itself asks for: a concept that is not known, or the one that a tool from beyond is for."""
        if not term.is_tool:
            return [] if self.knows(term) else [term.pk]
        if DISCIPLINES[0] in term.lanes:
            return []
        return [concept.pk for concept in self._served_by(term)[:1] if not self.knows(concept)]

    def _led_to(self, term: Term, lanes: set[str]) -> Iterator[int]:
        """The best counterpart in each discipline of what the reader has."""
        for lane in (lane for lane in DISCIPLINES[1:] if lane in lanes or lane == DISCIPLINES[1]):
            ahead = (o for o in term.counterparts if o.discipline == lane and o.relation not in {"none", "related"})
            best = next((other for o in ahead if (other := self._term(o)) and not other.is_tool), None)
            if best and not self.knows(best):
                yield best.pk


def _relation(relation: str) -> str:
    return f"{_WORD[relation].capitalize()} match:"
