"""The conditions of SKOS and the rules of the catalogue, one promise a test."""

import re

import pytest

from mapping import rules
from mapping.rules import Literal, Statement


def said(text):
    """Statements such as `a skos:broader b; not a skos:exactMatch b; a skos:prefLabel "A"@en`."""
    return [statement(part.strip()) for part in re.split(r"[;\n]", text) if part.strip()]


def statement(line):
    negated, line = line.startswith("not "), line.removeprefix("not ")
    subject, predicate, target = line.split(" ", 2)
    if target.startswith('"'):
        text, _, lang = target[1:].rpartition('"')
        target = Literal(text, lang.removeprefix("@"))
    return Statement(subject, predicate, target, negated)


def broken(found):
    return [violation.rule for violation in found]


SOUND = """
    devops:ci rdf:type skos:Concept
    devops:ci skos:inScheme devops
    devops:ci skos:prefLabel "Continuous integration"@en
    devops:ci skos:altLabel "CI"@en
    devops:ci skos:definition "Merge often, and prove each merge."@en
    devops:ci skos:broadMatch mlops:ci
    mlops:ci rdf:type skos:Concept
    mlops:ci skos:inScheme mlops
    mlops:ci skos:prefLabel "CI for ML"@en
    mlops:ci skos:definition "The same for code, data and model."@en
"""


def test_sound_statements_break_no_rule():
    statements = said(SOUND)

    assert rules.integrity(statements) == []
    assert rules.project(statements) == []


INCONSISTENT = {
    "a scheme with a broader concept": ("S9", "a rdf:type skos:ConceptScheme; a skos:broader b"),
    "what others are in, mapped": ("S9", "x skos:inScheme a; b skos:closeMatch a"),
    "what has top concepts, related": ("S9", "a skos:hasTopConcept x; a skos:related b"),
    "a top concept that is a scheme": ("S9", "x skos:hasTopConcept a; b skos:inScheme a"),
    "one label of two kinds": ("S13", 'a skos:prefLabel "A"@en; a skos:hiddenLabel "A"@en'),
    "one label of two kinds, tag in capitals": ("S13", 'a skos:altLabel "A"@EN; a skos:hiddenLabel "A"@en'),
    "two preferred labels": ("S14", 'a skos:prefLabel "A"@en; a skos:prefLabel "B"@en'),
    "two preferred labels without language": ("S14", 'a skos:prefLabel "A"; a skos:prefLabel "B"'),
    "related to its parent": ("S27", "a skos:broader b; b skos:related a"),
    "related to its grandparent": ("S27", "a skos:broader b; c skos:narrower b; a skos:related c"),
    "related to its parent in another scheme": ("S27", "a skos:broadMatch b; b skos:relatedMatch a"),
    "related to its mapped ancestor": ("S27", "a skos:broader b; c skos:narrowMatch b; a skos:related c"),
    "related to itself in a circle": ("S27", "a skos:broader b; b skos:broader a; a skos:related a"),
    "a collection as parent": ("S37", "a skos:member x; b skos:broader a"),
    "an ordered collection as mapping end": ("S37", "a rdf:type skos:OrderedCollection; b skos:closeMatch a"),
    "a collection that is a scheme": ("S37", "a rdf:type skos:Collection; b skos:inScheme a"),
    "a scheme in a collection": ("S37", "a skos:member b; b rdf:type skos:ConceptScheme"),
    "exact and broad": ("S46", "a skos:exactMatch b; a skos:broadMatch b"),
    "exact and narrow from the other end": ("S46", "a skos:exactMatch b; b skos:narrowMatch a"),
    "exact by two steps, related": ("S46", "a skos:exactMatch b; c skos:exactMatch b; c skos:relatedMatch a"),
    "broader than itself and exact elsewhere": ("S46", "a skos:exactMatch b; a skos:broadMatch a"),
}


@pytest.mark.parametrize(("rule", "text"), INCONSISTENT.values(), ids=INCONSISTENT)
def test_inconsistent_skos_is_refused_by_number(rule, text):
    assert broken(rules.integrity(said(text))) == [rule]


CONSISTENT = {
    "the same label in two languages": 'a skos:prefLabel "A"@en; a skos:altLabel "A"@en-GB',
    "a label of two concepts": 'a skos:prefLabel "A"@en; b skos:altLabel "A"@en',
    "related to itself": "a skos:related a",
    "broader in a circle": "a skos:broader b; b skos:broader a",
    "siblings that are related": "a skos:broader c; b skos:broader c; a skos:related b",
    "close and broad": "a skos:closeMatch b; a skos:broadMatch b",
    "close matches do not add up": "a skos:closeMatch b; b skos:closeMatch c; a skos:broadMatch c",
    "exact to itself": "a skos:exactMatch a",
    "a collection in a collection": "a skos:member b; b rdf:type skos:Collection",
    "a collection in a scheme": "a rdf:type skos:Collection; a skos:inScheme b",
    "denied statements": "a skos:exactMatch b; not a skos:broadMatch b",
}


@pytest.mark.parametrize("text", CONSISTENT.values(), ids=CONSISTENT)
def test_what_skos_allows_is_accepted(text):
    assert rules.integrity(said(text)) == []


UNWANTED = {
    "broader in a circle": ("P1", "devops:ci skos:broader x; x skos:broader devops:ci"),
    "mapped to itself": ("P1", "x skos:closeMatch x"),
    "two predicates for one pair": ("P2", "devops:ci skos:closeMatch mlops:ci"),
    "two predicates, from both ends": ("P2", "mlops:ci skos:closeMatch devops:ci"),
    "two exact matches in one scheme": (
        "P3",
        "x skos:exactMatch y; x skos:exactMatch z; y skos:inScheme mlops; z skos:inScheme mlops",
    ),
    "two exact matches by way of a third scheme": (
        "P3",
        """x skos:exactMatch y
        y skos:exactMatch q
        x skos:exactMatch z
        q skos:inScheme llmops
        z skos:inScheme llmops""",
    ),
    "a preferred label twice, whatever its case": (
        "P4",
        'x skos:prefLabel "CONTINUOUS integration"@en; x skos:inScheme devops',
    ),
    "another concept's preferred label": ("P5", 'x skos:prefLabel "ci"@en; x skos:inScheme devops'),
    "a concept without definition": (
        "P6",
        'x rdf:type skos:Concept; x skos:prefLabel "X"@en; x skos:related devops:ci',
    ),
    "a concept without English label": (
        "P6",
        """x rdf:type skos:Concept
        x skos:prefLabel "X"@fr
        x skos:definition "A thing."@en
        x skos:related devops:ci""",
    ),
    "a concept that nothing links": (
        "P7",
        'x rdf:type skos:Concept; x skos:prefLabel "X"@en; x skos:definition "A thing."@en',
    ),
    "a mapping inside a scheme": ("P8", "devops:ci skos:closeMatch x; x skos:inScheme devops"),
    "a mapping to a retired concept": ("P9", 'devops:ci skos:closeMatch x; x owl:deprecated "true"'),
    "a mapping from a retired concept": ("P9", 'x skos:closeMatch devops:ci; x owl:deprecated "true"'),
    "stated and denied": ("P10", "not devops:ci skos:broadMatch mlops:ci"),
    "stated and denied from the other end": ("P10", "not mlops:ci skos:narrowMatch devops:ci"),
}


@pytest.mark.parametrize(("rule", "text"), UNWANTED.values(), ids=UNWANTED)
def test_unwanted_statements_are_refused_by_number(rule, text):
    statements = said(SOUND) + said(text)

    assert broken(rules.project(statements)) == [rule]
    assert rules.integrity(statements) == []


WANTED = {
    "a mapping written out from both ends": "mlops:ci skos:narrowMatch devops:ci",
    "exact matches in two schemes": """
        x skos:exactMatch y
        x skos:exactMatch z
        y skos:inScheme mlops
        z skos:inScheme llmops""",
    "one label in two schemes": 'x skos:prefLabel "Continuous integration"@en; x skos:inScheme llmops',
    "one label in two languages": 'x skos:prefLabel "CI"@fr; x skos:inScheme devops',
    "a shared label with a disambiguation": """
        x skos:prefLabel "CI"@en
        x skos:inScheme devops
        word:ci crosswalk:disambiguates x
        word:ci crosswalk:disambiguates devops:ci""",
    "a concept with no counterpart, on record": """
        x rdf:type skos:Concept
        x skos:prefLabel "X"@en
        x skos:definition "A thing."@en
        x crosswalk:noCounterpartIn devops""",
    "a retired concept without links": """
        x rdf:type skos:Concept
        x skos:prefLabel "X"@en
        x skos:definition "A thing."@en
        x owl:deprecated "true" """,
    "a false friend beside another relation": "not devops:ci skos:exactMatch mlops:ci",
    "a neighbour of which only the id is known": "devops:ci skos:related x",
}


@pytest.mark.parametrize("text", WANTED.values(), ids=WANTED)
def test_what_the_catalogue_allows_is_accepted(text):
    assert rules.project(said(SOUND) + said(text)) == []


def test_a_disambiguation_of_one_concept_is_not_enough():
    statements = said(SOUND) + said("""
        x skos:prefLabel "CI"@en
        x skos:inScheme devops
        word:ci crosswalk:disambiguates x
    """)

    assert broken(rules.project(statements)) == ["P5"]


def test_a_message_names_the_labels_the_way_and_the_remedy():
    statements = said("""
        d:unit skos:broader d:test
        d:test skos:broader d:ci
        d:ci skos:related d:unit
        d:ci skos:prefLabel "Continuous integration"@en
        d:unit skos:prefLabel "Unit test"@en
    """)

    [violation] = rules.integrity(statements)

    assert (violation.subject, violation.object) == ("d:unit", "d:ci")
    assert violation.message == (
        "“Unit test” (d:unit) is related to “Continuous integration” (d:ci), which is also broader than it "
        "(Unit test → d:test → Continuous integration); remove the related link or a step of this way."
    )


@pytest.mark.parametrize("also", ["mlops:a skos:narrowMatch mlops:b", "mlops:a skos:closeMatch llmops:z"])
def test_a_mapping_is_told_in_the_direction_that_it_was_stated_in(also):
    statements = said(f'mlops:a skos:broadMatch llmops:z; llmops:z owl:deprecated "true"; {also}')

    found = rules.project(statements)

    assert ("mlops:a", "llmops:z") in {(violation.subject, violation.object) for violation in found}
    assert ("llmops:z", "mlops:a") not in {(violation.subject, violation.object) for violation in found}


def test_a_retired_target_names_its_successor():
    statements = said("""
        a skos:closeMatch old
        old owl:deprecated "true"
        old dcterms:isReplacedBy new
    """)

    [violation] = rules.project(statements)

    assert violation.message.endswith("; map to new.")


def test_each_circle_is_told_once():
    statements = said("""
        a skos:broader b
        b skos:broader c
        c skos:broader a
        below skos:broader a
        x skos:broader y
        y skos:broader x
    """)

    messages = [violation.message for violation in rules.project(statements)]

    assert [message.split(";")[0] for message in messages] == [
        "broader links lead round in a circle (a → b → c → a)",
        "broader links lead round in a circle (x → y → x)",
    ]


def test_the_order_of_statements_changes_nothing():
    statements = said(";".join(text for _, text in [*INCONSISTENT.values(), *UNWANTED.values()]))

    forwards = rules.integrity(statements), rules.project(statements)
    backwards = rules.integrity(statements[::-1]), rules.project(statements[::-1])

    assert forwards == backwards


def test_violations_come_in_the_order_of_the_rules():
    statements = said(";".join(text for _, text in INCONSISTENT.values()))

    numbers = [int(rule[1:]) for rule in broken(rules.integrity(statements))]

    assert numbers == sorted(numbers)


def test_depth_has_no_limit():
    chain = [Statement(f"c{n}", "skos:broader", f"c{n + 1}") for n in range(10_000)]
    related = Statement("c0", "skos:related", "c10000")

    [violation] = rules.integrity([*chain, related])

    assert violation.rule == "S27"
    assert "(c0 → c1 → c2 → … → c9998 → c9999 → c10000)" in violation.message


def test_a_big_circle_is_found():
    ring = [Statement(f"c{n}", "skos:broader", f"c{(n + 1) % 10_000}") for n in range(10_000)]

    assert broken(rules.project(ring)) == ["P1"]
