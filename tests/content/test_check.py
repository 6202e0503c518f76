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


def line_in(folder, name, text):
    """The number of the line of a file that holds a text."""
    lines = (folder / name).read_text(encoding="utf-8").split("\n")
    return 1 + next(i for i, line in enumerate(lines) if text in line)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (CI, "to: mlops/ci-cd-ct", "to: mlops/qqq"),
        (CI, "[[tool:jenkins]]", "[[tool:qqq]]"),
        (CI, "trap: Taking one", "trap: Taking [[qqq]] for one"),
        (CI, "[cicid]", "['qqq', 'qqq']"),
        (CI, "level: core", "qqq: core"),
        ("concepts/devops/container-orchestration.md", "[kubernetes]", "[qqq]"),
        ("tools/jenkins.md", "[mlflow]", "[qqq]"),
        ("stages.yaml", "order: 2", "order: qqq"),
    ],
    ids=["mapping", "link", "link in a mapping", "label", "key", "tool of a job", "move", "stages"],
)
def test_a_fault_names_its_own_line(tmp_path, name, old, new):
    found = faults(tmp_path, **{name: small.FILES[name].replace(old, new, 1)})

    line = line_in(tmp_path, name, "qqq")
    assert any(fault.startswith(f"content/{name}, line {line}: ") for fault in found), found


@pytest.mark.parametrize("text", ["", "Only text.\n", "---\nlabel: No end\n", "---\n- a list\n---\n"])
def test_a_file_without_front_matter_is_named(tmp_path, text):
    [fault] = faults(tmp_path, **{CI: text})

    assert fault.startswith(f"content/{CI}, line ")


def test_anchors_are_refused(tmp_path):
    [fault] = changed(tmp_path, CI, "level: core", "level: &level core")

    assert "anchors and aliases are not allowed" in fault


def test_bytes_that_are_no_utf_8_are_named(tmp_path):
    small.write(tmp_path)
    (tmp_path / CI).write_bytes(b"---\nlabel: \xff\n---\n")

    with pytest.raises(content.ContentError, match="this is not UTF-8 .byte 11.. Save it as UTF-8."):
        content.check_folder(tmp_path)


def test_a_folder_that_is_missing_is_said(tmp_path):
    with pytest.raises(content.ContentError, match="there is no such folder. Set CONTENT_DIR."):
        content.check_folder(tmp_path / "nowhere")


SERVING, TRAINING = "concepts/mlops/model-serving.md", "concepts/mlops/ci-cd-ct.md"


def mapped(*mappings):
    """CI/CD with these mappings and nothing else."""
    return small.concept("CI/CD", "mappings:\n" + "".join(small.mapping(*mapping) for mapping in mappings))


BREAKS = {
    "S46": {
        CI: mapped(("mlops/ci-cd-ct", "exact"), ("llmops/prompt-release", "broad")),
        TRAINING: small.concept("Training", "mappings:\n" + small.mapping("llmops/prompt-release", "exact")),
    },
    "P1": {
        SERVING: small.concept("Model serving", "broader: ci-cd-ct\n"),
        TRAINING: small.concept("CI/CD plus training", "broader: model-serving\n"),
    },
    "P3": {CI: mapped(("mlops/ci-cd-ct", "exact"), ("mlops/model-serving", "exact"))},
    "P5": {TRAINING: small.FILES[TRAINING].replace("stage:", "aliases: [model serving]\nstage:")},
    "P7": {"concepts/devops/lonely.md": small.concept("Lonely")},
    "P9": {TRAINING: small.FILES[TRAINING].replace("published", "withdrawn")},
}


@pytest.mark.parametrize("rule", BREAKS)
def test_a_broken_rule_is_named_by_its_number_in_the_file_that_breaks_it(tmp_path, rule):
    found = faults(tmp_path, **BREAKS[rule])

    places = [fault.partition(",")[0].removeprefix("content/") for fault in found if f" {rule}: " in fault]
    assert places and set(places) <= {CI, *BREAKS[rule]}, found


def test_s27_is_asked_over_more_than_one_step(tmp_path):
    found = faults(
        tmp_path,
        **{
            SERVING: small.concept("Model serving", "broader: feature-store\nrelated: [ci-cd-ct]\n"),
            "concepts/mlops/feature-store.md": small.concept("Feature store", "broader: ci-cd-ct\n"),
        },
    )

    assert any("Model serving → Feature store → CI/CD plus training" in fault for fault in found), found


def test_a_name_in_files_belongs_to_one_tool(tmp_path):
    found = changed(tmp_path, "tools/mlflow.md", "works_with:", "machine_names:\n  apt: [kubectl]\nworks_with:")

    assert any("“kubectl” already. Keep it in one of the two." in fault for fault in found), found


def test_an_old_name_is_not_the_name_of_another_record(tmp_path):
    [fault] = changed(tmp_path, "tools/mlflow.md", "status:", "formerly: [jenkins]\nstatus:")

    assert "formerly[0]: “jenkins” is the name of a record that exists." in fault


def test_a_counterpart_and_the_finding_of_none_exclude_each_other(tmp_path):
    found = changed(tmp_path, "concepts/devops/container-orchestration.md", "- in: llmops", "- in: mlops")

    assert any("“no counterpart in mlops” contradicts a mapping above. Keep one" in fault for fault in found), found


@pytest.mark.parametrize(
    ("lang", "code"), [("yaml", "a: [b"), ("json", "{a: 1}"), ("toml", "a = b"), ("python", "def f(:")]
)
def test_strict_names_the_line_of_code_that_does_not_parse(tmp_path, lang, code):
    text = small.FILES["tools/jenkins.md"] + f"\nText.\n\n```{lang}\n{code}\n```\n"
    small.write(tmp_path, small.FILES | {"tools/jenkins.md": text})

    with pytest.raises(content.ContentError) as refused:
        content.check_folder(tmp_path, strict=True)

    line = line_in(tmp_path, "tools/jenkins.md", f"```{lang}")
    assert f"content/tools/jenkins.md, line {line}: this {lang} does not parse" in str(refused.value)


def test_strict_counts_words_and_asks_for_a_question(tmp_path):
    with pytest.raises(content.ContentError) as refused:
        content.check_folder(small.write(tmp_path), strict=True)

    words = str(refused.value)
    assert f"content/{CI}, line {line_in(tmp_path, CI, 'Every change')}: the body has 9 words" in words
    assert "no question in a reader's words" in words and "Add carry." in words


def test_strict_asks_for_a_link_where_a_page_is_named(tmp_path):
    text = small.FILES[TRAINING] + "\nIt ends where model serving begins, as `model serving` says.\n"
    small.write(tmp_path, small.FILES | {TRAINING: text})

    with pytest.raises(content.ContentError) as refused:
        content.check_folder(tmp_path, strict=True)

    line = line_in(tmp_path, TRAINING, "It ends where")
    what = "“model serving” has a page. Link it: [[model-serving|model serving]]."
    assert f"content/{TRAINING}, line {line}: {what}" in str(refused.value)
