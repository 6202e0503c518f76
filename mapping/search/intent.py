"""What a reader wants to know of the term that he names: its counterpart in a discipline, an alternative, a choice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mapping.models import Record, Status
from mapping.search.fold import fold, words
from mapping.search.rows import rows

_KINDS = "equivalent|counterpart|analogue|analog|version|replacement|alternative|pendant"
_ARTICLE = r"(?:(?:an?|the|my|our)\s+)?"
_LEAD = rf"(?:(?:what(?: is| are|s)?|whats|which|is there|find|show|something like|like)\s+)?{_ARTICLE}"
_TAIL = rf"(?:\s+(?:in|for|on|within|of)\s+{_ARTICLE}(?P<where>.+?))?"
# The connecting words of English; the subject and the discipline are looked up. First those that ask for a counterpart
# outright, then those that may.
_OUTRIGHT = (
    rf"{_LEAD}(?P<where>.+?)\s+(?:{_KINDS})s?\s+(?:of|to|for)\s+{_ARTICLE}(?P<subject>.+)",
    rf"{_LEAD}(?:{_KINDS})s?\s+(?:of|to|for)\s+{_ARTICLE}(?P<subject>.+?){_TAIL}",
    rf"{_LEAD}(?P<subject>.+?)\s+(?:{_KINDS})s?{_TAIL}",
    rf"{_LEAD}(?P<subject>.+?)\s+(?:{_KINDS})\s+(?P<where>.+)",
    rf"(?:what|which)\s+(?:is|are)\s+{_ARTICLE}(?P<subject>.+?)\s+(?:called|known as)\s+(?:in|for)\s+(?P<where>.+)",
    rf"(?:what|which)(?:\s+\w+)?\s+(?:replaces|corresponds to|matches)\s+{_ARTICLE}(?P<subject>.+?){_TAIL}",
    rf"what\s+do\s+(?P<where>.+?)\s+(?:\w+\s+)?use\s+(?:instead of|in place of|for)\s+{_ARTICLE}(?P<subject>.+)",
)
_LOOSE = (
    rf"{_LEAD}(?P<subject>.+?)\s+(?:but\s+)?(?:for|in|on|with|of)\s+{_ARTICLE}(?P<where>.+)",
    r"(?:from\s+)?(?P<subject>.+?)\s+to\s+(?P<where>.+)",
)
_READ = [(re.compile(pattern), pattern in _OUTRIGHT) for pattern in _OUTRIGHT + _LOOSE]
# What to take in place of a subject, wherever: there is no discipline in it, and what follows only narrows it.
_INSTEAD = re.compile(
    rf"{_LEAD}(?:.+\s)?(?:alternative|replacement|substitute)s?\s+(?:to|of|for)\s+(?P<subject>.+?)"
    r"(?:\s+(?:in|on|for|with|that|which|from)\s+.+)?"
    r"|(?P<first>.+?)\s+(?:alternative|replacement|substitute)s?"
)
_FOR = re.compile(r"(?P<subject>.+?)\s+for\s+(?P<purpose>.+)")
_COMPARED = re.compile(r"(?P<one>.+?)\s+(?:vs|versus|or|compared\s+(?:to|with))\s+(?P<other>.+)")


@dataclass(frozen=True)
class Intent:
    """A subject and the discipline in which the reader wants its counterpart; whether he asks for it outright.

    `is_thing` says that he named the discipline by things of it: prompts, training data.
    """

    subject: str
    discipline: str
    is_outright: bool
    is_thing: bool


def readings(query: str) -> list[Intent]:
    """Every way in which the query may name a subject and a discipline for it, the likelier first; often none."""
    text = re.sub(r"[?!.,;:\"“”]+(?=\s|$)", " ", query.lower()).replace("’", "'").replace("'s ", "s ").strip()
    found = []
    for pattern, is_outright in _READ:
        if match := pattern.fullmatch(text):
            found.append((match["subject"].strip(), (match["where"] or "").strip(), is_outright))
    (first, _, others), (start, _, last) = text.partition(" "), text.rpartition(" ")
    found += [(others, first, False), (start, last, False)]
    found = [(subject, fold(where), is_outright) for subject, where, is_outright in found if subject and where]
    named = _disciplines() if found else {}
    intents = [
        Intent(subject, named[where], is_outright, not _is_discipline(where, named))
        for subject, where, is_outright in found
        if where in named
    ]
    if match := _FOR.fullmatch(text):
        spoken_of = sorted(_spoken_of(words(match["purpose"]), named))
        intents += [Intent(match["subject"], discipline, False, True) for discipline in spoken_of]
    return list(dict.fromkeys(intents))


def compared(query: str) -> tuple[str, str] | None:
    """The two subjects of `X vs Y`."""
    match = _COMPARED.fullmatch(query.lower().replace(".", " ").strip(" ?"))
    return (match["one"], match["other"]) if match else None


def replaced(query: str) -> str:
    """The subject of `alternatives to X`: what the reader wants something else for."""
    match = _INSTEAD.fullmatch(query.lower().strip(" ?"))
    return (match["subject"] or match["first"]) if match else ""


def for_a_purpose(query: str) -> tuple[str, str]:
    """The two parts of `X for Y`, where Y is more than a discipline: what the reader has, and what for; or nothing."""
    match = _FOR.fullmatch(query.lower().strip(" ?"))
    return (match["subject"], match["purpose"]) if match else ("", "")


def objects(asked: Sequence[str]) -> set[str]:
    """The disciplines whose things a query speaks of: prompts and agents, models and training data."""
    return _spoken_of(asked, _disciplines())


def _spoken_of(asked: Sequence[str], named: Mapping[str, str]) -> set[str]:
    grams = {"".join(asked[at : at + size]) for size in (1, 2, 3) for at in range(len(asked) - size + 1)}
    return {discipline for name, discipline in named.items() if name in grams}


def _is_discipline(folded: str, named: Mapping[str, str]) -> bool:
    """Whether it names the field and no thing in it: what with “ops” or “operations” after it is the discipline."""
    ends = ("ops", "operation")
    return folded.endswith(ends) or any(folded + end in named for end in ends)


def _disciplines() -> dict[str, str]:
    """The disciplines by each of their labels, folded: editors say in the content what they are called."""
    sql = """SELECT l.text, r.path FROM mapping_label l JOIN mapping_record r ON r.id = l.record_id
        WHERE r.kind = %s AND r.status = %s"""
    return _by_label(tuple(rows(sql, [Record.Kind.DISCIPLINE, Status.PUBLISHED])))


@lru_cache(maxsize=1)
def _by_label(labels: tuple[tuple[str, str], ...]) -> dict[str, str]:
    # The same at nearly every keystroke, and folding them takes longer than asking for them.
    return {fold(text): path.rpartition("/")[2] for text, path in labels}
