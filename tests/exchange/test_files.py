"""The files of data: complete, equal for equal content, with a manifest that tells the truth."""

import csv
import hashlib
import io
import json

import pytest
from django.core.management import CommandError, call_command

from mapping import content, exchange
from mapping.models import Publication, Record
from tests import small


def written(folder):
    call_command("export", folder, verbosity=0, stdout=io.StringIO())
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_export_writes_every_format_with_manifest_and_checksums(site, tmp_path):
    found = written(tmp_path / "out")

    assert set(found) == {*exchange.FILES, "manifest.json", "SHA256SUMS"}
    for line in found["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(found[name]).hexdigest() == digest


def test_the_manifest_names_publication_version_and_licence(site, tmp_path):
    manifest = json.loads(written(tmp_path / "out")["manifest.json"])

    assert manifest["publication"] == Publication.objects.current()
    assert manifest["licence"] == exchange.LICENCE and manifest["version"].startswith("2026.11.25+")
    assert [file["name"] for file in manifest["files"]] == list(exchange.FILES)


def test_equal_content_gives_equal_bytes_whatever_way_it_took(site, tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("out")
    first = written(tmp_path / "first")
    changed = small.FILES["tools/mlflow.md"].replace("Tracks runs.", "Tracks.")
    content.sync(small.write(site, {"tools/mlflow.md": changed}))
    other = written(tmp_path / "other")
    content.sync(small.write(site))

    again = written(tmp_path / "again")

    assert {name for name in first if first[name] != other[name]} >= {"crosswalk.ttl", "crosswalk.json"}
    # The manifest counts the publications of this database, and the checksums count the manifest.
    assert {name for name in first if first[name] != again[name]} == {"manifest.json", "SHA256SUMS"}


def test_a_folder_that_cannot_be_written_is_one_line(site):
    with pytest.raises(CommandError, match="Not a directory"):
        call_command("export", "/dev/null/x")


def test_the_crosswalk_as_csv_has_a_row_for_each_mapping_and_each_finding(site):
    rows = list(csv.DictReader(io.StringIO(exchange.FILES["crosswalk.csv"].make())))

    assert [(row["from_slug"], row["relation"], row["to_slug"], row["to_discipline"]) for row in rows] == [
        ("ci-cd", "related", "prompt-release", "llmops"),
        ("ci-cd", "broad", "ci-cd-ct", "mlops"),
        ("container-orchestration", "close", "model-serving", "mlops"),
        ("container-orchestration", "none", "", "llmops"),
        ("prompt-release", "none", "", "mlops"),
        ("ci-cd-ct", "none", "", "llmops"),
        ("feature-store", "none", "", "devops"),
    ]


def test_concepts_and_tools_as_csv_have_a_row_each(site):
    concepts = list(csv.DictReader(io.StringIO(exchange.FILES["concepts.csv"].make())))
    tools = list(csv.DictReader(io.StringIO(exchange.FILES["tools.csv"].make())))

    assert (len(concepts), concepts[0]["aliases"]) == (6, "delivery automation")
    assert [(tool["slug"], tool["open_source"]) for tool in tools] == [
        *(("jenkins", "true"), ("kubernetes", ""), ("mlflow", "")),
    ]


def test_the_json_holds_every_kind_of_record(site):
    whole = json.loads(exchange.FILES["crosswalk.json"].make())

    counts = {key: len(value) for key, value in whole.items() if isinstance(value, list)}
    assert counts == {
        **{"disciplines": 3, "stages": 2, "concepts": 6, "mappings": 3, "no_counterpart": 4},
        **{"tools": 3, "false_friends": 1, "roles": 1, "roadmap": 1},
    }
    assert whole["mappings"][1]["from"] == "devops/ci-cd" and whole["mappings"][1]["to"] == "mlops/ci-cd-ct"
    assert whole["tools"][0]["moves"][0]["with"] == ["mlflow"]
    assert whole["roadmap"][0]["steps"][0]["concept"] == "mlops/model-serving"


@pytest.mark.parametrize("name", list(exchange.FILES))
def test_no_draft_stands_in_any_file(site, name):
    drafts = {
        path: "status: draft".join(small.FILES[path].rsplit("status: published", 1))
        for path in ("tools/mlflow.md", "concepts/mlops/feature-store.md")
    }
    content.sync(small.write(site, drafts))

    text = exchange.FILES[name].make()

    assert Record.objects.filter(status="draft").count() == 2
    assert "Tracks runs" not in text and "feature-store" not in text and '"mlflow"' not in text
