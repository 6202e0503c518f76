"""What search makes of a reader's words: misspellings, questions for a counterpart, questions in own words."""

import random

import pytest
from django.core.management import CommandError, call_command

from mapping import content, search
from mapping.models import SearchTerm, SearchWord
from mapping.search.spelling import forms, nearest


def names(query, **filters):
    return [hit.label for hit in search.find(query, **filters).hits]


def edit(site, name, old, new):
    text = (site / name).read_text()
    assert old in text
    (site / name).write_text(text.replace(old, new))
    content.sync(site)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("jenkin", "Jenkins"),
        ("jnekins", "Jenkins"),
        ("jenkinss", "Jenkins"),
        ("benkins", "Jenkins"),
        ("mlfow", "MLflow"),
        ("kubrenettes", "Kubernetes"),
        ("contaner orchestration", "Container orchestration"),
        ("modle servign", "Model serving"),
        ("featurestoer", "Feature store"),
        ("container orchestrative", "Container orchestration"),
    ],
    ids=[
        "short",
        "transposed",
        "doubled",
        "first letter",
        "left out",
        "two edits",
        "one word",
        "two words",
        "compound",
        "known by its stem",
    ],
)
def test_a_misspelt_name_finds_its_record_first(site, typed, name):
    assert names(typed)[0] == name


def test_what_was_corrected_is_said(site):
    assert search.find("modle serving").corrected == "model serving"
    assert search.find("kuberntes").corrected == "Kubernetes"
    assert search.find("model serving").corrected is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("jenkisn serving", "Jenkins serving"),
        ("Serving of Jenkisn's Features?", "Serving of Jenkins Features?"),
        ("featurestoer", "Feature store"),
        ("CI/CD for modle serving", "CI/CD for model serving"),
    ],
    ids=["a name", "the rest as it stands", "a compound", "no name"],
)
def test_a_correction_is_shown_as_labels_write_it(site, typed, shown):
    assert search.find(typed).corrected == shown


@pytest.mark.parametrize("query", ['"jenkisn"', "“jenkisn”"])
def test_in_quotation_marks_nothing_is_corrected(site, query):
    assert (search.find(query).corrected, search.find(query).hits) == (None, [])


@pytest.mark.parametrize("query", ["xyzzyq", "how to cook a turkey", "zz"])
def test_what_the_site_knows_nothing_of_finds_nothing(site, query):
    assert names(query) == []


def test_two_words_one_edit_apart_share_a_form():
    for typed in ("jenkins", "jnekins", "jekins", "jenkkins", "jonkins"):
        assert forms(typed) & forms("jenkins")


def test_of_two_corrections_the_more_common_word_is_taken(site):
    edit(site, "tools/mlflow.md", "label: MLflow", "label: MLflow\naliases: [serping]")

    assert nearest("sercing") in {"serving", "serping"}
    assert SearchWord.objects.get(word="serving").labels == 1


@pytest.mark.parametrize(
    "query",
    [
        "mlops equivalent of ci/cd",
        "what is the mlops counterpart of CI/CD?",
        "equivalent of ci/cd in mlops",
        "ci/cd for mlops",
        "ci/cd in mlops",
        "mlops ci/cd",
        "ci/cd mlops",
        "ci/cd but for mlops",
        "like ci/cd but for mlops",
        "ci/cd equivalent mlops",
        "the mlops counterpart of a ci/cd",
        "what do mlops people use instead of ci/cd",
        "what replaces ci/cd in mlops",
        "mlops version of delivery automation",
        "mlops equivalent of delivry automation",
    ],
)
def test_a_question_for_a_counterpart_is_answered_with_it_then_with_the_term(site, query):
    found = search.find(query)

    assert found.intent == {"discipline": "mlops"}
    assert [hit.label for hit in found.hits[:2]] == ["CI/CD plus training", "CI/CD"]


def test_of_a_tool_its_own_page_comes_first_for_it_says_what_becomes_of_it(site):
    assert names("mlops equivalent of jenkins")[:2] == ["Jenkins", "MLflow"]


@pytest.mark.parametrize("query", ["ci/cd for gadgets", "ci/cd but for gadgets", "gadget version of ci/cd"])
def test_who_wants_it_for_a_thing_of_a_discipline_gets_what_it_becomes_there(site, query):
    edit(site, "disciplines/mlops.md", "label: MLOps", "label: MLOps\nhidden: [gadget]")

    found = search.find(query)

    assert found.intent == {"discipline": "mlops"}
    assert [hit.label for hit in found.hits][:2] == ["CI/CD plus training", "CI/CD"]


@pytest.mark.parametrize("query", ["jenkins for gadgets", "jenkins but for gadgets", "gadget version of jenkins"])
def test_a_tool_comes_before_a_counterpart_that_is_in_doubt(site, query):
    edit(site, "disciplines/mlops.md", "label: MLOps", "label: MLOps\nhidden: [gadget]")

    found = search.find(query)

    assert found.intent == {"discipline": "mlops"}
    assert [hit.label for hit in found.hits][:2] == ["Jenkins", "MLflow"]


def test_a_concept_of_a_discipline_is_a_thing_of_it_too(site):
    found = search.find("jenkins for model serving")

    assert found.intent == {"discipline": "mlops"}
    assert [hit.label for hit in found.hits][:2] == ["Model serving", "MLflow"]


def test_what_is_already_of_the_discipline_is_no_starting_point(site):
    edit(site, "disciplines/mlops.md", "label: MLOps", "label: MLOps\nhidden: [gadget]")

    assert names("feature store for gadgets")[0] == "Feature store"


def test_the_name_of_the_field_itself_is_no_thing_of_it(site):
    edit(site, "disciplines/mlops.md", "label: MLOps", "label: MLOps\nhidden: [ML]")

    assert names("jenkins for ml")[:2] == ["Jenkins", "MLflow"]


def test_two_things_compared_come_first_in_the_order_asked(site):
    assert names("mlflow vs jenkins")[:2] == ["MLflow", "Jenkins"]


@pytest.mark.parametrize(
    "query",
    [
        "alternatives to jenkins",
        "open source alternative to jenkins",
        "jenkins alternatives",
        "a replacement for jenkisn",
    ],
)
def test_who_wants_something_else_gets_what_does_the_same_job(site, query):
    edit(site, "tools/mlflow.md", "works_with: [kubernetes]", "instead_of: [jenkins]")

    assert names(query)[:2] == ["Jenkins", "MLflow"]


def test_a_concept_without_counterpart_answers_only_who_asks_for_the_counterpart_outright(site):
    asks = "asks: [is there container orchestration for llmops]\nstage: release"
    edit(site, "concepts/llmops/prompt-release.md", "stage: release", asks)

    assert names("llmops equivalent of container orchestration")[0] == "Container orchestration"
    assert names("container orchestration for llmops")[0] == "Prompt release"


def test_who_speaks_of_models_seldom_means_the_devops_page(site):
    asks = "asks: [how do I send it out in small steps]\nstage: "
    edit(site, "concepts/devops/ci-cd.md", "stage: ", asks)
    edit(site, "concepts/mlops/ci-cd-ct.md", "stage: ", asks)
    edit(site, "disciplines/mlops.md", "label: MLOps", "label: MLOps\nhidden: [gadget]")

    assert names("how do I send it out in small steps")[0] == "CI/CD"
    assert names("how do I send gadgets out in small steps")[0] == "CI/CD plus training"


def test_words_that_only_look_like_an_intent_are_searched_as_they_are(site):
    assert search.find("nothing for mlops").intent is None


def test_a_question_finds_the_page_that_is_asked_so_even_in_other_words(site):
    edit(site, "tools/mlflow.md", "label: MLflow", "label: MLflow\nasks: [where do I see last week's training runs]")

    assert names("how can I see the runs of a training from last week")[0] == "MLflow"


def test_a_name_inside_a_longer_query_counts(site):
    assert names("jenkins pipeline as a service")[0] == "Jenkins"


def test_a_question_that_is_hardly_covered_finds_nothing(site):
    assert names("gist of solving a rubix cube") == []


def test_names_that_look_like_a_lost_query_are_offered(site):
    assert search.nearest("jenkinator box")[0].label == "Jenkins"


def test_counts_follow_every_write(site):
    before = SearchTerm.objects.count()
    edit(site, "tools/mlflow.md", "gist: Tracks runs.", "gist: Zyzzyva quokka.")
    assert search.counts_are_right()
    edit(site, "tools/mlflow.md", "gist: Zyzzyva quokka.", "gist: Tracks runs.")

    assert search.counts_are_right() and SearchTerm.objects.count() == before


def test_updates_and_a_rebuild_come_to_the_same(site):
    edit(site, "concepts/devops/ci-cd.md", "gist: The gist of CI/CD.", "gist: Another.")
    assert search.outdated() == set()

    search.rebuild()

    assert search.outdated() == set() and search.counts_are_right()


def test_a_wrong_index_is_told_and_mended(site):
    SearchTerm.objects.filter(stem="gist").update(documents=1)
    with pytest.raises(CommandError, match="Run rebuild_search"):
        call_command("rebuild_search", check=True)

    call_command("rebuild_search", verbosity=0)

    call_command("rebuild_search", check=True, verbosity=0)


def test_a_renamed_counterpart_is_renamed_in_the_hits_that_show_it(site):
    edit(site, "concepts/mlops/ci-cd-ct.md", "label: CI/CD plus training", "label: CI/CD and training")

    assert [other.name for other in search.find("ci/cd").hits[0].counterparts] == ["CI/CD and training"]


ODD = "\x00\"'()*:^-+~%_\\{}[]<>|&;#@!?.,/ \t\nAND OR NOT NEAR ciкириллица漢字العربية🙂\u202e\u0301\ufeffﬁÅİß²½"


def test_random_and_hostile_queries_are_answered(site):
    dice = random.Random(20261127)

    for _ in range(300):
        query = "".join(dice.choice(ODD) for _ in range(dice.choice([1, 3, 12, 60, 400])))
        assert search.find(query).count >= 0
        assert search.suggest(query).count >= 0


def test_ten_thousand_letters_are_answered(site, client):
    assert client.get("/search/", {"q": "kubernetes " * 1000}).status_code == 200


def test_what_the_reader_has_already_comes_after_what_he_asks_for(site):
    edit(site, "tools/mlflow.md", "label: MLflow", "label: MLflow\nasks: [where do I see old training runs]")

    assert names("jenkins for old training runs")[:2] == ["MLflow", "Jenkins"]
