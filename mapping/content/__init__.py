"""Content files and tables: `check` a folder, `sync` it with the database, `dump` a record.

In: the text files of a content folder, or the rows of the tables.
Out: rows and publications, or canonical text; ContentError with every fault, and then nothing was written.
"""

from mapping.content.canonical import text_of
from mapping.content.check import check, check_folder, violations
from mapping.content.desk import checked_text
from mapping.content.dump import child_of, dump
from mapping.content.faults import ContentError, Fault
from mapping.content.load import load
from mapping.content.sync import Conflict, Outcome, sync
from mapping.content.tree import Entry, file_of, read, read_all, texts

__all__ = [
    "Conflict",
    "ContentError",
    "Entry",
    "Fault",
    "Outcome",
    "check",
    "check_folder",
    "checked_text",
    "child_of",
    "dump",
    "file_of",
    "load",
    "read",
    "read_all",
    "sync",
    "text_of",
    "texts",
    "violations",
]
