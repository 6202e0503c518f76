"""What check_content refuses, and how it says so."""

import pytest
from django.core.management import CommandError, call_command

from mapping import content
from tests import small

CI = "concepts/devops/ci-cd.md"


def faults(folder, **changes):
    """The faults of the small site with some of its files changed, as an editor reads them."""
    files = small.FILES | {name.replace("__", "/"): text for name, text in changes.items()}
    try:
        content.check_folder(small.write(folder, files))
    except content.ContentError as error:
        return [str(fault) for fault in error.faults]
    return []


def changed(folder, name, old, new):
    """The faults after one edit of one file."""
    assert old in small.FILES[name]
    return faults(folder, **{name: small.FILES[name].replace(old, new)})


def test_the_small_site_has_no_fault(tmp_path):
    assert faults(tmp_path) == []


def test_a_misspelt_reference_names_place_and_remedy(tmp_path):
    found = changed(tmp_path, CI, "to: mlops/ci-cd-ct", "to: mlops/ci-cd-tc")

    assert any(
        fault.startswith(f"content/{CI}, line ")
        and "mappings[0].to: there is no concept “mlops/ci-cd-tc”. Did you mean “mlops/ci-cd-ct”?" in fault
        for fault in found
    )


def test_the_line_of_a_fault_is_the_line_in_the_file(tmp_path):
    text = small.FILES[CI]
    line = text.split("\n").index("level: core") + 1

    found = changed(tmp_path, CI, "level: core", "level: expert")

    assert found[0].startswith(f"content/{CI}, line {line}: level: “expert” is not one of the values.")


EDITS = {
    "a missing key": (CI, "level: core\n", "", "level: this key is missing."),
    "an unknown key": (CI, "level: core", "level: core\ncolour: red", "colour: there is no such key here."),
    "a key given twice": (CI, "level: core", "level: core\nlevel: core", "the key “level” is given twice"),
    "broken YAML": (CI, "level: core", "level: [core", "this is not valid YAML"),
    "a broken wiki link": (CI, "[[tool:jenkins]]", "[[tool:jenkns]]", "leads nowhere. Did you mean “jenkins”?"),
    "a form that is not canonical": (CI, "level: core", "level:  core", "not in canonical form"),
    "a tool's name as a label": (CI, "[delivery automation]", "[Jenkins]", "“Jenkins” is the name of a tool"),
    "a stage that is not there": (CI, "stage: release", "stage: releas", "Did you mean “release”?"),
    "its own discipline spelled out": (
        *("concepts/mlops/model-serving.md", "[ci-cd-ct]", "[mlops/ci-cd-ct]"),
        "“mlops/ci-cd-ct” is of this discipline.",
    ),
    "a mapping without a trap": (CI, "  trap: Taking one for the other.\n", "", "needs carries_over, differs and trap"),
    "a machine's draft that claims a person": (CI, "background-knowledge", "manual", "may not claim the basis"),
    "a review by a machine": (
        *("tools/mlflow.md", "2026-11-25}\n---", "2026-11-25}\nreviewed: {by: machine, on: 2026-11-25}\n---"),
        "only a person reviews",
    ),
    "S13, a label twice": (CI, "[cicid]", "[delivery automation]", "S13"),
    "P2, a pair mapped twice": (CI, "llmops/prompt-release\n", "mlops/ci-cd-ct\n", "P2"),
    "P4, a name twice in a discipline": (
        *("concepts/mlops/feature-store.md", "label: Feature store", "label: Model serving"),
        "P4",
    ),
    "P10, what is and is not": (CI, "related\n  confidence: 0.4", "exact\n  confidence: 0.4", "P10"),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_is_refused_in_words(tmp_path, edit):
    name, old, new, words = EDITS[edit]

    found = changed(tmp_path, name, old, new)

    assert any(words in fault for fault in found), found


def test_a_mapping_against_the_direction_is_refused(tmp_path):
    backwards = small.concept("Feature store", "mappings:\n" + small.mapping("devops/ci-cd"))

    found = faults(tmp_path, **{"concepts/mlops/feature-store.md": backwards})

    assert any("P8" in fault and "Write it in the other concept's file." in fault for fault in found)


def test_a_circle_of_what_to_know_first_is_shown_whole(tmp_path):
    text = small.FILES[CI].replace("mappings:", "requires: [mlops/ci-cd-ct]\nmappings:")

    found = faults(tmp_path, **{CI: text})

    assert any(
        "circle: devops/ci-cd → mlops/ci-cd-ct → devops/ci-cd" in f or "mlops/ci-cd-ct → devops/ci-cd →" in f
        for f in found
    )


def test_s27_related_and_broader_exclude_each_other(tmp_path):
    text = small.concept("Model serving", "broader: ci-cd-ct\nrelated: [ci-cd-ct]\n", stage="platform")

    found = faults(tmp_path, **{"concepts/mlops/model-serving.md": text})

    assert any("S27" in fault for fault in found)


def test_every_fault_of_a_run_is_listed(tmp_path):
    found = faults(
        tmp_path,
        **{
            CI: small.FILES[CI].replace("[[tool:jenkins]]", "[[tool:x]]"),
            "tools/mlflow.md": small.FILES["tools/mlflow.md"].replace("[kubernetes]", "[kubernete]"),
        },
    )

    assert len(found) == 2


def test_write_brings_a_right_file_into_canonical_form(tmp_path):
    folder = small.write(tmp_path, small.FILES | {CI: small.FILES[CI].replace("level: core", "level:  core")})

    call_command("check_content", folder, "--write", verbosity=0)

    assert (folder / CI).read_text() == small.FILES[CI]


def test_strict_asks_for_sources_and_for_code_that_parses(tmp_path):
    body = "```yaml\na: [b\n```"
    folder = small.write(tmp_path, small.FILES | {"tools/mlflow.md": small.FILES["tools/mlflow.md"] + f"\n{body}\n"})

    with pytest.raises(content.ContentError) as refused:
        content.check_folder(folder, strict=True)

    words = str(refused.value)
    assert "sources: a published record has no source." in words
    assert "this yaml does not parse" in words


def test_a_file_that_no_record_can_be_is_named(tmp_path):
    found = faults(tmp_path, **{"concepts/qa/x.md": "---\n---\n"})

    assert found == [
        "content/concepts/qa/x.md: no record can stand here. "
        "Concepts stand in concepts/devops, concepts/mlops or concepts/llmops."
    ]


def test_the_command_fails_and_counts(tmp_path):
    folder = small.write(tmp_path, small.FILES | {CI: "no front matter"})

    with pytest.raises(CommandError, match="1 faults"):
        call_command("check_content", folder)
