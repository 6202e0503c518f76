"""One record as the tables hold it, against the rules of the files: for the admin, before it is published."""

from collections.abc import Iterator

from pydantic import ValidationError

from mapping.content import statements
from mapping.content.canonical import text_of
from mapping.content.check import circle_in, faults_of, violations
from mapping.content.dump import values_of
from mapping.content.faults import ContentError, Fault
from mapping.content.formats import ConceptFormat, ToolFormat
from mapping.content.frontmatter import Parsed
from mapping.content.tree import Entry, in_words, read
from mapping.models import ConceptRelation, Label, MachineName, Record


def checked_text(record: Record) -> str:
    """The canonical text of a record after every rule that a file must pass.

    Raises ContentError with every fault; call it inside the transaction that wrote the rows.
    """
    model, values = values_of(record)
    try:
        typed = model.model_validate(values)
    except ValidationError as error:
        raise ContentError(list(in_words(record.path, Parsed({}), error))) from error
    entry = read(record.path, text_of(typed, record.body))
    faults = [
        *faults_of(entry, set(Record.objects.values_list("path", flat=True))),
        *_against_others(entry, record),
    ]
    if faults:
        raise ContentError(faults)
    return entry.text


def taken_names(entries: dict[str, Entry]) -> Iterator[Fault]:
    """Machine names that tools other than these have already: the tables would refuse them without a word."""
    others = MachineName.objects.exclude(tool__path__in=entries).select_related("tool")
    owners = {(name.ecosystem, name.name): name.tool.label for name in others}
    for entry in entries.values():
        for ecosystem, names in getattr(entry.record, "machine_names", {}).items():
            for i, name in enumerate(names):
                if owner := owners.get((ecosystem, name)):
                    what = f"{owner} has “{name}” already."
                    yield entry.fault(("machine_names", ecosystem, i), what, "Keep it in one of the two.")


def _against_others(entry: Entry, record: Record) -> Iterator[Fault]:
    if isinstance(entry.record, ToolFormat):
        yield from _concepts_of_this_name(entry)
    if not isinstance(entry.record, ConceptFormat):
        return
    for fault in violations(statements.around(record), {entry.path: entry}):
        if fault.file == entry.file or record.label in fault.what:
            yield fault
    yield from _circle(entry)
    names = Label.objects.filter(record__kind=Record.Kind.TOOL, kind=Label.Kind.PREF).values_list("text", flat=True)
    tools = {name.casefold() for name in names}
    for label in [*entry.record.aliases, *entry.record.hidden]:
        if label.casefold() in tools:
            what = f"“{label}” is the name of a tool."
            yield entry.fault(("aliases",), what, "List it under tools; search shows both.")


def _concepts_of_this_name(entry: Entry) -> Iterator[Fault]:
    borrowed = Label.objects.filter(record__kind=Record.Kind.CONCEPT, text__iexact=entry.record.label)
    for label in borrowed.exclude(kind=Label.Kind.PREF).select_related("record"):
        what = f"“{label.text}” is a label of the concept {label.record.key}."
        yield entry.fault(("label",), what, "A tool's name is none: take it out there first.")


def _circle(entry: Entry) -> Iterator[Fault]:
    needs: dict[str, list[str]] = {}
    requires = ConceptRelation.objects.filter(kind=ConceptRelation.Kind.REQUIRES)
    for subject, needed in requires.values_list("subject__path", "object__path"):
        needs.setdefault(subject, []).append(needed)
    circle = circle_in(needs)
    if entry.path in circle:
        chain = " → ".join(path.removeprefix("concepts/") for path in circle)
        yield entry.fault(("requires",), f"these require each other in a circle: {chain}.", "Take one link out.")
