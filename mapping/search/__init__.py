"""Search: published records to an index, and a reader's words to hits.

In: the tables of `models` (through `update` and `rebuild`), and queries as readers type them.
Out: `Results` with hits in one ranking, each with the label that matched and its counterparts.
"""

from mapping.search.find import MAX_QUERY, find, suggest
from mapping.search.hits import Hit, HitCounterpart, Results
from mapping.search.index import drift, prepare, rebuild, update

__all__ = [
    "MAX_QUERY",
    "Hit",
    "HitCounterpart",
    "Results",
    "drift",
    "find",
    "prepare",
    "rebuild",
    "suggest",
    "update",
]
