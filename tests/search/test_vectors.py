"""Questions found by their meaning, with SEMANTIC_SEARCH and without."""

from itertools import zip_longest

import pytest
from django.core.management import call_command
from django.test import TestCase

from mapping import content, search
from mapping.models import Record, SearchVector
from mapping.search import meaning, minilm

ASKS = "asks: [which parameters gave the best accuracy last month]"
# Not one of its telling words but `parameters` stands on the page.
QUESTION = "parameters that produced our highest precision recently"


@pytest.fixture
def semantic(site, settings):
    settings.SEMANTIC_SEARCH = True
    meaning.forget()
    call_command("learn_meanings")
    yield
    meaning.forget()


def edit(site, name, old, new):
    text = (site / name).read_text()
    assert old in text
    (site / name).write_text(text.replace(old, new))
    with TestCase.captureOnCommitCallbacks(execute=True):
        content.sync(site)


def ask_mlflow(site, asks=ASKS):
    edit(site, "tools/mlflow.md", "gist: Tracks", f"{asks}\ngist: Tracks")


def names(query):
    return [hit.label for hit in search.find(query).hits]


def vectors():
    return set(SearchVector.objects.values_list("record__path", "kind", "name"))


def test_a_question_in_other_words_finds_its_page_by_meaning(semantic, site):
    ask_mlflow(site)

    assert names(QUESTION)[0] == "MLflow"


def test_without_it_only_words_count(site):
    ask_mlflow(site)

    assert names(QUESTION) == [] and vectors() == set()


def test_switched_off_later_it_is_left_out(semantic, site, settings):
    ask_mlflow(site)
    settings.SEMANTIC_SEARCH = False

    assert names(QUESTION) == []


@pytest.mark.parametrize("query", ["how to tie a tie", "which parameters make a wedding cake taste better", "xyzzyq"])
def test_a_question_about_something_else_finds_nothing(semantic, site, query):
    ask_mlflow(site)

    assert names(query) == []


@pytest.mark.parametrize("query", ["jenkins", "kuberntes", "mlops equivalent of ci/cd", "mlflow vs jenkins", "release"])
def test_what_a_name_answers_never_loads_the_model(site, settings, monkeypatch, query):
    expected = [hit.pk for hit in search.find(query).hits]
    settings.SEMANTIC_SEARCH = True
    monkeypatch.setattr(minilm, "embedded", lambda texts: pytest.fail("the model was asked"))

    assert [hit.pk for hit in search.find(query).hits] == expected
    assert search.suggest(query).hits


def test_a_keystroke_never_waits_for_the_model(semantic, site, monkeypatch):
    ask_mlflow(site)
    monkeypatch.setattr(minilm, "embedded", lambda texts: pytest.fail("the model was asked"))

    search.suggest(QUESTION)


def test_until_all_is_learnt_words_answer_as_they_do_without_it(semantic, site, settings):
    SearchVector.objects.exclude(record__path="tools/mlflow").delete()
    query = "something runs containers on many machines"
    found = names(query)

    settings.SEMANTIC_SEARCH = False

    assert found == names(query) and found[0] == "Kubernetes"


def test_two_pages_may_say_the_same(semantic, site):
    ask_mlflow(site)
    edit(site, "tools/jenkins.md", "gist: Runs", f"{ASKS}\ngist: Runs")
    SearchVector.objects.all().delete()

    call_command("learn_meanings")

    assert sorted(path for path, kind, _ in vectors() if kind == "ask") == ["tools/jenkins", "tools/mlflow"]


def test_counts_and_facets_speak_of_what_meaning_found_too(semantic, site):
    ask_mlflow(site)

    found = search.find(QUESTION)

    assert found.count == sum(found.facets["type"].values()) == len(found.hits) > 0


def test_every_head_and_question_has_a_vector(semantic, site):
    ask_mlflow(site)

    searched = Record.objects.published().filter(kind__in=["concept", "tool", "false-friend"])
    assert len([kind for _, kind, _ in vectors() if kind == "head"]) == searched.count()
    assert [path for path, kind, _ in vectors() if kind == "ask"] == ["tools/mlflow"]


def test_a_write_makes_only_the_vectors_of_what_changed(semantic, site):
    ask_mlflow(site)
    before = dict(SearchVector.objects.values_list("pk", "kind"))

    edit(site, "tools/mlflow.md", "last month", "last year")

    after = dict(SearchVector.objects.values_list("pk", "kind"))
    assert [before[pk] for pk in before.keys() - after.keys()] == ["ask"]
    assert [after[pk] for pk in after.keys() - before.keys()] == ["ask"]


def test_what_is_withdrawn_is_forgotten(semantic, site):
    ask_mlflow(site)

    edit(site, "tools/mlflow.md", "status: published", "status: draft")

    assert "tools/mlflow" not in {path for path, *_ in vectors()}
    assert names(QUESTION) == []


def test_a_rebuild_keeps_the_vectors(semantic, site):
    before = set(SearchVector.objects.values_list("pk", flat=True))

    search.rebuild()

    assert set(SearchVector.objects.values_list("pk", flat=True)) == before


def test_many_new_texts_are_left_to_the_command(semantic, site, monkeypatch):
    expected = vectors()
    SearchVector.objects.all().delete()
    monkeypatch.setattr(meaning, "AT_ONCE", 2)
    with TestCase.captureOnCommitCallbacks(execute=True):
        search.rebuild()
    assert vectors() == set()

    call_command("learn_meanings")

    assert vectors() == expected


def test_a_write_is_not_kept_waiting_for_the_model(semantic, site, monkeypatch):
    monkeypatch.setattr(minilm, "embedded", lambda texts: pytest.fail("the model was asked"))

    with TestCase.captureOnCommitCallbacks() as afterwards:
        text = (site / "tools/mlflow.md").read_text()
        (site / "tools/mlflow.md").write_text(text.replace("gist: Tracks", f"{ASKS}\ngist: Tracks"))
        content.sync(site)

    assert afterwards


def test_stopped_in_the_middle_it_goes_on_from_there(semantic, monkeypatch):
    expected = vectors()
    SearchVector.objects.all().delete()
    monkeypatch.setattr(meaning, "AT_ONCE", 2)
    next(search.learn())
    kept = set(SearchVector.objects.values_list("pk", flat=True))
    assert len(kept) == 2

    call_command("learn_meanings")

    assert vectors() == expected
    assert kept <= set(SearchVector.objects.values_list("pk", flat=True))


def test_two_that_learn_at_once_share_the_work(semantic, monkeypatch):
    expected = vectors()
    SearchVector.objects.all().delete()
    monkeypatch.setattr(meaning, "AT_ONCE", 2)
    learnt = []
    embedded = minilm.embedded
    monkeypatch.setattr(minilm, "embedded", lambda texts: learnt.extend(texts) or embedded(texts))

    for _ in zip_longest(search.learn(), search.learn()):
        pass

    assert vectors() == expected
    assert len(learnt) == len(expected)


def test_what_an_editor_takes_away_while_it_is_learnt_does_no_harm(semantic, site, monkeypatch):
    SearchVector.objects.all().delete()
    monkeypatch.setattr(meaning, "AT_ONCE", 2)
    learning = search.learn()
    next(learning)

    edit(site, "tools/mlflow.md", "status: published", "status: draft")
    list(learning)

    assert "tools/mlflow" not in {path for path, *_ in vectors()}


def test_beyond_what_memory_may_hold_the_candidates_are_still_ranked_by_meaning(semantic, site, monkeypatch):
    ask_mlflow(site)
    monkeypatch.setattr(meaning, "MOST_KEPT", 3)

    assert names(QUESTION)[0] == "MLflow"


def test_texts_are_read_as_the_model_was_taught():
    # As the tokenizer that the model was published with reads them.
    expected = "101 13970 5677 7159 2229 3475 1005 1056 7668 1864 1876 1035 1574 999 102"

    assert " ".join(map(str, minilm.tokens("Kubernetes isn't Café 日本_€!"))) == expected
    assert len(minilm.tokens("word " * 1000)) == 128


def test_a_text_has_the_same_vector_alone_and_among_others():
    long = "A longer text, which stands beside the short one. " * 3

    assert meaning._packed(["drift", long])[0] == meaning._packed(["drift"])[0]


def test_the_vectors_are_those_of_the_published_model():
    # The first numbers that onnxruntime makes of the same file.
    expected = [-0.111656, -0.059443, 0.084346, 0.093093]

    found = minilm.embedded(["A model drifts."])[0]

    assert found[:4].tolist() == pytest.approx(expected, abs=1e-5)
