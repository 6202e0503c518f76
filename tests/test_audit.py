"""An audit fails on what is known, and never calls unasked questions good news."""

import json

import pytest

from tests.rig import audit

SOUND = {"name": "nh3", "version": "0.3.8", "vulns": []}
WEAK = {"name": "django", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
UNASKED = {"name": "granian", "skip_reason": "not found on PyPI"}


def report(*packages):
    return audit.read(json.dumps({"dependencies": packages, "fixes": []}))


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([SOUND], 0, "No weakness is known"),
        ([SOUND, WEAK], 1, "WEAK django 1.0: PYSEC-1, mended in 1.1"),
        ([SOUND, UNASKED], 2, "NOT AUDITED: nobody could be asked about granian"),
        ([WEAK, UNASKED], 1, "NOT AUDITED"),
    ],
)
def test_the_status_says_what_is_known(packages, status, words, capsys):
    assert audit.judge([report(SOUND), report(*packages)]) == status

    assert words in capsys.readouterr().out


def test_a_service_that_does_not_answer_gives_no_report():
    with pytest.raises(ValueError, match="Expecting value"):
        audit.read("")
