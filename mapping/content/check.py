"""Records against each other: what no single file can know."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from mapping import markup, rules
from mapping.content import quality, statements
from mapping.content.canonical import text_of
from mapping.content.faults import ContentError, Fault, did_you_mean
from mapping.content.formats import ConceptFormat, DisciplineFormat, LegFormat, ToolFormat
from mapping.content.prose import prose
from mapping.content.references import references
from mapping.content.tree import STAGES_PATH, Entry, file_of, read_all, texts
from mapping.models import HINT_BELOW
from mapping.models.naming import DISCIPLINES, address_of, concept_path, target_path

Entries = dict[str, Entry]


def check(entries: Entries, *, canonical: Iterable[str] = (), strict: bool = False) -> list[Fault]:
    """Everything wrong with a whole set of records.

    `canonical` names the paths whose text must also be in canonical form (those that stand in files); `strict`
    adds the house's demands on good content to what must be right.
    """
    faults = [
        *_not_canonical(entries, canonical),
        *(fault for entry in entries.values() for fault in faults_of(entry, entries)),
        *shared_names(entries),
        *_circles(entries),
        *_tool_names_as_labels(entries),
        *_stages_and_disciplines(entries),
        *violations(statements.of_entries(entries.values()), entries),
    ]
    if strict:
        faults += [fault for entry in entries.values() for fault in quality.shortcomings(entry)]
        faults += [*quality.repeated(entries), *quality.unlinked(entries)]
    return sorted(set(faults))


def check_folder(folder: Path, *, strict: bool = False, write: bool = False) -> tuple[int, list[str]]:
    """Check a content folder; the number of records, and the paths that `write` brought into canonical form.

    Raises ContentError with every fault.
    """
    found = texts(folder)
    entries, faults = read_all(found)
    if faults:
        # References into files that cannot be read would only add noise.
        raise ContentError(faults)
    written = _write_canonical(folder, entries) if write else []
    faults = check(entries, canonical=set(entries) - set(written), strict=strict)
    if faults:
        raise ContentError(faults)
    return len(entries), written


def _write_canonical(folder: Path, entries: Entries) -> list[str]:
    written = []
    for path, entry in entries.items():
        right = text_of(entry.record, entry.parsed.body)
        if right != entry.text:
            (folder / file_of(path).removeprefix("content/")).write_text(right, encoding="utf-8")
            written.append(path)
    return written


def violations(stated: Iterable[rules.Statement], entries: Entries) -> Iterator[Fault]:
    """The SKOS and project rules, as faults of the file of their subject."""
    facts = list(stated)
    for violation in [*rules.integrity(facts), *rules.project(facts)]:
        yield Fault(*_place(violation, entries), f"{violation.rule}: {violation.message}")


def _place(violation: rules.Violation, entries: Entries) -> tuple[str, int, str]:
    path = f"concepts/{violation.subject}"
    entry = entries.get(path)
    if entry is None:
        return file_of(path), 0, ""
    for reference in references(entry):
        if reference.path == f"concepts/{violation.object}":
            return entry.file, entry.parsed.line_of(reference.loc), str(reference.loc[0])
    return entry.file, 1, ""


def _not_canonical(entries: Entries, paths: Iterable[str]) -> Iterator[Fault]:
    for path in paths:
        if path not in entries:
            continue
        entry = entries[path]
        right = text_of(entry.record, entry.parsed.body)
        if entry.text == right:
            continue
        pairs = zip(entry.text.split("\n"), right.split("\n"), strict=False)
        line = next((n for n, (is_, should) in enumerate(pairs, 1) if is_ != should), right.count("\n") + 1)
        remedy = "Run check_content --write, which puts it right."
        yield Fault(entry.file, line, "", "from here the file is not in canonical form.", remedy)


def faults_of(entry: Entry, known: Collection[str]) -> Iterator[Fault]:
    """What is wrong with one record among the records at the known paths."""
    yield from _broken_references(entry, known)
    yield from _broken_links(entry, known)
    yield from _long_references(entry)
    if isinstance(entry.record, ConceptFormat):
        yield from _foreign_relations(entry, entry.record)
        yield from _wrong_mappings(entry, entry.record)


def _broken_references(entry: Entry, known: Collection[str]) -> Iterator[Fault]:
    for reference in references(entry):
        if reference.path == entry.path:
            yield entry.fault(reference.loc, "the record names itself.", "Take it out.")
        elif reference.path not in known:
            what = f"there is no {_kind(reference.path)} “{reference.given}”."
            yield entry.fault(reference.loc, what, did_you_mean(*_candidates(reference.path, known)))


def _kind(path: str) -> str:
    folder = path.partition("/")[0]
    return {"concepts": "concept", "tools": "tool", "disciplines": "discipline", "roles": "role"}.get(folder, "record")


def _candidates(path: str, known: Collection[str]) -> tuple[str, list[str]]:
    folder, _, rest = path.partition("/")
    return rest, [one.partition("/")[2] for one in known if one.startswith(f"{folder}/")]


def _broken_links(entry: Entry, known: Collection[str]) -> Iterator[Fault]:
    for loc, text in prose(entry):
        if "[[" in text or loc == ("body",):
            yield from _broken_links_in(entry, loc, text, known)


def _broken_links_in(entry: Entry, loc: tuple, text: str, known: Collection[str]) -> Iterator[Fault]:
    def resolve(target: str) -> markup.Link | None:
        path = target_path(target, entry.discipline)
        return markup.Link(address_of(path), target) if path in known else None

    is_body = loc == ("body",)
    first_line = entry.parsed.body_line if is_body else entry.parsed.line_of(loc)
    try:
        broken = (markup.render if is_body else markup.render_inline)(text, resolve).broken
    except markup.MarkupError as error:
        yield Fault(entry.file, first_line, "", str(error))
        return
    for target in broken:
        near = did_you_mean(*_candidates(target_path(target, entry.discipline), known))
        line = first_line + text[: max(text.find(f"[[{target}"), 0)].count("\n")
        yield Fault(entry.file, line, "", f"the link [[{target}]] leads nowhere.", near)


def _long_references(entry: Entry) -> Iterator[Fault]:
    """One way to write a reference: inside its own discipline a concept is named by its slug alone."""
    for reference in references(entry):
        if entry.discipline and reference.given == f"{entry.discipline}/{reference.path.rpartition('/')[2]}":
            what = f"“{reference.given}” is of this discipline."
            yield entry.fault(reference.loc, what, "Write the slug alone.")


def _foreign_relations(entry: Entry, record: ConceptFormat) -> Iterator[Fault]:
    for name in ("broader", "related"):
        for i, ref in enumerate(getattr(record, name)):
            if concept_path(ref, entry.discipline).split("/")[1] != entry.discipline:
                remedy = "Use a mapping (or requires) across disciplines."
                yield entry.fault((name, i), f"“{ref}” is of another discipline.", remedy)


def _wrong_mappings(entry: Entry, record: ConceptFormat) -> Iterator[Fault]:
    counterparts = set()
    for i, mapping in enumerate(record.mappings):
        target = concept_path(mapping.to, entry.discipline).split("/")[1]
        if target in DISCIPLINES and DISCIPLINES.index(target) <= DISCIPLINES.index(entry.discipline):
            what = f"P8: a mapping leads from DevOps to MLOps to LLMOps, and this one leads to {target}."
            yield entry.fault(("mappings", i, "to"), what, "Write it in the other concept's file.")
        if mapping.confidence >= HINT_BELOW and mapping.relation != "related":
            counterparts.add(target)
    for i, none in enumerate(record.no_counterpart):
        if none.in_ in counterparts:
            what = f"“no counterpart in {none.in_}” contradicts a mapping above."
            yield entry.fault(("no_counterpart", i, "in"), what, "Keep one of the two.")
        if none.in_ == entry.discipline:
            yield entry.fault(("no_counterpart", i, "in"), "this is the concept's own discipline.", "Name another.")


def shared_names(entries: Entries) -> Iterator[Fault]:
    """What only one record may say: machine names, old slugs, numbers of legs, pairs that are not exact."""
    owner: dict[tuple, Entry] = {}
    for entry in entries.values():
        for loc, name in _own_names(entry):
            first = owner.setdefault(name, entry)
            if first is not entry:
                yield entry.fault(loc, f"{first.file} has “{name[-1]}” already.", "Keep it in one of the two.")
        for i, slug in enumerate(getattr(entry.record, "formerly", [])):
            if f"{entry.path.rpartition('/')[0]}/{slug}" in entries:
                what = f"“{slug}” is the name of a record that exists."
                yield entry.fault(("formerly", i), what, "Take it out, or give that record another name.")


def _own_names(entry: Entry) -> Iterator[tuple[tuple, tuple]]:
    record = entry.record
    for i, pair in enumerate(getattr(record, "not_exact", [])):
        yield ("not_exact", i), ("not exact", " and ".join(pair))
    for i, slug in enumerate(getattr(record, "formerly", [])):
        yield ("formerly", i), ("formerly", entry.path.rpartition("/")[0], slug)
    if isinstance(record, ToolFormat):
        for ecosystem, names in record.machine_names.items():
            yield from ((("machine_names", ecosystem, i), (ecosystem, name)) for i, name in enumerate(names))
    if isinstance(record, LegFormat):
        yield (), ("leg", entry.slug.partition("-")[0])
    if isinstance(record, DisciplineFormat):
        yield ("order",), ("order", record.order)


def _circles(entries: Entries) -> Iterator[Fault]:
    """A circle of `requires` would leave a learner without a first step."""
    needs = {
        entry.path: [concept_path(ref, entry.discipline) for ref in entry.record.requires]
        for entry in entries.values()
        if isinstance(entry.record, ConceptFormat)
    }
    circle = circle_in(needs)
    if circle and circle[0] in entries:
        chain = " → ".join(path.removeprefix("concepts/") for path in circle)
        what = f"these require each other in a circle: {chain}."
        yield entries[circle[0]].fault(("requires",), what, "Take one link out.")


def circle_in(needs: Mapping[str, list[str]]) -> list[str]:
    """The first circle of a graph of what needs what; empty where there is none."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def _tool_names_as_labels(entries: Entries) -> Iterator[Fault]:
    tools = {e.record.label.casefold(): e for e in entries.values() if isinstance(e.record, ToolFormat)}
    for entry in entries.values():
        if not isinstance(entry.record, ConceptFormat):
            continue
        for name in ("aliases", "hidden"):
            for i, label in enumerate(getattr(entry.record, name)):
                if label.casefold() in tools:
                    what = f"“{label}” is the name of a tool ({tools[label.casefold()].file})."
                    yield entry.fault((name, i), what, "List it under tools; search shows both.")


def _stages_and_disciplines(entries: Entries) -> Iterator[Fault]:
    stages = {stage.key for stage in entries[STAGES_PATH].record.stages} if STAGES_PATH in entries else set()
    if not stages:
        yield Fault(file_of(STAGES_PATH), 0, "", "there are no stages.", "Add the file; docs/content.md shows it.")
    for entry in entries.values():
        record = entry.record
        if isinstance(record, ConceptFormat) and stages and record.stage not in stages:
            remedy = did_you_mean(record.stage, sorted(stages))
            yield entry.fault(("stage",), f"there is no stage “{record.stage}”.", remedy)
        for loc, key in _named_disciplines(entry):
            if f"disciplines/{key}" not in entries:
                yield entry.fault(loc, f"there is no discipline “{key}”.", f"Add content/disciplines/{key}.md.")


def _named_disciplines(entry: Entry) -> Iterator[tuple[tuple, str]]:
    record = entry.record
    if isinstance(record, ConceptFormat):
        yield (), entry.discipline
        yield from ((("no_counterpart", i, "in"), none.in_) for i, none in enumerate(record.no_counterpart))
    elif isinstance(record, LegFormat):
        yield ("discipline",), record.discipline
    elif isinstance(record, DisciplineFormat) and record.part_of:
        yield ("part_of",), record.part_of
    elif isinstance(record, ToolFormat):
        yield from ((("moves", key), key) for key in record.moves)
