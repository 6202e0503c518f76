"""Which texts of a record search knows: one line here for each thing to find by."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from mapping import markup
from mapping.models import Concept, FalseFriend, Label, Mapping, Record, SearchDocument, SearchLabel, Tool
from mapping.search.fold import fold, plain

SEARCHED = (Record.Kind.CONCEPT, Record.Kind.TOOL, Record.Kind.FALSE_FRIEND)


def documents(pks: Iterable[int] | None = None) -> Iterator[tuple[SearchDocument, list[SearchLabel]]]:
    """The document and labels of each published record, of these or of all."""
    for model, describe in ((Concept, _concept), (Tool, _tool), (FalseFriend, _false_friend)):
        rows = model.objects.published().prefetch_related("labels", *_prefetches(model))
        for row in rows if pks is None else rows.filter(pk__in=set(pks)):
            document = SearchDocument(record_id=row.pk, kind=row.kind, **_common(row), **describe(row))
            yield document, list(_labels(row))


def _prefetches(model: type[Record]) -> list[str | Prefetch]:
    if model is Concept:
        return [
            Prefetch("mappings_out", Mapping.objects.published()),
            Prefetch("mappings_in", Mapping.objects.published()),
            "no_counterparts",
        ]
    return ["moves", "machine_names"] if model is Tool else ["senses"]


def _common(row: Record) -> dict[str, str]:
    names = [label.text for label in row.labels.all() if label.kind == Label.Kind.ALT]
    return {
        "label": plain(row.label),
        "aliases": plain(" · ".join(names)),
        "asks": plain(" · ".join(row.asks)),
        "body": plain(markup.plain(row.body_html)),
    }


def _concept(row: Concept) -> dict[str, object]:
    mappings = [*row.mappings_out.all(), *row.mappings_in.all()]
    notes = [text for m in mappings for text in (m.gist, *m.carries_over, *m.differs, m.trap)]
    notes += [text for none in row.no_counterparts.all() for text in (none.because, none.holds, none.breaks)]
    return {
        "discipline": row.discipline_id,
        "stage": row.stage_id,
        "importance": row.importance,
        "gist": plain(" ".join([row.gist, row.definition, row.scope])),
        "notes": plain(" ".join(notes)),
    }


def _tool(row: Tool) -> dict[str, object]:
    moves = [move.text for move in row.moves.all()]
    return {"gist": plain(row.gist), "notes": plain(" ".join([*moves, *row.traps])), "importance": 2}


def _false_friend(row: FalseFriend) -> dict[str, object]:
    means = [sense.means for sense in row.senses.all()]
    return {"gist": plain(row.how_to_tell), "notes": plain(" ".join(means)), "importance": 3}


def _labels(row: Record) -> Iterator[SearchLabel]:
    seen = set()
    named = [(label.kind, label.text) for label in row.labels.all()]
    if isinstance(row, Tool):
        named += [("machine", name.name) for name in row.machine_names.all()]
    for kind, text in named:
        if (kind, text) not in seen and fold(text):
            seen.add((kind, text))
            yield SearchLabel(document_id=row.pk, kind=kind, text=text, folded=fold(text))
