"""What Markdown means on this site: wiki links, no HTML, and the site's own classes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import count
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString

MAX_OPEN = 50
# An id in a text must not meet one of the page around it.
ID_PREFIX = "text-"
WARNINGS = {"caution", "danger", "trap", "warning"}
LIST_CLASSES = {"ul": "bullets", "ol": "order"}
ELSEWHERE = re.compile(r"(https?:)?[/\\]{2}", re.IGNORECASE)
# STX marks what Markdown has put aside already, such as code.
WIKI_LINK = rf"(?<!\\)\[\[([^\[\]|\\\n{STX}]+)(?:\\?\|([^\[\]\n]+))?\]\]"
# In code a wiki link is none.
CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
OWN_FILE = re.compile(r"/[\w.-]+(/[\w.-]+)*")


class MarkupError(ValueError):
    """A text that is not rendered; the message says why, and what to do."""


@dataclass(frozen=True)
class Link:
    """Where a wiki link leads, and its name where the text gives it no label; `inside` a sentence it may be another.

    Without a `url` the name stands there as plain text: its page is not published.
    """

    url: str
    label: str
    inside: str = ""


Resolve = Callable[[str], Link | None]


class Site(Extension):
    """Adds what is ours to Markdown, and takes HTML away: what an editor types is what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.begin(lambda target: None)

    def begin(self, resolve: Resolve) -> None:
        """Make ready for one text: where its links lead, and none of them broken yet."""
        self.resolve = cache(resolve)
        self.broken: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        # Wiki links come after code (190), in which they are none, and before escapes (180), which would hide
        # `\|`. The guard then counts the brackets that are left for Markdown's own links (170).
        md.inlinePatterns.register(WikiLinks(WIKI_LINK, self), "wiki_links", 185)
        md.inlinePatterns.register(BracketGuard(r"\A"), "bracket_guard", 173)
        md.treeprocessors.register(Furnish(self), "furnish", -1)


class WikiLinks(InlineProcessor):
    r"""`[[mlops/feature-store]]` or `[[tool:mlflow|a label]]`; in a table the bar is written `\|`."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, site: Site) -> None:
        super().__init__(pattern)
        self.site = site

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        target, label = m[1].strip(), (m[2] or "").strip()
        link = self.site.resolve(target)
        # The target stays on the element until its place in the text is known.
        element = Element("a" if link else "span", {"data-target": target})
        element.text = label or AtomicString(_name(link, data[: m.start()]) if link else target)
        if link and link.url:
            element.set("href", link.url)
        return element, m.start(), m.end()


def with_plain_links(text: str, resolve: Resolve) -> str:
    """A Markdown text whose wiki links are links of plain Markdown; those that lead nowhere are their bare words."""

    def plain_link(found: re.Match[str]) -> str:
        link = resolve(found[1].strip())
        words = (found[2] or "").strip() or (_name(link, found.string[: found.start()]) if link else found[1].strip())
        return f"[{words}]({link.url})" if link and link.url else words

    parts = CODE.split(text)
    return "".join(part if n % 2 else re.sub(WIKI_LINK, plain_link, part) for n, part in enumerate(parts))


def _name(link: Link, before: str) -> str:
    """The name of a link at its place: a sentence starts with a capital letter and goes on without."""
    before = before.rstrip(" (“*_")
    return link.inside if link.inside and before and before[-1] not in ".!?\n" else link.label


class BracketGuard(InlineProcessor):
    """Refuses text that would keep Markdown busy for hours.

    Markdown looks for the end of each opening bracket anew, which is quadratic where brackets stay open.
    """

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[None, None, None]:  # type: ignore[override]
        for opening, closing in ("[]", "()"):
            still_open = 0
            for bracket in re.findall(rf"[{re.escape(opening + closing)}]", data):
                still_open = still_open + 1 if bracket == opening else max(still_open - 1, 0)
                if still_open > MAX_OPEN:
                    raise MarkupError(f"More than {MAX_OPEN} “{opening}” wait for a “{closing}”; close some.")
        return None, None, None


class Furnish(Treeprocessor):
    """Gives the finished tree the site's classes, and what keyboards and screen readers need."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site = site

    def run(self, root: Element) -> None:
        outline(root)
        wrap_tables(root)
        for element in root.iter():
            if element.tag in LIST_CLASSES:
                element.set("class", element.get("class") or LIST_CLASSES[element.tag])
            if "id" in element.attrib:
                element.set("id", ID_PREFIX + element.attrib["id"])
            FURNISH.get(element.tag, self._leave)(element)
            if element.tag == "span":
                self._note_broken(element)

    def _leave(self, element: Element) -> None:
        """Most elements are right as they are."""

    def _note_broken(self, element: Element) -> None:
        if "data-target" in element.attrib:
            self.site.broken.append(element.attrib.pop("data-target"))
            element.set("class", "broken")


def outline(root: Element) -> None:
    """Make headings go down from h3 by one level at a time, whatever the editor began with."""
    open_levels: list[int] = []
    for element in root.iter():
        if re.fullmatch("h[1-6]", element.tag):
            level = int(element.tag[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.tag = f"h{min(2 + len(open_levels), 6)}"


def wrap_tables(root: Element) -> None:
    """Put each table into a box that scrolls sideways, reachable by keyboard and with a name of its own."""
    number = count(1)
    for parent in list(root.iter()):
        for place, table in enumerate(parent):
            if table.tag == "table":
                headings = ", ".join(filter(None, ("".join(cell.itertext()) for cell in table.iter("th"))))
                box = Element("div", {"class": "scroll", "role": "region", "tabindex": "0"})
                box.set("aria-label", f"Table {next(number)}: {headings}")
                box.append(table)
                box.tail, table.tail = table.tail, None
                parent[place] = box


def head_rows(table: Element) -> None:
    """Make empty headings cells, since they head nothing; under an empty corner the first cell heads its row."""
    heads, *rows = table.iter("tr")
    for cell in heads:
        if not "".join(cell.itertext()).strip():
            cell.tag = "td"
    if heads[0].tag == "td":
        for row in rows:
            row[0].tag = "th"
            row[0].set("scope", "row")


def furnish_link(link: Element) -> None:
    href = link.get("href", "")
    if href.startswith("#"):
        link.set("href", f"#{ID_PREFIX}{href[1:]}")
    elif ELSEWHERE.match(href):
        link.set("rel", "external noopener")


def furnish_image(image: Element) -> None:
    """Put its description in place of an image from elsewhere, which would tell others who reads what."""
    if not OWN_FILE.fullmatch(image.get("src", "")):
        image.tag, image.text = "span", image.get("alt")
        image.attrib.clear()


def furnish_box(box: Element) -> None:
    """Give notes and footnotes the classes that the site has for them."""
    classes = box.get("class", "").split()
    if "admonition" in classes:
        box.set("class", "note note--warn" if WARNINGS.intersection(classes) else "note")
        if box[0].get("class") == "admonition-title":
            box[0].tag = "strong"
    elif "footnote" in classes:
        for notes in box.iter("ol"):
            notes.set("class", "sources")


FURNISH = {"a": furnish_link, "img": furnish_image, "div": furnish_box, "table": head_rows}
