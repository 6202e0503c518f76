"""Text to the forms in which search compares it. No database."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer

MAX_WORD = 60
_NOT_PLURAL = ("ss", "us", "is", "ops", "aws", "dns", "tls", "https", "sas", "kubernetes", "redis")
_SIGNS = str.maketrans({"&": " and ", "+": " plus ", "#": " sharp ", "’": "", "'": ""})
_WORD = re.compile(r"[^\W_]+")
_WRITTEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEMMER = stemmer("english")
_ONE_AT_A_TIME = Lock()  # the stemmer keeps the word that it works on in itself
# Words that say nothing of the subject: the function words of English, and those with which one asks.
_STOP = """a about after again all also am an and another any anybody anyone anything are as at be because been before
    being between both but by can cannot could did do does doing done dont each either else every everything few for
    from get gets getting give go goes going got had has have having he help her here him his how i if in instead into
    is it its just know let like likes made make makes many may me mean means might more most much must my need needs
    no nor not of off on once one only onto or other our out over own per please possible really same shall she should
    show so some somebody someone something still such sure tell than that the their them then there these they thing
    things this those through to too under until up upon us use used uses using very want was way we well were what
    whats when where whether which while who whom whose why will with within without would you your"""
STOP = frozenset(_STOP.split())


def plain(text: str) -> str:
    """Without accents, and in one case."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    """The words of a text, without accents, case, signs and a plural s."""
    return [_singular(word[:MAX_WORD]) for word in _WORD.findall(plain(text).translate(_SIGNS))]


def with_words(text: str, others: Mapping[str, str]) -> str:
    """The text as it is written, but other words in place of those that fold to these."""

    def other(match: re.Match[str]) -> str:
        return others.get(fold(match[0]), match[0])

    return _WRITTEN.sub(other, text)


def written_as(text: str, folded: str) -> str:
    """How a label writes a word of its own, or all of itself; the capital with which a label begins is left out."""
    if fold(text) == folded:
        return text
    for match in _WRITTEN.finditer(text):
        if fold(match[0]) == folded:
            return match[0].lower() if match.start() == 0 and match[0][1:].islower() else match[0]
    return ""


def fold(text: str) -> str:
    """One form for all spellings of a compound: `CI/CD`, `ci-cd`, `ci cd` and `cicd` give the same."""
    return "".join(words(text))


def stems(text: str) -> list[str]:
    """The stems of the words that say something, in their order (Snowball's English stemmer)."""
    return [_stem(word) for word in words(text) if word not in STOP]


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    with _ONE_AT_A_TIME:
        return _STEMMER.stemWord(word)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(_NOT_PLURAL) else word
