"""The small site with more names: everyday words, abbreviations, names of files."""

import pytest

from mapping import content
from tests import small


def tool(label, more=""):
    return small.record(f"label: {label}\n{more}gist: What it is for.\nkind: tool\n")


FILES = small.FILES | {
    "tools/helm.md": tool("Helm", "plain_word: [Helm]\n"),
    "tools/vault.md": small.record(
        "label: HashiCorp Vault\naliases: [Vault]\nplain_word: [Vault]\ngist: Keeps secrets.\nkind: tool\n"
        "machine_names:\n  image: [hashicorp/vault]\n  action: [hashicorp/vault-action]"
    ),
    "tools/terraform.md": small.record(
        "label: Terraform\ngist: Describes infrastructure.\nkind: tool\nmachine_names:\n"
        "  action: [hashicorp/setup-terraform]\nmoves:\n  mlops:\n    verdict: keep\n    text: Keep it as it is."
    ),
    "tools/opentelemetry.md": small.record(
        "label: OpenTelemetry\naliases: [OTel]\ngist: Traces.\nkind: standard\nmachine_names:\n"
        "  pypi: [opentelemetry-sdk]\n  npm: ['@opentelemetry/api']"
    ),
    "tools/vllm.md": small.record(
        "label: vLLM\ngist: Serves models.\nkind: tool\nmachine_names:\n  pypi: [vllm]\n  image: [vllm/vllm-openai]"
    ),
    "tools/weights-and-biases.md": tool("Weights & Biases", "aliases: [W&B]\n"),
    "tools/dvc.md": tool("DVC"),
    "concepts/devops/on-call.md": small.concept("On-call", small.none_in("mlops", "llmops")),
    "concepts/devops/canary-release.md": small.concept(
        "Canary release", small.none_in("mlops", "llmops"), labels="aliases: [canary]\nplain_word: [canary]\n"
    ),
    "concepts/llmops/rag.md": small.concept(
        "Retrieval-augmented generation", small.none_in("devops"), labels="aliases: [RAG]\n"
    ),
    "concepts/mlops/load-testing.md": small.concept("Load testing", small.none_in("devops")),
    "concepts/mlops/model-optimization.md": small.concept("Model optimization", small.none_in("devops")),
}


@pytest.fixture
def named(db, tmp_path):
    """The folder of that site, which is loaded."""
    content.sync(small.write(tmp_path, FILES))
    return tmp_path
