"""The whole database, kept in a file and brought back.

In: the database that the settings name, while it is in use. Out: a file with a manifest beside it that says what every
table holds; `restore` proves that what it brought back is the same, row by row.
"""

from mapping.backup.manifest import BackupError, Manifest
from mapping.backup.verbs import restore, save

__all__ = ["BackupError", "Manifest", "restore", "save"]
