"""Promises that the content of this repository keeps."""

import pytest
from django.conf import settings

from mapping import content
from mapping.content.formats import ConceptFormat
from mapping.content.references import references
from tests.views.links import broken_links


@pytest.fixture(scope="module")
def entries():
    found, faults = content.read_all(content.texts(settings.CONTENT_DIR))
    assert faults == []
    return found


def concepts(entries, discipline):
    return [entry for path, entry in entries.items() if path.startswith(f"concepts/{discipline}/")]


def answered(record: ConceptFormat) -> set[str]:
    """The disciplines that a concept has a counterpart in, or a finding that there is none."""
    return {part.to.split("/")[0] for part in record.mappings if part.confidence >= 0.5} | {
        none.in_ for none in record.no_counterpart
    }


def test_it_is_right_and_good():
    assert content.check_folder(settings.CONTENT_DIR, strict=True)[0] > 150


def test_ci_cd_grows_into_ci_cd_plus_continuous_training(entries):
    mappings = entries["concepts/devops/ci-cd"].record.mappings

    assert ("mlops/ci-cd-ct", "broad") in [(part.to, part.relation) for part in mappings]


def test_24_devops_concepts_are_answered_on_both_sides(entries):
    whole = [e for e in concepts(entries, "devops") if answered(e.record) >= {"mlops", "llmops"}]

    assert len(whole) >= 24


def test_there_are_80_tools(entries):
    assert sum(path.startswith("tools/") for path in entries) >= 80


def test_nothing_published_leads_to_what_is_not(entries):
    hidden = {path for path, entry in entries.items() if getattr(entry.record, "status", "published") != "published"}
    leading = {(e.path, r.path) for e in entries.values() for r in references(e) if r.path in hidden}

    assert leading == set()


def test_every_link_on_every_page_leads_somewhere(db, client):
    content.sync(settings.CONTENT_DIR)

    assert broken_links(client, into_queries=False) == set()
