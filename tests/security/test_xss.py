"""No text becomes code: vectors through Markdown, and through every field of text onto every page that shows it."""

import json
import re
from xml.etree import ElementTree

import html5lib
import pytest
from django.apps import apps
from django.db import models

from mapping import markup, publication, search
from mapping.models import Mapping, Record, Sense, Suggestion, Version
from tests.security.vectors import VECTORS

SCHEME = re.compile(r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SAFE = {"https", "http", "mailto"}
ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "srcset",
    "poster",
    "background",
    "{http://www.w3.org/1999/xlink}href",
}
NEVER = {"iframe", "object", "embed", "applet", "base", "style", "frame", "frameset", "math", "template", "noscript"}
NEVER_IN_TEXTS = NEVER | {"script", "svg", "form", "input", "button", "meta", "link", "img", "video", "audio", "select"}


def dangers(html, never=NEVER):
    """What in this HTML could run, as a browser would parse it."""
    found = []
    for node in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(node.tag, str):
            continue
        name = node.tag.rpartition("}")[2]
        if name in never or (name == "script" and not is_harmless(node)):
            found.append(f"<{name}>")
        found += [f"{name} {key}={value}" for key, value in node.attrib.items() if is_dangerous(name, key, value)]
    return found


def is_harmless(script):
    """A file of ours, or a block of data that no browser runs."""
    if script.get("type") == "application/ld+json":
        return "<" not in script.text and json.loads(script.text)
    return not script.text and script.get("src", "").startswith("/static/")


def is_dangerous(name, key, value):
    if (
        key.startswith("on")
        or key == "style"
        or (key.startswith(("hx-", "data-hx-")) and name not in {"input", "form", "a", "button", "select", "nav"})
    ):
        return True
    if name == "meta" and key == "http-equiv":
        return True
    scheme = SCHEME.match(value)
    return key in ADDRESSES and scheme is not None and scheme[1].lower() not in SAFE


def test_there_are_more_than_200_vectors():
    assert len(VECTORS) >= 200


def test_the_watch_sees_what_it_must():
    for bad in (
        "<img src=x onerror=alert(1)>",
        "<a href=javascript:x>",
        "<script>x</script>",
        "<p style=x>",
        "<iframe>",
    ):
        assert dangers(bad), bad


def as_html(render, vector):
    """What is stored of it: nothing, where it is refused with a message."""
    try:
        return render(vector, lambda path: None).html
    except markup.MarkupError:
        return ""


@pytest.mark.parametrize("render", [markup.render, markup.render_inline])
def test_no_vector_survives_as_markdown(render):
    found = {vector: dangers(as_html(render, vector), NEVER_IN_TEXTS) for vector in VECTORS}

    assert not {vector: survived for vector, survived in found.items() if survived}


# Rows that the site makes itself; and fields that name something or are made by rendering.
MADE = {
    "SearchDocument",
    "SearchLabel",
    "SearchTerm",
    "SearchWord",
    "SearchSpelling",
    "Version",
    "Mention",
    "Publication",
}
NAMES = {"path", "key", "identifier", "slug", "status", "kind", "ecosystem"}
LISTS = {"carries_over", "differs", "traps", "asks"}


def fields_of_text():
    """Every field in which an editor can write what he likes."""
    for model in apps.get_app_config("mapping").get_models():
        for field in model._meta.local_fields:
            is_text = type(field) in {models.CharField, models.TextField} and not field.choices
            if model.__name__ in MADE or field.name in NAMES or field.name.endswith("_html"):
                continue
            if is_text or field.name in LISTS:
                yield model, field


def fill(turn):
    """Give every field of every row a vector of its own, others in each turn."""
    vectors = [v for v in VECTORS if as_html(markup.render, v) and as_html(markup.render_inline, v)]
    number = turn * 131
    for model in (Record, Mapping):  # a reviewer's name needs a day
        model.objects.update(reviewed_by="x", reviewed_on="2026-11-26")
    Sense.objects.filter(pk=Sense.objects.latest("pk").pk).update(concept=None, place="x")
    for model, field in fields_of_text():
        rows = model.objects.exclude(place="") if field.name == "place" else model.objects.all()
        for pk in rows.values_list("pk", flat=True):
            number += 1
            text = vectors[number % len(vectors)].replace("\x00", "")
            value = [text] if field.name in LISTS else text[: field.max_length]
            model.objects.filter(pk=pk).update(**{field.attname: value})
    for record in Record.objects.all():
        number += 1
        reason = vectors[number % len(vectors)].replace("\x00", "")[:300]
        Version.objects.create(record=record, path=record.path, state="published", origin="admin", reason=reason)
    publication.render(Record.objects.values_list("pk", flat=True))
    search.rebuild()


PAGES = [
    *("/", "/map/", "/devops/", "/mlops/", "/stages/release/", "/tools/", "/glossary/", "/about/", "/devops/ci-cd/"),
    *("/mlops/ci-cd-ct/", "/mlops/feature-store/", "/tools/jenkins/", "/tools/kubernetes/", "/false-friends/"),
    *("/false-friends/release/", "/search/?q=alert", "/search/?q=script", "/map/?role=sysadmin", "/map/graph/"),
    *(
        "/map/graph/?focus=devops/ci-cd",
        "/coverage/",
        "/new-territory/",
        "/which-is-which/",
        "/cheat-sheet/",
        "/changes/",
    ),
    *("/concepts/compare/?a=devops/ci-cd&b=mlops/ci-cd-ct", "/tools/compare/?a=jenkins&b=mlflow", "/roadmap/"),
    *("/roadmap/sysadmin/", "/translate/?t=tool:jenkins", "/embed/devops/ci-cd/", "/search/suggest/?q=al"),
]
# What a browser shows as text or hands to a program, by how that program reads it.
DATA = {
    **dict.fromkeys(
        [
            *("/api/v1/concepts", "/api/v1/concepts/devops/ci-cd", "/api/v1/tools", "/api/v1/tools/jenkins"),
            *("/api/v1/mappings", "/api/v1/search?q=alert", "/api/v1/roadmap", "/devops/ci-cd.json"),
            *("/tools/jenkins.json", "/export/crosswalk.json"),
        ],
        "application/json",
    ),
    **dict.fromkeys(["/devops/ci-cd.jsonld", "/export/crosswalk.jsonld"], "application/ld+json"),
    **dict.fromkeys(["/devops/ci-cd.ttl", "/export/crosswalk.ttl"], "text/turtle"),
    **dict.fromkeys(["/devops/ci-cd.md", "/tools/jenkins.md"], "text/markdown"),
    **dict.fromkeys(["/export/crosswalk.csv", "/export/tools.csv"], "text/csv"),
    **dict.fromkeys(["/export/crosswalk.sssom.tsv", "/export/negative.sssom.tsv"], "text/tab-separated-values"),
    "/changes/feed.atom": "application/atom+xml",
    "/sitemap.xml": "application/xml",
    "/llms.txt": "text/plain",
}


def in_json(text):
    """What could run of the strings that are HTML by their name."""

    def walk(value, name=""):
        if isinstance(value, dict):
            return [found for key, inner in value.items() for found in walk(inner, key)]
        if isinstance(value, list):
            return [found for inner in value for found in walk(inner, name)]
        return dangers(value) if isinstance(value, str) and name.endswith("html") else []

    return walk(json.loads(text))


def in_atom(text):
    """What could run in a feed reader, which reads what is called HTML as HTML."""
    return [
        found
        for node in ElementTree.fromstring(text).iter()
        for found in (dangers(node.text or "") if node.get("type") == "html" else [])
        + ([node.get("href")] if not node.get("href", "http").startswith("http") else [])
    ]


READ = {
    "application/json": in_json,
    "application/ld+json": in_json,
    "application/atom+xml": in_atom,
    "application/xml": in_atom,
    # Neither a browser nor a feed reader finds HTML in these.
    **dict.fromkeys(
        ["text/turtle", "text/markdown", "text/csv", "text/tab-separated-values", "text/plain"], lambda _: []
    ),
}


@pytest.mark.parametrize("turn", range(4))
def test_no_field_puts_code_on_a_page_or_into_an_answer(site, client, turn):
    fill(turn)

    for address in PAGES:
        page = client.get(address)
        assert page.status_code == 200 and dangers(page.content.decode()) == [], address
    for address, kind in DATA.items():
        answer = client.get(address)
        assert answer.status_code == 200 and answer.headers["Content-Type"].startswith(kind), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff", address
        assert READ[kind](answer.content.decode()) == [], address


def test_no_field_puts_code_on_the_desk(site, admin_client):
    fill(0)

    for record in Record.objects.filter(kind__in=["concept", "tool", "false-friend"]):
        kind = record.kind.replace("-", "")
        page = admin_client.get(f"/admin/mapping/{kind}/{record.pk}/change/")
        assert page.status_code == 200 and not runs_on_the_desk(page.content.decode()), record.path


def runs_on_the_desk(page):
    """What of a page of the desk would run that no page of ours has: the desk itself has scripts and frames."""
    return [one for one in dangers(page, {"iframe", "object", "embed", "base"}) if "alert" in one or "evil" in one]


def test_the_map_in_one_file_runs_no_code_but_its_own(site, client):
    fill(1)

    page = client.get("/export/crosswalk.html")

    policy = page.headers["Content-Security-Policy"]
    own = {"<style>", "<script>", "meta http-equiv=Content-Security-Policy"}
    assert set(dangers(page.content.decode(), NEVER)) == own and "unsafe" not in policy and "sha256-" in policy


def test_a_preview_runs_no_code(site, admin_client):
    for vector in VECTORS:
        for body in (vector, f"---\nlabel: x\n---\n{vector}"):
            part = admin_client.post("/admin/preview/part/", {"path": "concepts/devops/ci-cd", "body": body})
            assert part.status_code == 200 and dangers(part.content.decode(), NEVER_IN_TEXTS) == [], vector


QUESTIONS = {
    **dict.fromkeys(["/search/", "/map/", "/search/suggest/", "/glossary/", "/tools/", "/suggest/"], "q"),
    **{
        "/map/graph/": "focus",
        "/concepts/compare/": "a",
        "/tools/compare/": "a",
        "/translate/": "t",
        "/roadmap/": "known",
    },
}


def test_what_a_reader_asks_is_shown_as_text(site, client):
    for vector in VECTORS[::10] + VECTORS[-20:]:
        for address, name in QUESTIONS.items():
            assert dangers(client.get(address, {name: vector}).content.decode()) == [], (address, vector)


def test_a_text_to_translate_and_a_suggestion_are_shown_as_text(site, client, admin_client):
    for number, vector in enumerate(VECTORS):
        shown = client.post("/translate/", {"text": f"{vector} Jenkins"}, REMOTE_ADDR=f"10.0.{number // 50}.7")
        assert shown.status_code == 200 and dangers(shown.content.decode()) == [], vector
        made = Suggestion(kind="wrong", name=vector[:200], text=vector, state="declined", reason=vector[:500])
        made.name, made.text, made.reason = (text.replace("\x00", "") for text in (made.name, made.text, made.reason))
        made.save()
        if number % 10 == 0:
            for page in (client.get(f"/suggest/{made.reference}/"), admin_client.get("/admin/mapping/suggestion/")):
                assert page.status_code == 200 and not runs_on_the_desk(page.content.decode()), vector
