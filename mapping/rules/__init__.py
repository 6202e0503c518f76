"""What statements about concepts must not say: conditions of SKOS and rules of this catalogue.

In come plain statements from anywhere (files, rows, Turtle); out go violations in words an editor can act on.
It knows no model and no RDF library, so that loader, admin, imports and `check_skos` share one checker.
"""

from .catalogue import project
from .skos import integrity
from .statements import Literal, Statement, Violation

__all__ = ["Literal", "Statement", "Violation", "integrity", "project"]
