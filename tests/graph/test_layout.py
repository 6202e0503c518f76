"""What a drawing promises whoever looks at it."""

import re

import pytest

from mapping import content, graph
from mapping.graph.drawing import NODE_GAP, wrapped
from mapping.models import Concept, Stage
from mapping.models.concept_page import ConceptPage
from mapping.models.crosswalk import whole_map
from tests import small


@pytest.fixture
def release(site):
    """A stage with many mappings that cross each other."""
    files = {}
    for n in range(8):
        more = "mappings:\n" + "".join(small.mapping(f"{key}/there-{7 - n}") for key in ("mlops", "llmops"))
        files[f"concepts/devops/here-{n}.md"] = small.concept(f"A term with a rather long name, number {n}", more)
        for key, others in (("mlops", "devops"), ("llmops", "devops")):
            files[f"concepts/{key}/there-{n}.md"] = small.concept(f"There {n} in {key} beyond {others}")
    content.sync(small.write(site, files))
    return graph.of_stage(Stage.objects.get(pk="release"), whole_map())


def boxes(drawing):
    return [(n.x, n.y, n.x + n.width, n.y + n.height) for n in drawing.nodes]


def points(path):
    """Points along a line, enough of them to notice a box in its way."""
    numbers = [float(number) for number in re.findall(r"-?[\d.]+", path.split("C")[0].split("H")[0])]
    at, found = numbers[:2], []
    for command, given in re.findall(r"([CHV])([^CHVM]*)", path):
        n = [float(number) for number in given.split()]
        if command == "C":
            steps = [step / 20 for step in range(21)]
            curve = list(zip(*[iter([*at, *n])] * 2, strict=True))
            found += [tuple(bezier([p[axis] for p in curve], t) for axis in (0, 1)) for t in steps]
            at = n[4:]
        else:
            end = [n[0], at[1]] if command == "H" else [at[0], n[0]]
            found += [tuple(at[a] + (end[a] - at[a]) * step / 20 for a in (0, 1)) for step in range(21)]
            at = end
    return found


def bezier(p, t):
    return (1 - t) ** 3 * p[0] + 3 * (1 - t) ** 2 * t * p[1] + 3 * (1 - t) * t**2 * p[2] + t**3 * p[3]


def test_no_two_boxes_meet(release):
    for left, top, right, bottom in boxes(release):
        others = [b for b in boxes(release) if b != (left, top, right, bottom)]
        assert not [b for b in others if b[0] < right and left < b[2] and b[1] < bottom + NODE_GAP and top < b[3]]


def test_no_line_runs_through_a_box(release):
    crossed = [
        (edge.path, box)
        for edge in release.edges
        for x, y in points(edge.path)
        for box in boxes(release)
        if box[0] + 1 < x < box[2] - 1 and box[1] < y < box[3]
    ]

    assert release.edges and crossed == []


def test_each_mapping_is_drawn_once_and_said_at_both_ends(release):
    said = [(s.kind, s.other.pk) for node in release.nodes for s in node.statements]

    assert len(release.edges) == len({edge.ends for edge in release.edges})
    assert len(said) == 2 * len(release.edges)


def test_a_drawing_is_the_same_from_load_to_load(release):
    again = graph.of_stage(Stage.objects.get(pk="release"), whole_map())

    assert [edge.path for edge in again.edges] == [edge.path for edge in release.edges]
    assert boxes(again) == boxes(release)


def test_the_neighbourhood_has_the_counterparts_in_their_lanes_and_what_comes_after(site):
    page = ConceptPage(Concept.objects.for_page().get(path="concepts/devops/ci-cd"))

    drawing = graph.around(page)

    assert {key: [n.concept.slug for n in nodes] for key, _, _, nodes in drawing.lanes} == {
        "devops": ["ci-cd"],
        "mlops": ["ci-cd-ct"],
        "llmops": [],
    }


def test_a_relation_is_said_as_seen_from_the_focus(site):
    page = ConceptPage(Concept.objects.for_page().get(path="concepts/mlops/ci-cd-ct"))

    notes = [node.note for node in graph.around(page).nodes if node.concept.slug == "ci-cd"]

    assert notes == ["narrower match"]


def test_the_overview_counts_every_concept_once(site):
    found = graph.overview(whole_map())

    assert sum(box.count for row in found.rows for box in row.boxes) == Concept.objects.published().count()


@pytest.mark.parametrize("label", ["a" * 300, "word " * 60, "漢字" * 60, "🙂" * 40, "مستودع " * 30, ""])
def test_a_label_of_any_kind_stays_in_its_box(label):
    lines = wrapped(label)

    assert len(lines) <= 3 and all(len(line) <= 27 for line in lines)
