"""What each keystroke makes: the suggestions, with the words of the query marked in them.

In code, since as templates eight suggestions took ten times as long, longer than search itself.
"""

import re
from functools import cache, lru_cache
from html import escape  # of plain texts: Django's also asks whether a text is lazy or safe, for as much time again
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from mapping.models import Record
from mapping.search import Hit, Results
from mapping.search.fold import STOP
from mapping.templatetags.crosswalk import discipline_name, lane

register = template.Library()

_GROUPS = {
    Record.Kind.FALSE_FRIEND: "One word, several meanings",
    Record.Kind.CONCEPT: "Concepts",
    Record.Kind.TOOL: "Tools",
}
_NO_LANE = {Record.Kind.TOOL: "Tool", Record.Kind.FALSE_FRIEND: "Word"}
_WORD = re.compile(r"\w+")


@register.simple_tag
def suggestions(results: Results) -> SafeString:
    """The hits as options of the box, by kind, that of the best hit first; and one that searches everything."""
    groups: dict[str, list[Hit]] = {}
    for hit in results.hits:
        groups.setdefault(hit.type, []).append(hit)
    found = "".join(_group(kind, hits, results.query) for kind, hits in groups.items())
    return mark_safe(found + _everything(results.query) if results.query else found)


def _group(kind: str, hits: list[Hit], query: str) -> str:
    options = "".join(suggestion(hit, query) for hit in hits)
    return (
        f'<div role="group" aria-labelledby="s-{kind}">'
        f'<div class="suggest-label" id="s-{kind}" role="presentation">{_GROUPS[kind]}</div>\n{options}</div>\n'
    )


def _everything(query: str) -> str:
    return (
        f'<div role="option" id="s-all" aria-selected="false" data-all data-href="{_address()}?q={quote(query)}">'
        f"<span>Search everything for <b>“{escape(query)}”</b></span></div>\n"
    )


@cache
def _address() -> str:
    return reverse("search")


@register.simple_tag
def suggestion(hit: Hit, query: str) -> SafeString:
    """One option: what it is, the label with the one that matched, and its counterparts or its gist."""
    kind = lane(hit.discipline) if hit.discipline else f'<span class="hint">{_NO_LANE[hit.type]}</span>'
    is_alias = hit.matched_kind == "alt" and hit.matched and hit.matched != hit.label
    also = f" <small>({marked(hit.matched, query)})</small>" if is_alias else ""
    others = "".join(
        f'<span class="lane" data-lane="{escape(other.discipline)}"><span class="vh">'
        f"{escape(discipline_name(other.discipline))}: </span>{escape(other.name)}</span>"
        for other in hit.counterparts[:3]
        if other.name
    )
    return mark_safe(
        f'<div role="option" id="s-{hit.pk:d}" aria-selected="false" data-href="{escape(hit.url)}">'
        f'<span class="suggest-term">{kind}<b>{marked(hit.label, query)}{also}</b></span>'
        f'<span class="suggest-to">{others if hit.counterparts else f"<span>{escape(hit.gist)}</span>"}</span></div>'
    )


@register.simple_tag
def marked(text: str, query: str) -> SafeString:
    """A text with the query's words marked in it, where a word starts as they do."""
    pieces, at = [], 0
    for word in _WORD.finditer(text):
        if length := _shared(word[0].lower(), _asked(query)):
            start, end = word.start(), word.start() + length
            pieces += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))


def _shared(word: str, asked: tuple[str, ...]) -> int:
    return next((len(one) for one in asked if word.startswith(one)), 0)


@lru_cache(maxsize=100)
def _asked(query: str) -> tuple[str, ...]:
    """The words of a query that are worth a mark, the longest first."""
    words = [word for word in _WORD.findall(query.lower()) if len(word) > 1 and word not in STOP]
    return tuple(sorted(words[:12], key=len, reverse=True))
