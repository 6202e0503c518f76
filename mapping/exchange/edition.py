"""Which content goes out: its version, its day and its licence."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from mapping.models import Publication, Record

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = "Crosswalk: DevOps, MLOps and LLMOps side by side"


@dataclass(frozen=True)
class Edition:
    """The content of one moment. Equal content has an equal `version`, on any machine.

    `publication` counts the changes of one database, so it stands in the manifest and in no file of data.
    """

    publication: int
    modified: date
    digest: str

    @property
    def version(self) -> str:
        return f"{self.modified:%Y.%m.%d}+{self.digest[:8]}"


def current() -> Edition:
    """The edition of what the tables hold now: two queries."""
    digest, days = hashlib.sha256(), [date.min]
    rows = Record.objects.known().order_by("path")
    for path, text, drafted, reviewed in rows.values_list(
        "path", "version__text", "drafted_on", "reviewed_on"
    ).iterator():
        digest.update(f"{path}\0{text}\0".encode())
        days += [drafted, reviewed or drafted]
    return Edition(Publication.objects.current(), max(days), digest.hexdigest())


def absolute(path: str) -> str:
    """A path of the site as an address or an IRI that holds everywhere."""
    return f"{settings.SITE_URL}{path}"
