"""What a reader wants to know of the term that he names: its counterpart in a discipline, an alternative, a choice."""

import re
from dataclasses import dataclass

from mapping.models import Label, Record
from mapping.search.fold import words

_KINDS = "equivalent|counterpart|analogue|analog|version|replacement|alternative|pendant"
_LEAD = r"(?:(?:what(?: is| are|s)?|whats|which|is there|find|show)\s+)?(?:(?:an|a|the)\s+)?"
_TAIL = r"(?:\s+(?:in|for|on|within|of)\s+(?:an?\s+|the\s+|my\s+)?(?P<where>.+?))?"
# The connecting words of English; the subject and the discipline are looked up.
_PATTERNS = [
    rf"{_LEAD}(?P<where>.+?)\s+(?:{_KINDS})s?\s+(?:of|to|for)\s+(?P<subject>.+)",
    rf"{_LEAD}(?:{_KINDS})s?\s+(?:of|to|for)\s+(?P<subject>.+?){_TAIL}",
    rf"{_LEAD}(?P<subject>.+?)\s+(?:{_KINDS})s?{_TAIL}",
    r"(?:what|which)\s+(?:is|are)\s+(?:the\s+)?(?P<subject>.+?)\s+(?:called|known as)\s+(?:in|for)\s+(?P<where>.+)",
    rf"{_LEAD}(?P<subject>.+?)\s+(?:but\s+)?(?:for|in|on|with|of)\s+(?:an?\s+|the\s+|my\s+)?(?P<where>.+)",
    r"(?:from\s+)?(?P<subject>.+?)\s+to\s+(?P<where>.+)",
]
_COMPARED = re.compile(r"(?P<one>.+?)\s+(?:vs|versus|or|compared\s+(?:to|with))\s+(?P<other>.+)")


@dataclass(frozen=True)
class Intent:
    """A subject and where the reader wants to go with it: a discipline, or another subject."""

    subject: str
    where: str = ""
    discipline: str = ""


def readings(query: str) -> list[Intent]:
    """Every way in which the query may name a subject and a place for it, the likelier first; often none."""
    text = re.sub(r"[?!.,;:\"“”]+(?=\s|$)", " ", query.lower()).replace("’", "'").replace("'s ", "s ").strip()
    found = []
    for pattern in _PATTERNS:
        if match := re.fullmatch(pattern, text):
            where = (match.groupdict().get("where") or "").strip()
            found.append(Intent(match["subject"].strip(), where, discipline_of(where)))
    first, _, others = text.partition(" ")
    if others and (discipline := discipline_of(first)):
        found.append(Intent(others, first, discipline))
    return [one for one in found if one.subject]


def compared(query: str) -> tuple[str, str] | None:
    """The two subjects of `X vs Y`."""
    match = _COMPARED.fullmatch(query.lower().replace(".", " ").strip(" ?"))
    return (match["one"], match["other"]) if match else None


def discipline_of(text: str) -> str:
    """The discipline that a few words name, by the labels of the disciplines; empty where they name none."""
    asked = "".join(words(text))
    if not asked or len(asked) > 40:
        return ""
    labels = Label.objects.filter(record__kind=Record.Kind.DISCIPLINE)
    named = {"".join(words(text)): path.rpartition("/")[2] for text, path in labels.values_list("text", "record__path")}
    return named.get(asked, "")
