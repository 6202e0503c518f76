"""What the database itself refuses, whoever writes."""

from decimal import Decimal

import pytest
from django.db import IntegrityError

from mapping.models import Concept, Label, Mapping, Publication, Record, Version
from mapping.models.crosswalk import whole_map


@pytest.fixture
def ci_cd(site):
    return Concept.objects.get(path="concepts/devops/ci-cd")


def test_s13_a_label_stands_once_in_a_language(ci_cd):
    with pytest.raises(IntegrityError):
        Label.objects.create(record=ci_cd, kind="hidden", text="delivery automation")


def test_s14_one_preferred_label_per_language(ci_cd):
    with pytest.raises(IntegrityError):
        Label.objects.create(record=ci_cd, kind="pref", text="Another name", lang="en")


def test_p2_one_mapping_per_pair(ci_cd):
    mapping = ci_cd.mappings_out.first()
    mapping.pk = None
    mapping._state.adding = True

    with pytest.raises(IntegrityError):
        mapping.save()


def test_p1_no_concept_is_mapped_to_itself(ci_cd):
    with pytest.raises(IntegrityError):
        ci_cd.mappings_out.update(object=ci_cd)


def test_confidence_lies_between_0_and_1(ci_cd):
    with pytest.raises(IntegrityError):
        ci_cd.mappings_out.update(confidence=Decimal("1.2"))


def test_a_review_has_a_person_and_a_day(ci_cd):
    with pytest.raises(IntegrityError):
        Record.objects.filter(pk=ci_cd.pk).update(reviewed_by="Ada")


def test_an_address_belongs_to_one_record(ci_cd):
    with pytest.raises(IntegrityError):
        Record.objects.filter(path="tools/jenkins").update(path=ci_cd.path)


def test_the_publication_counts_in_one_row(site):
    before = Publication.objects.current()

    Publication.objects.bump()

    assert (Publication.objects.current(), Publication.objects.count()) == (before + 1, 1)


def test_a_version_keeps_the_whole_text_and_its_reason(ci_cd):
    version = Version.objects.get(path=ci_cd.path)

    assert version.text.startswith("---\nlabel: CI/CD\n") and version.reason == "From the files"


def test_a_mapping_is_read_from_both_ends(site):
    concepts = {concept.path: concept for concept in whole_map()}

    forth = concepts["concepts/devops/ci-cd"].counterparts_in("mlops")[0]
    back = concepts["concepts/mlops/ci-cd-ct"].counterparts_in("devops")[0]

    assert (forth.relation, back.relation) == ("broad", "narrow")
    assert forth.mapping == back.mapping == Mapping.objects.get(relation="broad")
