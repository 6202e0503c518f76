"""Text to the forms in which search compares it."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from snowballstemmer import stemmer

from mapping.search import fold

WORDS = [f"{start}{n}ization" for start in ("deploy", "nation", "general", "oper", "monitor") for n in range(40)]


@pytest.fixture
def hurried():
    """Threads that interrupt each other as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_who_searches_at_the_same_time_gets_the_same_stems(hurried):
    alone = stemmer("english").stemWords(WORDS)
    fold._stem.cache_clear()

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: [stem for word in WORDS for stem in fold.stems(word)], range(8)))

    assert found == [alone] * 8
