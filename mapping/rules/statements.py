"""Statements, what they entail, and how a broken rule is told."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .ways import Steps, steps

# What a mapping says when it is read from its other end (S43, S44).
INVERSE = {
    "skos:exactMatch": "skos:exactMatch",
    "skos:closeMatch": "skos:closeMatch",
    "skos:broadMatch": "skos:narrowMatch",
    "skos:narrowMatch": "skos:broadMatch",
    "skos:relatedMatch": "skos:relatedMatch",
}
UPWARD = ("skos:broader", "skos:broaderTransitive", "skos:broadMatch")
DOWNWARD = ("skos:narrower", "skos:narrowerTransitive", "skos:narrowMatch")
SIDEWAYS = ("skos:related", "skos:relatedMatch")
SEMANTIC = {*INVERSE, *UPWARD, *DOWNWARD, *SIDEWAYS, "skos:mappingRelation", "skos:semanticRelation"}


class Literal(NamedTuple):
    """A text with its language tag, which is empty where there is none."""

    text: str
    lang: str = ""


class Statement(NamedTuple):
    """One triple, predicates and types as CURIEs; a negated one says that the triple does not hold."""

    subject: str
    predicate: str
    object: str | Literal
    negated: bool = False


@dataclass(frozen=True)
class Violation:
    """A broken rule: its number, what it is about, and what to do, in plain words."""

    rule: str
    subject: str
    object: str
    message: str


def one_way(subject: str, predicate: str, target: str) -> tuple[str, str, str]:
    """The same mapping told from the end that is first in the alphabet: mappings are read both ways."""
    if predicate in INVERSE and target < subject:
        return target, INVERSE[predicate], subject
    return subject, predicate, target


# Subject, object, what is wrong with them, and the remedy.
Found = Iterator[tuple[str, str, str, str]]
Rule = Callable[["Facts"], Found]


class Facts:
    """Statements, sorted for the questions that the rules ask of them."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.positive: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.negative: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self.texts: dict[str, dict[str, set[Literal]]] = defaultdict(lambda: defaultdict(set))
        for subject, predicate, target, negated in statements:
            if not isinstance(target, Literal):
                (self.negative if negated else self.positive)[predicate].append((subject, target))
            elif not negated:
                self.texts[predicate][subject].add(Literal(target.text, target.lang.lower()))

    def pairs(self, *predicates: str) -> Iterator[tuple[str, str]]:
        """Subject and object of every statement with one of these predicates."""
        return (pair for predicate in predicates for pair in self.positive.get(predicate, ()))

    def typed(self, *types: str) -> set[str]:
        """Everything that is stated to be of one of these types."""
        return {thing for thing, kind in self.pairs("rdf:type") if kind in types}

    def name(self, thing: str) -> str:
        """How messages call a thing: by its label and its id."""
        return f"“{self.labels[thing]}” ({thing})" if thing in self.labels else thing

    def way(self, places: list[str]) -> str:
        """How messages show a way from link to link, a long one without its middle."""
        names = [self.labels.get(place, place) for place in places]
        return " → ".join(names if len(names) <= 7 else [*names[:3], "…", *names[-3:]])

    @cached_property
    def labels(self) -> dict[str, str]:
        """One preferred label for each thing, the English one if there is one."""
        return {
            thing: min(labels, key=lambda label: (label.lang != "en", label)).text
            for thing, labels in self.texts["skos:prefLabel"].items()
        }

    @cached_property
    def homes(self) -> dict[str, set[str]]:
        """The schemes that each thing is in; a top concept is in its scheme (S7, S8)."""
        homes: dict[str, set[str]] = defaultdict(set)
        for thing, scheme in self.pairs("skos:inScheme", "skos:topConceptOf"):
            homes[thing].add(scheme)
        for scheme, top in self.pairs("skos:hasTopConcept"):
            homes[top].add(scheme)
        return homes

    def share_a_scheme(self, thing: str, other: str) -> bool:
        return not self.homes.get(thing, set()).isdisjoint(self.homes.get(other, set()))

    @cached_property
    def retired(self) -> set[str]:
        marks = self.texts["owl:deprecated"].items()
        return {thing for thing, values in marks if any(value.text in ("true", "1") for value in values)}

    @cached_property
    def schemes(self) -> set[str]:
        """Stated schemes and what is used as one (S4, S5, S7)."""
        return self.typed("skos:ConceptScheme").union(*self.homes.values())

    @cached_property
    def concepts(self) -> set[str]:
        """Stated concepts, the ends of relations and top concepts (S6, S8, S19, S20)."""
        concepts = self.typed("skos:Concept")
        concepts.update(end for pair in self.pairs(*SEMANTIC) for end in pair)
        concepts.update(top for top, _ in self.pairs("skos:topConceptOf"))
        concepts.update(top for _, top in self.pairs("skos:hasTopConcept"))
        return concepts

    @cached_property
    def collections(self) -> set[str]:
        """Stated collections and what has members (S29, S31, S35)."""
        owners = {owner for owner, _ in self.pairs("skos:member", "skos:memberList")}
        return self.typed("skos:Collection", "skos:OrderedCollection") | owners

    @cached_property
    def above(self) -> Steps:
        """From each concept one step up, whichever end stated it (S22, S25, S41, S43)."""
        return steps([*self.pairs(*UPWARD), *((low, high) for high, low in self.pairs(*DOWNWARD))])

    @cached_property
    def mappings(self) -> list[tuple[str, str, str]]:
        """Every mapping once, as it was stated; from the first end in the alphabet if both ends state it."""
        stated = sorted({(subject, word, target) for word in INVERSE for subject, target in self.pairs(word)})
        return list({one_way(*mapping): mapping for mapping in reversed(stated)}.values())

    @cached_property
    def equal(self) -> Steps:
        """From each concept to its exact matches, which hold both ways (S44)."""
        exact = list(self.pairs("skos:exactMatch"))
        return steps([*exact, *((end, start) for start, end in exact)])


def check(statements: Iterable[Statement], rules: Mapping[str, Rule]) -> list[Violation]:
    """Ask every rule, and give its findings in an order that depends on nothing but the data."""
    facts = Facts(statements)
    return [
        Violation(number, subject, target, f"{fault}; {remedy}.")
        for number, rule in rules.items()
        for subject, target, fault, remedy in sorted(set(rule(facts)))
    ]
