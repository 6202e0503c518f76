"""Everything around one tool: what its page shows, asked for in a constant number of queries."""

from dataclasses import dataclass
from functools import cached_property

from mapping.models.concept import Concept
from mapping.models.mapping import Counterpart, Mapping
from mapping.models.naming import DISCIPLINES
from mapping.models.record import Label, Mention, Status
from mapping.models.tool import Tool, ToolLink, ToolMove, ToolUse


@dataclass(frozen=True)
class Use:
    """A concept that the tool serves, the jobs that it does there, and what the concept becomes elsewhere."""

    use: ToolUse
    jobs: tuple[str, ...]
    counterparts: tuple[tuple[str, tuple[Counterpart, ...]], ...]


class ToolPage:
    """A published tool and all that its page shows."""

    def __init__(self, tool: Tool):
        self.tool = tool

    @cached_property
    def aliases(self) -> list[Label]:
        return list(self.tool.labels.filter(kind=Label.Kind.ALT))

    @cached_property
    def moves(self) -> list[ToolMove]:
        return list(self.tool.moves.with_others())

    @cached_property
    def uses(self) -> list[Use]:
        """The concepts that it serves, those of DevOps first, each with its counterparts."""
        found = self.tool.uses.filter(concept__status=Status.PUBLISHED).select_related("concept")
        jobs: dict[int, list[ToolUse]] = {}
        for use in sorted(found, key=lambda use: (DISCIPLINES.index(use.concept.discipline_id), use.concept.label)):
            jobs.setdefault(use.concept_id, []).append(use)
        counterparts = self._counterparts(jobs)
        return [
            Use(
                uses[0],
                tuple(use.job for use in uses),
                self._by_lane(uses[0].concept, counterparts.get(pk, [])),
            )
            for pk, uses in jobs.items()
        ]

    def _counterparts(self, pks: dict) -> dict[int, list[Counterpart]]:
        found: dict[int, list[Counterpart]] = {}
        for mapping in Mapping.objects.counterparts().lean_with_ends().of(list(pks)):
            for end in (mapping.subject, mapping.object):
                if end.pk in pks:
                    found.setdefault(end.pk, []).append(Counterpart.of(mapping, end))
        return found

    def _by_lane(self, concept, counterparts):
        ranked = Counterpart.ranked(counterparts)
        lanes = [key for key in DISCIPLINES if key != concept.discipline_id]
        return tuple((key, tuple(c for c in ranked if c.concept.discipline_id == key)) for key in lanes)

    @property
    def used_for(self) -> list[Concept]:
        """What it is for in DevOps: the concepts that matter most of those that it serves there."""
        served = [use.use.concept for use in self.uses if use.use.concept.discipline_id == DISCIPLINES[0]]
        return sorted(served, key=lambda concept: -concept.importance)[:3]

    @cached_property
    def disciplines(self) -> list[str]:
        served = {use.use.concept.discipline_id for use in self.uses}
        return [key for key in DISCIPLINES if key in served]

    @cached_property
    def links(self) -> dict[str, list[Tool]]:
        """Other tools by how they stand to this one; links between equals are read both ways."""
        found: dict[str, list[Tool]] = {kind: [] for kind in ToolLink.Kind.values}
        for link in self.tool.links.filter(other__status=Status.PUBLISHED).select_related("other"):
            found[link.kind].append(link.other)
        equal = self.tool.linked_from.exclude(kind=ToolLink.Kind.RUNS_ON).filter(tool__status=Status.PUBLISHED)
        for link in equal.select_related("tool"):
            if link.tool not in found[link.kind]:
                found[link.kind].append(link.tool)
        return {kind: sorted(tools, key=lambda tool: tool.label) for kind, tools in found.items() if tools}

    @cached_property
    def come_from(self) -> list[ToolMove]:
        """The moves of other tools that lead here: what a reader runs today, and what to do with it."""
        moves = ToolMove.objects.filter(others=self.tool, tool__status=Status.PUBLISHED).select_related("tool")
        return list({move.tool_id: move for move in moves.order_by("tool__label", "-discipline__order")}.values())

    @cached_property
    def machine_names(self) -> list:
        return list(self.tool.machine_names.all())

    @cached_property
    def mentions(self) -> list[Mention]:
        return list(self.tool.mentioned_in.shown())

    @cached_property
    def sources(self) -> list:
        return list(self.tool.sources.all())
