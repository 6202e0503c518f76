"""Records to and from the formats of others.

In come Turtle files; out go the plain statements that `rules` judges, and the changes as an Atom feed.
Only this package knows an RDF library, and loads it when a verb needs it.
"""

from .atom import feed as changes_feed
from .turtle import TurtleError, read

__all__ = ["TurtleError", "changes_feed", "read"]
