"""The road: nothing before what it rests on, MLOps before LLMOps, and nothing that is needed left out."""

import random

import pytest
from django.conf import settings

from mapping import content, roadmap
from mapping.models import Role
from mapping.models.naming import DISCIPLINES, concept_path
from tests import small


@pytest.fixture(scope="module")
def real():
    """The real catalogue without a database: what each concept requires, the steps of all legs, what roles know."""
    entries = content.read_all(content.texts(settings.CONTENT_DIR))[0]
    concepts, legs, roles = (
        [entry for path, entry in sorted(entries.items()) if path.startswith(folder)]
        for folder in ("concepts/", "roadmap/", "roles/")
    )
    requires = {one.path: [concept_path(ref, one.discipline) for ref in one.record.requires] for one in concepts}
    steps = [concept_path(step.concept, leg.record.discipline) for leg in legs for step in leg.record.steps]
    return requires, steps, [{f"concepts/{ref}" for ref in role.record.knows} for role in roles]


def faults(order, requires, known):
    """What a reader could not follow: the step, and what it lacks."""
    place = {path: number for number, path in enumerate(order)}
    lanes = [DISCIPLINES.index(path.split("/")[1]) for path in order]
    yield from (order[n] for n in range(1, len(order)) if lanes[n] < lanes[n - 1])
    for path in order:
        if path not in known:
            missing = (needed for needed in requires[path] if needed not in known)
            yield from ((path, needed) for needed in missing if place.get(needed, len(order)) > place[path])


def test_every_path_can_be_walked_from_every_role_and_from_a_thousand_states_of_knowledge(real):
    requires, steps, roles = real
    disciplines = {path: path.split("/")[1] for path in requires}
    draw = random.Random(7)
    everything = sorted(requires)
    drawn = [set(draw.sample(everything, draw.randrange(len(everything)))) for _ in range(1000)]
    for known in [set(), *roles, *drawn]:
        targets = [*steps, *draw.sample(everything, 5)]

        order = roadmap.in_order(targets, requires, disciplines, known)

        assert list(faults(order, requires, known)) == []
        assert set(targets) <= set(order)
        assert len(order) == len(set(order))


FILES = small.FILES | {
    "concepts/mlops/model-registry.md": small.concept(
        "Model registry", "requires: [ci-cd-ct]\n" + small.none_in("devops")
    ),
    "concepts/llmops/prompt-release.md": small.concept(
        "Prompt release", "requires: [mlops/model-registry]\n" + small.none_in("mlops")
    ),
    "roadmap/20-prompts.md": small.record(
        "label: Prompts\ndiscipline: llmops\ngoal: Ship one prompt.\nhands_on: Do it.\n"
        "steps:\n- concept: prompt-release\n  effort: M\n  why: It is what changes."
    ),
}


@pytest.fixture
def legs(db, tmp_path):
    content.sync(small.write(tmp_path, FILES))


def names(stops):
    return [stop.concept.label for stop in stops]


def test_what_no_leg_names_is_put_in_where_it_is_needed(legs):
    road = roadmap.road({})

    assert [(stretch.discipline, stretch.name, names(stretch.stops)) for stretch in road.stretches] == [
        ("devops", "What later stages rest on", ["CI/CD"]),
        ("mlops", "Start", ["Model serving"]),
        ("mlops", "What later stages rest on", ["CI/CD plus training", "Model registry"]),
        ("llmops", "Prompts", ["Prompt release"]),
    ]


def test_a_step_that_is_known_stays_on_the_road_with_the_reason(legs):
    road = roadmap.road({pk: "you ticked it" for pk in [stop.concept.pk for stop in roadmap.road({}).stops][:2]})

    assert [(stop.concept.label, stop.known_by) for stop in road.stops if stop.is_known] == [
        ("Model serving", "you ticked it")
    ]
    assert road.next_stop.concept.label == "CI/CD plus training"


def test_a_role_knows_its_concepts_by_name(legs):
    known = roadmap.known_to(Role.objects.get(slug="sysadmin"))

    assert list(known.values()) == ["known to a system administrator"]


def test_a_path_lists_what_its_target_rests_on_and_sums_the_effort(legs):
    target = roadmap.road({}).stops[-1].concept.pk

    path = roadmap.path([target], [])

    assert names(path) == ["CI/CD", "CI/CD plus training", "Model registry", "Prompt release"]
    assert path[1].because == "Needed for Model registry."
    assert roadmap.hours(path) == 4 * 5
