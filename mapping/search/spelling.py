"""Misspelt words to the words of labels, by the delete neighbourhood.

Every word of the vocabulary is kept under itself and under each form that it has with one letter left out. A typed word
is looked up by its own such forms: two words one edit apart always share one. Then the true distance is counted,
transpositions as one edit (optimal string alignment). After W. Garbe's SymSpell, 2012. Two edits would need fifty forms
a word; the few long words that are so far off are looked for among all words of their length, or where those are very
many, among those with the same first letters.
"""

from collections import Counter

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from mapping.models import SearchSpelling, SearchWord
from mapping.search.backend import backend
from mapping.search.rows import marks, rows

# Shorter words have too many neighbours; only long ones are looked for at distance two.
MIN_LENGTH, SURE_START, LONG = 4, 6, 8
# Beyond this a word is a compound, and its neighbourhood is not worth its room.
MAX_LENGTH = 16
# In a vocabulary of more words, reading all that are as long would take a fifth of a second.
MOST_READ, SAME_START = 15_000, 2
_ROWS = 2000


def forms(word: str) -> set[str]:
    """The word, and what is left of it without one letter."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def nearest(typed: str) -> str | None:
    """The word of the vocabulary that a reader most likely meant; None where none is near enough."""
    if not MIN_LENGTH <= len(typed) <= 2 * MAX_LENGTH:
        return None
    near = [found for found in _sharing_a_form(typed) if _is(1, typed, found[0])]
    if not near and len(typed) >= LONG:
        like = _of_like_length(typed)
        found = process.extract(typed, [word for word, _ in like], scorer=OSA.distance, score_cutoff=2, limit=None)
        long = [like[place] for *_, place in found]
        near = [found for found in long if _is(1, typed, found[0])] or [
            found for found in long if _is(2, typed, found[0])
        ]
    return min(near, key=lambda found: (found[0][:1] != typed[:1], -found[1], found[0]))[0] if near else None


def _is(distance: int, typed: str, word: str) -> bool:
    """Whether a word is so far off. The first letter of a short word is hardly ever the wrong one: cube is not kube."""
    if len(word) < MIN_LENGTH - 1 or (
        len(typed) < SURE_START and typed[0] != word[0] and set(typed[:2]) != set(word[:2])
    ):
        return False
    return OSA.distance(typed, word, score_cutoff=distance) == distance


def _sharing_a_form(typed: str) -> list[tuple[str, int]]:
    asked = forms(typed)
    sql = f"""SELECT DISTINCT s.word, w.labels FROM mapping_searchspelling s
        JOIN mapping_searchword w ON w.word = s.word WHERE s.form IN ({marks(asked)})"""
    return rows(sql, asked)


def _of_like_length(typed: str) -> list[tuple[str, int]]:
    """The words of nearly this length, compounds among them."""
    ((count,),) = rows(f"SELECT COUNT(*) FROM (SELECT 1 FROM mapping_searchword LIMIT {MOST_READ + 1}) AS counted", [])
    start = typed[:SAME_START] if count > MOST_READ else ""
    return backend().words_from(start, len(typed) - 2, len(typed) + 2)


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
    spellings = [(form, row.word) for row in new if len(row.word) <= MAX_LENGTH for form in forms(row.word)]
    if spellings:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO mapping_searchspelling (form, word) VALUES (%s, %s)", spellings)
