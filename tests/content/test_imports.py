"""Tables of mappings and tools: out and back without a change, every fault at its row and column, all or nothing."""

import csv
import io
import re
import zipfile
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from mapping import content, exchange, publication, tables
from mapping.models import Mapping, Publication, Record, Tool, Version

ADA = content.Importer(publication.Author("Ada"), True, date(2026, 11, 27))
CARL = content.Importer(publication.Author("Carl"), False, date(2026, 11, 27))
MAPPINGS, TOOLS = content.TABLES["mappings"], content.TABLES["tools"]
NEW = {
    "from": "devops/ci-cd",
    "to": "mlops/feature-store",
    "relation": "close",
    "confidence": "0.7",
    "gist": "Grows.",
    "carries_over": "One path.\nFast checks.",
    "differs": "No commit.",
    "trap": "Stopping.",
    "basis": "manual",
    "because": "It does.",
    "status": "published",
}


def cells(table):
    if table is TOOLS:
        return content.cells_of_tools(Tool.objects.select_related("version"))
    return content.cells_of_mappings(Mapping.objects.with_ends())


def rows(*given):
    return [tables.Row(number, cells) for number, cells in enumerate(given, 2)]


def faults(table, *given, importer=ADA):
    with pytest.raises(tables.TableError) as refused:
        content.plan(table, rows(*given), importer)
    return [(fault.row, fault.column, f"{fault.what} {fault.remedy}") for fault in refused.value.faults]


def bring_in(table, *given, importer=ADA):
    plan = content.plan(table, rows(*given), importer)
    return content.apply(table, rows(*given), importer, stand=plan.stand, reason="From a table")


def of(table, **key):
    return next(row for row in cells(table) if key.items() <= row.items())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("table", [MAPPINGS, TOOLS], ids=["mappings", "tools"])
def test_what_went_out_comes_back_and_nothing_would_change(site, table, form):
    written = tables.write(form, table.names, cells(table))

    plan = content.plan(table, exchange.read_rows(written), ADA)

    assert (plan.changes, plan.unchanged) == ((), len(cells(table)))


def test_our_sssom_comes_back_and_nothing_would_change(site):
    plan = content.plan(MAPPINGS, exchange.read_rows(exchange.sssom.positive().encode()), ADA)

    assert (plan.changes, plan.unchanged) == ((), 3)
    assert exchange.read_rows(exchange.sssom.negative().encode()) == []


def test_a_plan_names_old_and_new_of_each_cell(site):
    changed = of(MAPPINGS, to="mlops/model-serving") | {"trap": "Another trap."}

    plan = content.plan(MAPPINGS, rows(changed), ADA)

    (change,) = plan.changes
    assert (change.name, change.is_new) == ("devops/container-orchestration → mlops/model-serving", False)
    assert [(cell.column, cell.old, cell.new) for cell in change.cells] == [
        ("trap", "Taking one for the other.", "Another trap.")
    ]


def test_a_new_mapping_is_drafted_by_who_brings_it_in(site):
    bring_in(MAPPINGS, NEW)

    mapping = Mapping.objects.get(object__slug="feature-store")
    assert (mapping.drafted_by, mapping.status, mapping.carries_over) == (
        "Ada",
        "published",
        ["One path.", "Fast checks."],
    )


def test_each_record_gets_a_version_with_the_reason_and_all_are_one_publication(site):
    before = Publication.objects.current()
    tool = of(TOOLS, slug="jenkins") | {"gist": "Runs many jobs."}
    other = of(TOOLS, slug="mlflow") | {"gist": "Tracks many runs."}

    bring_in(TOOLS, tool, other)

    versions = Version.objects.filter(origin="import")
    assert {(one.path, one.author_name, one.reason) for one in versions} == {
        ("tools/jenkins", "Ada", "From a table"),
        ("tools/mlflow", "Ada", "From a table"),
    }
    assert Publication.objects.current() == before + 1


def test_a_column_that_is_left_out_stays_as_it_is(site):
    bring_in(TOOLS, {"slug": "jenkins", "gist": "Runs many jobs."})

    jenkins = Tool.objects.get(slug="jenkins")
    assert (jenkins.gist, jenkins.licence, jenkins.moves.count()) == ("Runs many jobs.", "MIT", 1)


def test_an_empty_cell_empties_its_value(site):
    bring_in(TOOLS, {"slug": "jenkins", "licence": "", "mlops_verdict": "", "mlops_with": "", "mlops_text": ""})

    jenkins = Tool.objects.get(slug="jenkins")
    assert jenkins.licence == "" and not jenkins.moves.exists()


def test_a_new_tool_is_a_draft_unless_its_row_says_more(site):
    bring_in(TOOLS, {"slug": "argo-cd", "label": "Argo CD", "gist": "Delivers.", "kind": "tool", "pypi": "argo"})

    tool = Tool.objects.get(slug="argo-cd")
    assert (tool.status, tool.drafted_by, tool.machine_names.get().name) == ("draft", "Ada", "argo")


def test_every_fault_is_told_with_row_column_and_remedy(site):
    found = faults(
        MAPPINGS,
        NEW | {"from": "devops/ci-dc"},
        NEW | {"relation": "brod", "confidence": "2"},
        of(MAPPINGS, to="mlops/ci-cd-ct") | {"trap": ""},
    )

    assert [(row, column) for row, column, _ in found] == [(2, "from"), (3, "confidence"), (3, "relation"), (4, "")]
    assert found[0][2] == "there is no concept “devops/ci-dc”. Did you mean “devops/ci-cd”?"
    assert found[2][2] == "“brod” is not one of the values. Use 'exact', 'close', 'broad', 'narrow' or 'related'."


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"trap": "See [[mlops/featur-store]]."}, "trap", "leads nowhere. Did you mean “mlops/feature-store”?"),
        ({"from": "mlops/model-serving", "to": "devops/ci-cd"}, "to", "P8"),
        ({"status": "reviewed"}, "status", "only a review makes this “reviewed”"),
        ({"to": ""}, "to", "this cell is empty"),
    ],
)
def test_the_rules_of_content_hold_for_rows(site, change, column, words):
    ((row, at, told),) = faults(MAPPINGS, NEW | change)

    assert (row, at) == (2, column) and words in told


def test_the_skos_rules_hold_for_rows_together(site):
    exact = {"relation": "exact", "confidence": "0.9"}
    text = faults(MAPPINGS, NEW | exact, of(MAPPINGS, to="mlops/ci-cd-ct") | exact)[0][2]

    assert "P3" in text


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"kind": "gadget"}, "kind", "“gadget” is not one of the values"),
        ({"open_source": "perhaps"}, "open_source", "neither true nor false. Write true or false."),
        ({"works_with": "kubernets"}, "works_with", "Did you mean “kubernetes”?"),
        ({"apt": "kubectl"}, "apt", "Kubernetes has “kubectl” already"),
        ({"mlops_with": "mlfow"}, "mlops_with", "Did you mean “mlflow”?"),
        ({"label": "delivery automation"}, "label", "is a label of the concept devops/ci-cd"),
        ({"checked": "yesterday"}, "checked", "this is not a day"),
        ({"slug": "No Slug", "label": "N", "kind": "tool"}, "slug", "can’t be an address"),
        ({"colour": "red"}, "colour", "there is no such column"),
    ],
)
def test_a_fault_of_a_tool_stands_at_its_column(site, change, column, words):
    found = faults(TOOLS, of(TOOLS, slug="jenkins") | change)

    assert [at for _, at, _ in found] == [column] and words in found[0][2]


def test_a_table_without_rows_is_refused(site):
    assert faults(TOOLS)[0][2].startswith("there is nothing to import")


def test_two_rows_of_one_record_are_refused(site):
    assert "row 2 speaks of the same record" in faults(MAPPINGS, NEW, NEW)[0][2]


def test_one_fault_and_nothing_is_written(site):
    before = Version.objects.count()

    faults(TOOLS, of(TOOLS, slug="jenkins") | {"gist": "Good."}, of(TOOLS, slug="mlflow") | {"kind": "gadget"})

    assert Version.objects.count() == before and Tool.objects.get(slug="jenkins").gist == "Runs jobs."


def test_a_look_at_a_plan_changes_nothing(site):
    before = (Version.objects.count(), Publication.objects.current(), Mapping.objects.count())

    content.plan(MAPPINGS, rows(NEW), ADA)

    assert (Version.objects.count(), Publication.objects.current(), Mapping.objects.count()) == before


def test_what_somebody_changed_since_the_plan_is_not_written_over(site):
    row = {"slug": "jenkins", "gist": "From the table."}
    stand = content.plan(TOOLS, rows(row), ADA).stand
    text = Record.objects.get(path="tools/jenkins").version.text
    content.write({"tools/jenkins": text.replace("Runs jobs.", "By hand.")}, author=ADA.author, origin="admin")

    with pytest.raises(content.Overtaken) as overtaken:
        content.apply(TOOLS, rows(row), ADA, stand=stand, reason="")

    assert Tool.objects.get(slug="jenkins").gist == "By hand."
    assert overtaken.value.plan.changes[0].cells[0].old == "By hand."


def test_a_review_lapses_when_its_statement_changes(site):
    Mapping.objects.filter(object__slug="model-serving").update(
        reviewed_by="Bob", reviewed_on="2026-11-26", status="reviewed"
    )
    record = Record.objects.get(path="concepts/devops/container-orchestration")
    content.write({record.path: content.dump(record)}, author=ADA.author, origin="admin")

    plan = bring_in(MAPPINGS, of(MAPPINGS, to="mlops/model-serving") | {"confidence": "0.6"})

    mapping = Mapping.objects.get(object__slug="model-serving")
    assert plan.changes[0].lapses
    assert (mapping.reviewed_by, mapping.drafted_by, mapping.status) == ("", "Ada", "submitted")


def test_who_may_not_publish_proposes_and_readers_see_what_they_saw(site):
    bring_in(TOOLS, {"slug": "jenkins", "gist": "From the table."}, importer=CARL)

    (proposal,) = Version.objects.proposals()
    assert (proposal.path, proposal.origin, proposal.state) == ("tools/jenkins", "import", "submitted")
    assert "From the table." in proposal.text and Tool.objects.get(slug="jenkins").gist == "Runs jobs."


def test_who_may_not_publish_brings_in_drafts(site):
    row = {"slug": "argo-cd", "label": "Argo CD", "gist": "Delivers.", "kind": "tool"}

    assert "“published” is for editors" in faults(TOOLS, row | {"status": "published"}, importer=CARL)[0][2]
    bring_in(TOOLS, row | {"status": "submitted"}, importer=CARL)

    assert Tool.objects.get(slug="argo-cd").status == "submitted"


@pytest.fixture
def account(django_user_model):
    return django_user_model.objects.create_superuser("grace", password="x")


@pytest.mark.parametrize(("table", "name"), [("mappings", "t.csv"), ("mappings", "t.tsv"), ("tools", "t.xlsx")])
def test_the_commands_take_a_table_out_and_in(site, tmp_path, account, capsys, table, name):
    call_command("export_table", table, tmp_path / name)
    call_command("import_table", table, tmp_path / name, account="grace", dry_run=True)

    assert "0 rows change something, 3 are unchanged." in capsys.readouterr().out


def test_the_command_imports_in_the_name_of_an_account(site, tmp_path, account):
    (tmp_path / "t.csv").write_text("slug,gist\njenkins,Runs many jobs.\n")

    call_command("import_table", "tools", tmp_path / "t.csv", account="grace", reason="Spring")

    version = Record.objects.get(path="tools/jenkins").version
    assert (version.author_name, version.reason) == ("grace", "Spring") and "Runs many jobs." in version.text


@pytest.mark.parametrize(
    ("text", "who", "words"),
    [
        ("slug,kind\njenkins,gadget\n", "grace", "row 2, kind: “gadget” is not one of the values."),
        ("slug,gist\njenkins,x\n", "nobody", "There is no account “nobody”."),
    ],
)
def test_the_command_says_why_it_imports_nothing(site, tmp_path, account, text, who, words):
    (tmp_path / "t.csv").write_text(text)

    with pytest.raises(CommandError, match=re.escape(words)):
        call_command("import_table", "tools", tmp_path / "t.csv", account=who)


# -- the files themselves ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1", "''@x", "＝1", "'quoted'", "a=b"])
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_looks_like_a_formula_goes_out_harmless_and_comes_back_as_it_was(text, form):
    written = tables.write(form, ["gist"], [{"gist": text}])

    assert tables.read(written) == [tables.Row(2, {"gist": text})]
    if form == "csv":
        cell = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))[1][0]
    else:
        cell = load_workbook(io.BytesIO(written)).worksheets[0]["A2"].value
    assert cell[0] not in "=+-@＝"


@pytest.mark.parametrize(
    "data",
    [
        "slug,gist\njenkins,Jobs; é\n".encode(),
        "slug,gist\r\njenkins,Jobs; é\r\n\r\n".encode("utf-8-sig"),
        'slug;gist\r\njenkins;"Jobs; é"\r\n'.encode("utf-8-sig"),
        "slug\tgist\njenkins\tJobs; é\n".encode("utf-16"),
    ],
)
def test_the_ways_in_which_spreadsheets_write_are_understood(data):
    assert tables.read(data) == [tables.Row(2, {"slug": "jenkins", "gist": "Jobs; é"})]


def test_numbers_days_and_flags_of_a_spreadsheet_are_read_as_text():
    book = Workbook()
    book.active.append(["slug", "confidence", "checked", "open_source"])
    book.active.append(["x", 0.9, date(2026, 11, 25), True])
    written = io.BytesIO()
    book.save(written)

    (row,) = tables.read(written.getvalue())

    assert list(row.cells.values()) == ["x", "0.9", "2026-11-25", "true"]


def test_a_decimal_comma_is_the_same_number(site):
    row = of(MAPPINGS, to="mlops/ci-cd-ct") | {"confidence": "0,90"}

    assert content.plan(MAPPINGS, rows(row), ADA).changes == ()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"slug,gist\nx,\xe9\n", "not UTF-8"),
        (b"", "no names of columns"),
        (b"slug,slug\nx,y\n", "two columns of this name"),
        (b"slug,gist\nx,y,z\n", "more cells than there are columns"),
        (b'slug,gist\nx,"y\n', "not a table"),
        (b"slug,gist\nx,a\x00b\n", "U+0000"),
        (b"slug\n" + b"x\n" * 1_001, "more than 1000 rows"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"PK\x03\x04 broken", "can’t be read as a spreadsheet"),
        (b"#a: [\nsubject_id\n", "not YAML"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(db, data, words):
    with pytest.raises(tables.TableError) as refused:
        exchange.read_rows(data)

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("part", "old", "new", "words"),
    [
        ("xl/worksheets/sheet1.xml", b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet', "can’t be read"),
        ("xl/workbook.xml", b"<workbook", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><workbook', "can’t be read"),
        ("xl/worksheets/sheet1.xml", b"</worksheet>", b"</worksheet>" + b" " * 31_000_000, "unpacks to too much"),
    ],
)
def test_a_spreadsheet_that_is_made_to_burst_is_refused(part, old, new, words):
    whole = zipfile.ZipFile(io.BytesIO(tables.write("xlsx", ["slug"], [{"slug": "jenkins"}])))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in whole.namelist():
            text = whole.read(name)
            assert name != part or old in text
            changed.writestr(name, text.replace(old, new, 1) if name == part else text)

    with pytest.raises(tables.TableError, match=words):
        tables.read(written.getvalue())


# -- SSSOM ------------------------------------------------------------------------------------------------------------


def sssom(**change):
    """One row as somebody else would write it, with his own prefixes."""
    ids = "http://127.0.0.1:8000/id"
    head = f"#curie_map:\n#  d: {ids}/devops/\n#  m: {ids}/mlops/\n#sssom_version: '1.1'\n"
    row = {
        "subject_id": "d:ci-cd",
        "predicate_id": "skos:closeMatch",
        "object_id": "m:feature-store",
        "mapping_justification": "semapv:ManualMappingCuration",
        "confidence": "0.4",
        "comment": "Both hold.",
    } | change
    return f"{head}{chr(9).join(row)}\n{chr(9).join(row.values())}\n".encode()


def test_a_mapping_of_others_comes_in_by_its_prefixes(site):
    rows_ = exchange.read_rows(sssom())

    content.apply(MAPPINGS, rows_, ADA, stand=content.plan(MAPPINGS, rows_, ADA).stand, reason="")

    mapping = Mapping.objects.get(object__slug="feature-store")
    assert (mapping.relation, mapping.basis, mapping.because, mapping.status) == (
        "close",
        "manual",
        "Both hold.",
        "draft",
    )
    assert mapping.gist == "The gist of Feature store."


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"subject_id": "d:ci-dc"}, "subject_id", "there is no concept “d:ci-dc”. Did you mean “devops:ci-cd”"),
        ({"subject_id": "x:ci-cd"}, "subject_id", "the prefix “x” is not defined"),
        ({"predicate_id": "skos:closMatch"}, "predicate_id", "Did you mean “skos:closeMatch”"),
        ({"predicate_id": "owl:sameAs"}, "predicate_id", "the prefix “owl” is not defined"),
        (
            {"mapping_justification": "semapv:LexicalMatchin"},
            "mapping_justification",
            "Did you mean “semapv:LexicalMatching”",
        ),
        ({"predicate_modifier": "Not"}, "predicate_modifier", "is not brought in"),
        ({"reviewer_label": "Eve"}, "reviewer_label", "a review can’t be brought in"),
        ({"object_id": ""}, "object_id", "this slot is empty"),
    ],
)
def test_what_sssom_says_wrong_is_told_with_the_line_the_slot_and_the_nearest_name(site, change, column, words):
    with pytest.raises(tables.TableError) as refused:
        exchange.read_rows(sssom(**change))

    (fault,) = refused.value.faults
    assert (fault.row, fault.column) == (6, column) and words in f"{fault.what} {fault.remedy}"


def test_a_fault_of_the_rules_is_told_by_the_slot(site):
    with pytest.raises(tables.TableError) as refused:
        content.plan(MAPPINGS, exchange.read_rows(sssom(confidence="7")), ADA)

    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(6, "confidence")]
