"""The pages to look at: graph, coverage, comparison, new territory, cheat sheet, and the whole map as one file."""

import re

import html5lib
import pytest

from mapping import content
from mapping.models import Label
from mapping.models.alphabet import by_letter, filled
from tests import small
from tests.views.test_pages import text_of


def test_the_map_says_which_filters_are_in_force_and_how_to_take_one_away(site, client):
    page = client.get("/map/?stage=release&stage=platform&role=sysadmin&q=ci").content.decode()

    assert '<a class="tool" href="?q=ci&amp;stage=release&amp;stage=platform">System administrator' in page
    assert '<a class="tool" href="?q=ci&amp;role=sysadmin&amp;stage=platform">Release' in page


def test_rows_that_the_map_leaves_out_are_fetched_under_the_same_filters(site, client, monkeypatch):
    monkeypatch.setattr("mapping.models.crosswalk.WHOLE", (1, 1))
    monkeypatch.setattr("mapping.models.crosswalk.EXTRACT", (1, 1))

    page = client.get("/map/?level=core").content.decode()

    assert 'data-hx-get="?level=core&amp;stage=release"' in page and "more rows of Release" in page


def test_the_first_page_shows_rows_that_lead_to_different_things(site, client):
    mapping = "mappings:\n" + small.mapping("mlops/ci-cd-ct") + small.mapping("llmops/prompt-release")
    (site / "concepts/devops/delivery.md").write_text(small.concept("Delivery", mapping))
    both = (site / "concepts/devops/ci-cd.md").read_text().replace("confidence: 0.4", "confidence: 0.8")
    (site / "concepts/devops/ci-cd.md").write_text(both)
    content.sync(site)

    preview = text_of(client.get("/")).split("The map, in part")[1].split("Start from")[0]

    assert "CI/CD" in preview and "The gist of Delivery" not in preview


def test_a_comparison_shows_the_names_and_not_the_references(site, client):
    page = client.get("/concepts/compare/?a=devops/ci-cd&b=mlops/ci-cd-ct").content.decode()

    assert 'name="a" value="CI/CD"' in page and 'name="b" value="CI/CD plus training"' in page


def test_the_graph_shows_the_whole_map_and_links_its_parts(site, client):
    page = client.get("/map/graph/").content.decode()

    assert "CI/CD plus training" in page
    assert '"/map/graph/?focus=devops/ci-cd"' in page and '"/map/graph/?stage=release"' in page


def test_a_stage_is_drawn_with_what_it_leads_to(site, client):
    text = text_of(client.get("/map/graph/?stage=release"))

    assert "Broader match: CI/CD plus training" in text and "Broader match of CI/CD" in text


@pytest.mark.parametrize("focus", ["devops/ci-cd", "CI/CD", "delivery automation"])
def test_a_concept_is_drawn_whatever_words_name_it(site, client, focus):
    page = client.get("/map/graph/", {"focus": focus})

    assert "CI/CD, drawn</h1>" in page.content.decode()


def test_a_focus_that_nothing_is_called_says_so_and_leads_to_the_whole(site, client):
    text = text_of(client.get("/map/graph/?focus=xyzzyq"))

    assert "No concept is called “xyzzyq”" in text and "See the whole map" in text


def test_of_very_many_concepts_those_that_matter_are_drawn_and_listed(site, client, monkeypatch):
    monkeypatch.setattr("mapping.graph.stage.MOST", 2)
    monkeypatch.setattr("mapping.views.concepts.LISTED", 1)

    drawn, listed = text_of(client.get("/map/graph/?stage=release")), text_of(client.get("/mlops/"))

    assert "with the 2 concepts that are not drawn here" in drawn
    assert "Its 3 concepts" in listed and "Listed here are the 1 that matter most" in listed


def test_a_long_stage_has_pages(site, client, monkeypatch):
    monkeypatch.setattr("mapping.views.stages.PER_PAGE", 1)

    first, second = (client.get(f"/stages/release/{page}").content.decode() for page in ("", "2/"))

    assert 'href="/stages/release/2/" rel="next"' in first and "The gist of Feature store" not in first
    assert 'href="/stages/release/" rel="prev"' in second and client.get("/stages/release/9/").status_code == 404


def test_an_unknown_stage_is_not_found(site, client):
    assert client.get("/map/graph/?stage=xyzzy").status_code == 404


def test_coverage_counts_mappings_and_findings_but_no_hint(site, client):
    text = text_of(client.get("/coverage/"))

    assert "Release 2 of 3 1 mapped, 1 found to have none 1 of 1 1 mapped 0 of 1 0 mapped" in text
    assert "Platform 1 of 1 1 mapped 1 of 1 1 mapped 1 of 1 0 mapped, 1 found to have none" in text


def test_the_darker_a_cell_of_coverage_the_more_of_its_terms_have_a_counterpart(site, client):
    page = client.get("/coverage/").content.decode()

    release, platform = (re.findall(r'data-heat="(\d)"', row) for row in page.split("<tr>")[2:4])
    assert (release, platform) == (["1", "5", "1"], ["5", "5", "2"])


def test_coverage_names_what_is_missing(site, client):
    text = text_of(client.get("/coverage/"))

    assert "LLMOps no counterpart published for CI/CD" in text


def test_two_concepts_are_compared_with_what_their_mapping_says(site, client):
    text = text_of(client.get("/concepts/compare/?a=devops/ci-cd&b=mlops/ci-cd-ct"))

    for words in (
        "CI/CD and CI/CD plus training",
        "broader match",
        "The habit carries over.",
        "Level (same)",
        "Hudson",
    ):
        assert (words in text) == (words != "Hudson")


def test_two_tools_are_compared_whatever_words_name_them(site, client):
    text = text_of(client.get("/tools/compare/?a=hudson&b=k8s"))

    assert "Jenkins and Kubernetes" in text and "Licence MIT –" in text


def test_what_is_not_the_same_is_told_apart(site, client):
    text = text_of(client.get("/concepts/compare/?a=devops/ci-cd&b=llmops/prompt-release"))

    assert "These two share a word and are not the same" in text


@pytest.mark.parametrize("address", ["/tools/compare/", "/concepts/compare/"])
def test_a_name_that_nothing_has_is_said_beside_its_box(site, client, address):
    page = client.get(f"{address}?a=xyzzyq&b=")

    assert page.status_code == 200 and "is found for “xyzzyq”" in text_of(page)


def test_new_territory_names_the_analogy(site, client):
    text = text_of(client.get("/new-territory/"))

    assert "Feature store" in text and "Nearest analogy: CI/CD" in text and "Model serving" not in text


def test_the_cheat_sheet_has_the_best_counterpart_of_each_term(site, client):
    text = text_of(client.get("/cheat-sheet/"))

    assert "CI/CD broader match: CI/CD plus training" in text


def test_a_map_that_is_too_long_has_its_lesser_rows_in_brief(site, client):
    terms = {f"concepts/devops/term-{n}.md": small.concept(f"Term {n}", "related: [ci-cd]\n") for n in range(90)}
    files = {name: text.replace("importance: 4", "importance: 2") for name, text in terms.items()}
    content.sync(small.write(site, files))

    text = text_of(client.get("/map/"))

    assert "Term 89" in text and "The gist of Term 89" not in text and "The gist of CI/CD" in text


def test_a_false_friend_is_flagged_in_the_map(site, client):
    page = client.get("/map/").content.decode()

    assert re.search(r'Prompt release</a>.*?href="/false-friends/release/"', page)


def test_which_is_which_answers_for_the_three_and_the_words_beside_them(site, client):
    text = (site / "false-friends/release.md").read_text()
    pair = "not_exact:\n- [devops/ci-cd, llmops/prompt-release]\n"
    (site / "false-friends/ops.md").write_text(text.replace("label: release", "label: Ops", 1).replace(pair, ""))
    content.sync(site)

    text = text_of(client.get("/which-is-which/"))

    assert all(words in text for words in ("A thing", "LLMOps part of MLOps", "Ask what goes out."))


def test_the_glossary_lists_terms_and_a_letter_explains_them(site, client):
    assert "delivery automation" not in text_of(client.get("/glossary/"))
    assert "delivery automation: see CI/CD" in text_of(client.get("/glossary/d/"))


@pytest.mark.parametrize("page", ["%00", "zz", "é", "0-9", "C", "' OR 1=1", "c/0", "c/2", f"c/{'9' * 5000}", "c/-1"])
def test_a_letter_or_a_page_that_the_glossary_has_not_is_not_found(site, client, page):
    assert client.get(f"/glossary/{page}/").status_code == 404


def test_a_letter_lists_the_tools_that_begin_with_it_whatever_their_case(site, client):
    (site / "tools/kserve.md").write_text(small.record("label: kServe\ngist: Serves.\nkind: tool"))
    content.sync(site)

    text = text_of(client.get("/tools/letter/k/"))

    assert "Kubernetes" in text and "kServe" in text and "Jenkins" not in text


def test_a_list_that_is_too_long_names_the_important_and_leads_to_the_others(site, client, monkeypatch):
    monkeypatch.setattr("mapping.views.tools.LISTED", 1)
    monkeypatch.setattr("mapping.views.glossary.LISTED", 6)

    tools, terms = text_of(client.get("/tools/")), text_of(client.get("/glossary/"))

    assert "Kubernetes" in tools and "Runs jobs" not in tools and "1 more under J" in tools
    assert "Feature store" in terms and "Jenkins" not in terms and "1 more under J" in terms


def test_a_long_letter_has_pages_that_lead_to_each_other(site, client, monkeypatch):
    monkeypatch.setattr("mapping.models.alphabet.PER_PAGE", 1)

    first, second = (client.get(f"/glossary/c/{page}").content.decode() for page in ("", "2/"))

    assert 'href="/glossary/c/2/" rel="next"' in first and 'href="/glossary/c/" rel="prev"' in second
    assert "CI/CD plus training</a>" in second and "CI/CD plus training</a>" not in first


def test_a_name_that_goes_while_its_page_is_made_is_left_out(site):
    names = Label.objects.shown()
    rows = [*names.values_list("pk", "text"), (10**9, "Jupyter, just gone")]

    letters = filled(by_letter(rows), names)

    (found,) = [one.entries for one in letters if one.name == "J"]
    assert [str(label) for label in found] == ["Jenkins"]


def test_the_one_file_asks_for_nothing_and_holds_everything(site, client):
    answer = client.get("/export/crosswalk.html")
    page = answer.content.decode()

    html5lib.HTMLParser(strict=True).parse(page)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="crosswalk.html"'
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert not re.search(r'(src|<link[^>]*href|use href)="[^#"]', page)
    for words in ("The artefact differs.", "Every change takes one path", "Keep the jobs, track the runs.", "Ask what"):
        assert words in page


def test_links_inside_the_one_file_stay_inside(site, client):
    for name in ("devops/ci-cd", "devops/container-orchestration"):
        (site / f"concepts/{name}.md").write_text(
            (site / f"concepts/{name}.md").read_text() + "\n## Watch for\n\nIt.\n"
        )
    content.sync(site)

    page = client.get("/export/crosswalk.html").content.decode()

    places = re.findall(r' id="([^"]+)"', page)
    assert {link for link in re.findall(r'<a [^>]*href="#([^"]+)"', page)} - set(places) == set()
    assert len(places) == len(set(places))
    assert 'href="/' not in page


def test_the_one_file_shows_no_hidden_label(site, client):
    assert "cicid" not in client.get("/export/crosswalk.html").content.decode()


def test_a_filtered_map_shows_its_rows_first_and_its_filters_when_asked(site, client):
    page = client.get("/map/?stage=release").content.decode()

    assert '<details class="facets">' in page and "Filters in force" in page


def test_a_tool_says_what_it_is_used_for_before_what_becomes_of_it(site, client):
    file = site / "concepts/devops/container-orchestration.md"
    file.write_text(file.read_text().replace("[kubernetes]", "[kubernetes, jenkins]"))
    content.sync(site)

    page = text_of(client.get("/tools/jenkins/"))

    assert page.index("For Container orchestration") < page.index("Keep and add")
