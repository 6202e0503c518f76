"""From an editor's text to safe HTML and its links."""

import re
from dataclasses import dataclass, replace
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
    tag_attribute_values={"div": {"role": {"region"}, "tabindex": {"0"}}},
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
    site = Site(resolve)
    return _rendered(text, Markdown(extensions=[*EXTENSIONS, site], extension_configs=SETTINGS), site)


def render_inline(text: str, resolve: Resolve) -> Rendered:
    """Render one line without a paragraph around it, so that `- ` or `# ` at its start mean nothing."""
    site = Site(resolve)
    markdown = Markdown(extensions=["pymdownx.tilde", site], extension_configs=SETTINGS)
    markdown.parser.blockprocessors = Registry()
    markdown.parser.blockprocessors.register(ParagraphProcessor(markdown.parser), "paragraph", 10)
    rendered = _rendered(" ".join(text.split()), markdown, site)
    return replace(rendered, html=rendered.html.removeprefix("<p>").removesuffix("</p>"))


def _rendered(text: str, markdown: Markdown, site: Site) -> Rendered:
    if len(text) > MAX_LENGTH:
        raise MarkupError(f"The text has {len(text):,} characters and may have {MAX_LENGTH:,}; split it.")
    try:
        html = CLEANER.clean(markdown.convert(text.replace("\0", "")))
    except RecursionError as error:
        raise MarkupError("Lists or quotes are nested too deeply; use fewer levels.") from error
    return Rendered(TARGET_MARK.sub(r"\1", html), tuple(mentions(html)), tuple(dict.fromkeys(site.broken)))
