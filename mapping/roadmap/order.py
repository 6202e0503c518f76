"""The order of learning: nothing before what it rests on, MLOps before LLMOps. No database."""

from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from mapping.models.naming import DISCIPLINES

Key = TypeVar("Key", bound=Hashable)


def in_order(
    targets: Iterable[Key],
    requires: Mapping[Key, Sequence[Key]],
    disciplines: Mapping[Key, str],
    known: Container[Key],
) -> list[Key]:
    """The targets and what they rest on, each after what it requires, DevOps before MLOps before LLMOps.

    What is known is not asked for further: only a target of its own stands on the way although it is known. Within
    the rules the order is that of the targets.
    """
    wanted = dict.fromkeys(target for target in targets if target in disciplines)
    waiting = [one for one in wanted if one not in known]
    while waiting:
        now = waiting.pop(0)
        new = [one for one in requires.get(now, ()) if one in disciplines and one not in known and one not in wanted]
        wanted |= dict.fromkeys(new)
        waiting += new
    ordered: dict[Key, None] = {}
    for discipline in DISCIPLINES:
        here = {one for one in wanted if disciplines[one] == discipline}
        for one in wanted:
            if one in here:
                _after_its_requirements(one, requires, here, ordered)
    return list(ordered)


def _after_its_requirements(
    one: Key, requires: Mapping[Key, Sequence[Key]], here: set[Key], ordered: dict[Key, None]
) -> None:
    """Depth first, on a stack of its own: a chain of requirements may be long. The content has no circles."""
    waiting, open_ = [one], set()
    while waiting:
        now = waiting[-1]
        needed = [other for other in requires.get(now, ()) if other in here and other not in ordered]
        if now in open_ or not needed:
            ordered.setdefault(now)
            waiting.pop()
        else:
            open_.add(now)
            waiting += reversed(needed)
