"""Terms that look technical and are not known: listed, never dropped. No database."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from mapping.search.fold import STOP, fold
from mapping.translate.boundaries import stands_alone
from mapping.translate.names import PhraseBook
from mapping.translate.readers import KINDS, Reading, unresolved_names

MOST = 60
# FastAPI, gRPC, GPTQ, k9s, S3: a capital inside, capitals only, or letters with a figure.
_TECHNICAL = re.compile(
    r"(?<![\w@#$&./-])(?:[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*)+|[a-z][A-Z]{2,}[a-z]*|[A-Z][A-Z0-9]{1,5}s?|"
    r"[a-z]+\d[a-z\d]*|[A-Z][a-z]*\d[A-Za-z\d]*)(?![\w@/&-]|\.\w)"
)
_ITEMS = re.compile(r"[^,;/|\n•]+")
_ITEM = re.compile(r"[\s*–-]*([A-Za-z][\w.+#-]*(?: [A-Za-z0-9][\w.+#-]*){0,2})[\s.]*")
# In these files capitals and inner capitals are names of variables and steps.
_CODE = {name for name in KINDS if name != "prose"}
# Written in capitals, and no technology.
_COMMON_WORDS = """AM PM CV HR IT ID IDS OK PC PDF PDFS PS UK US USA EU GMBH FAQ TODO NB ASAP AKA CEO CTO CIO TBD TBC
    AI ML API APIS DB DBS UI UX QA LLM LLMS ADR ADRS FTE LTD INC MSC BSC PHD WFH PTO HO PR PRS YOE README NOTE AND OR
    NOT THE FOR WITH SUMMARY SKILLS OTHER Q1 Q2 Q3 Q4"""
_COMMON = frozenset(_COMMON_WORDS.split())


def unknown_terms(text: str, reading: Reading, known: Sequence[tuple[int, int]], phrases: PhraseBook) -> Iterator[str]:
    """Each once, in the order of the text, as many as a reader can look through."""
    seen: dict[str, str] = {}
    words = unresolved_names(reading, phrases)
    if reading.kind not in _CODE:
        words = chain(words, _technical(text, known), _listed(text, known))
    for word in words:
        if len(seen) == MOST:
            break
        seen.setdefault(fold(word), word)
    yield from seen.values()


def _technical(text: str, known: Sequence[tuple[int, int]]) -> Iterable[str]:
    for found in _TECHNICAL.finditer(text):
        word = found[0]
        if word.upper() in _COMMON or word.lower() in STOP or _has_one(known, *found.span()):
            continue
        if not _is_shouted(text, found) and stands_alone(text, *found.span()):
            yield word


def _is_shouted(text: str, found: re.Match) -> bool:
    """A word of a heading in capitals is no abbreviation."""
    if not found[0].isupper():
        return False
    around = text[max(0, found.start() - 12) : found.start()] + text[found.end() : found.end() + 12]
    letters = [one for one in around.partition("\n")[0] if one.isalpha()]
    return len(letters) > 4 and all(one.isupper() for one in letters)


def _listed(text: str, known: Sequence[tuple[int, int]]) -> Iterator[str]:
    """What stands as an item of its own in a list of which at least half is known."""
    at = 0
    for line in text.splitlines(keepends=True):
        items = [(at + found.start(), at + found.end()) for found in _ITEMS.finditer(line) if found[0].strip()]
        at += len(line)
        if len(items) < 3 or len(items) > MOST:
            continue
        unknown = [span for span in items if not _has_one(known, *span)]
        if 2 * len(unknown) <= len(items):
            yield from filter(None, (_as_item(text[start:end]) for start, end in unknown))


def _has_one(known: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect_left(known, (end, end))
    return at > 0 and known[at - 1][1] > start


def _as_item(part: str) -> str:
    """The words of an item that may be a name: up to three, none of them a word that only joins others."""
    found = _ITEM.fullmatch(part)
    if not found or any(word.lower().rstrip(".") in STOP for word in found[1].split()) or found[1].upper() in _COMMON:
        return ""
    return found[1].rstrip(".")
