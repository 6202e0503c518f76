"""What can be named: the published concepts and tools with all their names, read once per publication."""

import gc
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock

from ahocorasick_rs import AhoCorasick

from mapping.models import (
    ConceptRelation,
    Label,
    MachineName,
    Mapping,
    Publication,
    Record,
    SearchDocument,
    Sense,
    Status,
    ToolMove,
    ToolUse,
)
from mapping.models.naming import DISCIPLINES, address_of, key_of
from mapping.search import HitCounterpart
from mapping.translate.spelling import folded, loose_spellings, spellings

_NAMED = (Record.Kind.CONCEPT, Record.Kind.TOOL)
# Which name counts first where two records have the same one.
_RANK = {"pref": 0, "alt": 1, "machine": 2, "hidden": 3, "sense": 4, "verb": 5}
_MAY_BE_A_WORD = 4
_TOO_GENERAL = 10
# An advert names the people that it looks for; that is no part of a stack.
_PERSON = re.compile(
    r"\b(?:admin|administrator|analyst|architect|developer|engineer|scientist|sysadmin|tester)s?$", re.IGNORECASE
)
# Letters that can be spoken as a word, as `rag` and `sit` can, `slo` and `sbom` less so.
_SYLLABLE = re.compile(r"[^aeiou]?[aeiou]+[^aeiou]+")


@dataclass(frozen=True, eq=False)  # one object for each record, so that it is compared by identity: far quicker
class Term:
    """A published concept or tool as translate shows it.

    `lanes` are the disciplines of the concepts that a tool serves; `near` are the records that speak of the same.
    """

    pk: int
    type: str
    discipline: str
    slug: str
    name: str
    gist: str
    url: str
    path: str
    carry: str
    lanes: tuple[str, ...]
    aliases: tuple[str, ...]
    counterparts: tuple[HitCounterpart, ...]
    near: frozenset[int]

    @property
    def key(self) -> str:
        """The term as an address carries it: `mlops/feature-store`, `tool:mlflow`."""
        return key_of(self.path)

    @cached_property
    def is_tool(self) -> bool:
        return self.type == Record.Kind.TOOL


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a term. A plain one is an everyday word too, and counts only with evidence."""

    term: Term
    text: str
    kind: str
    is_plain: bool

    @property
    def rank(self) -> int:
        return _RANK[self.kind]

    @property
    def is_simple(self) -> bool:
        """Whether these words mean the term however they are spelled in prose."""
        is_short = self.text.isupper() and len(self.text) <= _MAY_BE_A_WORD
        return not (self.is_plain or is_short or self.text[-1] in "+#")

    def needs_evidence(self, surface: str) -> bool:
        """Whether these letters may be another word: a plain one, or a concept's abbreviation in small letters (`rag`).

        A tool whose abbreviation is a word is marked as such in the content.
        """
        if self.is_plain:
            return True
        if not self.text.isupper() or len(self.text) > _MAY_BE_A_WORD:
            return False
        if surface[1:].islower() and not surface.islower():
            return True  # Mr is no MR
        is_word = len(surface) < 3 or bool(_SYLLABLE.fullmatch(surface))
        return surface.islower() and is_word and not self.term.is_tool


@dataclass(frozen=True)
class ToolLink:
    """A tool by its name and address."""

    name: str
    url: str


@dataclass(frozen=True)
class Tables:
    """What the tables say of tools: their moves by discipline, the concepts they serve, and those of each concept."""

    moves: dict[int, dict[str, ToolMove]]
    served: dict[int, list[int]]
    tools: dict[int, list[ToolLink]]


class _Spelled(dict[str, tuple[Name, ...]]):
    """What each spelling may name, the best name of each term. Only while a book is made."""

    def add(self, name: Name) -> None:
        if _PERSON.search(name.text):
            return
        # Many drifts, tests or regressions are cases of it, and not the subject that the word is short for.
        self._note(spellings(name.text) if name.kind != "sense" else [folded(name.text).strip()], name)
        if name.kind in {"pref", "alt"}:
            self._note(loose_spellings(name.text), replace(name, kind="verb", is_plain=True))

    def drop_verbs_that_are_nouns(self) -> None:
        """A vault is no verb of vaulting, since an everyday word that names a tool is common as itself."""
        for spelling, names in self.items():
            if any(name.is_plain and name.term.is_tool for name in names):
                self[spelling] = tuple(name for name in names if name.kind != "verb")

    def _note(self, spelled: Iterable[str], name: Name) -> None:
        """Keep the best name of each term: a label of its own is surer than a verb made of another one."""
        alone = (name,)  # one object for its ten spellings, nearly all of which are nothing else
        for spelling in spelled:
            known = self.setdefault(spelling, alone)
            if not any(other.term is name.term and other.rank <= name.rank for other in known):
                self[spelling] = (*(other for other in known if other.term is not name.term), name)


class PhraseBook:
    """All names of one publication, and the automaton that finds them."""

    def __init__(self, names: Iterable[Name], machine_names: Iterable[tuple[str, str, Term]]):
        self.terms: dict[str, Term] = {}
        self.machines: dict[str, dict[str, Term]] = defaultdict(dict)
        spelled = _Spelled()
        for name in names:
            self.terms[name.term.key] = name.term
            spelled.add(name)
        for ecosystem, text, term in machine_names:
            self.machines[ecosystem][text.lower()] = term
            self.terms[term.key] = term
            spelled.add(Name(term, text, "machine", is_plain=text.isalnum()))
        spelled.drop_verbs_that_are_nouns()
        # A name has ten spellings, which all find the same: one object for them all.
        found = {names: (names, all(name.is_simple for name in names)) for names in spelled.values()}
        self._found = [found[names] for names in spelled.values()]
        self._automaton = AhoCorasick((f" {spelling} " for spelling in spelled), store_patterns=False)

    def find(self, text: str) -> Iterator[tuple[int, int, tuple[Name, ...], bool]]:
        """Every place where a name stands between word boundaries, overlapping ones too.

        Start, end, names, and whether all of these are simple.
        """
        for index, start, end in self._automaton.find_matches_as_indexes(folded(text), overlapping=True):
            # The automaton matched a space on either side, and `folded` has put one before the text.
            yield start, end - 2, *self._found[index]

    def named(self, text: str) -> tuple[Name, ...]:
        """The names that a whole text is."""
        whole = " ".join(folded(text).split())
        return next((names for start, end, names, _ in self.find(whole) if (start, end) == (0, len(whole))), ())

    @cached_property
    def tables(self) -> Tables:
        """Read once for the publication, since an answer that names 400 terms would else ask for all of them."""
        return _tables()

    @cached_property
    def by_pk(self) -> dict[int, Term]:
        return {term.pk: term for term in self.terms.values()}

    @cached_property
    def devops(self) -> dict[int, str]:
        """What somebody knows of whom nothing else is known: all of DevOps, with the reason."""
        return {term.pk: "part of DevOps" for term in self.terms.values() if term.discipline == DISCIPLINES[0]}


def _tables() -> "Tables":
    tables = Tables(defaultdict(dict), defaultdict(list), defaultdict(list))
    for move in ToolMove.objects.order_by("discipline__order"):
        tables.moves[move.tool_id][move.discipline_id] = move
    published = {"tool__status": Status.PUBLISHED, "concept__status": Status.PUBLISHED}
    uses = ToolUse.objects.filter(**published)
    by_concept = uses.order_by("position").values_list("concept", "tool__label", "tool__path")
    for concept, name, path in by_concept:
        link = ToolLink(name, address_of(path))
        if link not in tables.tools[concept]:
            tables.tools[concept].append(link)
    by_tool = uses.order_by("concept__discipline__order", "-concept__importance").values_list("tool", "concept")
    for tool, concept in by_tool:
        tables.served[tool].append(concept)
    return tables


class _Shelf:
    """The book of the last publication that this process has seen."""

    stamp: object = None
    book: PhraseBook
    lock = Lock()


def book() -> PhraseBook:
    """The phrase book of the current publication; one query, where it has not changed."""
    stamp = Publication.objects.stamp()
    if _Shelf.stamp != stamp:
        # One reads and the others wait: at once, each would need 20 MB for it, and nobody would be quicker.
        with _Shelf.lock:
            if _Shelf.stamp != stamp:
                _Shelf.book = _read()
                _Shelf.stamp = stamp
                # A book is 100,000 objects that stay: the collector need not walk over them for every long text.
                gc.collect()
                gc.freeze()
    return _Shelf.book


def _read() -> PhraseBook:
    terms = {term.pk: term for term in _terms()}
    labels = Label.objects.filter(record__in=terms).values_list("record", "text", "kind", "is_plain_word")
    names = [Name(terms[pk], text, kind, is_plain) for pk, text, kind, is_plain in labels]
    machines = MachineName.objects.filter(tool__in=terms).values_list("ecosystem", "name", "tool")
    return PhraseBook([*names, *_senses(terms)], [(eco, name, terms[pk]) for eco, name, pk in machines])


def _terms() -> Iterator[Term]:
    served: dict[int, set[str]] = defaultdict(set)
    near: dict[int, set[int]] = defaultdict(set)
    uses = ToolUse.objects.filter(concept__status=Status.PUBLISHED)
    for tool, concept, lane in uses.values_list("tool", "concept", "concept__discipline"):
        served[tool].add(lane)
        near[concept].add(tool)
    for statements in (ConceptRelation, Mapping):
        for one, other in statements.objects.values_list("subject", "object"):
            near[one].add(other)
            near[other].add(one)
    facts = ("pk", "kind", "discipline", "record__path", "record__as_concept__carry", "card")
    found = SearchDocument.objects.filter(kind__in=_NAMED).order_by("pk").values_list(*facts)
    for pk, kind, discipline, path, carry, card in found.iterator():
        yield Term(
            pk=pk,
            type=kind,
            discipline=discipline,
            slug=card["slug"],
            name=card["label"],
            gist=card["gist"],
            url=card["url"],
            path=path,
            carry=carry or "",
            lanes=tuple(sorted(served[pk])) if pk in served else (discipline,) * bool(discipline),
            aliases=tuple(card["aliases"]),
            counterparts=tuple(HitCounterpart.from_json(stored) for stored in card["counterparts"]),
            near=frozenset(near[pk]),
        )


def _senses(terms: dict[int, Term]) -> Iterator[Name]:
    """The word of a false friend is short for each of its meanings that has it in its name: “drift”, for data drift.

    Its neighbours say which. A word of very many names, such as “model”, says too little for that.
    """
    counted = Counter(word for term in terms.values() for word in set(folded(term.name).split()))
    senses = Sense.objects.filter(concept__in=terms, false_friend__status=Status.PUBLISHED)
    for pk, word in senses.values_list("concept", "false_friend__label"):
        short = folded(word).strip()
        if short in folded(terms[pk].name).split() and counted[short] <= _TOO_GENERAL:
            yield Name(terms[pk], word, "sense", is_plain=True)
