"""Promises that the content of this repository keeps."""

from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import transaction
from django.db.models.functions import Length

from mapping import content, translate
from mapping.content.formats import ConceptFormat
from mapping.content.load import leg_number
from mapping.content.references import references
from mapping.models import Record, Stage
from mapping.models.naming import concept_path
from tests.translate import marked
from tests.views.links import broken_links

LISTS = [
    *("/", "/map/", "/map/graph/", "/coverage/", "/new-territory/", "/which-is-which/", "/cheat-sheet/", "/tools/"),
    *("/glossary/", "/glossary/m/", "/tools/letter/a/", "/false-friends/", "/about/", "/concepts/compare/"),
    *("/search/?q=model", "/tools/compare/", "/tools/compare/?a=jenkins&b=kubeflow-pipelines"),
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
    assert content.check_folder(settings.CONTENT_DIR, strict=True)[0] > 700


def test_ci_cd_grows_into_ci_cd_plus_continuous_training(entries):
    mappings = entries["concepts/devops/ci-cd"].record.mappings

    assert ("mlops/ci-cd-ct", "broad") in [(part.to, part.relation) for part in mappings]


@pytest.mark.parametrize(("discipline", "least"), [("devops", 100), ("mlops", 90), ("llmops", 60)])
def test_the_whole_field_is_there(entries, discipline, least):
    assert len(concepts(entries, discipline)) >= least


def test_every_devops_concept_is_answered_in_mlops_and_in_llmops(entries):
    open_ends = [e.path for e in concepts(entries, "devops") if not answered(e.record) >= {"mlops", "llmops"}]

    assert open_ends == []


@pytest.mark.parametrize(("discipline", "others"), [("mlops", {"devops", "llmops"}), ("llmops", {"devops", "mlops"})])
def test_every_other_concept_says_where_it_comes_from(entries, discipline, others):
    """By a mapping that leads here, or the finding that there is none."""
    reached = {}
    for entry in entries.values():
        for part in getattr(entry.record, "mappings", []):
            if part.confidence >= 0.5:
                reached.setdefault(f"concepts/{part.to}", set()).add(entry.discipline)

    open_ends = [
        e.path for e in concepts(entries, discipline) if not answered(e.record) | reached.get(e.path, set()) >= others
    ]

    assert open_ends == []


@pytest.mark.parametrize(("folder", "least"), [("tools", 300), ("false-friends", 15), ("roles", 8), ("roadmap", 3)])
def test_there_are_enough_of_the_others(entries, folder, least):
    assert sum(path.startswith(f"{folder}/") for path in entries) >= least


def test_every_tool_serves_a_concept(entries):
    served = {
        f"tools/{use.tool}"
        for discipline in ("devops", "mlops", "llmops")
        for entry in concepts(entries, discipline)
        for uses in entry.record.tools.values()
        for use in uses
    }

    assert {path for path in entries if path.startswith("tools/")} - served == set()


def test_the_road_never_stands_before_what_it_needs(entries):
    """Over all legs, in their order; what is not on the road is left to what a reader's role knows."""
    legs = sorted((leg_number(entry.slug), entry) for path, entry in entries.items() if path.startswith("roadmap/"))
    road = [concept_path(step.concept, leg.discipline) for _, leg in legs for step in leg.record.steps]
    place = {path: number for number, path in enumerate(road)}

    early = [
        (path, needed)
        for path in road
        for ref in entries[path].record.requires
        if place.get(needed := concept_path(ref, path.split("/")[1]), -1) > place[path]
    ]

    assert (early, len(road) - len(place)) == ([], 0)


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


@pytest.mark.once
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


@pytest.mark.django_db
def test_a_dump_is_the_files_byte_for_byte(catalogue, tmp_path):
    call_command("dump_content", tmp_path, verbosity=0)

    assert content.texts(tmp_path) == content.texts(settings.CONTENT_DIR)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(path.name for path in marked.FOLDER.iterdir()))
def test_translate_finds_what_readers_name_and_no_everyday_word(catalogue, name):
    text, marks = marked.read(name)

    found = translate.annotate(text).mentions

    def at(mark):
        return next((one for one in found if one.start < mark.end and mark.start < one.end), None)

    named = [mark for mark in marks if mark.kind == "name"]
    wrong = [(mark.surface, at(mark).term.key) for mark in marks if mark.kind == "trap" and at(mark)]
    wrong += [(m.surface, at(m).term.key) for m in named if m.key and at(m) and at(m).term.key != m.key]
    missed = [mark.surface for mark in named if not at(mark)]
    assert wrong == [] and len(missed) <= 0.05 * len(named) + 1, missed


def test_styles_are_at_most_10_kb_and_scripts_25():
    weights = {path: len(brotli.compress(Path(finders.find(path)).read_bytes())) for path in STATIC}

    assert weights["css/site.css"] <= 10 * 1024
    assert sum(weight for path, weight in weights.items() if path.endswith(".js")) <= 25 * 1024
