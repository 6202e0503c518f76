"""Markdown to safe HTML, its wiki links, and back to plain text."""

from html.parser import HTMLParser
from time import perf_counter
from urllib.parse import urlsplit

import pytest

from mapping import markup

PAGES = {
    "mlops/feature-store": markup.Link("/mlops/feature-store/", "Feature store"),
    "tool:mlflow": markup.Link("/tools/mlflow/", "MLflow"),
    "ci": markup.Link("/devops/ci/", "CI & <build>"),
}


def body(text):
    return markup.render(text, PAGES.get)


def line(text):
    return markup.render_inline(text, PAGES.get)


class Tags(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self, html):
        super().__init__()
        self.names, self.attributes = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes += attrs


# Wiki links


def test_a_wiki_link_takes_the_label_of_its_page():
    html = line("See [[mlops/feature-store]].").html

    assert html == 'See <a href="/mlops/feature-store/">Feature store</a>.'


def test_a_wiki_link_takes_its_own_label():
    html = line("See [[tool:mlflow|the tracker]].").html

    assert html == 'See <a href="/tools/mlflow/">the tracker</a>.'


def test_a_label_may_have_emphasis_and_code():
    html = line("[[tool:mlflow|*the* `mlflow`]]").html

    assert html == '<a href="/tools/mlflow/"><em>the</em> <code>mlflow</code></a>'


def test_a_label_from_the_catalogue_is_no_markup():
    assert line("[[ci]]").html == '<a href="/devops/ci/">CI &amp; &lt;build&gt;</a>'


def test_a_broken_wiki_link_is_text_and_is_listed_once():
    rendered = body("[[nowhere]] and [[tool:mlflow]] and [[nowhere|there]] and [[gone]]")

    assert '<span class="broken">nowhere</span>' in rendered.html
    assert '<span class="broken">there</span>' in rendered.html
    assert rendered.broken == ("nowhere", "gone")


@pytest.mark.parametrize("text", ["`[[ci]]`", "```\n[[ci]]\n```", "    [[ci]]", r"\[[ci]]"])
def test_code_and_escaped_brackets_are_no_wiki_link(text):
    rendered = body(text)

    assert "[[ci]]" in markup.plain(rendered.html)
    assert rendered.links == rendered.broken == ()


def test_a_wiki_link_in_a_table_escapes_its_bar():
    rendered = body("| Term | Tool |\n|---|---|\n| CI | [[tool:mlflow\\|tracker]] |")

    assert '<td><a href="/tools/mlflow/">tracker</a></td>' in rendered.html


def test_links_come_in_reading_order():
    text = "On [[ci]][^1].\n\n[^1]: [[tool:mlflow]].\n\n- x\n    - [[mlops/feature-store]]\n\n## [[ci]]"

    links = body(text).links

    assert [link.target for link in links] == ["ci", "mlops/feature-store", "ci", "tool:mlflow"]


def test_each_target_is_resolved_once():
    asked = []

    markup.render("[[a]] [[a|b]]\n\n[[a]]", asked.append)

    assert asked == ["a"]


# Sentences


def sentence(text):
    return body(text).links[0].sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("First. Then *read* [[ci|it]], e.g. Monday! Last.", "Then read it, e.g. Monday!"),
        ("One paragraph\n\nAnother with [[ci|it]]\n\nA third", "Another with it"),
        ("- an item\n- the item [[ci|it]]\n- an item", "the item it"),
        ("| a | b |\n|---|---|\n| x | cell [[ci\\|it]] |", "cell it"),
        ("Over\ntwo lines[^1] of [[ci|it]].\n\n[^1]: A note.", "Over two lines of it."),
        ("“Quoted.” (See [[ci|it]].) Then more.", "(See it.)"),
        ("Is it [[ci|it]]? Yes.", "Is it it?"),
    ],
)
def test_a_link_knows_its_sentence(text, expected):
    assert sentence(text) == expected


def test_a_link_knows_the_words_it_stands_on():
    [link] = line("We run [[tool:mlflow|our  tracker]] here.").links

    assert link == markup.Mention("tool:mlflow", "our tracker", "We run our tracker here.")


def test_a_long_sentence_is_cut_around_its_link():
    found = sentence("before " * 100 + "[[ci|here]]" + " after" * 100)

    assert found.startswith("… before") and found.endswith("after …")
    assert "before here after" in found
    assert len(found) <= 310


# What a page needs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n## B\n\n# C", ["h3", "h4", "h3"]),
        ("## A\n\n#### B\n\n##### C\n\n## D", ["h3", "h4", "h5", "h3"]),
        ("### A\n\n## B", ["h3", "h3"]),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n##### E", ["h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_go_down_from_h3_one_by_one(text, expected):
    html = body(text).html

    assert [part[:2] for part in html.split("<") if part[:1] == "h"] == expected


def test_a_section_can_be_linked_and_its_id_meets_none_of_the_page():
    html = body("[below](#sources)\n\n## Sources").html

    assert '<a href="#text-sources">' in html
    assert '<h3 id="text-sources">' in html


def test_footnotes_link_there_and_back():
    html = body("Text[^1].\n\n[^1]: Note.").html

    for mark in ('href="#text-fn:1"', 'id="text-fn:1"', 'href="#text-fnref:1"', 'id="text-fnref:1"'):
        assert mark in html


def test_a_table_scrolls_in_a_region_with_a_name_of_its_own():
    html = body("| Job | *Tool* |\n|---|--:|\n| a | b |\n\ntext\n\n| Job | Tool |\n|---|---|\n| a | b |").html

    for name in ("Table 1: Job, Tool", "Table 2: Job, Tool"):
        assert f'<div aria-label="{name}" class="scroll" role="region" tabindex="0"><table>' in html


def test_code_is_coloured_by_classes_and_reached_by_keyboard():
    html = body("```yaml\non: push\n```").html

    assert '<div class="code"><pre tabindex="0">' in html
    assert '<span class="nt">on</span>' in html
    assert "style=" not in html


def test_a_fence_may_stand_in_a_list():
    html = body("1. Build\n\n    ```sh\n    make\n    ```\n\n2. Run").html

    assert html.count('<ol class="order">') == 1
    assert "<pre" in html.split("<li>")[1]


@pytest.mark.parametrize(("kind", "classes"), [("note", "note"), ("trap", "note note--warn")])
def test_an_admonition_is_a_note_of_the_site(kind, classes):
    html = body(f'!!! {kind} "Mind"\n    the gap').html

    assert f'<div class="{classes}">\n<strong>Mind</strong>\n<p>the gap</p>\n</div>' in html


def test_lists_have_the_classes_of_the_site():
    assert '<ul class="bullets">' in body("- a").html
    assert '<ol class="order">' in body("1. a").html


@pytest.mark.parametrize("address", ["https://example.org/", "HTTP://example.org/", "//example.org/"])
def test_a_link_to_elsewhere_says_so(address):
    assert 'rel="external noopener"' in line(f"[x]({address})").html


@pytest.mark.parametrize("address", ["/about/", "#below", "mailto:a@example.org"])
def test_a_link_to_here_says_nothing(address):
    assert "rel=" not in line(f"[x]({address})").html


def test_an_image_comes_from_the_site():
    assert line("![A plan](/static/img/plan.svg)").html == '<img alt="A plan" src="/static/img/plan.svg">'


@pytest.mark.parametrize("source", ["https://a.example/x.png", "//a.example/x", r"/\a.example/x", "data:image/png,AA"])
def test_an_image_from_elsewhere_is_its_description(source):
    html = line(f"![A plan]({source})").html

    assert "A plan" in html
    assert "<img" not in html


# One line


@pytest.mark.parametrize("text", ["- a", "# a", "1. a", "> a", "!!! a", "a\n: b", "a\n===", "```a"])
def test_one_line_has_no_blocks(text):
    html = line(text).html

    assert html == " ".join(text.split()).replace(">", "&gt;")


def test_one_line_has_emphasis_code_and_links():
    html = line("*Short* **branches**, `main`, ~~trunk~~, [docs](/x/)").html

    assert html == (
        '<em>Short</em> <strong>branches</strong>, <code>main</code>, <del>trunk</del>, <a href="/x/">docs</a>'
    )


@pytest.mark.parametrize("render", [body, line])
def test_no_text_gives_no_html(render):
    assert render(" \n").html == ""


# Plain text


def test_plain_text_has_a_line_for_each_block():
    html = body("## Why\n\nMerge *often* &\nearly[^1].\n\n- `a`\n- b\n\n[^1]: Daily.").html

    assert markup.plain(html).splitlines() == ["Why", "Merge often & early.", "a", "b", "Daily."]


def test_cells_do_not_run_into_each_other():
    html = body("| a | b |\n|---|---|\n| c | d |").html

    assert markup.plain(html).splitlines() == ["a", "b", "c", "d"]


# Attacks

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<iframe src=//example.org></iframe>",
    '<form action="//example.org"><input name=a></form>',
    "<style>*{display:none}</style>",
    "<b style=position:fixed>x</b>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "<javascript://example.org/%0aalert(1)>",
    '[x](/a "\\" onclick=\\"alert(1)")',
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](/static/x.png)',
    "[x]{onclick=alert(1)}",
    "## x {onclick=alert(1) style=color:red}",
    "[[ci|<img src=x onerror=alert(1)>]]",
    '[[ci" onclick="alert(1)]]',
    "[[ci|[x](javascript:alert(1))]]",
    "[x]: javascript:alert(1)\n\n[x]",
    "```html onclick=alert(1)\n<script>alert(1)</script>\n```",
    '```{.x onclick="alert(1)"}\n<script>\n```',
    "`<script>alert(1)</script>`",
    '!!! note "<script>alert(1)</script>"\n    x',
    '!!! note" onclick="alert(1)\n    x',
    '*[x]: " onclick="alert(1)\n\nx',
    "x[^<script>]\n\n[^<script>]: <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--><script>alert(1)</script>-->",
    "<div><p>[x](y)</div></p><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
]
SAFE_ATTRIBUTES = {"alt", "aria-label", "class", "href", "id", "rel", "role", "src", "tabindex", "title"}


@pytest.mark.parametrize("render", [body, line])
@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_stays_text(render, text):
    tags = Tags(render(text).html)

    assert tags.names.isdisjoint({"script", "style", "svg", "math", "iframe", "form", "input", "b"})
    assert {name for name, _ in tags.attributes} <= SAFE_ATTRIBUTES
    addresses = [value for name, value in tags.attributes if name in ("href", "src")]
    assert {urlsplit(address).scheme for address in addresses} <= {"", "http", "https", "mailto"}


def test_html_is_shown_as_it_was_typed():
    html = body("A `List` of List<String> and <b>bold</b>").html

    assert markup.plain(html) == "A List of List<String> and <b>bold</b>"


def test_a_class_of_the_page_cannot_be_borrowed():
    html = body('!!! note site-header "x"\n    y').html

    assert html.startswith('<div class="note">')


# Limits


@pytest.mark.parametrize("part", ["[", "[[", "![", "[a](", "x [ y ", "[`]`"])
@pytest.mark.parametrize("render", [body, line])
def test_brackets_that_stay_open_are_refused_at_once(render, part):
    text, start = part * (8_000 // len(part)), perf_counter()

    with pytest.raises(markup.MarkupError, match="More than 50 “.” wait for a “.”; close some"):
        render(text)

    assert perf_counter() - start < 2


def test_many_brackets_that_close_are_welcome():
    text = "\n".join(f"- [[ci]] and [docs](/{n}/) [1]" for n in range(300))

    assert len(body(text).links) == 300


def test_brackets_in_code_do_not_count():
    assert "[[[[" in body("`" + "[" * 100 + "`\n\n```\n" + "[" * 100 + "\n```").html


def test_a_long_text_is_refused_with_the_remedy():
    with pytest.raises(markup.MarkupError, match="has 30,001 characters and may have 30,000; split it"):
        body("x" * 30_001)


@pytest.mark.parametrize("text", ["1. " * 5_000, "> " * 5_000])
def test_deep_nesting_ends_in_text_or_a_remedy(text):
    try:
        assert body(text).html
    except markup.MarkupError as error:
        assert "use fewer levels" in str(error)


def test_where_the_corner_of_a_table_is_empty_its_rows_have_headings():
    html = markup.render("| | a |\n| --- | --- |\n| b | c |", lambda target: None).html

    assert html.count("<th>") == 1 and "<td></td>" in html
    assert '<th scope="row">b</th>' in html and "<td>c</td>" in html
