"""Misspelt words to the words of labels, by the delete neighbourhood.

Every word of the vocabulary is kept under itself and under each form that it has with one letter left out (two of a
long word). A typed word is looked up by its own such forms: two words one edit apart always share one. Then the true
distance is counted, transpositions as one edit (optimal string alignment). After W. Garbe's SymSpell, 2012.
"""

from collections import Counter
from collections.abc import Iterable

from rapidfuzz.distance import OSA

from mapping.models import SearchSpelling, SearchWord
from mapping.search.rows import marks, rows

# Shorter words have too many neighbours; only long ones are looked for at distance two.
MIN_LENGTH, SURE_START, LONG = 4, 6, 8
# Beyond this a word is a hash or a mistake of its own, and its neighbourhood is not worth its room.
MAX_LENGTH = 24
_ROWS = 2000


def forms(word: str, edits: int = 1) -> set[str]:
    """The word, and what is left of it without up to `edits` letters."""
    found = {word}
    last = {word}
    for _ in range(edits):
        last = {form[:i] + form[i + 1 :] for form in last for i in range(len(form))}
        found |= last
    return found


def nearest(typed: str) -> str | None:
    """The word of the vocabulary that a reader most likely meant; None where none is near enough."""
    if not MIN_LENGTH <= len(typed) <= MAX_LENGTH:
        return None
    for distance in (1, 2) if len(typed) >= LONG else (1,):
        near = [(word, labels) for word, labels in _candidates(forms(typed, distance)) if _is(distance, typed, word)]
        if near:
            return min(near, key=lambda found: (found[0][:1] != typed[:1], -found[1], found[0]))[0]
    return None


def _is(distance: int, typed: str, word: str) -> bool:
    """Whether a word is so far off. The first letter of a short word is hardly ever the wrong one: cube is not kube."""
    if len(word) < MIN_LENGTH - 1 or (
        len(typed) < SURE_START and typed[0] != word[0] and set(typed[:2]) != set(word[:2])
    ):
        return False
    return OSA.distance(typed, word, score_cutoff=distance) == distance


def _candidates(asked: set[str]) -> list[tuple[str, int]]:
    sql = f"""SELECT DISTINCT s.word, w.labels FROM mapping_searchspelling s
        JOIN mapping_searchword w ON w.word = s.word WHERE s.form IN ({marks(asked)})"""
    return rows(sql, asked)


def learn(change: Counter[str]) -> None:
    """Add (or, below zero, take away) so many labels for each word; words without a label are forgotten."""
    change = Counter({word: count for word, count in change.items() if count and word})
    known = SearchWord.objects.in_bulk(change)
    gone = [word for word, row in known.items() if row.labels + change[word] <= 0]
    kept = [word for word in known if word not in set(gone)]
    for word in kept:
        known[word].labels += change[word]
    SearchWord.objects.bulk_update([known[word] for word in kept], ["labels"], batch_size=_ROWS)
    SearchWord.objects.filter(pk__in=gone).delete()
    SearchSpelling.objects.filter(word__in=gone).delete()
    new = [SearchWord(word=word, labels=count) for word, count in change.items() if word not in known and count > 0]
    SearchWord.objects.bulk_create(new, batch_size=_ROWS)
    SearchSpelling.objects.bulk_create(_spellings(row.word for row in new), batch_size=_ROWS)


def _spellings(words: Iterable[str]) -> list[SearchSpelling]:
    return [
        SearchSpelling(form=form, word=word)
        for word in words
        if len(word) <= MAX_LENGTH
        for form in forms(word, 2 if len(word) >= LONG else 1)
    ]
