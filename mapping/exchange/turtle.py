"""Turtle files to plain statements."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mapping.rules import Literal, Statement

if TYPE_CHECKING:
    from rdflib import Graph

# The vocabularies that the rules know by their prefix; every other IRI stays as it is.
PREFIXES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://www.w3.org/2002/07/owl#": "owl:",
    "http://www.w3.org/2004/02/skos/core#": "skos:",
    "http://purl.org/dc/terms/": "dcterms:",
}
# Taken off again, so that relative names come out as they stand in the file.
BASE = "file:///"


class TurtleError(ValueError):
    """A file that cannot be read as Turtle; the message is one line with file, line and reason."""


def read(path: Path) -> list[Statement]:
    """Read the statements of one Turtle file, sorted.

    Each memberList also gives the members that it entails (SKOS, S36), since the rules walk no RDF lists.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise TurtleError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise TurtleError(f"{path}: is not UTF-8 text, which Turtle must be") from error
    return sorted(_statements(_parse(text, path), path), key=_order)


def _parse(text: str, path: Path) -> "Graph":
    # Here and not above, since rdflib takes 0.1 s to import and few commands need it. Its inner parser, since
    # the outer one loses the line of every error but a syntax error.
    from rdflib import Graph
    from rdflib.plugins.parsers.notation3 import RDFSink, SinkParser

    graph = Graph()
    parser = SinkParser(RDFSink(graph), baseURI=BASE, turtle=True)
    try:
        parser.loadBuf(text)
    # Whatever: on broken files the parser fails by assertions, recursion and index errors too.
    except Exception as error:
        raise TurtleError(f"{path}, line {parser.lines + 1}: is not Turtle: {_reason(error)}") from error
    return graph


def _reason(error: Exception) -> str:
    match error:
        case IndexError():
            return "the file ends inside a statement"
        case RecursionError():
            return "brackets are nested too deeply"
        case _:
            return " ".join(str(getattr(error, "_why", error)).split())


def _statements(graph: "Graph", path: Path) -> Iterator[Statement]:
    from rdflib import Literal as Text

    for subject, predicate, target in graph:
        is_text = isinstance(target, Text)
        value = Literal(str(target), target.language or "") if is_text else _name(target)
        yield Statement(_name(subject), _name(predicate), value)
        if _name(predicate) == "skos:memberList":
            try:
                for item in graph.items(target):
                    yield Statement(_name(subject), "skos:member", _name(item))
            except ValueError as error:
                raise TurtleError(f"{path}: the memberList of {_name(subject)} runs in a circle") from error


def _order(statement: Statement) -> tuple[str, str, bool, str | Literal]:
    is_text = isinstance(statement.object, Literal)
    return statement.subject, statement.predicate, is_text, statement.object


def _name(node: object) -> str:
    name = str(node)
    for namespace, prefix in PREFIXES.items():
        if name.startswith(namespace):
            return prefix + name.removeprefix(namespace)
    return name.removeprefix(BASE) or name
