"""Tables at the desk: what a list shows goes out; what comes in is looked at first, and confirmed."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from mapping.models import Mapping, Tool, Upload, Version

TOOLS, MAPPINGS = "/admin/mapping/tool/", "/admin/mapping/mapping/"


def upload(person, text, at=TOOLS, name="tools.csv", **more):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return person.post(f"{at}import/", {"file": file}, **more)


def preview(person, text, at=TOOLS):
    """The address of the page on which an upload is confirmed, and its page."""
    sent = upload(person, text, at)
    assert sent.status_code == 302, sent.content.decode()
    return sent.url, person.get(sent.url).content.decode()


def confirm(person, address, page, **more):
    stand = page.partition('name="stand" value="')[2].partition('"')[0]
    return person.post(address, {"stand": stand, "reason": "Checked in March"} | more, follow=True)


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_an_export_holds_what_the_filter_shows(editor, site):
    rows = rows_of(editor.get(f"{MAPPINGS}export/csv/", {"object__discipline__key__exact": "llmops"}))

    assert [(row["from"], row["to"]) for row in rows] == [("devops/ci-cd", "llmops/prompt-release")]


def test_an_export_holds_all_pages_of_the_list(editor, site, monkeypatch):
    monkeypatch.setattr("mapping.admin.tools.ToolAdmin.list_per_page", 1)

    assert len(rows_of(editor.get(f"{TOOLS}export/csv/"))) == 3


def test_the_list_leads_to_an_export_of_the_same_filter(editor, site):
    page = editor.get(TOOLS, {"tool_kind__exact": "platform"}).content.decode()

    assert f'href="{TOOLS}export/xlsx/?tool_kind__exact=platform"' in page


def test_a_filter_that_makes_no_sense_is_not_found(editor, site):
    assert editor.get(f"{TOOLS}export/csv/", {"first_release": "x"}).status_code == 404


def test_a_spreadsheet_is_a_spreadsheet(editor, site):
    answer = editor.get(f"{TOOLS}export/xlsx/")

    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [cell.value for cell in sheet["A"]] == ["slug", "jenkins", "kubernetes", "mlflow"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="tools.xlsx"'


def test_mappings_go_out_as_sssom_too(editor, site):
    answer = editor.get(f"{MAPPINGS}export/sssom/", {"relation__exact": "broad"})

    assert [line for line in answer.content.decode().splitlines() if "skos:broadMatch" in line]
    assert "skos:closeMatch" not in answer.content.decode()


def test_a_list_of_mappings_leads_to_the_forms_of_their_concepts(editor, ci_cd):
    page = editor.get(MAPPINGS).content.decode()

    assert f'<a href="/admin/mapping/concept/{ci_cd.pk}/change/">CI/CD (DevOps)</a>' in page


def test_an_import_shows_old_and_new_and_writes_only_when_it_is_confirmed(editor, site):
    address, page = preview(editor, "slug,gist\njenkins,Runs many jobs.\nmlflow,Tracks runs.\n")

    assert "1 row changes something, 1 is unchanged" in page
    assert "<td>Runs jobs.</td><td>Runs many jobs.</td>" in page
    assert Tool.objects.get(slug="jenkins").gist == "Runs jobs."
    confirm(editor, address, page)

    jenkins = Tool.objects.get(slug="jenkins")
    assert (jenkins.gist, jenkins.version.reason) == ("Runs many jobs.", "Checked in March")
    assert (jenkins.version.origin, jenkins.version.author_name) == ("import", "ada")
    assert not Upload.objects.exists()


def test_a_faulty_file_is_refused_with_row_column_and_remedy(editor, site):
    page = upload(editor, "slug,kind,licence\njenkins,gadget,MIT\n").content.decode()

    assert '<th scope="row">2</th><td>kind</td><td>“gadget” is not one of the values. Use ' in page
    assert not Upload.objects.exists()


def test_what_changed_between_preview_and_confirmation_is_shown_and_not_written_over(editor, other, site):
    address, page = preview(editor, "slug,gist\njenkins,From the table.\n")
    second, its_page = preview(other, "slug,gist\njenkins,From the other.\n")
    confirm(other, second, its_page)

    page = confirm(editor, address, page).content.decode()

    assert "Somebody changed these records meanwhile" in page and "<td>From the other.</td>" in page
    assert Tool.objects.get(slug="jenkins").gist == "From the other."


def test_an_upload_is_thrown_away(editor, site):
    address, page = preview(editor, "slug,gist\njenkins,From the table.\n")

    confirm(editor, address, page, _cancel="1")

    assert not Upload.objects.exists() and Tool.objects.get(slug="jenkins").gist == "Runs jobs."


def test_nobody_else_sees_an_upload(editor, other, site):
    address, _ = preview(editor, "slug,gist\njenkins,From the table.\n")

    assert other.get(address).status_code == 404


def test_a_contributors_import_waits_for_an_editor(contributor, site):
    address, page = preview(contributor, "slug,gist\njenkins,From the table.\n")
    assert "1 record will wait for an editor" in page

    confirm(contributor, address, page)

    assert Tool.objects.get(slug="jenkins").gist == "Runs jobs."
    assert Version.objects.proposals().get().path == "tools/jenkins"


def test_a_file_above_two_megabytes_is_refused(editor, site):
    page = upload(editor, b"slug\n" + b"x" * 2_000_000).content.decode()

    assert "too large" in page


@pytest.mark.parametrize(
    "data", [b"\x00\xff\xfe", b"PK\x03\x04", b"\xff\xfes", "slug\n\U0001f600\u202e".encode(), b'"']
)
def test_no_file_is_an_error_of_the_site(editor, site, data):
    assert upload(editor, data).status_code == 200


def test_sssom_comes_in_at_the_list_of_mappings(editor, site):
    text = editor.get(f"{MAPPINGS}export/sssom/").content.decode().replace("\t0.9\t", "\t0.6\t")

    address, page = preview(editor, text, MAPPINGS)
    confirm(editor, address, page)

    assert "<td>0.9</td><td>0.6</td>" in page
    assert str(Mapping.objects.get(object__slug="ci-cd-ct").confidence) == "0.60"
