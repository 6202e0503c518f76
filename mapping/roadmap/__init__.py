"""The road: concepts to learn, in an order in which each rests on what stands before it.

In: what a reader wants to learn, and what he knows already. Out: `path` gives stops for chosen concepts, `road` all
legs of the content; both DevOps before MLOps before LLMOps, with effort and reasons. `draw` places a road's stops.
"""

from mapping.roadmap.drawing import draw
from mapping.roadmap.order import in_order
from mapping.roadmap.road import Road, Stop, Stretch, hours, known_to, path, road

__all__ = ["Road", "Stop", "Stretch", "draw", "hours", "in_order", "known_to", "path", "road"]
