"""What there is: the records and how they hang together. One file per aggregate."""

from mapping.models.account import AccountEvent
from mapping.models.concept import Concept, ConceptRelation
from mapping.models.conflict import SyncConflict
from mapping.models.counts import DailyCount
from mapping.models.discipline import Discipline, Stage
from mapping.models.false_friend import FalseFriend, NotExact, Sense
from mapping.models.link import ExternalLink, LinkUse, link_uses
from mapping.models.mapping import HINT_BELOW, Counterpart, Mapping, NoCounterpart
from mapping.models.publication import Publication
from mapping.models.record import UNPUBLISHED, FormerSlug, Label, Mention, Record, Source, Status
from mapping.models.roadmap import Leg, Resource, Step
from mapping.models.role import Role, RoleConcept
from mapping.models.search import (
    MissedSearch,
    SearchDocument,
    SearchLabel,
    SearchSpelling,
    SearchTerm,
    SearchVector,
    SearchWord,
)
from mapping.models.stored_page import StoredPage
from mapping.models.suggestion import Suggestion
from mapping.models.tool import MachineName, Tool, ToolLink, ToolMove, ToolUse
from mapping.models.upload import Upload
from mapping.models.version import Version

__all__ = [
    "UNPUBLISHED",
    "HINT_BELOW",
    "AccountEvent",
    "Concept",
    "ConceptRelation",
    "Counterpart",
    "DailyCount",
    "Discipline",
    "ExternalLink",
    "FalseFriend",
    "FormerSlug",
    "Label",
    "Leg",
    "LinkUse",
    "MachineName",
    "Mapping",
    "Mention",
    "MissedSearch",
    "NoCounterpart",
    "NotExact",
    "Publication",
    "Record",
    "Resource",
    "Role",
    "RoleConcept",
    "SearchDocument",
    "SearchLabel",
    "SearchSpelling",
    "SearchTerm",
    "SearchVector",
    "SearchWord",
    "Sense",
    "Source",
    "Stage",
    "Status",
    "Step",
    "StoredPage",
    "Suggestion",
    "SyncConflict",
    "Tool",
    "ToolLink",
    "ToolMove",
    "ToolUse",
    "Upload",
    "Version",
    "link_uses",
]
