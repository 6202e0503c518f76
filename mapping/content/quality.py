"""What good content has beyond being right: the demands of `check_content --strict` (see content/STYLE.md)."""

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from urllib.parse import urlsplit

import yaml

from mapping.content.faults import Fault
from mapping.content.formats import ConceptFormat, MappingPart, ToolFormat
from mapping.content.prose import prose
from mapping.content.tree import Entry

BODY_WORDS = (100, 420)
LEAST_POINT = 40
GIST = 100
FENCE = re.compile(r"^(?P<tick>`{3,}|~{3,})[ ]*(?P<lang>[\w+-]*)[^\n]*\n(?P<code>.*?)^(?P=tick)[ ]*$", re.M | re.S)
_LINK = re.compile(r"\[\[([^\]|\\]+)[^\]]*\]\]|`[^`\n]*`")
_PRAISE = re.compile(
    r"\b(best-in-class|blazing\w*|cutting-edge|effortless\w*|game-chang\w+|industry-leading|leverag\w+|next-generation"
    r"|powerful|revolutionary|revolutioni[sz]\w+|robustly|seamless\w*|state-of-the-art|supercharge\w*"
    r"|unlock\w*|world-class|it is important to note|in today.s)\b",
    re.I,
)


def shortcomings(entry: Entry) -> Iterator[Fault]:
    """What a published record still lacks."""
    record = entry.record
    if getattr(record, "status", "") != "published":
        return
    if not record.sources:
        yield entry.fault(("sources",), "a published record has no source.", "Name what a reader can check.")
    if isinstance(record, ConceptFormat):
        yield from _of_concept(entry, record)
    if isinstance(record, ToolFormat):
        yield from _of_tool(entry, record)
    yield from _addresses(entry)
    yield from _praise(entry)
    yield from _broken_code(entry)


def repeated(entries: Mapping[str, Entry]) -> Iterator[Fault]:
    """Texts of mappings that stand twice in the catalogue: what fits two pairs says too little of either."""
    seen: dict[str, Entry] = {}
    for entry in entries.values():
        for loc, text in _points(entry):
            words = " ".join(text.lower().split())
            if words in seen:
                what = f"this text stands in {seen[words].file} already."
                yield entry.fault(loc, what, "Say what is true of this pair alone.")
            seen.setdefault(words, entry)


def unlinked(entries: Mapping[str, Entry]) -> Iterator[Fault]:
    """Names of two words and more that a body mentions, and nowhere links, though they have a page beside it."""
    names: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for entry in entries.values():
        label = getattr(entry.record, "label", "")
        if isinstance(entry.record, ConceptFormat) and " " in label:
            pattern = re.compile(rf"(?<!\w){re.escape(label)}(?!\w)", re.I)
            names.setdefault(entry.discipline, []).append((entry.slug, pattern))
    for entry in entries.values():
        if isinstance(entry.record, ConceptFormat):
            yield from _unlinked_in(entry, names.get(entry.discipline, []))


def _unlinked_in(entry: Entry, names: list[tuple[str, re.Pattern[str]]]) -> Iterator[Fault]:
    body = entry.parsed.body
    # Blank, and not taken out, so that places stay where they are.
    text = _LINK.sub(lambda link: " " * len(link[0]), FENCE.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), body))
    linked = {target.rpartition("/")[2] for target in _LINK.findall(body)}
    for slug, pattern in names:
        if slug not in linked and slug != entry.slug and (found := pattern.search(text)):
            line = entry.parsed.body_line + body[: found.start()].count("\n")
            yield Fault(entry.file, line, "", f"“{found[0]}” has a page.", f"Link it: [[{slug}|{found[0]}]].")


def _points(entry: Entry) -> Iterator[tuple[tuple, str]]:
    if isinstance(entry.record, ConceptFormat):
        for i, part in enumerate(entry.record.mappings):
            yield from (((("mappings", i, *place)), text) for place, text in _points_of(part))


def _points_of(part: MappingPart) -> Iterator[tuple[tuple, str]]:
    for name in ("carries_over", "differs"):
        yield from (((name, j), text) for j, text in enumerate(getattr(part, name)))
    if part.trap:
        yield ("trap",), part.trap


def _of_concept(entry: Entry, record: ConceptFormat) -> Iterator[Fault]:
    words = len(FENCE.sub("", entry.parsed.body).split())
    if not BODY_WORDS[0] <= words <= BODY_WORDS[1]:
        what = f"the body has {words} words, without its code."
        yield Fault(entry.file, entry.parsed.body_line, "", what, f"Aim at {BODY_WORDS[0]} to {BODY_WORDS[1]}.")
    if not record.asks:
        yield entry.fault(("asks",), "no question in a reader's words.", "Add one that this page answers.")
    if entry.discipline == "devops" and not record.carry:
        yield entry.fault(("carry",), "a DevOps concept says what becomes of it.", "Add carry.")
    if len(record.gist) > GIST:
        yield entry.fault(
            ("gist",), f"{len(record.gist)} characters are too long for a cell of the map.", "Shorten it."
        )
    for loc, text in _points(entry):
        if len(text) < LEAST_POINT:
            yield entry.fault(loc, f"“{text}” is too short to be specific.", "Say what is true of this pair alone.")


def _of_tool(entry: Entry, record: ToolFormat) -> Iterator[Fault]:
    if record.licence and record.licence != "proprietary" and (unknown := _unknown_licences(record.licence)):
        what = f"“{unknown}” is no SPDX identifier."
        yield entry.fault(("licence",), what, "See https://spdx.org/licenses/, or write LicenseRef-….")


@cache
def _unknown_licences(expression: str) -> str:
    """The parts of a licence expression that SPDX does not list, separated by commas."""
    from license_expression import get_spdx_licensing  # 60 ms, which only this check needs

    listed = re.sub(r"\bLicenseRef-[\w.-]+", "MIT", expression)
    return ", ".join(get_spdx_licensing().validate(listed).invalid_symbols)


def _addresses(entry: Entry) -> Iterator[Fault]:
    found = [(("sources", i, "url"), source.url) for i, source in enumerate(entry.record.sources)]
    found += [((name,), getattr(entry.record, name, None) or "") for name in ("homepage", "repository")]
    for loc, address in found:
        if address and not address.startswith("https://"):
            yield entry.fault(loc, f"“{address}” is not read over https.", "Use https, or another source.")
        if re.fullmatch(r"[\d.]+|\[.*\]", urlsplit(address).hostname or ""):
            yield entry.fault(loc, f"“{address}” is a bare number.", "Give the name of the site.")


def _praise(entry: Entry) -> Iterator[Fault]:
    texts = [*prose(entry), (("gist",), getattr(entry.record, "gist", "") or "")]
    for loc, text in texts:
        if found := _PRAISE.search(FENCE.sub("", text)):
            yield entry.fault(loc, f"“{found[0]}” is praise or filler.", "Say what it does.")


PARSERS: dict[str, Callable[[str], object]] = {
    "yaml": lambda code: list(yaml.safe_load_all(code)),
    "json": json.loads,
    "toml": tomllib.loads,
    "python": ast.parse,
}
PARSERS |= {"yml": PARSERS["yaml"], "py": PARSERS["python"]}


def _broken_code(entry: Entry) -> Iterator[Fault]:
    for block in FENCE.finditer(entry.parsed.body):
        lang, line = (
            block["lang"].lower(),
            entry.parsed.body_line + entry.parsed.body[: block.start()].count("\n"),
        )
        if not lang:
            yield Fault(entry.file, line, "", "a code block names no language.", "Write it after the fence; or text.")
            continue
        try:
            PARSERS.get(lang, str)(block["code"])
        except (ValueError, SyntaxError, yaml.YAMLError) as error:
            yield Fault(entry.file, line, "", f"this {lang} does not parse: {str(error).splitlines()[0]}.")
