"""A page of the site as Markdown: its main part, without what only works in a browser."""

import re
from urllib.parse import urljoin

_LEFT_OUT = (
    "nav, svg, script, style, button, input, select, textarea, datalist, progress, .no-print, .needs-js, "
    "[role=search], details:has(form)"
)


def page_as_markdown(html: str, address: str) -> str:
    """The text of a page in Markdown; its links are absolute, from the page's own address."""
    # Here, since the two cost every start and every command a tenth of a second.
    from bs4 import BeautifulSoup
    from markdownify import MarkdownConverter

    main = BeautifulSoup(html, "html.parser").main
    if main is None:
        return ""
    for part in main.select(_LEFT_OUT):
        part.decompose()
    for badge in main.select("span"):
        badge.insert_before(" ")  # styles keep them apart
    for cell in main.select("tbody th"):
        cell.name = "td"  # Markdown has heads of columns only
    for link in main.select("a[href]"):
        link["href"] = urljoin(address, str(link["href"]))
    text = MarkdownConverter(heading_style="ATX", bullets="-").convert_soup(main)
    lines = (re.sub(r"(?<=\S) {2,}(?=\S)", " ", line.rstrip()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
