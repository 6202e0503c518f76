"""What results can be narrowed by, in the words that readers see."""

from dataclasses import dataclass

from mapping.models import Stage
from mapping.models.naming import DISCIPLINE_NAMES

_TYPES = {"concept": "Concepts", "tool": "Tools", "false-friend": "False friends"}
_LICENCES = {kind: kind.capitalize() for kind in ("open source", "source available", "proprietary", "unknown")}


@dataclass(frozen=True)
class Facet:
    """One property of hits: its name in addresses, its legend, and its values with their labels, in their order."""

    name: str
    legend: str
    labels: dict[str, str]


def facets() -> list[Facet]:
    """All of them, as the page of results shows them."""
    stages = dict(Stage.objects.values_list("key", "name"))
    return [
        Facet("discipline", "Discipline", DISCIPLINE_NAMES),
        Facet("type", "Kind", _TYPES),
        Facet("stage", "Stage", stages),
        Facet("licence", "Licence of tools", _LICENCES),
    ]
