"""SKOS: what goes out is complete, consistent, and reads back as the same records."""

import pytest
import rdflib
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from mapping import content, exchange, rules
from mapping.content import statements
from mapping.exchange import skos
from mapping.rules import Literal, Statement
from tests import small

BASE = "http://127.0.0.1:8000/id/"
CI = rdflib.URIRef(f"{BASE}devops/ci-cd")


@pytest.fixture
def graph(site):
    return parsed(skos.everything())


def parsed(document):
    return rdflib.Graph().parse(data=exchange.as_turtle(document), format="turtle")


def names(graph, subject, predicate):
    return sorted(
        str(found).removeprefix(BASE) for found in graph.objects(rdflib.URIRef(f"{BASE}{subject}"), predicate)
    )


def test_turtle_and_json_ld_say_the_same(site):
    document = skos.everything()

    other = rdflib.Graph().parse(data=exchange.as_json_ld(document), format="json-ld")

    assert isomorphic(parsed(document), other)


def test_the_export_breaks_no_condition_of_skos_and_no_rule_of_ours(site, tmp_path):
    (tmp_path / "out.ttl").write_text(exchange.as_turtle(skos.everything()), encoding="utf-8")
    found = exchange.read(tmp_path / "out.ttl")

    assert rules.integrity(found) == []
    # P7 asks for a link; a finding that there is none is one, and it has no word in SKOS.
    assert {violation.rule for violation in rules.project(found)} <= {"P7"}


def test_reading_the_export_gives_the_records_back(site, tmp_path):
    entries, _ = content.read_all(content.texts(site))
    stored = set(statements.of_entries(entries.values()))
    (tmp_path / "out.ttl").write_text(exchange.as_turtle(skos.everything()), encoding="utf-8")

    back = {short(one) for one in exchange.read(tmp_path / "out.ttl")}

    spoken = {one for one in stored if not one.negated and not one.predicate.startswith("crosswalk:")}
    assert spoken - back == set()
    assert {one for one in back if one.predicate in KEPT and concept_end(one)} - spoken == inverses(spoken)


KEPT = {one for one in rules.statements.SEMANTIC} | {"skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"}
INVERSE = rules.statements.INVERSE | {
    "skos:broader": "skos:narrower",
    "skos:narrower": "skos:broader",
    "skos:related": "skos:related",
}


def short(one):
    value = one.object if isinstance(one.object, Literal) else one.object.removeprefix(BASE)
    value = Literal("true", "") if one.predicate == "owl:deprecated" else value
    return Statement(one.subject.removeprefix(BASE), one.predicate, value)


def concept_end(one):
    head, _, rest = one.subject.partition("/")
    return head in ("devops", "mlops", "llmops") and rest


def inverses(stored):
    told_back = {Statement(s.object, INVERSE[s.predicate], s.subject) for s in stored if s.predicate in INVERSE}
    return told_back - stored


def test_both_directions_of_each_relation_are_written_out(graph):
    assert names(graph, "devops/ci-cd", SKOS.broadMatch) == ["mlops/ci-cd-ct"]
    assert names(graph, "mlops/ci-cd-ct", SKOS.narrowMatch) == ["devops/ci-cd"]
    assert names(graph, "mlops/ci-cd-ct", SKOS.related) == ["mlops/model-serving"]
    assert names(graph, "mlops/model-serving", SKOS.related) == ["mlops/ci-cd-ct"]
    assert names(graph, "devops/ci-cd", DCTERMS.isRequiredBy) == ["mlops/ci-cd-ct"]


def test_a_scheme_says_what_it_is_and_where_it_starts(graph):
    assert names(graph, "llmops", DCTERMS.isPartOf) == ["mlops"]
    assert names(graph, "devops", SKOS.hasTopConcept) == ["devops/ci-cd", "devops/container-orchestration"]
    assert names(graph, "devops", DCTERMS.license) == ["https://creativecommons.org/licenses/by/4.0/"]
    assert all(names(graph, "devops", OWL.versionInfo))


def test_labels_carry_their_language_and_misspellings_are_hidden_labels(graph):
    assert (CI, SKOS.prefLabel, rdflib.Literal("CI/CD", "en")) in graph
    assert (CI, SKOS.altLabel, rdflib.Literal("delivery automation", "en")) in graph
    assert (CI, SKOS.hiddenLabel, rdflib.Literal("cicid", "en")) in graph


def test_stages_are_collections_and_the_roadmap_is_ordered(graph):
    stage, road = rdflib.URIRef(f"{BASE}stage/platform"), rdflib.URIRef(f"{BASE}roadmap")
    leg = rdflib.URIRef(f"{BASE}roadmap/start")

    assert names(graph, "stage/platform", SKOS.member) == ["devops/container-orchestration", "mlops/model-serving"]
    assert graph.value(stage, RDF.type) == SKOS.Collection
    assert list(graph.items(graph.value(road, SKOS.memberList))) == [leg]
    assert list(graph.items(graph.value(leg, SKOS.memberList))) == [rdflib.URIRef(f"{BASE}mlops/model-serving")]


def test_negative_statements_stay_out(site):
    text = exchange.as_turtle(skos.everything())

    assert "NoTermFound" not in text and "llmops:prompt-release skos:exactMatch" not in text


def test_tools_are_no_concepts_and_end_no_match(graph):
    tool = rdflib.URIRef(f"{BASE}tools/kubernetes")

    assert graph.value(tool, RDF.type) == rdflib.URIRef("https://schema.org/SoftwareApplication")
    assert names(graph, "tools/kubernetes", rdflib.URIRef("https://schema.org/about")) == [
        "devops/container-orchestration"
    ]


def test_a_withdrawn_concept_is_deprecated_and_names_its_successor(site):
    name = "concepts/llmops/prompt-release.md"
    text = "replaced_by: new-release\nstatus: withdrawn".join(small.FILES[name].rsplit("status: published", 1))
    small.write(
        site,
        {
            name: text,
            "concepts/llmops/new-release.md": small.concept("New release", small.none_in("mlops", "devops")),
            "concepts/devops/ci-cd.md": small.concept(
                "CI/CD", "mappings:\n" + small.mapping("mlops/ci-cd-ct", "broad")
            ),
            "false-friends/release.md": small.FILES["false-friends/release.md"]
            .replace("- in: llmops/prompt-release", "- in: a text")
            .replace("not_exact:\n- [devops/ci-cd, llmops/prompt-release]\n", ""),
        },
    )
    content.sync(site)

    graph = parsed(skos.everything())

    gone = rdflib.URIRef(f"{BASE}llmops/prompt-release")
    assert graph.value(gone, OWL.deprecated).toPython() is True
    assert names(graph, "llmops/prompt-release", DCTERMS.isReplacedBy) == ["llmops/new-release"]
    assert names(graph, "llmops", SKOS.hasTopConcept) == ["llmops/new-release"]


def test_a_draft_goes_out_in_no_way(site):
    draft = "status: draft".join(small.FILES["concepts/llmops/prompt-release.md"].rsplit("status: published", 1))
    small.write(site, {"concepts/llmops/prompt-release.md": draft})
    content.sync(site)

    text = exchange.as_turtle(skos.everything())

    assert "prompt-release" not in text


@pytest.mark.parametrize("text", ['"quoted" \\ back', "two\nlines\ttab", "ünïcode 🚀 ‮rtl", "</script>", "nul \x01 end"])
def test_any_text_survives_both_formats(site, text):
    concept = skos.Concept.objects.get(path="concepts/devops/ci-cd")
    skos.Concept.objects.filter(pk=concept.pk).update(definition=text)

    for told, format in ((exchange.as_turtle, "turtle"), (exchange.as_json_ld, "json-ld")):
        graph = rdflib.Graph().parse(data=told(skos.concept(concept)), format=format)
        assert str(graph.value(CI, SKOS.definition)) == text


def test_an_address_that_is_no_iri_is_escaped(site):
    concept = skos.Concept.objects.get(path="concepts/devops/ci-cd")
    concept.sources.create(title="Odd", url='https://example.org/a b|"<x>', seen="2026-11-25")

    graph = parsed(skos.concept(concept))

    assert str(graph.value(CI, DCTERMS.source)) == "https://example.org/a%20b%7C%22%3Cx%3E"
