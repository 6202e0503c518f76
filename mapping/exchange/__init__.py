"""Records to and from the formats of others.

In come Turtle files, and out go the plain statements that `rules` judges; in come tables of others, SSSOM among them,
and out go rows; in come our own tables, and out go SKOS, SSSOM, CSV and JSON: each of FILES, or one record as RDF; and
the changes as an Atom feed.
Only this package knows an RDF library, and loads it when a verb needs it.
"""

from mapping.exchange import skos, sssom
from mapping.exchange.atom import feed as changes_feed
from mapping.exchange.edition import LICENCE, absolute
from mapping.exchange.edition import current as current_edition
from mapping.exchange.files import CHECKSUMS, FILES, JSON_LD, MANIFEST, TURTLE, File, manifest, write
from mapping.exchange.rdf import as_json_ld, as_turtle
from mapping.exchange.sssom import PROPERTIES
from mapping.exchange.sssom_rows import read_rows
from mapping.exchange.turtle import TurtleError, read

__all__ = [
    "CHECKSUMS",
    "FILES",
    "JSON_LD",
    "LICENCE",
    "MANIFEST",
    "PROPERTIES",
    "TURTLE",
    "File",
    "TurtleError",
    "absolute",
    "as_json_ld",
    "as_turtle",
    "changes_feed",
    "current_edition",
    "manifest",
    "read",
    "read_rows",
    "skos",
    "sssom",
    "write",
]
