"""The rules of this catalogue: SKOS allows what they forbid, but it would mislead our readers.

P4 to P7 look only at things whose type or scheme is stated. So a caller who checks one record among its
neighbours states what that record is, and of the neighbours no more than the rules should see.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .statements import INVERSE, SEMANTIC, Facts, Found, Literal, Rule, Statement, Violation, check, one_way
from .ways import circles, reached


def project(statements: Iterable[Statement]) -> list[Violation]:
    """List what breaks a rule of this catalogue, although SKOS allows it."""
    return check(statements, RULES)


def no_circles(facts: Facts) -> Found:
    for way in circles(facts.above):
        yield way[0], way[1], f"broader links lead round in a circle ({facts.way(way)})", "remove one of them"
    for subject, target in facts.pairs(*SEMANTIC):
        if subject == target and subject not in facts.above.get(subject, ()):
            yield subject, target, f"{facts.name(subject)} is linked to itself", "remove the link"


def one_predicate_per_pair(facts: Facts) -> Found:
    between: dict[frozenset[str], list[tuple[str, str, str]]] = defaultdict(list)
    for mapping in sorted(facts.mappings):
        between[frozenset((mapping[0], mapping[2]))].append(mapping)
    for mappings in between.values():
        subject, _, target = mappings[0]
        if len(mappings) > 1:
            words = [word if start == subject else INVERSE[word] for start, word, _ in mappings]
            fault = f"{facts.name(subject)} maps to {facts.name(target)} by {' and '.join(words)}"
            yield subject, target, fault, "keep one of them"


def one_exact_match_per_scheme(facts: Facts) -> Found:
    counted: set[str] = set()
    stated = set(facts.pairs("skos:exactMatch"))
    for start in facts.equal:
        if start not in counted:
            same = reached(facts.equal, start)
            counted.update(same)
            for scheme, first, second in neighbours(facts, same):
                hub = facts.equal[second][0]
                subject, target = (hub, second) if (hub, second) in stated else (second, hub)
                fault = f"{facts.name(first)} and {facts.name(second)}, both in {facts.name(scheme)}, are"
                remedy = "make one of them a close match"
                yield subject, target, f"{fault} exact matches of {facts.name(hub)}", remedy


def one_concept_per_preferred_label(facts: Facts) -> Found:
    for label, concepts in named_by(facts).items():
        for scheme, first, second in neighbours(facts, concepts):
            fault = f"{first} and {second}, both in {facts.name(scheme)}, have the preferred label"
            yield first, second, f"{fault} “{label.text}”", "rename one or merge them"


def borrowed_labels_are_told_apart(facts: Facts) -> Found:
    owners = named_by(facts)
    records: dict[str, set[str]] = defaultdict(set)
    for record, concept in facts.pairs("crosswalk:disambiguates"):
        records[concept].add(record)
    for concept, labels in facts.texts["skos:altLabel"].items():
        for label in labels:
            for owner in owners.get(fold(label), set()) - {concept}:
                if facts.share_a_scheme(concept, owner) and not records[concept] & records[owner]:
                    fault = f"“{label.text}” is an alternative label of {facts.name(concept)}, but names"
                    remedy = "drop the alternative label or write a disambiguation of both"
                    yield concept, owner, f"{fault} {facts.name(owner)}", remedy


def concepts_are_defined_in_english(facts: Facts) -> Found:
    for concept in facts.typed("skos:Concept"):
        languages = {label.lang for label in facts.texts["skos:prefLabel"].get(concept, ())}
        definitions = facts.texts["skos:definition"].get(concept, ())
        if "en" not in languages:
            fault = f"{facts.name(concept)} has no preferred label in English"
            yield concept, "skos:prefLabel", fault, "add one"
        if not any(definition.text.strip() for definition in definitions):
            fault = f"{facts.name(concept)} has no definition"
            yield concept, "skos:definition", fault, "write one or two sentences"


def no_orphans(facts: Facts) -> Found:
    linked = {end for pair in facts.pairs(*SEMANTIC) if pair[0] != pair[1] for end in pair}
    linked.update(concept for concept, _ in facts.pairs("crosswalk:noCounterpartIn"))
    # What is retired has lost its mappings by P9, and must not be forced to find new links.
    for concept in facts.typed("skos:Concept") - linked - facts.retired:
        remedy = "relate it, map it, or record that it has no counterpart"
        yield concept, "", f"{facts.name(concept)} has no link to any concept", remedy


def mappings_lead_to_another_scheme(facts: Facts) -> Found:
    for subject, predicate, target in facts.mappings:
        if facts.share_a_scheme(subject, target):
            fault = f"{facts.name(subject)} has the {predicate} {facts.name(target)} in its own scheme"
            yield subject, target, fault, "use skos:broader, skos:narrower or skos:related inside a scheme"


def mappings_avoid_the_retired(facts: Facts) -> Found:
    successors = dict(facts.pairs("dcterms:isReplacedBy"))
    for subject, predicate, target in facts.mappings:
        for gone in {subject, target} & facts.retired:
            remedy = f"map to {facts.name(successors[gone])}" if gone in successors else "remove the mapping"
            fault = f"{facts.name(subject)} has the {predicate} {facts.name(target)}, and {gone} is retired"
            yield subject, target, fault, remedy


def nothing_is_stated_and_denied(facts: Facts) -> Found:
    for predicate, pairs in facts.negative.items():
        denied = {one_way(subject, predicate, target) for subject, target in pairs}
        for word in {predicate, INVERSE.get(predicate, predicate)}:
            for subject, target in facts.pairs(word):
                if one_way(subject, word, target) in denied:
                    fault = f"{facts.name(subject)} {word} {facts.name(target)} is both stated and denied"
                    yield subject, target, fault, "keep the mapping or the false friend, not both"


def named_by(facts: Facts) -> dict[Literal, set[str]]:
    """The things that each preferred label names, whatever its case: readers hear no difference."""
    things: dict[Literal, set[str]] = defaultdict(set)
    for thing, labels in facts.texts["skos:prefLabel"].items():
        for label in labels:
            things[fold(label)].add(thing)
    return things


def fold(label: Literal) -> Literal:
    """The label without its case."""
    return Literal(label.text.casefold(), label.lang)


def neighbours(facts: Facts, things: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Each scheme that holds more than one of these things, with every two that follow each other."""
    members: dict[str, list[str]] = defaultdict(list)
    for thing in sorted(things):
        for scheme in facts.homes.get(thing, ()):
            members[scheme].append(thing)
    for scheme, inside in members.items():
        yield from ((scheme, first, second) for first, second in pairwise(inside))


RULES: dict[str, Rule] = {
    "P1": no_circles,
    "P2": one_predicate_per_pair,
    "P3": one_exact_match_per_scheme,
    "P4": one_concept_per_preferred_label,
    "P5": borrowed_labels_are_told_apart,
    "P6": concepts_are_defined_in_english,
    "P7": no_orphans,
    "P8": mappings_lead_to_another_scheme,
    "P9": mappings_avoid_the_retired,
    "P10": nothing_is_stated_and_denied,
}
