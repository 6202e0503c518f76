"""Every file of data that there is to download: its name, its type, and how it is made."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mapping.exchange import dump, edition, rdf, skos, sssom, tables
from mapping.exchange.edition import LICENCE, TITLE, absolute

TURTLE = "text/turtle"
JSON_LD = "application/ld+json"
MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"


@dataclass(frozen=True)
class File:
    """A file of the whole catalogue: what it is, as a reader would say it, and the verb that makes its text."""

    name: str
    media_type: str
    title: str
    make: Callable[[], str]


_FILES = (
    File("crosswalk.ttl", TURTLE, "SKOS as Turtle", lambda: rdf.as_turtle(skos.everything())),
    File("crosswalk.jsonld", JSON_LD, "SKOS as JSON-LD", lambda: rdf.as_json_ld(skos.everything())),
    File("crosswalk.sssom.tsv", "text/tab-separated-values", "SSSOM: the mappings", sssom.positive),
    File("negative.sssom.tsv", "text/tab-separated-values", "SSSOM: what is not the same, or missing", sssom.negative),
    File("crosswalk.json", "application/json", "Everything as one JSON document", dump.everything),
    File("crosswalk.csv", "text/csv", "The crosswalk as a table", tables.crosswalk),
    File("concepts.csv", "text/csv", "The concepts as a table", tables.concepts),
    File("tools.csv", "text/csv", "The tools as a table", tables.tools),
)
FILES = {file.name: file for file in _FILES}


def write(folder: Path) -> list[Path]:
    """Write every file into a folder, with a manifest and checksums; what was written.

    Raises OSError where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: file.make() for name, file in FILES.items()}
    texts[MANIFEST] = manifest(texts)
    texts[CHECKSUMS] = "".join(f"{_sha256(text)}  {name}\n" for name, text in sorted(texts.items()))
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return [folder / name for name in texts]


def manifest(texts: dict[str, str]) -> str:
    """What the files are, as JSON: the publication, the version of the content, and each file's size and SHA-256."""
    version = edition.current()
    whole = {
        "title": TITLE,
        "licence": LICENCE,
        "publication": version.publication,
        "version": version.version,
        "modified": version.modified.isoformat(),
        "files": [_entry(FILES[name], text) for name, text in texts.items()],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _entry(file: File, text: str) -> dict[str, str | int]:
    return {
        "name": file.name,
        "title": file.title,
        "url": absolute(f"/export/{file.name}"),
        "media_type": file.media_type,
        "bytes": len(text.encode()),
        "sha256": _sha256(text),
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
