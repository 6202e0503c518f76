"""The contract of search, which both databases fulfil."""

import pytest

from mapping import content, search
from mapping.models import Concept, SearchDocument
from mapping.search.fold import fold
from tests import small


def names(query, **filters):
    return [hit.label for hit in search.find(query, **filters).hits]


@pytest.mark.parametrize("query", ["CI/CD", "ci-cd", "cicd", "ci cd", " CI/CD "])
def test_every_spelling_of_a_compound_finds_it_first(site, query):
    assert names(query)[0] == "CI/CD"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("k8s", "Kubernetes"),
        ("hudson", "Jenkins"),
        ("kuberntes", "Kubernetes"),
        ("kubectl", "Kubernetes"),
        ("feature stores", "Feature store"),
        ("contain", "Container orchestration"),
    ],
    ids=["alias", "alias in another case", "hidden label", "name in files", "plural", "prefix"],
)
def test_a_label_of_any_kind_finds_its_record_first(site, query, name):
    assert names(query)[0] == name


def test_an_exact_name_comes_before_a_longer_one(site):
    assert names("ci/cd")[:2] == ["CI/CD", "CI/CD plus training"]


def test_a_word_of_the_text_finds_the_page(site):
    assert "CI/CD" in names("path")


def test_the_label_that_matched_is_said(site):
    hit = search.find("k8s").hits[0]

    assert (hit.matched, hit.matched_kind) == ("k8s", "alt")


def test_a_hit_shows_its_counterparts_and_no_hint(site):
    hit = search.find("ci/cd").hits[0]

    assert [(found.name, found.relation) for found in hit.counterparts] == [("CI/CD plus training", "broad")]


def test_a_counterpart_is_read_from_its_other_end_too(site):
    hit = search.find("CI/CD plus training").hits[0]

    assert ("CI/CD", "narrow") in [(found.name, found.relation) for found in hit.counterparts]


def test_no_counterpart_is_said_with_the_nearest_analogy(site):
    hit = search.find("feature store").hits[0]

    assert [(found.name, found.relation) for found in hit.counterparts] == [("CI/CD", "none")]


def test_a_tool_leads_to_what_stands_beside_it(site):
    hit = search.find("jenkins").hits[0]

    assert [(found.name, found.type) for found in hit.counterparts] == [("MLflow", "tool")]


def test_a_tool_leads_to_the_counterparts_of_what_it_serves(site):
    hit = search.find("kubernetes").hits[0]

    assert "Model serving" in [found.name for found in hit.counterparts]


def test_one_word_with_several_meanings_gives_the_disambiguation_first(site):
    assert search.find("release").hits[0].type == "false-friend"


@pytest.mark.parametrize("query", ['"', "a AND", "-x", "*", "NEAR(", "ci' OR 1=1 --", "(((", "%", ":*", "a:b", "\\"])
def test_signs_of_a_query_language_do_no_harm(site, query):
    assert search.find(query).query == query.strip()


@pytest.mark.parametrize("query", ["", "   ", "???"])
def test_nothing_asked_is_nothing_found(site, query):
    assert search.find(query).count == 0


def test_nonsense_finds_nothing(site):
    assert search.find("xyzzyq").hits == []


def test_what_is_not_published_is_not_found(site):
    text = (site / "tools/mlflow.md").read_text()
    (site / "tools/mlflow.md").write_text(text.replace("status: published", "status: draft"))
    content.sync(site)

    assert "MLflow" not in names("mlflow")


def test_a_new_label_answers_at_once(site):
    text = (site / "tools/mlflow.md").read_text()
    (site / "tools/mlflow.md").write_text(text.replace("label: MLflow", "label: MLflow\naliases: [run book]"))
    content.sync(site)

    assert names("runbook")[0] == "MLflow"


def test_filters_narrow_and_facets_count_everything(site):
    found = search.find("ci/cd", discipline="mlops")

    assert {hit.discipline for hit in found.hits} == {"mlops"}
    assert found.facets["discipline"]["devops"] >= 1


def test_pages_follow_each_other(site):
    everything = search.find("gist", limit=50).hits

    first, second = search.find("gist", limit=2).hits, search.find("gist", limit=2, offset=2).hits

    assert [hit.pk for hit in [*first, *second]] == [hit.pk for hit in everything[:4]]


def test_suggestions_ask_labels_first(site):
    assert [hit.label for hit in search.suggest("kube").hits] == ["Kubernetes"]


def test_the_index_holds_what_is_published(site):
    assert search.drift() == (set(), set())


def test_a_lost_document_is_noticed_and_a_rebuild_mends_it(site):
    concept = Concept.objects.get(path="concepts/devops/ci-cd")
    SearchDocument.objects.filter(pk=concept.pk).delete()
    assert search.drift() == ({concept.pk}, set())

    search.rebuild()

    assert search.drift() == (set(), set()) and names("ci/cd")[0] == "CI/CD"


@pytest.mark.parametrize(
    ("one", "other"), [("Argo CD", "argocd"), ("Pipelines", "pipeline"), ("Café", "cafe"), ("R&D", "r and d")]
)
def test_folding_makes_spellings_equal(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["status", "DevOps", "bus", "AWS"])
def test_folding_leaves_what_is_no_plural(word):
    assert fold(word) == word.lower()


def edit(site, name, old, new):
    """Change a file and load it."""
    text = (site / name).read_text()
    assert old in text
    (site / name).write_text(text.replace(old, new))
    content.sync(site)


@pytest.mark.parametrize(
    "query",
    ["kubernetes pods", "one path", "the", "and", "C++", "日本", "ﬁ", "a\x00b", "\x00", "x" * 500, "n't"]
    + ["ci " * 100, "a\u19b0b"],
)
def test_whatever_a_reader_types_gets_an_answer(site, query):
    assert search.find(query).count >= 0
    assert search.suggest(query).count >= 0


@pytest.mark.parametrize("query", ["Every change takes", "takes change every", "EVERY  change", "changes"])
def test_words_of_the_text_find_it_in_any_order_and_case(site, query):
    assert "CI/CD" in names(query)


def test_a_page_with_every_word_comes_before_one_with_some(site):
    assert names("runs containers many machines") == ["Kubernetes"]


def test_a_hidden_label_is_not_among_the_names_of_a_hit(site):
    hit = search.find("kuberntes").hits[0]

    assert (hit.matched_kind, hit.label, hit.aliases) == ("hidden", "Kubernetes", ("k8s",))


def test_filters_combine(site):
    assert names("gist", type="concept", discipline="mlops", stage="platform") == ["Model serving"]


def test_a_filter_that_nothing_fits_leaves_nothing_and_keeps_the_facets(site):
    found = search.find("gist", stage="nowhere")

    assert (found.count, found.hits) == (0, [])
    assert sum(found.facets["type"].values()) > 0


def test_the_count_speaks_of_all_pages(site):
    found = search.find("gist", limit=1, offset=100)

    assert found.hits == [] and found.count == search.find("gist").count > 1


def test_a_question_in_words_leads_to_the_page_that_answers_it(site):
    edit(site, "tools/mlflow.md", "gist: Tracks", "asks: [where do experiments go]\ngist: Tracks")

    assert names("where do experiments go")[0] == "MLflow"


def test_a_word_that_was_taken_out_is_not_found(site):
    edit(site, "concepts/devops/ci-cd.md", "takes one path", "has one way")

    assert "CI/CD" not in names("path")


def test_a_new_gist_of_a_mapping_is_found_on_both_pages(site):
    edit(site, "concepts/devops/container-orchestration.md", "The counterpart from here.", "Zyzzyva.")

    assert sorted(names("zyzzyva")) == ["Container orchestration", "Model serving"]


def test_a_mapping_that_was_taken_out_is_found_nowhere(site):
    name = "concepts/devops/container-orchestration.md"
    edit(site, name, "The counterpart from here.", "Zyzzyva.")
    text = (site / name).read_text()

    edit(site, name, text[text.index("mappings:") : text.index("no_counterpart:")], "")

    assert names("zyzzyva") == []


def test_a_mapping_that_is_a_draft_gives_no_counterpart(site):
    for name in ("devops/ci-cd", "devops/container-orchestration"):
        text = (site / f"concepts/{name}.md").read_text()
        (site / f"concepts/{name}.md").write_text(text.replace("  status: published", "  status: draft"))
    content.sync(site)

    assert [found.relation for found in search.find("ci/cd").hits[0].counterparts] == []


def test_a_document_too_many_is_noticed(site):
    concept = Concept.objects.get(path="concepts/devops/ci-cd")
    Concept.objects.filter(pk=concept.pk).update(status="draft")

    assert search.drift() == (set(), {concept.pk})


def test_a_name_that_is_being_typed_is_not_corrected_to_another(site):
    (site / "concepts/mlops/mlops-platform.md").write_text(small.concept("MLOps platform", "related: [ci-cd-ct]\n"))
    (site / "tools/plato.md").write_text(small.record("label: Plato\ngist: Thinks.\nkind: tool"))
    content.sync(site)

    assert search.suggest("mlops plat").hits[0].label == "MLOps platform"


@pytest.mark.parametrize("most_read", [0, 15_000], ids=["in a large vocabulary", "in a small one"])
def test_a_long_word_with_two_wrong_letters_finds_its_record(site, monkeypatch, most_read):
    monkeypatch.setattr("mapping.search.spelling.MOST_READ", most_read)

    assert names("container orchstrtion")[0] == "Container orchestration"
