"""What was written when, by whom and why; and all of it can come back."""

from mapping.models import Version
from tests.admin.forms import address, form_of


def change(client, record, **values):
    return client.post(address(record), form_of(client, record) | values)


def test_the_history_says_who_when_and_why(editor, ci_cd):
    change(editor, ci_cd, gist="Clearer.", reason="Two readers asked")

    page = editor.get(address(ci_cd, "history")).content.decode()

    assert "ada" in page and "Two readers asked" in page and "From the files" in page


def test_a_version_shows_the_words_that_it_changed(editor, ci_cd):
    change(editor, ci_cd, gist="The core of CI/CD.")
    version = Version.objects.filter(path=ci_cd.path).latest("id")

    page = editor.get(address(ci_cd, "version", version.pk)).content.decode()

    assert "<del>gist</del>" in page and "<ins>core</ins>" in page


def test_any_version_comes_back(editor, ci_cd):
    first = ci_cd.version
    change(editor, ci_cd, gist="A mistake.")

    editor.post(address(ci_cd, "restore", first.pk), {"reason": "It was right"})

    ci_cd.refresh_from_db()
    newest = Version.objects.filter(path=ci_cd.path).latest("id")
    assert ci_cd.gist == "The gist of CI/CD." and newest.reason.startswith("It was right (the version of")
    assert newest.text == first.text and newest.author_name == "ada"


def test_a_version_from_before_a_new_name_comes_back_under_the_new_one(editor, ci_cd):
    first = ci_cd.version
    change(editor, ci_cd, slug="delivery", gist="Other words.")
    ci_cd.refresh_from_db()

    editor.post(address(ci_cd, "restore", first.pk))

    ci_cd.refresh_from_db()
    assert (ci_cd.slug, ci_cd.gist) == ("delivery", "The gist of CI/CD.")
    assert editor.get("/devops/ci-cd/").headers["Location"] == "/devops/delivery/"


def test_a_contributor_restores_nothing(contributor, ci_cd):
    assert contributor.post(address(ci_cd, "restore", ci_cd.version_id)).status_code == 403


def test_readers_see_the_reasons_of_editors_and_nothing_else(editor, ci_cd, client):
    change(editor, ci_cd, gist="Clearer.", reason="Two readers asked")
    change(editor, ci_cd, gist="Clearer still.")

    page = client.get("/changes/").content.decode()

    assert "Two readers asked" in page and "CI/CD" in page
    assert "ada" not in page and "From the files" not in page and page.count('<li id="') == 1


def test_the_feed_has_the_same_changes(editor, ci_cd, client):
    change(editor, ci_cd, gist="Clearer.", reason="Two readers asked")

    feed = client.get("/changes/feed.atom")

    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    assert "Two readers asked" in feed.content.decode() and "/devops/ci-cd/" in feed.content.decode()


def test_a_proposal_is_no_change_for_readers(contributor, ci_cd, client):
    change(contributor, ci_cd, gist="Carl's.", reason="Not decided")

    assert "Not decided" not in client.get("/changes/").content.decode()
