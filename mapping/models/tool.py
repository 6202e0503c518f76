"""Tools: products, libraries, services and standards. Stored once, joined to the concepts that they serve."""

from django.db import models
from django.db.models import F, Q

from mapping.models.record import Record, RecordQuerySet, Status, long_texts


class ToolQuerySet(RecordQuerySet):
    def lean(self):
        """Without the long texts, for lists."""
        return self.defer(*Tool.LONG_TEXTS)

    def with_uses(self):
        """Each tool with the published concepts that it serves, without their long texts."""
        uses = ToolUse.objects.filter(concept__status="published").select_related("concept")
        uses = uses.defer(*long_texts("concept"))
        return self.prefetch_related(models.Prefetch("uses", uses.order_by("concept__label")))

    def with_moves(self):
        return self.prefetch_related(models.Prefetch("moves", ToolMove.objects.with_others()))

    def most_used(self):
        """Those with a verdict, the ones that most concepts lean on first."""
        moving = self.filter(moves__isnull=False).distinct()
        return moving.annotate(served=models.Count("uses__concept", distinct=True)).order_by("-served", "label")


class Tool(Record):
    """A product, library, service or standard. Never a SKOS concept."""

    # What only its own page shows.
    LONG_TEXTS = ("body", "body_html", "asks", "traps", "traps_html")

    record = models.OneToOneField(Record, models.CASCADE, parent_link=True, primary_key=True, related_name="as_tool")

    class ToolKind(models.TextChoices):
        TOOL = "tool", "Tool"
        LIBRARY = "library", "Library"
        PLATFORM = "platform", "Platform"
        MANAGED_SERVICE = "managed-service", "Managed service"
        STANDARD = "standard", "Standard"

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        MAINTENANCE = "maintenance", "Maintenance only"
        ARCHIVED = "archived", "Archived"
        RENAMED = "renamed", "Renamed"

    tool_kind = models.CharField("kind", max_length=15, choices=ToolKind)
    homepage = models.URLField(max_length=500, blank=True)
    repository = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=120, blank=True, help_text="SPDX expression, or proprietary.")
    licence_note = models.CharField(max_length=300, blank=True)
    open_source = models.BooleanField(null=True, blank=True)
    governance = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=120, blank=True)
    first_release = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    traps = models.JSONField(default=list, blank=True)
    traps_html = models.JSONField(default=list, editable=False)
    checked = models.DateField(null=True, blank=True, help_text="When licence and repository were verified.")

    objects = ToolQuerySet.as_manager()

    class Meta:
        ordering = ["label"]

    @property
    def disciplines(self) -> list[str]:
        """The disciplines whose concepts it serves, in their order; needs `with_uses()`."""
        served = {use.concept.discipline_id for use in self.uses.all()}
        return [key for key in ("devops", "mlops", "llmops") if key in served]

    @property
    def moves_by_lane(self) -> list[dict]:
        """What becomes of it in MLOps and in LLMOps; needs `with_moves()`."""
        moves = {move.discipline_id: move for move in self.moves.all()}
        return [{"discipline": key, "move": moves.get(key)} for key in ("mlops", "llmops")]

    @property
    def shown_successor(self) -> "Tool | None":
        """What it goes on as, if readers can go there."""
        return self.successor if self.successor and self.successor.status == Status.PUBLISHED else None

    @property
    def licence_kind(self) -> str:
        """`open source`, `source available`, `proprietary` or `unknown`."""
        if self.open_source:
            return "open source"
        if not self.licence:
            return "unknown"
        return "proprietary" if self.licence == "proprietary" else "source available"


class MachineName(models.Model):
    """The name of a tool in files: a package, an image, an action, a chart."""

    class Ecosystem(models.TextChoices):
        PYPI = "pypi", "PyPI package"
        NPM = "npm", "npm package"
        IMAGE = "image", "Container image"
        ACTION = "action", "GitHub action"
        CHART = "chart", "Helm chart"
        APT = "apt", "Debian package"

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="machine_names")
    ecosystem = models.CharField(max_length=6, choices=Ecosystem)
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["tool", "ecosystem", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["ecosystem", "name"],
                name="machine_name_once",
                violation_error_message="Another tool has this name in this ecosystem.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ecosystem}:{self.name}"


class ToolLinkQuerySet(models.QuerySet):
    def between_published(self):
        published = Status.PUBLISHED
        return self.filter(tool__status=published, other__status=published).select_related("tool", "other")

    def confusable(self):
        """Those between tools that readers weigh against each other, the confused ones first."""
        kinds = [ToolLink.Kind.CONFUSED_WITH, ToolLink.Kind.INSTEAD_OF]
        return self.filter(kind__in=kinds).order_by("kind", "tool__label", "position")


class ToolLink(models.Model):
    """How one tool stands to another."""

    class Kind(models.TextChoices):
        INSTEAD_OF = "instead_of", "Does the same job as"
        WORKS_WITH = "works_with", "Works with"
        CONFUSED_WITH = "confused_with", "Is confused with"
        RUNS_ON = "runs_on", "Runs on"

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="links")
    kind = models.CharField(max_length=14, choices=Kind)
    other = models.ForeignKey(Tool, models.CASCADE, related_name="linked_from")
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = ToolLinkQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "kind", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tool", "kind", "other"], name="tool_link_once"),
            models.CheckConstraint(
                condition=~Q(tool=F("other")),
                name="tool_link_to_another",
                violation_error_message="A tool is not linked to itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool_id} {self.kind} {self.other_id}"


class ToolMoveQuerySet(models.QuerySet):
    def with_others(self):
        """Each move with the published tools that it names, MLOps before LLMOps."""
        others = ToolMoveOther.objects.filter(tool__status=Status.PUBLISHED).select_related("tool")
        return self.order_by("discipline__order").prefetch_related(models.Prefetch("with_tools", others))


class ToolMove(models.Model):
    """What becomes of a DevOps tool when its user moves to a discipline."""

    class Verdict(models.TextChoices):
        KEEP = "keep", "Keep"
        ADD = "add", "Keep and add"
        SWAP = "swap", "Swap"

    tool = models.ForeignKey(Tool, models.CASCADE, related_name="moves")
    discipline = models.ForeignKey("Discipline", models.PROTECT, to_field="key", related_name="+")
    verdict = models.CharField(max_length=4, choices=Verdict)
    others = models.ManyToManyField(Tool, through="ToolMoveOther", related_name="+", blank=True)
    text = models.CharField(max_length=300)
    text_html = models.TextField(blank=True, editable=False)

    objects = ToolMoveQuerySet.as_manager()

    class Meta:
        ordering = ["tool", "discipline__order"]
        constraints = [models.UniqueConstraint(fields=["tool", "discipline"], name="tool_move_once")]

    def __str__(self) -> str:
        return f"{self.tool_id}: {self.verdict} in {self.discipline_id}"


class ToolMoveOther(models.Model):
    """A tool to add to, or to swap for, in the order of preference."""

    move = models.ForeignKey(ToolMove, models.CASCADE, related_name="with_tools")
    tool = models.ForeignKey(Tool, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["move", "position"]
        constraints = [models.UniqueConstraint(fields=["move", "tool"], name="tool_move_other_once")]

    def __str__(self) -> str:
        return f"{self.move_id} with {self.tool_id}"


class ToolUse(models.Model):
    """A tool serves a concept: it does a job there. The same job on a counterpart lines the tool chains up."""

    concept = models.ForeignKey("Concept", models.CASCADE, related_name="tool_uses")
    tool = models.ForeignKey(Tool, models.PROTECT, related_name="uses")
    job = models.CharField(max_length=300)
    choose_when = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["concept", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["concept", "job", "tool"],
                name="tool_use_once",
                violation_error_message="This tool already does this job here.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.tool_id} in {self.concept_id}: {self.job}"
