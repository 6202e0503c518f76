"""Mappings and tools as rows of a table: which columns there are, and what each holds of a record's front matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mapping.content.tree import Entry, read
from mapping.models import Mapping, Record, Tool
from mapping.models.naming import concept_path, key_of

Part = dict[str, Any]


@dataclass(frozen=True)
class Column:
    """A column: its name, where its value stands in the front matter, and how a cell holds that.

    `lines` is a list with one text a line, `slugs` one with spaces between.
    """

    name: str
    path: tuple[str, ...]
    kind: str = "text"

    def cell(self, part: Part) -> str:
        """The cell that says what the part holds."""
        value = self.of(part)
        match self.kind:
            case "lines":
                return "\n".join(" ".join(one.split()) for one in value or [])
            case "slugs":
                return " ".join(value or [])
            case "number":
                return _number(value)
            case "flag":
                return "" if value is None else str(value).lower()
        return "" if value is None else str(value)

    def of(self, part: Part) -> Any:
        for step in self.path[:-1]:
            part = part.get(step, {})
        return part.get(self.path[-1])

    def value(self, cell: str) -> Any:
        """What a cell says; None where it is empty."""
        match self.kind:
            case "lines":
                return [line.strip() for line in cell.split("\n") if line.strip()] or None
            case "slugs":
                return cell.replace(",", " ").replace(";", " ").split() or None
            case "number":
                return _number(cell) or None
            case "flag":
                return {"": None, "true": True, "yes": True, "false": False, "no": False}.get(cell.lower(), cell)
        return cell or None

    def is_same(self, part: Part, cell: str) -> bool:
        return self.value(self.cell(part)) == self.value(cell)

    def put(self, part: Part, cell: str) -> None:
        """Write what a cell says into the part; an empty cell takes the value out."""
        *steps, last = self.path
        for step in steps:
            part = part.setdefault(step, {})
        if (value := self.value(cell)) is None:
            part.pop(last, None)
        else:
            part[last] = value


def _number(value: Any) -> str:
    """A number in its shortest form, with a point; what is none stays as it is, for the rules to refuse."""
    text = "" if value is None else str(value)
    try:
        # Where Excel parts columns by semicolons, it writes 0,9.
        return f"{float(text.replace(',', '.')):g}" if text else ""
    except ValueError:
        return text


@dataclass(frozen=True)
class Table:
    """A kind of table: the columns that name the record, those with its values, and those that only help the eye."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    shown_only: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.key, *self.shown_only, *(column.name for column in self.columns))


def _columns(kind: str, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, (name,), kind) for name in names)


MAPPINGS = Table(
    "mappings",
    ("from", "to"),
    (
        *_columns("text", "relation"),
        *_columns("number", "confidence"),
        *_columns("text", "gist"),
        *_columns("lines", "carries_over", "differs"),
        *_columns("text", "trap", "basis", "because", "status"),
    ),
    ("from_name", "to_name"),
)
_MOVES = tuple(
    Column(f"{key}_{name}", ("moves", key, name), "slugs" if name == "with" else "text")
    for key in ("mlops", "llmops")
    for name in ("verdict", "with", "text")
)
_MACHINE = tuple(
    Column(name, ("machine_names", name), "lines") for name in ("pypi", "npm", "image", "action", "chart", "apt")
)
TOOLS = Table(
    "tools",
    ("slug",),
    (
        *_columns("text", "label"),
        *_columns("lines", "aliases", "hidden"),
        *_columns("text", "gist", "kind", "homepage", "repository", "licence", "licence_note"),
        *_columns("flag", "open_source"),
        *_columns("text", "governance", "language"),
        *_columns("number", "first_release"),
        *_columns("text", "state", "successor"),
        *_MACHINE,
        *_columns("slugs", "instead_of", "works_with", "confused_with", "runs_on"),
        *_MOVES,
        *_columns("lines", "traps"),
        *_columns("text", "checked", "status"),
    ),
)
TABLES = {table.name: table for table in (MAPPINGS, TOOLS)}


def part_of(entry: Entry) -> Part:
    """The front matter of a record as plain data, without what stands at its default."""
    return entry.record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def cells_of_mappings(mappings: Iterable[Mapping]) -> list[dict[str, str]]:
    """A row for each of these mappings, from the text in force; needs their ends."""
    mappings = sorted(mappings, key=lambda one: (one.subject.path, one.object.path))
    texts = _texts({one.subject.path for one in mappings})
    rows = []
    for one in mappings:
        if part := texts.get((one.subject.path, one.object.path)):
            ends = {"from": key_of(one.subject.path), "to": key_of(one.object.path)}
            names = {"from_name": one.subject.label, "to_name": one.object.label}
            rows.append(ends | names | {column.name: column.cell(part) for column in MAPPINGS.columns})
    return rows


def _texts(paths: set[str]) -> dict[tuple[str, str], Part]:
    found = Record.objects.filter(path__in=paths).exclude(version=None).values_list("path", "version__text")
    return {
        (path, concept_path(part["to"], path.split("/")[1])): part
        for path, text in found
        for part in part_of(read(path, text)).get("mappings", [])
    }


def cells_of_tools(tools: Iterable[Tool]) -> list[dict[str, str]]:
    """A row for each of these tools, from the text in force; needs their versions."""
    ordered = sorted((tool for tool in tools if tool.version), key=lambda tool: tool.path)
    parts = ((tool, part_of(read(tool.path, tool.version.text))) for tool in ordered)
    return [{"slug": tool.slug} | {column.name: column.cell(part) for column in TOOLS.columns} for tool, part in parts]
