"""What a text names, and what only looks like it."""

import random

import pytest

from mapping import content, translate
from tests import small

pytestmark = pytest.mark.usefixtures("named")


def found(text, kind=""):
    return {mention.surface: mention.term.name for mention in translate.annotate(text, kind).mentions}


def test_the_longest_name_wins():
    assert found("We run CI/CD plus training here.") == {"CI/CD plus training": "CI/CD plus training"}


def test_places_are_counted_in_code_points():
    mention = translate.annotate("🚀 café — Kubernetes").mentions[0]

    assert (mention.start, mention.end, mention.surface) == (9, 19, "Kubernetes")


SPELLINGS = {
    **dict.fromkeys(["CI/CD", "CI-CD", "ci/cd", "cicd"], "CI/CD"),
    **dict.fromkeys(["feature-stores", "feature\nstore", "FEATURE STORE"], "Feature store"),
    **dict.fromkeys(["load tests", "load-tested"], "Load testing"),
    "model optimisation": "Model optimization",
    "retrieval augmented generation": "Retrieval-augmented generation",
    "on call": "On-call",
    "W&B": "Weights & Biases",
    "kuberntes": "Kubernetes",
}


def test_a_name_is_known_in_every_spelling_of_prose():
    assert {written: found(f"We know {written} well.") for written in SPELLINGS} == {
        written: {written: name} for written, name in SPELLINGS.items()
    }


NO_NAMES = [
    *("Our founder is at the helm.", "Helm is where he stands, says the captain.", "a bank's vault", "Vault Street"),
    *("No rag doll was harmed.", "rag-rug slippers", "They spend the day on calls.", "R&DVC", "the canary sang"),
    *("https://mlflow.corp.example/", "k8s-prod-01", "jenkins.corp.example", "me@mlflow.example", "--mlflow"),
    *("ghcr.io/acme/mlflow:1", "Mr Rag"),
    *("MLFLOW_TRACKING_URI", "$mlflow", "/usr/share/mlflow/bin", "docs/mlflow.txt", "unmlflowed"),
]


def test_what_only_looks_like_a_name_is_left_alone():
    assert {text: names for text in NO_NAMES if (names := found(text))} == {}


EVIDENCE = [
    ("Terraform, Helm and Jenkins", "Helm"),
    ("jenkins, helm, terraform", "helm"),
    ("You run Kubernetes in anger and package it with Helm.", "Helm"),
    ("sh 'helm upgrade shop chart --install'", "helm"),
    ("We write Helm charts for Kubernetes.", "Helm"),
    ("Argo walks the canary; Kubernetes does the rest, with a canary.", "canary"),
    ("Our tools:\n- Kubernetes\n- Helm\n- Vault (for secrets)", "Vault"),
    ("Kubernetes: runs it\nHelm: packages it", "Helm"),
    ("Helm and Vault, both old friends", "Vault"),
    ("Install it:\n\nhelm upgrade shop chart --install", "helm"),
    ("```sh\nvault login\n```", "vault"),
    ("Helm, Foobarium, Kubernetes", "Helm"),
    ("RAG", "RAG"),
    ("mlflow, rag, k8s", "rag"),
]


def test_an_everyday_word_counts_with_evidence():
    assert [text for text, surface in EVIDENCE if surface not in found(text)] == []


NO_EVIDENCE = [
    ("She sets the vault; Kubernetes runs.", "vault"),
    ("Our office is in Helm. We run Kubernetes.", "Helm"),
    ("We run Kubernetes in Port Helm.", "Helm"),
    ("Kubernetes steht, der Helm glänzt.", "Helm"),
]


def test_a_neighbour_alone_is_no_evidence():
    assert [text for text, surface in NO_EVIDENCE if surface in found(text)] == []


def test_a_list_of_everyday_words_holds_itself_up():
    assert found("Kubernetes / Helm / Vault") == {
        "Kubernetes": "Kubernetes",
        "Helm": "Helm",
        "Vault": "HashiCorp Vault",
    }


def test_unknown_terms_are_listed():
    unresolved = translate.annotate(
        "FastAPI on Kubernetes, with gRPC. Jenkins, Terraform, foobarctl, MLflow"
    ).unresolved

    assert unresolved == ("FastAPI", "gRPC", "foobarctl")


def test_a_name_of_a_new_publication_is_known_at_once(named):
    assert found("We like Zenith.") == {}

    content.sync(small.write(named, {"tools/zenith.md": small.record("label: Zenith\ngist: New.\nkind: tool")}))

    assert found("We like Zenith.") == {"Zenith": "Zenith"}


HOSTILE = [
    *(
        "\x00" * 500,
        "x" * 100_000,
        "\ud800 Kubernetes \udfff",
        "مرحبا Kubernetes בעברית",
        "<script>Kubernetes</script>",
    ),
    *(
        "'\"; DROP TABLE --",
        "[" * 50_000,
        "{" * 50_000,
        "a: &a [*a, *a]\nb: c\nc: d",
        "\u202ek8s",
        "🚀" * 1000,
        "ﬁ İ ß Kubernetes",
    ),
    "".join(map(chr, random.Random(1).choices(range(0xD800), k=5000))),
]


@pytest.mark.parametrize("kind", ["", *translate.KINDS])
def test_hostile_text_does_no_harm(kind):
    for text in HOSTILE:
        mentions = translate.annotate(text, kind).mentions

        assert all(text[mention.start : mention.end] == mention.surface for mention in mentions)
