"""The command that checks Turtle files against the conditions of SKOS."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

PREFIX = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
SOUND = "<a> skos:broader <b> ."
BROKEN = """
    <a> skos:exactMatch <b> ; skos:broadMatch <b> ; skos:related <b> , <c> .
    <a> skos:broader <c> .
"""


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Run the command over files; what it says, and what it ends with."""
    monkeypatch.chdir(tmp_path)

    def run(verbosity=1, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.ttl").write_text(PREFIX + text)
        out, failure = StringIO(), None
        try:
            call_command("check_skos", *(f"{name}.ttl" for name in files), verbosity=verbosity, stdout=out)
        except CommandError as error:
            failure = error
        return out.getvalue().splitlines(), failure

    return run


def test_a_sound_file_is_ok(check):
    lines, failure = check(one=SOUND)

    assert lines == ["one.ttl: ok"]
    assert failure is None


def test_a_broken_file_names_each_condition_once_in_order(check):
    lines, failure = check(one=BROKEN)

    assert lines == ["one.ttl: S27, S46"]
    assert failure.returncode == 1


def test_every_file_gets_a_line_whatever_stands_before_it(check):
    lines, failure = check(one=BROKEN, two="<a> b", three=SOUND)

    assert [line.partition(".ttl")[0] for line in lines] == ["one", "two", "three"]
    assert lines[1].startswith("two.ttl, line 2: is not Turtle: ")
    assert str(failure) == "2 of 3 files are unreadable or break SKOS."


def test_verbosity_2_gives_the_reasons(check):
    lines, _ = check(verbosity=2, one="<a> skos:broader <b> ; skos:related <b> .")

    assert lines[1].startswith("  S27: a is related to b, which is also broader than it (a → b); remove")


def test_a_missing_file_is_a_failure(capsys):
    with pytest.raises(CommandError):
        call_command("check_skos", "absent.ttl")

    assert "absent.ttl: cannot be read" in capsys.readouterr().out
