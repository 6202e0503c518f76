"""Text to the form in which search compares it. No database."""

import re
import unicodedata

_NOT_PLURAL = ("ss", "us", "is", "ops", "aws", "dns", "tls", "https", "sas")
_SIGNS = str.maketrans({"&": " and ", "+": " plus ", "#": " sharp ", "’": "", "'": ""})


def plain(text: str) -> str:
    """Without accents, and in one case."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def words(text: str) -> list[str]:
    """The words of a text, without accents, case, signs and a plural s."""
    return [_singular(word) for word in re.findall(r"[^\W_]+", plain(text).translate(_SIGNS))]


def fold(text: str) -> str:
    """One form for all spellings of a compound: `CI/CD`, `ci-cd`, `ci cd` and `cicd` give the same."""
    return "".join(words(text))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(_NOT_PLURAL) else word
