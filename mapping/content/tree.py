"""The content folder to typed records: every fault of every file, or all of the records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from mapping.content.faults import ContentError, Fault
from mapping.content.formats import FORMATS, ConceptFormat, StagesFormat
from mapping.content.frontmatter import FrontMatterError, Parsed, parse
from mapping.models.naming import DISCIPLINES

STAGES_PATH = "stages"
_PROSE = {"README.md", "LICENSE.md", "RUBRIC.md", "STYLE.md"}


@dataclass(frozen=True)
class Entry:
    """One record as its text says it: `path` is the file under content/, without its ending."""

    path: str
    text: str
    record: BaseModel
    parsed: Parsed

    @property
    def file(self) -> str:
        return file_of(self.path)

    @property
    def folder(self) -> str:
        return self.path.partition("/")[0]

    @property
    def slug(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def discipline(self) -> str:
        """The discipline that a bare slug in this record means; empty where there is none."""
        if isinstance(self.record, ConceptFormat):
            return self.path.split("/")[1]
        return getattr(self.record, "discipline", "")

    def fault(self, loc: tuple, what: str, remedy: str = "") -> Fault:
        return Fault(self.file, self.parsed.line_of(loc), dotted(loc), what, remedy)


def file_of(path: str) -> str:
    """The name of a record's file, as messages give it."""
    return f"content/{path}.yaml" if path == STAGES_PATH else f"content/{path}.md"


def dotted(loc: Iterable[str | int]) -> str:
    """A place in front matter in words: `mappings[0].relation`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def texts(folder: Path) -> dict[str, str]:
    """The text of every content file, by path. Raises ContentError for files that do not belong there."""
    found, faults = {}, []
    if not folder.is_dir():
        raise ContentError([Fault(str(folder), 0, "", "there is no such folder.", "Set CONTENT_DIR.")])
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if file.is_dir() or (len(name.parts) == 1 and name.name in _PROSE) or name.name.startswith("."):
            continue
        path = name.with_suffix("").as_posix()
        if remedy := _misplaced(name):
            faults.append(Fault(f"content/{name.as_posix()}", 0, "", "no record can stand here.", remedy))
            continue
        try:
            found[path] = file.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            faults.append(Fault(file_of(path), 0, "", f"this is not UTF-8 (byte {error.start}).", "Save it as UTF-8."))
    if faults:
        raise ContentError(faults)
    return found


def _misplaced(name: Path) -> str:
    parts = name.parts
    if name.as_posix() == "stages.yaml":
        return ""
    if name.suffix != ".md" or parts[0] not in FORMATS:
        return f"Records are .md files in {', '.join(sorted(FORMATS))}; and stages.yaml."
    if parts[0] == "concepts":
        right = len(parts) == 3 and parts[1] in DISCIPLINES
        return "" if right else "Concepts stand in concepts/devops, concepts/mlops or concepts/llmops."
    return "" if len(parts) == 2 else f"Put it straight into {parts[0]}/."


def read(path: str, text: str) -> Entry:
    """One record from its text. Raises ContentError with every fault of it."""
    whole = path == STAGES_PATH
    model = StagesFormat if whole else FORMATS[path.partition("/")[0]]
    try:
        parsed = parse(text, whole=whole)
    except FrontMatterError as error:
        raise ContentError([Fault(file_of(path), error.line, "", error.what + ".")]) from error
    try:
        return Entry(path, text, model.model_validate(parsed.data), parsed)
    except ValidationError as error:
        raise ContentError(list(in_words(path, parsed, error))) from error


def read_all(found: dict[str, str]) -> tuple[dict[str, Entry], list[Fault]]:
    """Every record that can be read, by path, and the faults of those that cannot."""
    entries, faults = {}, []
    for path, text in found.items():
        try:
            entries[path] = read(path, text)
        except ContentError as error:
            faults += error.faults
    return entries, faults


_WORDS = {
    "missing": ("this key is missing.", "Add it; docs/content.md shows the format."),
    "extra_forbidden": ("there is no such key here.", "docs/content.md lists the keys; mind the spelling."),
    "list_type": ("this must be a list.", "Write [one, two]."),
    "dict_type": ("this must hold keys with values.", "Write key: value."),
    "model_type": ("this must hold keys with values.", "Write key: value."),
    "date_from_datetime_parsing": ("this is not a day.", "Write it as 2026-11-25."),
    "date_parsing": ("this is not a day.", "Write it as 2026-11-25."),
    "date_type": ("this is not a day.", "Write it as 2026-11-25."),
    "bool_parsing": ("“{input}” is neither true nor false.", "Write true or false."),
    "decimal_parsing": ("“{input}” is not a number.", "Write it as 0.8."),
    "int_parsing": ("“{input}” is not a whole number.", "Write digits only."),
    "less_than_equal": ("{input} is too much.", "It must be at most {le}."),
    "greater_than_equal": ("{input} is too little.", "It must be at least {ge}."),
    "decimal_max_places": ("{input} is too exact.", "Write at most {decimal_places} digits after the point."),
    "string_too_long": ("this is too long.", "Shorten it to {max_length} characters."),
    "string_too_short": ("this is too short.", "It needs at least {min_length} characters."),
    "too_long": ("these are too many.", "Keep at most {max_length}."),
    "too_short": ("these are too few.", "Give at least {min_length}."),
}


def in_words(path: str, parsed: Parsed, error: ValidationError) -> Iterator[Fault]:
    """What pydantic refused, said to an editor: the place, what is wrong, the remedy."""
    for detail in error.errors():
        loc = tuple(part for part in detail["loc"] if part not in {"str", "[key]"})
        given = detail.get("input")
        filled = detail.get("ctx", {}) | {"input": given}
        what, remedy = (words.format(**filled) for words in _WORDS.get(detail["type"], ("", "")))
        if detail["type"] == "string_pattern_mismatch":
            what, remedy = f"“{given}” is not allowed here.", f"It must match {detail['ctx']['pattern']}."
        elif detail["type"] == "literal_error":
            what, remedy = f"“{given}” is not one of the values.", f"Use {detail['ctx']['expected']}."
        elif detail["type"] == "value_error":
            what = f"{detail['ctx']['error']}."
        elif detail["type"] == "string_type":
            what, remedy = f"{given!r} must be text.", "Put it in quotes."
        elif not what:
            what = f"{detail['msg']}."
        yield Fault(file_of(path), parsed.line_of(loc), dotted(loc), what, remedy)
