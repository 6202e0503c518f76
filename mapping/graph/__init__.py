"""The drawn map: concepts and their relations in, boxes and lines with their places out.

Lanes are disciplines and rows are stages. Everything is laid out here, so that a picture is the same from load to
load, can be printed and needs no script.
"""

from mapping.graph.around import around
from mapping.graph.drawing import Drawing, Edge, Node
from mapping.graph.overview import Overview, overview
from mapping.graph.stage import of_stage

__all__ = ["Drawing", "Edge", "Node", "Overview", "around", "of_stage", "overview"]
