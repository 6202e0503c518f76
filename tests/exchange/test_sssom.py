"""SSSOM: positive and negative sets, in canonical form and with honest justifications."""

import csv

import pytest
import yaml

from mapping import exchange
from mapping.exchange import sssom
from mapping.models import Mapping, NotExact


def parsed(text):
    lines = text.splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    rows = list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    return head, rows


@pytest.fixture
def positive(site):
    return parsed(sssom.positive())


@pytest.fixture
def negative(site):
    return parsed(sssom.negative())


def test_every_published_mapping_is_a_row_with_its_predicate_and_confidence(positive):
    told = [(row["subject_id"], row["predicate_id"], row["object_id"], row["confidence"]) for row in positive[1]]

    assert told == [
        ("devops:ci-cd", "skos:relatedMatch", "llmops:prompt-release", "0.4"),
        ("devops:ci-cd", "skos:broadMatch", "mlops:ci-cd-ct", "0.9"),
        ("devops:container-orchestration", "skos:closeMatch", "mlops:model-serving", "0.8"),
    ]


def test_no_negative_row_stands_among_the_positive_ones(positive):
    assert "predicate_modifier" not in positive[1][0] and "NoTermFound" not in str(positive)


def test_the_head_declares_what_the_rows_use_and_says_equal_values_once(positive):
    head, rows = positive

    assert set(head["curie_map"]) == {"devops", "mlops", "llmops", "mapping", "id"}
    assert head["license"] == exchange.LICENCE and head["mapping_date"] == "2026-11-25"
    assert "mapping_date" not in rows[0] and head["mapping_tool"] == "machine draft"


def test_columns_come_in_the_order_of_the_schema_and_rows_are_sorted(positive):
    head, rows = positive

    assert list(rows[0]) == [name for name in sssom.COLUMNS if name in rows[0]]
    assert [row["record_id"] for row in rows] == sorted(row["record_id"] for row in rows)


def test_a_false_friend_is_a_negated_exact_match(negative):
    [row] = [row for row in negative[1] if row["predicate_modifier"]]

    assert (row["subject_id"], row["predicate_id"], row["predicate_modifier"], row["object_id"]) == (
        *("devops:ci-cd", "skos:exactMatch", "Not", "llmops:prompt-release"),
    )


def test_a_missing_counterpart_is_told_in_the_direction_of_all_mappings(negative):
    rows = {row["record_id"]: row for row in negative[1]}

    after = rows["mapping:none.devops.container-orchestration.llmops"]
    before = rows["mapping:none.mlops.feature-store.devops"]
    assert (after["object_id"], after["object_source"], after["mapping_cardinality"]) == (
        *("sssom:NoTermFound", "id:llmops", "1:0"),
    )
    assert (before["subject_id"], before["subject_source"], before["mapping_cardinality"]) == (
        *("sssom:NoTermFound", "id:devops", "0:1"),
    )


def test_a_machine_never_claims_to_be_a_curator(site):
    Mapping.objects.update(basis="manual")

    assert "ManualMappingCuration" not in sssom.positive() + sssom.negative()


def test_a_person_is_author_and_reviewer(site):
    review = {"reviewed_by": "A | B", "reviewed_on": "2026-12-01", "agreement": "0.5"}
    Mapping.objects.update(drafted_by="Ada", basis="manual", **review)

    head, [row, *_] = parsed(sssom.positive())

    assert (row["author_label"], row["reviewer_label"]) == ("Ada", r"A \| B")
    assert (row["review_date"], row["reviewer_agreement"]) == ("2026-12-01", "0.5")
    assert row["mapping_justification"] == "semapv:ManualMappingCuration" and "mapping_tool" not in head


def test_points_are_plain_text_on_one_line(positive):
    assert positive[1][0]["ext_carries_over"] == "The habit carries over."


def test_an_empty_set_still_has_the_columns_that_every_set_has(site):
    Mapping.objects.all().delete()
    NotExact.objects.all().delete()

    assert sssom.positive().endswith("\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n")
