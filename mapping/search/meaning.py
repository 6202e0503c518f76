"""The meaning of short texts as vectors, and how near a question comes to them.

The model (`minilm`) and numpy are imported when the first text wants a vector, so that a process that is never asked a
question does not pay for them.
"""

import os
from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from random import shuffle
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction

from mapping.models import Record, SearchVector
from mapping.search.documents import tellings
from mapping.search.rows import each_row, marks, rows

# Before numpy looks: many readers ask at once, and waking another thread for so little costs more than it gains.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Part of each vector's name: a new model makes all of them anew.
MODEL = "all-MiniLM-L6-v2-int8"
# An editor's save makes the vectors of its few new texts at once; more of them are left to `learn_meanings`.
AT_ONCE = 64
# Beyond this the vectors stay in the database, and a question is compared with its candidates only.
MOST_KEPT = 20_000
NEAREST = 20
# What the head of a page counts beside the nearest of its questions.
_HEAD = 0.4
# Meaning is asked once so many of the candidates have been learnt.
_LEARNT = 0.9
_BATCH, _ROWS = 16, 500


@dataclass(frozen=True)
class Near:
    """How near a record comes to a question: by its nearest text, and by its head and nearest question together."""

    best: float
    both: float


@dataclass(frozen=True)
class _Telling:
    """A text of a record, with the name of its vector."""

    record: int
    name: str
    kind: str
    text: str


def keep(pks: Collection[int] | None) -> None:
    """Forget what these records (or all) no longer say, and learn what they say now, if it is little.

    That comes after the transaction: the model takes its time, and meanwhile nobody else could write.
    """
    if settings.SEMANTIC_SEARCH and 0 < len(new := _lacking(pks)) <= AT_ONCE:
        transaction.on_commit(partial(_learn, new), robust=True)


def learn() -> Iterator[int]:
    """Make the vectors that are lacking, a few at a time; after each few, how many still are.

    Whoever is stopped in between goes on from there the next time. Several at once share the work by chance.
    """
    # Asked again at the end: an editor may have written meanwhile.
    while settings.SEMANTIC_SEARCH and (new := _lacking(None)):
        shuffle(new)
        for start in range(0, len(new), AT_ONCE):
            batch = new[start : start + AT_ONCE]
            made = SearchVector.objects.filter(record__in={telling.record for telling in batch})
            made = set(made.values_list("record_id", "name"))
            _learn([telling for telling in batch if (telling.record, telling.name) not in made])
            yield len(new) - start - len(batch)


def _lacking(pks: Collection[int] | None) -> list[_Telling]:
    """What these records (or all) say and has no vector; the vectors of what they no longer say are deleted."""
    wanted = {(pk, _name(kind, text)): (kind, text) for pk, kind, text in tellings(pks)}
    held = SearchVector.objects.all() if pks is None else SearchVector.objects.filter(record__in=pks)
    known = {(pk, name): key for key, pk, name in held.values_list("pk", "record_id", "name")}
    stale = [key for of, key in known.items() if of not in wanted]
    for start in range(0, len(stale), _ROWS):
        SearchVector.objects.filter(pk__in=stale[start : start + _ROWS]).delete()
    return [_Telling(*of, *wanted[of]) for of in wanted.keys() - known.keys()]


def _learn(new: Sequence[_Telling]) -> None:
    made = _packed([telling.text for telling in new])
    with transaction.atomic():
        # Whoever has gone meanwhile can't have a vector; whoever learns beside us makes the same.
        there = set(Record.objects.filter(pk__in={telling.record for telling in new}).values_list("pk", flat=True))
        SearchVector.objects.bulk_create(
            [
                SearchVector(record_id=telling.record, kind=telling.kind, name=telling.name, vector=vector)
                for telling, vector in zip(new, made, strict=True)
                if telling.record in there
            ],
            ignore_conflicts=True,
        )


def nearness(question: str, pks: Collection[int]) -> dict[int, Near]:
    """How near these records come to a question, and those that come nearest.

    None where it is switched off, and until nearly all of these are learnt: the others would seem far away.
    """
    if not settings.SEMANTIC_SEARCH:
        return {}
    space = _space(pks)
    if not space.records or len(space.knows(pks)) < _LEARNT * len(pks):
        return {}
    from mapping.search import minilm

    return space.near(minilm.embedded([question])[0], pks)


class _Space:
    """Vectors in memory, as one matrix of signed bytes."""

    def __init__(self, told: Iterable[tuple[int, str, bytes]]):
        import numpy as np

        place: dict[int, int] = {}
        owners, are_heads, read = array("i"), bytearray(), bytearray()
        for pk, kind, vector in told:
            owners.append(place.setdefault(pk, len(place)))
            are_heads.append(kind == "head")
            read += vector
        self.records = list(place)
        self._owners = np.array(owners)
        self._are_heads = np.frombuffer(are_heads, dtype=bool)
        self._known = {self.records[number] for number in self._owners[self._are_heads].tolist()}
        self._vectors = np.frombuffer(read, dtype=np.int8).reshape(len(owners), -1 if owners else 0)
        self._lengths = np.sqrt(np.einsum("...i,...i", self._vectors, self._vectors, dtype=np.float32))

    def knows(self, pks: Collection[int]) -> set[int]:
        """Those of these records whose head has a vector: as good as any sample of what is learnt."""
        return self._known.intersection(pks)

    def near(self, vector: Any, pks: Collection[int]) -> dict[int, Near]:
        import numpy as np

        parts = range(0, len(self._vectors), _ROWS)
        cosines = np.concatenate([self._vectors[at : at + _ROWS].astype(np.float32) @ vector for at in parts])
        cosines /= self._lengths
        heads = np.zeros(len(self.records), dtype=np.float32)
        heads[self._owners[self._are_heads]] = cosines[self._are_heads]
        asks = np.full_like(heads, -1)
        np.maximum.at(asks, self._owners[~self._are_heads], cosines[~self._are_heads])
        asks = np.where(asks < 0, heads, asks)  # a page that lists no question is judged by its head
        best, both = np.maximum(heads, asks), _HEAD * heads + (1 - _HEAD) * asks
        wanted = set(pks)
        chosen = {number for number, pk in enumerate(self.records) if pk in wanted}
        chosen.update(np.argsort(-both, kind="stable")[:NEAREST].tolist())
        return {self.records[number]: Near(float(best[number]), float(both[number])) for number in chosen}


def _space(pks: Collection[int]) -> _Space:
    """All vectors, kept until any of them changes; or, where they are too many, those of these records."""
    ((count, newest),) = rows(
        f"SELECT COUNT(*), MAX(id) FROM (SELECT id FROM mapping_searchvector LIMIT {MOST_KEPT + 1}) AS counted", []
    )
    sql = "SELECT record_id, kind, vector FROM mapping_searchvector"
    if count > MOST_KEPT:
        return _Space(rows(f"{sql} WHERE record_id IN ({marks(pks)})", pks) if pks else [])
    global _kept
    with _READING:  # one reads and the others wait, rather than that each has all of them in memory
        # Keys are never used again, so whatever is added or taken away shows in the two numbers.
        if _kept is None or _kept[0] != (count, newest):
            _kept = (count, newest), _Space(each_row(f"{sql} ORDER BY record_id, id"))
        return _kept[1]


def forget() -> None:
    """Let go of the vectors in memory."""
    global _kept
    _kept = None


def _name(kind: str, text: str) -> str:
    return blake2b(f"{MODEL}\n{kind}\n{text}".encode(), digest_size=16).hexdigest()


def _packed(texts: Sequence[str]) -> list[bytes]:
    """The vectors of texts, a signed byte for each dimension; only their direction counts."""
    import numpy as np

    from mapping.search import minilm

    found = []
    for start in range(0, len(texts), _BATCH):
        vectors = minilm.embedded(texts[start : start + _BATCH])
        scaled = vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))
        found += [row.tobytes() for row in scaled.round().astype(np.int8)]
    return found


_READING = Lock()
_kept: tuple[tuple[int, int | None], _Space] | None = None
