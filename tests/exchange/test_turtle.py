"""Turtle files to plain statements."""

import subprocess
import sys

import pytest

from mapping import exchange, rules
from mapping.rules import Literal, Statement

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


@pytest.fixture
def turtle(tmp_path):
    """Write a Turtle file."""

    def write(text, prefixes=PREFIXES):
        path = tmp_path / "map.ttl"
        path.write_bytes(prefixes.encode() + (text if isinstance(text, bytes) else text.encode()))
        return path

    return write


def test_known_vocabularies_become_prefixes(turtle):
    path = turtle("<https://example.org/id/a> a skos:Concept ; owl:deprecated true .")

    assert exchange.read(path) == [
        Statement("https://example.org/id/a", "owl:deprecated", Literal("true")),
        Statement("https://example.org/id/a", "rdf:type", "skos:Concept"),
    ]


def test_relative_names_come_out_as_they_stand_in_the_file(turtle):
    path = turtle("<a> skos:broader <b#c> .")

    assert exchange.read(path) == [Statement("a", "skos:broader", "b#c")]


def test_labels_keep_their_language(turtle):
    path = turtle('<a> skos:prefLabel "build"@en-GB , "Bau \\u00e4"@de , "x" .')

    assert [statement.object for statement in exchange.read(path)] == [
        Literal("Bau ä", "de"),
        Literal("build", "en-GB"),
        Literal("x"),
    ]


def test_a_member_list_gives_its_members(turtle):
    path = turtle("<path> skos:memberList ( <c> <a> <b> ) .")

    statements = exchange.read(path)

    members = [statement for statement in statements if statement.predicate == "skos:member"]
    assert members == [Statement("path", "skos:member", step) for step in "abc"]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("<a> skos:broader <b> . <b> skos:broader <c> .", []),
        ('<a> skos:prefLabel "A"@en , "B"@EN .', ["S14"]),
        ('<a> skos:altLabel "A" ; skos:hiddenLabel "A"^^xsd:string .', ["S13"]),
        ("<a> skos:narrower [ skos:related <a> ] .", ["S27"]),
        ("<path> skos:memberList ( <a> ) . <b> skos:broader <path> .", ["S37"]),
        ("<a> skos:inScheme <s> . <path> skos:memberList ( <s> ) .", ["S37"]),
        ("<s> skos:hasTopConcept <s> .", ["S9"]),
    ],
)
def test_what_a_file_entails_is_judged(turtle, text, broken):
    statements = exchange.read(turtle(text))

    assert [violation.rule for violation in rules.integrity(statements)] == broken


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<a> skos:broader", "line 6: is not Turtle: the file ends inside a statement"),
        ("\n<a> skos:prefLabel 'A .\n<b> a <c> .", "line 7: is not Turtle: newline found in string literal"),
        ("\n\n<a> dct:title 'A' .", 'line 8: is not Turtle: Prefix "dct:" not bound'),
        ("(" * 5_000, "line 6: is not Turtle: brackets are nested too deeply"),
        (b"\xff\xfe", "is not UTF-8 text"),
        (
            "<a> skos:memberList _:l . _:l rdf:first <b> ; rdf:rest _:l .",
            "the memberList of a runs in a circle",
        ),
    ],
)
def test_a_broken_file_is_refused_with_its_place(turtle, text, message):
    path = turtle(text)

    with pytest.raises(exchange.TurtleError) as error:
        exchange.read(path)

    assert str(error.value).startswith(str(path))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(exchange.TurtleError, match="absent.ttl: cannot be read: No such file or directory"):
        exchange.read(tmp_path / "absent.ttl")


def test_the_rdf_library_waits_until_it_is_needed():
    code = "import sys, django; django.setup(); from mapping import exchange; sys.exit('rdflib' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
