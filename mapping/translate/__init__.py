"""Translate: a reader's text to the terms that it names, and what they mean for him.

In: a text (an advert, a CV, a file of his stack), and what he knows already.
Out: `annotate` gives the mentions with their places; `compare` the groups and what to learn.
"""

from mapping.translate.annotate import MAX_TEXT, Annotated, Mention, annotate
from mapping.translate.compare import GROUPS, Comparison, Placed, compare
from mapping.translate.names import PhraseBook, Term, book
from mapping.translate.readers import KINDS

__all__ = [
    "GROUPS",
    "KINDS",
    "MAX_TEXT",
    "Annotated",
    "Comparison",
    "Mention",
    "PhraseBook",
    "Placed",
    "Term",
    "annotate",
    "book",
    "compare",
]
