"""A text to the numbers of its word pieces, as the uncased BERT models read it (Devlin et al. 2018; Wu et al. 2016)."""

import unicodedata
from functools import cache
from pathlib import Path

MAX_TOKENS = 128
_MAX_WORD = 100
_VOCABULARY = Path(__file__).parent / "vocab.txt"
_UNKNOWN, _START, _END = "[UNK]", "[CLS]", "[SEP]"


def tokens(text: str) -> list[int]:
    """The numbers of the pieces, between those of start and end; what is too long is cut."""
    numbers = _vocabulary()
    pieces = [piece for word in _words(text) for piece in _pieces(word, numbers)]
    return [numbers[piece] for piece in [_START, *pieces[: MAX_TOKENS - 2], _END]]


@cache
def _vocabulary() -> dict[str, int]:
    lines = _VOCABULARY.read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


def _words(text: str) -> list[str]:
    """Words without accents in lower case; each sign, and each ideograph, is a word of its own."""
    spaced = []
    for char in unicodedata.normalize("NFD", text).lower():
        kind = unicodedata.category(char)
        if char in "\t\n\r" or kind == "Zs":
            spaced.append(" ")
        elif _is_sign(char, kind) or _is_ideograph(char):
            spaced.append(f" {char} ")
        elif kind != "Mn" and kind[0] != "C" and char != "\ufffd":
            spaced.append(char)
    return "".join(spaced).split()


def _is_sign(char: str, kind: str) -> bool:
    return kind[0] == "P" or (char.isascii() and kind[0] == "S")


def _is_ideograph(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U0002fa1f"


def _pieces(word: str, numbers: dict[str, int]) -> list[str]:
    """The longest known beginning, then the longest known beginning of the rest, and so on."""
    if len(word) > _MAX_WORD:
        return [_UNKNOWN]
    pieces, start = [], 0
    while start < len(word):
        prefix = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if prefix + word[start:end] in numbers), start)
        if end == start:
            return [_UNKNOWN]
        pieces.append(prefix + word[start:end])
        start = end
    return pieces
