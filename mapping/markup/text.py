"""HTML back to text: all of it, or the sentence around a wiki link."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

MAX_SENTENCE = 300
INLINE = {"a", "abbr", "code", "del", "em", "img", "span", "strong", "sup"}
FOOTNOTE_MARKS = ("footnote-ref", "footnote-backref")
# Not after e.g., i.e. and vs., which stand inside a sentence.
SENTENCE_END = re.compile(r"\n+|(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?…][\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])")


@dataclass(frozen=True)
class Mention:
    """A wiki link and the sentence that it stands in, for the page that it leads to."""

    target: str
    label: str
    sentence: str


def plain(html: str) -> str:
    """Turn rendered HTML into plain text for search and JSON, one line for each paragraph, item or cell."""
    lines = (squeeze(line) for line in Reading(html).text.split("\n"))
    return "\n".join(line for line in lines if line)


def mentions(html: str) -> Iterator[Mention]:
    """Every wiki link that still carries its target, in reading order."""
    reading = Reading(html)
    text = reading.text
    ends = [0, *(end.end() for end in SENTENCE_END.finditer(text)), len(text)]
    for target, start, end in reading.links:
        sentence_start = ends[bisect_right(ends, start) - 1]
        sentence_end = ends[bisect_left(ends, end)]
        before, label, after = text[sentence_start:start], text[start:end], text[end:sentence_end]
        yield Mention(target, squeeze(label), shorten(before, label, after))


def squeeze(text: str) -> str:
    """Make every run of white space one blank."""
    return " ".join(text.split())


def shorten(before: str, label: str, after: str) -> str:
    """Put a sentence together, and cut a long one to the words around its label."""
    room = max(MAX_SENTENCE - len(label), 0) // 2
    if len(before) > room:
        before = "… " + before[len(before) - room :].partition(" ")[2]
    if len(after) > room:
        after = after[:room].rpartition(" ")[0] + " …"
    return squeeze(before + label + after)


class Reading(HTMLParser):
    """HTML as it is read aloud, blocks on lines of their own, and where its wiki links stand in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.length = 0
        self.links: list[tuple[str, int, int]] = []
        self.link: tuple[str, int] | None = None
        self.is_code = self.is_muted = False
        self.feed(html)
        self.close()
        self.text = "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        self.is_code = self.is_code or tag == "pre"
        if tag not in INLINE:
            self._add("\n")
        if tag == "a":
            self.is_muted = attributes.get("class") in FOOTNOTE_MARKS
            self.link = (attributes["data-target"], self.length) if attributes.get("data-target") else None

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.is_muted = False
            if self.link:
                self.links.append((*self.link, self.length))
            self.link = None
        if tag == "pre":
            self.is_code = False
        if tag not in INLINE:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if not self.is_muted:
            self._add(data if self.is_code else re.sub(r"\s+", " ", data))

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.length += len(piece)
