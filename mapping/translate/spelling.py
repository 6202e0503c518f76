"""How a name may be spelled in running text: each way as the automaton compares it. No database."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice, product

from mapping.search.fold import STOP

# A label of more words than this has its gaps all alike: each gap of its own would multiply its spellings.
_FREE_GAPS = 3
_MOST_SPELLINGS = 64
_BRITISH = (
    *(("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("artefact", "artifact"), ("labell", "label")),
    *(("behaviour", "behavior"), ("catalogue", "catalog"), ("centre", "center")),
)
_NO_PLURAL = ("ss", "us", "is", "ops", "ing", "os")


class _Folding(dict):
    """Each character's folded form, one for one, so that places in the folded text are places in the text."""

    def __missing__(self, point: int) -> str:
        first = unicodedata.normalize("NFKD", chr(point))[0]
        folded = first.lower()[0] if first.isalnum() or first == "&" else " "
        self[point] = folded
        return folded


_FOLDING = _Folding()
_ASCII = "".join(chr(n).lower() if chr(n).isalnum() or chr(n) == "&" else " " for n in range(128)).encode()


def folded(text: str) -> str:
    """The text in one case, without accents and signs; as long as it was, character for character.

    A space stands before and after it, so that every word has one on both sides.
    """
    if text.isascii():  # bytes are translated five times as fast
        return f" {text.encode().translate(_ASCII * 2).decode()} "
    return f" {text.translate(_FOLDING)} "


def spellings(label: str) -> Iterator[str]:
    """Every way to write a label, folded: `ci cd` and `cicd`, one and many, British and American."""
    words = folded(label).split()
    if not words:
        return
    *others, last = words
    inner = [sorted({form for one in _regional(word) for form in (one, _singular(one))}) for word in others]
    # “on call”, not “on calls”: what starts with a small word is no noun. “A/B test” starts with a letter.
    is_noun = re.split(r"[\s-]", label.strip())[0].lower() not in STOP or len(words) == 1
    ends = sorted({form for one in _regional(last) for form in _inflected(one, len(words) > 1, is_noun)})
    for chosen in islice(product(*inner, ends), _MOST_SPELLINGS):
        for gaps in _gaps(len(others)):
            yield "".join(word + gap for word, gap in zip(chosen, (*gaps, ""), strict=True))


def loose_spellings(label: str) -> set[str]:
    """Verbs of a label of one word: to retrain may be retraining, to profile is seldom profiling."""
    words = folded(label).split()
    is_verb = len(words) == 1 and len(words[0]) > 6 and words[0].endswith("ing") and words[0].isalpha()
    return _verbal(words[0]) if is_verb else set()


def _gaps(count: int) -> Iterator[tuple[str, ...]]:
    if count < _FREE_GAPS:
        yield from product((" ", ""), repeat=count)
    else:
        yield (" ",) * count
        yield ("",) * count


def _regional(word: str) -> set[str]:
    found = {word}
    for british, american in _BRITISH:
        found |= {one.replace(british, american) for one in found}
        found |= {one.replace(american, british) for one in found if british not in one}
    return found


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(_NO_PLURAL) else word


def _inflected(word: str, in_compound: bool, is_noun: bool) -> set[str]:
    """The forms of a label's last word. Only inside a compound is it sure that a verb means the thing itself."""
    found = {word}
    if not is_noun:
        return found
    one = _singular(word)
    found |= {one, *_plurals(one)}
    if in_compound and len(one) > 3 and one.isalpha() and one != "engineering":
        found |= _verbal(one)
    return found


def _plurals(word: str) -> set[str]:
    if len(word) < 2 or word.endswith(_NO_PLURAL):
        return set()
    if word.endswith("y") and word[-2] not in "aeiou":
        return {word[:-1] + "ies"}
    return {word + "es"} if word.endswith(("s", "x", "z", "ch", "sh")) else {word + "s"}


def _verbal(word: str) -> set[str]:
    """`load testing`, `load test`, `load tests`, `load tested` are one."""
    if word.endswith("ing") and len(word) > 5:
        stem = word[:-3]
        return {stem, stem + "s", stem + "ed", stem + "e", stem + "es"}
    stem = word[:-1] if word.endswith("e") else word
    return {stem + "ing", stem + "ed"}
