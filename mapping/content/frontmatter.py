"""Front matter and YAML to plain data, with the line of every key.

Only true, false and whole numbers are typed, so that `no` and `1.10` stay the words that an editor wrote.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]

_UNTYPED = {f"tag:yaml.org,2002:{name}" for name in ("bool", "timestamp", "float", "int", "merge", "value")}


class _Plain:
    """The scalars that reading and writing agree on; mixed into PyYAML's loader and dumper."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in pairs if tag not in _UNTYPED]
        for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


class Loader(_Plain, yaml.CSafeLoader):
    pass


class Dumper(_Plain, yaml.CSafeDumper):
    pass


for _cls in (Loader, Dumper):
    _cls.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
    _cls.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^-?\d+$"), list("-0123456789"))


class FrontMatterError(ValueError):
    """Text that is not front matter; `line` says where."""

    def __init__(self, line: int, what: str):
        self.line, self.what = line, what
        super().__init__(f"line {line}: {what}")


@dataclass
class Parsed:
    """The data of one file, the line of each key, and the Markdown below it."""

    data: dict[str, Any]
    lines: dict[Path, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 0

    def line_of(self, path: Path) -> int:
        """The line of a key, or of the nearest key around it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def split(text: str) -> tuple[str, str, int]:
    """Front matter, body and the line on which the body starts. Raises FrontMatterError."""
    if not text.startswith("---\n"):
        raise FrontMatterError(1, "the file must start with a line of three dashes")
    end = text.find("\n---\n", 3)
    if end < 0:
        raise FrontMatterError(1, "the front matter has no closing line of three dashes")
    head, body = text[4 : end + 1], text[end + 5 :]
    return head, body.strip("\n"), head.count("\n") + 3 + (len(body) - len(body.lstrip("\n")))


def parse(text: str, *, whole: bool = False) -> Parsed:
    """Parse one file: front matter above Markdown, or (`whole`) nothing but YAML.

    Raises FrontMatterError for broken YAML, a key given twice, an alias, or text that is not a mapping.
    """
    head, body, body_line = (text, "", 0) if whole else split(text)
    first = 1 if whole else 2
    try:
        data, lines = _load(head, first)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"this is not valid YAML ({error.problem}); quote text that holds “: ” or “#”"
        raise FrontMatterError((mark.line if mark else 0) + first, what) from error
    if not isinstance(data, dict):
        raise FrontMatterError(first, "there must be keys with values here (key: value)")
    return Parsed(data, lines, body, body_line)


def _load(text: str, first_line: int) -> tuple[Any, dict[Path, int]]:
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise FrontMatterError(event.start_mark.line + first_line, "anchors and aliases are not allowed")
    loader, lines = Loader(text), {}
    try:
        node = loader.get_single_node()
        return (_walk(loader, node, (), lines, first_line) if node else {}), lines
    finally:
        loader.dispose()


def _walk(loader: Loader, node: yaml.Node, path: Path, lines: dict[Path, int], first: int) -> Any:
    lines.setdefault(path, node.start_mark.line + first)
    if isinstance(node, yaml.SequenceNode):
        return [_walk(loader, item, (*path, i), lines, first) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    data: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + first
        if key.value in data:
            raise FrontMatterError(line, f"the key “{key.value}” is given twice")
        lines[(*path, key.value)] = line
        data[key.value] = _walk(loader, value, (*path, key.value), lines, first)
    return data
