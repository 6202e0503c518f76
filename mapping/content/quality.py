"""What good content has beyond being right: the demands of `check_content --strict`."""

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterator

import yaml

from mapping.content.faults import Fault
from mapping.content.formats import ConceptFormat
from mapping.content.tree import Entry

BODY_WORDS = (100, 420)
_FENCE = re.compile(r"^(?P<tick>`{3,}|~{3,})[ ]*(?P<lang>[\w+-]*)[^\n]*\n(?P<code>.*?)^(?P=tick)[ ]*$", re.M | re.S)


def shortcomings(entry: Entry) -> Iterator[Fault]:
    """What a published record still lacks."""
    record = entry.record
    if getattr(record, "status", "") != "published":
        return
    if not record.sources:
        yield entry.fault(("sources",), "a published record has no source.", "Name what a reader can check.")
    if isinstance(record, ConceptFormat):
        yield from _of_concept(entry, record)
    yield from _broken_code(entry)


def _of_concept(entry: Entry, record: ConceptFormat) -> Iterator[Fault]:
    words = len(_FENCE.sub("", entry.parsed.body).split())
    if not BODY_WORDS[0] <= words <= BODY_WORDS[1]:
        what = f"the body has {words} words, without its code."
        yield Fault(entry.file, entry.parsed.body_line, "", what, f"Aim at {BODY_WORDS[0]} to {BODY_WORDS[1]}.")
    if not record.asks:
        yield entry.fault(("asks",), "no question in a reader's words.", "Add one that this page answers.")
    if entry.discipline == "devops" and not record.carry:
        yield entry.fault(("carry",), "a DevOps concept says what becomes of it.", "Add carry.")


PARSERS: dict[str, Callable[[str], object]] = {
    "yaml": lambda code: list(yaml.safe_load_all(code)),
    "json": json.loads,
    "toml": tomllib.loads,
    "python": ast.parse,
}
PARSERS |= {"yml": PARSERS["yaml"], "py": PARSERS["python"]}


def _broken_code(entry: Entry) -> Iterator[Fault]:
    for block in _FENCE.finditer(entry.parsed.body):
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
