"""The label tier: what a query names, in whole or as the beginning of a name, spelled as it should be."""

from collections.abc import Iterable, Sequence

from mapping.models import SearchLabel, SearchWord
from mapping.search.fold import STOP
from mapping.search.index import backend
from mapping.search.spelling import nearest

CANDIDATES = 400
MAX_GRAM = 6

# A score, the label that matched, and its kind.
Match = tuple[float, str, str]

# Where a label match of each kind stands in the one ranking; matches in the text stay below all of them.
EXACT = 0.9
_EXACT = {"pref": 1.0, "machine": 0.96, "alt": 0.97, "hidden": EXACT}
_PREFIX = {"pref": 0.8, "machine": 0.74, "alt": 0.77, "hidden": 0.7}
_NAMES = {"pref": 0.7, "machine": 0.64, "alt": 0.67, "hidden": 0.62}


def named(words: Sequence[str]) -> dict[int, Match]:
    """Documents with a label that is the words, starts with them, or holds them all in any order."""
    folded = "".join(words)
    best: dict[int, Match] = {}
    for pk, kind, text, label, _ in backend().labels_from(folded, CANDIDATES):
        exact = label == folded
        _keep(best, pk, _EXACT[kind] if exact else _PREFIX[kind] - 0.08 * (1 - len(folded) / len(label)), text, kind)
    for pk, kind, text, _, own in backend().labels_with(words, CANDIDATES):
        _keep(best, pk, _NAMES[kind] - 0.15 * (1 - len(words) / max(len(own.split()), len(words))), text, kind)
    return best


def exact(foldeds: Iterable[str]) -> dict[str, list[int]]:
    """The documents with a label that is the whole of a folded text, the best kind of label first."""
    rows = SearchLabel.objects.filter(folded__in=[folded for folded in foldeds if folded])
    found: dict[str, list[int]] = {}
    for folded, pk, _ in sorted(
        rows.values_list("folded", "document_id", "kind"), key=lambda row: (-_EXACT[row[2]], row[1])
    ):
        found.setdefault(folded, []).append(pk)
    return {folded: list(dict.fromkeys(pks)) for folded, pks in found.items()}


def starting_with(folded: str) -> list[tuple]:
    """The labels that start so: document, kind, text, folded, words."""
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
    labels = SearchLabel.objects.filter(folded__in=grams, is_plain_word=False)
    return set(labels.values_list("document_id", flat=True)[:CANDIDATES])


def corrected(words: Sequence[str], known_stems: Iterable[str], stem_of: dict[str, str]) -> list[str]:
    """The words, each that nobody knows replaced by the label word nearest to it, if there is one."""
    stems = set(known_stems)
    known = set(SearchWord.objects.filter(word__in=words).values_list("word", flat=True))
    return [
        # The plural s that folding took away may belong to the name: kubernetes.
        word
        if word in STOP or word in known or stem_of.get(word) in stems
        else nearest(word) or nearest(f"{word}s") or word
        for word in words
    ]
