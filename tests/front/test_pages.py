"""Finished pages: what is kept, for whom, and for how long."""

import gzip
import time
from datetime import date

import brotli
import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.urls import get_resolver
from django.utils.module_loading import import_string

from mapping import content
from mapping.front import news as news_module
from mapping.front import public
from mapping.front.news import News
from mapping.front.public import normal_form
from mapping.front.stored import Store
from mapping.front.ways import Django
from mapping.front.wsgi import Front
from mapping.models import MissedSearch, Publication
from tests.front.conftest import Reader

SWAP = {"HX_Request": "true"}
PUBLIC = [
    *("/", "/map/", "/map/?stage=release", "/devops/", "/devops/ci-cd/", "/stages/release/", "/tools/", "/about/"),
    *("/tools/jenkins/", "/false-friends/", "/false-friends/release/", "/glossary/", "/search/?q=k8s"),
]


def shelves(front):
    return len(front.plain), len(front.asked)


def publish(site, news):
    file = site / "tools/jenkins.md"
    file.write_text(file.read_text().replace("Runs jobs", "Runs jobs well"))
    content.sync(site)
    news.ask()


def test_the_second_reader_gets_the_same_bytes_without_a_query(reader):
    for address in PUBLIC:
        first, second = reader.get(address), reader.get(address)

        assert second.was_kept and (second.status, second.body) == (200, first.body), address
        assert second.headers["Content-Security-Policy"] and "Set-Cookie" not in second.headers


def test_a_publication_makes_every_page_anew(reader, site, news):
    before = reader.get("/tools/jenkins/")
    publish(site, news)

    after = reader.get("/tools/jenkins/")

    assert b"Runs jobs well" in after.body and b"Runs jobs well" not in before.body


def test_a_page_made_by_the_short_way_is_the_one_of_the_whole_way(reader, news, monkeypatch):
    whole = {address: reader.get(address) for address in PUBLIC}
    monkeypatch.setattr(news, "stamp", (news.stamp[0], date(2026, 1, 1)))  # all that is kept is of another day
    monkeypatch.setattr("mapping.front.stored.find", lambda request: None)

    with monkeypatch.context() as way:
        way.setattr(reader.front.application, "whole", None)
        short = {address: reader.get(address) for address in PUBLIC}

    for address in PUBLIC:
        assert not short[address].was_kept, address
        assert (short[address].headers, short[address].body) == (whole[address].headers, whole[address].body), address


def test_what_the_short_way_leaves_has_no_hooks_that_it_would_pass_by():
    for path in set(settings.MIDDLEWARE) - set(settings.MIDDLEWARE_OF_PEOPLE):
        middleware = import_string(path)(lambda request: HttpResponse())
        for hook in ("process_view", "process_template_response", "process_exception"):
            assert not hasattr(middleware, hook), f"{path} has a {hook}"


def test_who_has_the_page_gets_a_304_and_no_template_is_touched(reader):
    etag = reader.get("/devops/ci-cd/").headers["ETag"]

    answer = reader.get("/devops/ci-cd/", If_None_Match=f'"other", W/{etag}')

    assert (answer.status, answer.body, answer.was_kept) == (304, b"", True)
    assert answer.headers["ETag"] == etag and not etag.startswith("W/")


def test_a_page_that_has_changed_is_no_304(reader, site, news):
    etag = reader.get("/tools/jenkins/").headers["ETag"]
    publish(site, news)

    assert reader.get("/tools/jenkins/", If_None_Match=etag).status == 200


def test_each_reader_gets_an_encoding_that_he_reads(reader):
    plain = reader.get("/devops/").body
    for accepted, encoding, read in [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ]:
        for _ in range(2):
            answer = reader.get("/devops/", Accept_Encoding=accepted)

            assert answer.headers.get("Content-Encoding") == encoding and read(answer.body) == plain
            assert "Accept-Encoding" in answer.headers["Vary"]
            assert int(answer.headers["Content-Length"]) == len(answer.body)


def test_encodings_have_etags_of_their_own(reader):
    etags = {reader.get("/devops/", Accept_Encoding=name).headers["ETag"] for name in ("br", "gzip", "identity")}

    assert len(etags) == 3


def test_head_has_the_headers_of_get_and_no_body(reader):
    page = reader.get("/devops/")

    head = reader.get("/devops/", method="HEAD")

    assert (head.status, head.body, head.headers) == (200, b"", page.headers)


def test_unknown_parameters_never_make_a_new_entry(reader, front):
    page = reader.get("/map/?stage=release")
    kept = shelves(front)

    for tail in ("utm_source=x&", "a=1&b=2&", "&&", "stage=&", "stage=release&"):
        again = reader.get(f"/map/?{tail}stage=release&fbclid=y")
        assert again.was_kept and again.body == page.body
    assert reader.get("/devops/?x=1").body == reader.get("/devops/?x=2").body

    assert shelves(front) == (kept[0] + 1, kept[1])


def test_a_view_never_sees_a_parameter_that_it_has_not_named(reader):
    first = reader.get("/search/?q=k8s&x=%3Cb%3Epoison")

    assert b"poison" not in first.body and reader.get("/search/?q=k8s").body == first.body


def test_parameters_are_kept_apart(reader):
    assert b"Kubernetes" in reader.get("/search/?q=k8s").body
    assert b"Jenkins" in reader.get("/search/?q=jenkins").body
    assert reader.get("/search/?q=k8s").body != reader.get("/search/").body


def test_the_normal_form_of_a_query():
    assert normal_form("b=2&a=1&a=3&a=1&c=&x=9", ("a", "b", "c")) == "a=1&a=3&b=2"
    assert normal_form("q=%ff%00\xe9", ("q",)) == "q=%EF%BF%BD%00%EF%BF%BD"
    assert normal_form("&".join(["q=1"] * 101), ("q",)) == ""


def test_a_part_for_htmx_and_the_page_are_kept_apart(reader):
    page, part = reader.get("/search/?q=ci"), reader.get("/search/?q=ci", **SWAP)

    assert b"<!doctype html>" in page.body and b"<!doctype html>" not in part.body
    assert reader.get("/search/?q=ci", **SWAP).was_kept
    boosted = reader.get("/search/?q=ci", **SWAP, HX_Boosted="true")
    assert boosted.was_kept and boosted.body == page.body


@pytest.fixture
def editor(front, client, django_user_model):
    """A reader with a session, in whose pages of the admin his name stands."""
    client.force_login(django_user_model.objects.create_superuser("eve-the-editor", password="x"))
    return Reader(front, Cookie=f"a=b; {settings.SESSION_COOKIE_NAME}={client.session.session_key}")


def test_no_editors_page_reaches_another(reader, front, editor):
    for address in (*PUBLIC, "/admin/", "/admin/mapping/tool/"):
        kept = shelves(front)

        hers = editor.get(address)

        assert hers.status == 200 and shelves(front) == kept, "an editor's page was kept"
        assert "private" in hers.headers["Cache-Control"] and "public" not in hers.headers["Cache-Control"]
        assert not editor.get(address).was_kept, "an editor got a kept page"
        assert b"eve-the-editor" not in reader.get(address).body


def test_an_answer_is_whole_before_its_head_is_sent_so_that_a_killed_worker_cuts_none(reader, editor):
    for somebody in (reader, editor):
        for address in ("/devops/ci-cd/", "/search/?q=nothing-like-it", "/nowhere/", "/admin/", "/healthz"):
            assert somebody.get(address).is_whole, address


def test_what_is_not_marked_public_is_never_kept(reader, front):
    kept = shelves(front)

    for address in ("/healthz", "/readyz", "/admin/login/", "/nowhere/", "/api/v1/tools"):
        reader.get(address)

    assert shelves(front) == kept


@pytest.mark.parametrize("header", [("Set-Cookie", "a=b"), ("Vary", "Cookie"), ("Cache-Control", "private")])
def test_what_a_view_calls_public_by_mistake_is_not_kept(news, rf, header):
    def mistaken(request):
        return HttpResponse("x" * 500, headers=dict([header]))

    def application(environ, start_response):
        request = rf.get("/")
        response = public()(mistaken)(request)
        environ.update({name: request.META[name] for name in request.META if name.startswith("crosswalk")})
        start_response("200 OK", list(response.items()))
        return [response.content]

    front = Front(application, news, Store(), 2**20)

    assert Reader(front).get("/").status == 200 and shelves(front) == (0, 0)


def test_a_search_that_found_nothing_is_counted_each_time(reader):
    for _ in range(2):
        reader.get("/search/?q=xyzzyq")

    assert MissedSearch.objects.get().count == 2


def test_a_host_that_is_not_ours_gets_no_page(reader):
    reader.get("/devops/")

    assert reader.get("/devops/", Host="evil.example").status == 400


def test_what_a_reader_knows_is_kept_for_nobody(reader, front):
    kept = shelves(front)

    page = reader.get("/roadmap/?known=devops/ci-cd")

    assert page.status == 200 and page.headers["Cache-Control"] == "private" and shelves(front) == kept


def test_what_is_posted_is_kept_for_nobody(client, site):
    answer = client.post("/translate/", {"text": "We run Jenkins."}, headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 200 and "public" not in answer.headers["Cache-Control"]


def test_data_with_an_etag_of_its_own_is_kept_too(reader):
    for address in ("/devops/ci-cd.ttl", "/devops/ci-cd.md"):
        etag = reader.get(address).headers["ETag"]
        assert reader.get(address, If_None_Match=etag).status == 304 and reader.get(address).was_kept


def test_the_shelves_are_bounded_and_questions_never_drive_out_plain_pages(news):
    front = Front(Django(), news, Store(), most_bytes=200_000)
    reader = Reader(front)
    reader.get("/devops/")

    for n in range(12):
        reader.get(f"/search/?q=k8s&page={n}")

    assert front.asked.bytes <= 50_000 and len(front.asked) < 12
    assert reader.get("/devops/").was_kept


def test_while_the_database_is_away_kept_pages_go_out_marked_stale(reader, monkeypatch, news):
    page = reader.get("/devops/ci-cd/")

    def refuse(*args, **kwargs):
        raise OperationalError("the connection was refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    monkeypatch.setattr(news_module, "PATIENCE", -1)
    news.ask()
    stale = reader.get("/devops/ci-cd/")

    assert (stale.status, stale.body) == (200, page.body)
    assert "Stale" in stale.headers["Warning"] and "max-age=0" in stale.headers["Cache-Control"]


class NewsForATest(News):
    """News whose thread ends with the test, and with it its connection."""

    is_over = False

    def ask(self):
        if self.is_over:
            connection.close()
            raise SystemExit
        super().ask()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # how its thread ends
@pytest.mark.django_db(transaction=True)
def test_each_process_hears_of_a_publication_by_itself_within_half_a_second():
    heard, delays = NewsForATest(), []
    heard.listen()

    for _ in range(5):
        before = heard.stamp
        Publication.objects.bump()
        published = time.monotonic()
        while heard.stamp == before and time.monotonic() - published < 10:
            time.sleep(0.01)
        delays.append(time.monotonic() - published)
    heard.is_over = True
    time.sleep(2 * news_module.EVERY)

    assert sorted(delays)[2] < 0.5, f"{delays}: most of them, since a machine under tests may be busy"


def test_every_page_of_the_site_says_whether_it_is_public():
    """A new page that forgets it would cost a thousand times more; who means it, names it here."""
    private = {"healthz", "readyz", "metrics", "identity", "progress", "suggestion", "suggestion-form", "draft"}
    views = {
        pattern.name: pattern.callback
        for pattern in get_resolver().url_patterns
        if getattr(pattern, "name", None) and pattern.callback.__module__.startswith("mapping.views")
    }

    assert {name for name, view in views.items() if not hasattr(view, "is_public")} == private
