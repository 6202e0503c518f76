"""Records to and from the formats of others.

In come Turtle files; out go the plain statements that `rules` judges.
Only this package knows an RDF library, and loads it when a verb needs it.
"""

from .turtle import TurtleError, read

__all__ = ["TurtleError", "read"]
