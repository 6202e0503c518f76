"""From an editor's text to safe HTML and its links."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import local
from typing import Any

import nh3
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.util import Registry
from pygments.token import STANDARD_TYPES

from .site import MarkupError, Resolve, Site
from .text import Mention, mentions

MAX_LENGTH = 30_000

# No attr_list and no md_in_html, since editors write no HTML; no tasklist, since ticks belong to the roadmap.
EXTENSIONS = [
    "abbr",
    "admonition",
    "def_list",
    "footnotes",
    "sane_lists",
    "tables",
    "toc",  # for the ids of headings, so that a section can be linked
    "pymdownx.highlight",
    "pymdownx.superfences",  # for fences inside lists
    "pymdownx.tilde",
]
SETTINGS: dict[str, dict[str, Any]] = {
    "toc": {"marker": ""},
    "pymdownx.highlight": {"css_class": "code"},
    "pymdownx.tilde": {"subscript": False},
}

TAGS = {
    *("blockquote", "br", "div", "h3", "h4", "h5", "h6", "hr", "p", "pre"),
    *("dd", "dl", "dt", "li", "ol", "ul"),
    *("table", "tbody", "td", "th", "thead", "tr"),
    *("a", "abbr", "code", "del", "em", "img", "span", "strong", "sup"),
}
CLASSES = {
    *("broken", "bullets", "code", "note", "note--warn", "order", "scroll", "sources"),
    *("footnote-backref", "footnote-ref"),
    *STANDARD_TYPES.values(),
}
ATTRIBUTES = {
    "*": {"class", "id"},
    "a": {"data-target", "href", "rel", "title"},
    "abbr": {"title"},
    "div": {"aria-label"},
    "img": {"alt", "src", "title"},
    "ol": {"start"},
}


def _own_classes(tag: str, attribute: str, value: str) -> str | None:
    if attribute != "class":
        return value
    return " ".join(name for name in value.split() if name in CLASSES) or None


# Nothing dangerous should be left when the tree is written, and this makes sure of it.
CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_own_classes,
    tag_attribute_values={"div": {"role": {"region"}, "tabindex": {"0"}}, "th": {"scope": {"row"}}},
    # Code scrolls sideways, so the keyboard must be able to reach it.
    set_tag_attribute_values={"pre": {"tabindex": "0"}},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
TARGET_MARK = re.compile(r'(<a\b[^>]*?) data-target="[^"]*"')


@dataclass(frozen=True)
class Rendered:
    """Safe HTML, its wiki links in reading order, and the targets that lead nowhere."""

    html: str
    links: tuple[Mention, ...]
    broken: tuple[str, ...]


def render(text: str, resolve: Resolve) -> Rendered:
    """Render a body; its headings start at h3, since the page owns h1 and h2."""
    return _rendered(text, resolve, _of_blocks)


def render_inline(text: str, resolve: Resolve) -> Rendered:
    """Render one line without a paragraph around it, so that `- ` or `# ` at its start mean nothing."""
    rendered = _rendered(" ".join(text.split()), resolve, _of_lines)
    return replace(rendered, html=rendered.html.removeprefix("<p>").removesuffix("</p>"))


def _of_blocks() -> tuple[Markdown, Site]:
    site = Site()
    return Markdown(extensions=[*EXTENSIONS, site], extension_configs=SETTINGS), site


def _of_lines() -> tuple[Markdown, Site]:
    site = Site()
    markdown = Markdown(extensions=["pymdownx.tilde", site], extension_configs=SETTINGS)
    markdown.parser.blockprocessors = Registry()
    markdown.parser.blockprocessors.register(ParagraphProcessor(markdown.parser), "paragraph", 10)
    return markdown, site


# Setting Markdown up costs as much as ten lines of text, so each thread keeps its own.
_kept = local()


def _rendered(text: str, resolve: Resolve, make: Callable[[], tuple[Markdown, Site]]) -> Rendered:
    if len(text) > MAX_LENGTH:
        raise MarkupError(f"The text has {len(text):,} characters and may have {MAX_LENGTH:,}; split it.")
    # Taken out while it works, so that one that failed half way is never used again.
    markdown, site = _kept.__dict__.pop(make.__name__, None) or make()
    markdown.reset()
    site.begin(resolve)
    try:
        html = CLEANER.clean(markdown.convert(text.replace("\0", "")))
    except RecursionError as error:
        raise MarkupError("Lists or quotes are nested too deeply; use fewer levels.") from error
    rendered = Rendered(TARGET_MARK.sub(r"\1", html), tuple(mentions(html)), tuple(dict.fromkeys(site.broken)))
    setattr(_kept, make.__name__, (markdown, site))
    return rendered
