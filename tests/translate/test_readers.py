"""Files are read as what they are."""

import pytest

from mapping import translate

pytestmark = pytest.mark.usefixtures("named")

REQUIREMENTS = """# the image, no helm here
vllm==0.6.4      # behind Kubernetes
opentelemetry-instrumentation-django>=0.48
vault-of-the-house @ https://pypi.example/vault.whl
-e git+ssh://git.example/helm.git#egg=helm
strange-package==1
"""
PYPROJECT = """[project]
name = "helm"
dependencies = ["vllm>=0.6", "strange-package"]
[tool.poetry.group.dev.dependencies]
opentelemetry-sdk = "^1"
"""
PACKAGE_JSON = '{"name": "helm", "dependencies": {"@opentelemetry/api": "^1", "left-pad": "1"}}'
DOCKERFILE = """FROM vllm/vllm-openai:v0.6 AS base
FROM base
RUN pip install --no-cache-dir -r requirements.txt "mlflow[extras]==2.1" && apt-get install -y jenkins
COPY helm /srv/helm/
"""
COMPOSE = """services:
  secrets:
    image: hashicorp/vault:1.13
  api:
    image: harbor.example/shop/helm-thing:2
"""
WORKFLOW = """on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: hashicorp/setup-terraform@v3
      - uses: strange/action@v1
      - run: helm upgrade shop chart
"""
GITLAB = """stages: [test]
check:
  image: registry.example/tools/jenkins:1
  script:
    - pip install vllm
"""
VALUES = """engine:
  image:
    repository: ghcr.io/house/vllm-openai
secretStore:
  kind: vault      # by the platform team
pseudonymSalt: helm-salt
"""
JENKINSFILE = """pipeline {
  environment { VAULT = credentials('x') }
  stages { stage('Roll out') { steps { sh "helm upgrade shop chart" } } }
}
"""
TERRAFORM = """resource "helm_release" "mlflow_server" {
  name = "k8s-prod-01" # for MLflow
}
"""

CASES = {
    "requirements": (REQUIREMENTS, {"vLLM", "Kubernetes", "OpenTelemetry"}),
    "pyproject": (PYPROJECT, {"vLLM", "OpenTelemetry"}),
    "package-json": (PACKAGE_JSON, {"OpenTelemetry"}),
    "dockerfile": (DOCKERFILE, {"vLLM", "MLflow", "Jenkins"}),
    "compose": (COMPOSE, {"HashiCorp Vault"}),
    "workflow": (WORKFLOW, {"Terraform", "Helm"}),
    "gitlab-ci": (GITLAB, {"Jenkins", "vLLM"}),
    "helm-values": (VALUES, {"vLLM", "HashiCorp Vault"}),
    "jenkinsfile": (JENKINSFILE, {"Helm"}),
    "terraform": (TERRAFORM, {"MLflow"}),
    "prose": ("You know Kubernetes: and on: jobs: too.", {"Kubernetes"}),
}


def test_the_kind_of_a_file_is_found_out():
    assert {kind: translate.annotate(text).kind for kind, (text, _) in CASES.items()} == {kind: kind for kind in CASES}


def test_only_what_a_file_names_counts():
    found = {kind: {term.name for term in translate.annotate(text).terms} for kind, (text, _) in CASES.items()}

    assert found == {kind: names for kind, (_, names) in CASES.items()}


def test_a_chosen_kind_is_kept():
    assert translate.annotate("vllm", "requirements").kind == "requirements"


def test_packages_that_nobody_knows_are_listed():
    assert translate.annotate(REQUIREMENTS).unresolved == ("strange-package",)


def test_a_broken_file_is_read_as_prose():
    assert {term.name for term in translate.annotate('{"dependencies": {Kubernetes').terms} == {"Kubernetes"}
