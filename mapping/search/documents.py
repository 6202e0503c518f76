"""Which texts of a record search knows: one line here for each thing to find by."""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from mapping import markup
from mapping.models import Concept, FalseFriend, Label, Mapping, Record, SearchDocument, SearchLabel, Tool
from mapping.search.cards import cards
from mapping.search.fold import fold, stems, words

SEARCHED = (Record.Kind.CONCEPT, Record.Kind.TOOL, Record.Kind.FALSE_FRIEND)
_BATCH = 500


def documents(pks: Iterable[int] | None = None) -> Iterator[tuple[SearchDocument, list[SearchLabel]]]:
    """The document and labels of each published record, of these or of all."""
    for model, describe in ((Concept, _concept), (Tool, _tool), (FalseFriend, _false_friend)):
        found = model.objects.published()
        wanted = list((found if pks is None else found.filter(pk__in=set(pks))).values_list("pk", flat=True))
        for start in range(0, len(wanted), _BATCH):
            rows = found.filter(pk__in=wanted[start : start + _BATCH])
            rows = rows.prefetch_related("labels", *_prefetches(model))
            shown = cards(rows)
            for row in rows:
                document = SearchDocument(
                    record_id=row.pk, kind=row.kind, card=shown[row.pk], **_common(row), **describe(row)
                )
                yield document, list(_labels(row))


def tellings(pks: Iterable[int] | None = None) -> Iterator[tuple[int, str, str]]:
    """What each of these published records (or of all) says of itself in short: record, kind of text, text.

    The head is its names, gist and definition; beside it stands each question that it answers.
    """
    for model, more in ((Concept, "definition"), (Tool, "gist"), (FalseFriend, "how_to_tell")):
        found = model.objects.published() if pks is None else model.objects.published().filter(pk__in=set(pks))
        for row in found.prefetch_related("labels"):
            names = [label.text for label in row.labels.all() if label.kind == Label.Kind.ALT]
            says = dict.fromkeys([row.gist, getattr(row, more)])
            yield row.pk, "head", ". ".join([row.label, ", ".join(names[:4]), " ".join(says)])
            yield from ((row.pk, "ask", text) for text in row.asks)


def _prefetches(model: type[Record]) -> list[str | Prefetch]:
    if model is Concept:
        return [
            Prefetch("mappings_out", Mapping.objects.published()),
            Prefetch("mappings_in", Mapping.objects.published()),
            "no_counterparts",
        ]
    return ["moves", "machine_names"] if model is Tool else ["senses"]


def _line(*texts: str) -> str:
    return " ".join(stems(" ".join(texts)))


def _common(row: Record) -> dict[str, str]:
    shown = [label for label in row.labels.all() if label.kind != Label.Kind.HIDDEN]
    # A name that is an everyday word (Salt) says little inside a longer query; alone, the label answers.
    names = [label.text for label in shown if not label.is_plain_word]
    return {
        "names": "\n".join(dict.fromkeys(_line(text) for text in names)),
        "asks": "\n".join(_line(text) for text in row.asks),
        "body": _line(markup.plain(row.body_html)),
    }


def _plain_names(row: Record) -> str:
    return " ".join(label.text for label in row.labels.all() if label.is_plain_word)


def _concept(row: Concept) -> dict[str, object]:
    mappings = [*row.mappings_out.all(), *row.mappings_in.all()]
    notes = [text for m in mappings for text in (m.gist, *m.carries_over, *m.differs, m.trap)]
    notes += [text for none in row.no_counterparts.all() for text in (none.because, none.holds, none.breaks)]
    return {
        "discipline": row.discipline_id,
        "stage": row.stage_id,
        "importance": row.importance,
        "gist": _line(row.gist, row.definition, row.scope, _plain_names(row)),
        "notes": _line(*notes),
    }


def _tool(row: Tool) -> dict[str, object]:
    moves = [move.text for move in row.moves.all()]
    return {
        "gist": _line(row.gist, _plain_names(row)),
        "notes": _line(*moves, *row.traps),
        "importance": 2,
        "licence": row.licence_kind,
    }


def _false_friend(row: FalseFriend) -> dict[str, object]:
    means = [sense.means for sense in row.senses.all()]
    return {"gist": _line(row.how_to_tell, _plain_names(row)), "notes": _line(*means), "importance": 3}


def _labels(row: Record) -> Iterator[SearchLabel]:
    seen = set()
    named = [(label.kind, label.text, label.is_plain_word) for label in row.labels.all()]
    if isinstance(row, Tool):
        named += [("machine", name.name, False) for name in row.machine_names.all()]
    for kind, text, is_plain_word in named:
        folded = fold(text)[:300]
        if (kind, text) not in seen and folded:
            seen.add((kind, text))
            yield SearchLabel(
                document_id=row.pk,
                kind=kind,
                text=text,
                folded=folded,
                words=" ".join(words(text)),
                is_plain_word=is_plain_word,
            )
