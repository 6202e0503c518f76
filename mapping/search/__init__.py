"""Search: published records to an index, and a reader's words to hits.

In: the tables of `models` (through `update` and `rebuild`), and queries as readers type them.
Out: `Results` with hits in one ranking, each with the label that matched and its counterparts.
"""

from mapping.search.facets import facets
from mapping.search.find import MAX_QUERY, find, nearest, suggest
from mapping.search.hits import Hit, HitCounterpart, Results, everything, excerpts
from mapping.search.index import counts_are_right, drift, outdated, prepare, rebuild, settle, update
from mapping.search.meaning import learn
from mapping.search.missed import note

__all__ = [
    "MAX_QUERY",
    "Hit",
    "HitCounterpart",
    "Results",
    "counts_are_right",
    "drift",
    "everything",
    "excerpts",
    "facets",
    "find",
    "learn",
    "nearest",
    "note",
    "outdated",
    "prepare",
    "rebuild",
    "settle",
    "suggest",
    "update",
]
