"""Content files and tables: `check` a folder, `sync` it with the database, `dump` a record; `plan` and
`apply` the rows of a table.

In: the text files of a content folder, or the rows of the tables.
Out: rows and publications, or canonical text; ContentError with every fault, and then nothing was written.
"""

from mapping.content.canonical import text_of
from mapping.content.check import check, check_folder, violations
from mapping.content.columns import TABLES, Table, cells_of_mappings, cells_of_tools
from mapping.content.conflicts import resolve
from mapping.content.desk import checked_text
from mapping.content.drafts import Importer
from mapping.content.dump import child_of, dump
from mapping.content.faults import ContentError, Fault
from mapping.content.imports import Overtaken, Plan, apply, plan
from mapping.content.load import load
from mapping.content.merge import Line, Merged, difference, has_marks, merge
from mapping.content.reviews import borrowed, lapsed, last_writer, of_own_words, reviews
from mapping.content.sync import Conflict, Outcome, sync
from mapping.content.tree import Entry, file_of, read, read_all, texts
from mapping.content.write import lay_out, write

__all__ = [
    "TABLES",
    "Conflict",
    "ContentError",
    "Entry",
    "Fault",
    "Importer",
    "Line",
    "Merged",
    "Outcome",
    "Overtaken",
    "Plan",
    "Table",
    "apply",
    "borrowed",
    "cells_of_mappings",
    "cells_of_tools",
    "check",
    "check_folder",
    "checked_text",
    "child_of",
    "difference",
    "dump",
    "file_of",
    "has_marks",
    "lapsed",
    "last_writer",
    "lay_out",
    "load",
    "merge",
    "of_own_words",
    "plan",
    "read",
    "read_all",
    "resolve",
    "reviews",
    "sync",
    "text_of",
    "texts",
    "violations",
    "write",
]
