"""The integrity conditions of the W3C SKOS Reference (2009), under its own numbers.

Data that breaks one of them is inconsistent for everybody who reads SKOS, not only here.
"""

from collections.abc import Iterable
from itertools import combinations, pairwise

from .statements import SIDEWAYS, Facts, Found, Rule, Statement, Violation, check
from .ways import route

LABELS = ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")
COMPATIBLE_WITH_EXACT = ("skos:exactMatch", "skos:closeMatch")


def integrity(statements: Iterable[Statement]) -> list[Violation]:
    """List what breaks an integrity condition of SKOS, over everything that the statements entail."""
    return check(statements, RULES)


def schemes_are_not_concepts(facts: Facts) -> Found:
    for thing in facts.schemes & facts.concepts:
        fault = f"{facts.name(thing)} is used as a scheme and as a concept"
        yield thing, "", fault, "give the scheme an id of its own"


def a_label_has_one_kind(facts: Facts) -> Found:
    for kind, other in combinations(LABELS, 2):
        for thing, labels in facts.texts[kind].items():
            for label in labels & facts.texts[other].get(thing, set()):
                fault = f"{facts.name(thing)} has “{label.text}” as {kind} and as {other}"
                yield thing, label.text, fault, f"remove the {other}"


def one_preferred_label_per_language(facts: Facts) -> Found:
    for thing, labels in facts.texts["skos:prefLabel"].items():
        for first, second in pairwise(sorted(labels, key=lambda label: (label.lang, label.text))):
            if first.lang == second.lang:
                language = f"in language “{first.lang}”" if first.lang else "without a language"
                fault = f"{thing} has two preferred labels {language}, “{first.text}” and “{second.text}”"
                yield thing, second.text, fault, "make one of them a skos:altLabel"


def related_is_not_above(facts: Facts) -> Found:
    for one, other in {(min(pair), max(pair)) for pair in facts.pairs(*SIDEWAYS)}:
        if way := route(facts.above, one, other) or route(facts.above, other, one):
            fault = f"{facts.name(way[0])} is related to {facts.name(way[-1])}, which is also broader than it"
            remedy = "remove the related link or a step of this way"
            yield way[0], way[-1], f"{fault} ({facts.way(way)})", remedy


def collections_stand_apart(facts: Facts) -> Found:
    for thing in facts.collections & (facts.concepts | facts.schemes):
        used = "a concept" if thing in facts.concepts else "a scheme"
        fault = f"{facts.name(thing)} is used as a collection and as {used}"
        yield thing, "", fault, "relate and map its members, not the collection"
    for collection, member in facts.pairs("skos:member"):
        if member in facts.schemes:
            fault = f"{facts.name(collection)} is a collection with the scheme {facts.name(member)} in it"
            yield collection, member, fault, "list concepts of that scheme instead"


def exact_excludes_other_matches(facts: Facts) -> Found:
    for subject, predicate, target in facts.mappings:
        if predicate in COMPATIBLE_WITH_EXACT:
            continue
        if way := route(facts.equal, subject, target):
            fault = f"{facts.name(subject)} has the {predicate} {facts.name(target)}, but exact matches"
            remedy = "remove that match or one of the exact ones"
            yield subject, target, f"{fault} make them one ({facts.way(way)})", remedy


RULES: dict[str, Rule] = {
    "S9": schemes_are_not_concepts,
    "S13": a_label_has_one_kind,
    "S14": one_preferred_label_per_language,
    "S27": related_is_not_above,
    "S37": collections_stand_apart,
    "S46": exact_excludes_other_matches,
}
