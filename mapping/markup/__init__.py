"""Markdown to safe HTML, and HTML to plain text.

In come an editor's text and a way to resolve its wiki links; out go HTML and the links, each in its sentence.
Rendering costs milliseconds, so it is done when a record is written and never in a reader's request.
"""

from .pages import page_as_markdown
from .rendering import Rendered, render, render_inline
from .site import Link, MarkupError, with_plain_links
from .text import Mention, plain

__all__ = [
    "Link",
    "MarkupError",
    "Mention",
    "Rendered",
    "page_as_markdown",
    "plain",
    "render",
    "render_inline",
    "with_plain_links",
]
