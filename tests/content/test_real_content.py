"""Promises that the content of this repository keeps."""

from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.db.models.functions import Length

from mapping import content
from mapping.content.formats import ConceptFormat
from mapping.content.references import references
from mapping.models import Record, Stage
from tests.views.links import broken_links

LISTS = [
    *("/", "/map/", "/map/graph/", "/coverage/", "/new-territory/", "/which-is-which/", "/cheat-sheet/", "/tools/"),
    *("/glossary/", "/glossary/?letter=M", "/false-friends/", "/about/", "/concepts/compare/", "/tools/compare/"),
    *("/search/?q=model", "/tools/compare/?a=jenkins&b=kubeflow-pipelines"),
]
STATIC = ["css/site.css", "js/theme.js", "js/app.js", "django_htmx/htmx-2.min.js"]


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


@pytest.fixture(scope="module")
def catalogue(django_db_setup, django_db_blocker):
    """All of the content, loaded once for the tests that look at its pages."""
    with django_db_blocker.unblock(), transaction.atomic():
        content.sync(settings.CONTENT_DIR)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_link_on_every_page_leads_somewhere(catalogue, client):
    assert broken_links(client, into_queries=False) == set()


@pytest.mark.django_db
def test_a_page_is_at_most_20_kb_over_the_wire(catalogue, client):
    longest = Record.objects.published().with_own_page().order_by(Length("version__text").desc())[:60]
    records = [record.get_absolute_url() for record in longest]
    stages = list(Stage.objects.values_list("key", flat=True))
    addresses = [*records, *LISTS, *(f"/stages/{key}/" for key in stages), *(f"/map/graph/?stage={k}" for k in stages)]

    weights = {address: len(brotli.compress(client.get(address).content, quality=5)) for address in addresses}

    assert {address: weight for address, weight in weights.items() if weight > 20 * 1024} == {}


def test_styles_are_at_most_10_kb_and_scripts_25():
    weights = {path: len(brotli.compress(Path(finders.find(path)).read_bytes())) for path in STATIC}

    assert weights["css/site.css"] <= 10 * 1024
    assert sum(weight for path, weight in weights.items() if path.endswith(".js")) <= 25 * 1024
