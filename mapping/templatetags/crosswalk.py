"""The smallest parts of the pages: icons, lanes, badges. In code and not in templates, since a map has thousands.

Those that are the same for every page are made once in the life of a process.
"""

import re
from decimal import Decimal
from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from mapping.models import FalseFriend, Record
from mapping.models.mapping import confidence_in_words
from mapping.models.naming import DISCIPLINE_NAMES
from mapping.models.naming import data_address as with_ending

register = template.Library()

_BADGE = {
    "exact": "exact",
    "close": "close",
    "broad": "broader",
    "narrow": "narrower",
    "related": "related",
}
_PHRASE = {
    "exact": "Transfers as it is",
    "close": "Same idea, other tool chain",
    "broad": "Grows into",
    "narrow": "One part of it",
    "related": "Related, another kind of thing",
}
_BARS = {"hint": 1, "low": 1, "medium": 2, "high": 3}
_VERDICT = {"keep": ("carries", "Keep"), "add": ("plus", "Keep and add"), "swap": ("swap", "Swap")}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """One sign of the sprite, hidden from screen readers: a word stands beside it."""
    address = f"{static('img/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
@cache
def lane(key: str, note: str = "", extra: str = "") -> SafeString:
    """The name of a discipline with its shape and hue."""
    small = format_html(" <small>{}</small>", note) if note else ""
    cls = f"lane {extra}".strip()
    return format_html('<span class="{}" data-lane="{}">{}{}</span>', cls, key, DISCIPLINE_NAMES[key], small)


@register.filter
def ids_within(html: str, name: str) -> SafeString:
    """Rendered text whose places carry a name, so that many texts fit on one page."""
    return mark_safe(re.sub(r'( id="| href="#)(?=text-)', rf"\1{name}:", html))


@register.filter
def discipline_name(key: str) -> str:
    return DISCIPLINE_NAMES.get(key, key)


@register.simple_tag
@cache
def relation(kind: str, full: bool = False) -> SafeString:
    """A relation as seen from the term that the reader knows: its sign and its word."""
    if kind == "none":
        return format_html('<span class="rel">{}no counterpart</span>', icon("rel-new"))
    tail = " match" if full else mark_safe('<span class="vh"> match</span>')
    return format_html('<span class="rel">{}{}{}</span>', icon(f"rel-{_BADGE[kind]}"), _BADGE[kind], tail)


@register.simple_tag
@cache
def relation_sign(kind: str) -> SafeString:
    """The sign of a relation where there is no room for its word, which is then for screen readers only."""
    name, word = ("new", "no counterpart") if kind == "none" else (_BADGE[kind], f"{_BADGE[kind]} match")
    return format_html('<span class="rel">{}<span class="vh">{}: </span></span>', icon(f"rel-{name}"), word)


@register.simple_tag
def flag(word: FalseFriend | None) -> SafeString | str:
    """The warning that a term is a false friend, as a link to what else the word means; nothing for other terms."""
    if word is None:
        return ""
    return format_html('<a class="flag" href="{}">{}false friend</a>', word.get_absolute_url(), icon("trap"))


@register.filter
def relation_phrase(kind: str) -> str:
    """A relation in plain words."""
    return _PHRASE.get(kind, "")


@register.simple_tag
def confidence(value: Decimal) -> SafeString:
    """How sure we are, in a word, never a percentage."""
    word = confidence_in_words(value)
    text = "a hint only" if word == "hint" else f"{word} confidence"
    return format_html('<span class="conf">{}{}</span>', icon(f"conf-{_BARS[word]}"), text)


@register.simple_tag
@cache
def verdict(kind: str) -> SafeString:
    """What becomes of a tool when its user moves."""
    sign, word = _VERDICT[kind]
    return format_html('<span class="verdict">{}{}</span>', icon(sign), word)


@register.simple_tag
def node_shape(key: str, x: float, y: float) -> SafeString:
    """The shape of a discipline in the box of a drawing whose corner is at x, y."""
    shape = {
        "devops": '<rect class="node-shape" x="{0}" y="{1}" width="9" height="9"/>',
        "mlops": '<circle class="node-shape" cx="{2}" cy="{3}" r="5"/>',
        "llmops": '<path class="node-shape" d="M{2} {1}l5.5 5.5-5.5 5.5-5.5-5.5z"/>',
    }[key]
    return format_html(shape, x + 14, y + 13, x + 18.5, y + 18)


@register.filter
def time_for(hours: int) -> str:
    """Hours of learning as a reader plans them: at six a week beside his job."""
    weeks = -(-hours // 6)
    return f"about {hours} hours, {weeks} week{'s' if weeks != 1 else ''} at six hours a week"


@register.filter
def host(url: str) -> str:
    """The host of an address, as a short name for the link."""
    return url.partition("://")[2].partition("/")[0].removeprefix("www.")


@register.filter
def short_address(url: str) -> str:
    """An address without its scheme, for a link to a repository."""
    return url.partition("://")[2].removeprefix("www.").removeprefix("github.com/").rstrip("/")


@register.filter
def data_address(record: Record, ending: str) -> str:
    """Where a record stands in another format than HTML."""
    return with_ending(record.get_absolute_url(), ending)


@register.filter
def of(values: dict, key: object) -> object:
    """The value under a key that is known only when the page is made."""
    return values.get(key, "")
