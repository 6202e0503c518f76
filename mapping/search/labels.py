"""The label tier: what a query names, in whole or as the beginning of a name, spelled as it should be."""

from collections import Counter
from collections.abc import Iterable, Sequence

from mapping.search.backend import backend
from mapping.search.fold import STOP, stems, written_as
from mapping.search.rows import marks, rows
from mapping.search.spelling import LONG, nearest

CANDIDATES = 400
MAX_GRAM = 6
EQUALS = 8

# A score, the label that matched, and its kind.
Match = tuple[float, str, str]

# Where a label match of each kind stands in the one ranking; matches in the text stay below all of them.
EXACT = 0.9
_EXACT = {"pref": 1.0, "machine": 0.96, "alt": 0.97, "hidden": EXACT}
_PREFIX = {"pref": 0.8, "machine": 0.74, "alt": 0.77, "hidden": 0.7}
_NAMES = {"pref": 0.7, "machine": 0.64, "alt": 0.67}


def named(words: Sequence[str], *, enough: int = CANDIDATES) -> dict[int, Match]:
    """Documents with a label that is the words, starts with them, or (until there are enough) holds them all."""
    folded = "".join(words)
    best: dict[int, Match] = {}
    for pk, kind, text, label in backend().labels_from(folded, CANDIDATES):
        exact = label == folded
        _keep(best, pk, _EXACT[kind] if exact else _PREFIX[kind] - 0.08 * (1 - len(folded) / len(label)), text, kind)
    if len(best) < enough:
        # Who has typed a whole name is not in the middle of its last word; and few letters begin very many words.
        is_whole = any(map(is_exact, best.values()))
        for pk, kind, text, _, own in backend().labels_with(words, CANDIDATES, last_is_whole=is_whole):
            if kind == "hidden":  # a part of a misspelling is no name; better corrected
                continue
            _keep(best, pk, _NAMES[kind] - 0.15 * (1 - len(words) / max(len(own.split()), len(words))), text, kind)
    return best


def exact(foldeds: Iterable[str]) -> dict[str, list[int]]:
    """The documents with a label that is the whole of a folded text, the best kind of label first."""
    asked = [folded for folded in foldeds if folded]
    if not asked:
        return {}
    sql = f"SELECT folded, document_id, kind FROM mapping_searchlabel WHERE folded IN ({marks(asked)})"
    found: dict[str, list[int]] = {}
    for folded, pk, _ in sorted(rows(sql, asked), key=lambda row: (-_EXACT[row[2]], row[1])):
        found.setdefault(folded, []).append(pk)
    return {folded: list(dict.fromkeys(pks)) for folded, pks in found.items()}


def starting_with(folded: str) -> list[tuple]:
    """The labels that start so: document, kind, text, folded."""
    return backend().labels_from(folded, CANDIDATES)


def _keep(best: dict[int, Match], pk: int, score: float, text: str, kind: str) -> None:
    if pk not in best or score > best[pk][0]:
        best[pk] = (score, text, kind)


def is_exact(match: Match) -> bool:
    return match[0] >= EXACT


def contained(words: Sequence[str]) -> set[int]:
    """Documents with a label, no everyday word, that stands whole among the words of a longer query."""
    grams = {
        "".join(words[start : start + size])
        for size in range(1, min(MAX_GRAM, len(words)) + 1)
        for start in range(len(words) - size + 1)
        if size > 1 or words[start] not in STOP
    }
    sql = f"""SELECT document_id FROM mapping_searchlabel
        WHERE folded IN ({marks(grams)}) AND NOT is_plain_word LIMIT {CANDIDATES}"""
    return {pk for (pk,) in rows(sql, grams)} if grams else set()


def corrected(words: Sequence[str]) -> list[str]:
    """The words, each that nobody knows replaced by the label word nearest to it; unchanged if one has none.

    A query in which one word stays unknown is about something else, and its other words are no misspellings either.
    """
    telling = {word: stems(word) for word in words if word not in STOP}
    known = _known(telling)
    better = []
    for word in words:
        if word in telling and word not in known:
            # The plural s that folding took away may belong to the name: kubernetes.
            word = nearest(word) or nearest(f"{word}s")
            if not word:
                return list(words)
        better.append(word)
    return better


def respelled(words: Sequence[str]) -> list[str]:
    """The words, the long ones of no label replaced by their nearest: “deployement” has a stem that is known.

    Unchanged unless that makes them a whole label, since as they are they may stand in a text.
    """
    long = {word: [] for word in words if len(word) >= LONG and word not in STOP}
    if not long or len(words) > MAX_GRAM:
        return list(words)
    known = _known(long)
    better = [nearest(word) or word if word in long and word not in known else word for word in words]
    return better if better != list(words) and exact(["".join(better)]) else list(words)


def written(word: str, matches: Iterable[Match]) -> str:
    """A word of the vocabulary as most of these labels write it, or most of all labels: “Jenkins” for “jenkin”."""
    if form := _usual(word, ((kind, text) for _, text, kind in matches)):
        return form
    held = [*backend().labels_with([word], CANDIDATES, last_is_whole=True), *backend().labels_from(word, EQUALS)]
    return _usual(word, ((kind, text) for _, kind, text, *_ in held)) or word


def _usual(word: str, held: Iterable[tuple[str, str]]) -> str:
    """How most of these labels, each with its kind, write a word; nothing where none has it."""
    forms = Counter(written_as(text, word) for kind, text in held if kind != "hidden")
    return max(forms, key=lambda form: (bool(form), forms[form], form), default="")


def _known(telling: dict[str, list[str]]) -> set[str]:
    """Those of the words that stand in a label, or whose stem stands in a text."""
    if not telling:
        return set()
    by_stem = {own[0]: word for word, own in telling.items() if own}
    sql = f"""SELECT word, '' FROM mapping_searchword WHERE word IN ({marks(telling)})
        UNION ALL SELECT '', stem FROM mapping_searchterm WHERE stem IN ({marks(by_stem) or "NULL"})"""
    return {word or by_stem[stem] for word, stem in rows(sql, [*telling, *by_stem])}
