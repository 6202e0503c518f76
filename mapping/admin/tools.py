"""Tools, with what becomes of them."""

from django import forms
from django.contrib import admin

from mapping import content
from mapping.admin.parts import LabelInline, PartInline, RowInline, SourceInline
from mapping.admin.records import REVIEW, RecordAdmin
from mapping.admin.reviewing import Reviewed
from mapping.admin.sheets import SheetPages
from mapping.models import MachineName, Record, Tool, ToolLink, ToolMove
from mapping.models.tool import ToolMoveOther


class MoveForm(forms.ModelForm):
    """A move with the tools to add or to swap for, in the order in which they are named."""

    with_tools = forms.CharField(
        required=False,
        label="With",
        help_text="Slugs of tools, in order of preference: kubeflow-pipelines mlflow",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            others = self.instance.with_tools.select_related("tool")
            self.initial["with_tools"] = " ".join(other.tool.slug for other in others)

    def clean_with_tools(self):
        slugs = self.cleaned_data["with_tools"].replace(",", " ").split()
        known = {tool.slug: tool for tool in Tool.objects.filter(slug__in=slugs)}
        if missing := [slug for slug in slugs if slug not in known]:
            raise forms.ValidationError(f"There is no tool “{missing[0]}”.")
        return [known[slug] for slug in slugs]


class MoveInline(PartInline):
    model = ToolMove
    form = MoveForm
    fk_name = "tool"
    fields = [("discipline", "verdict"), "text", "with_tools"]


class MachineNameInline(RowInline):
    model = MachineName


class LinkInline(RowInline):
    model = ToolLink
    fk_name = "tool"


@admin.register(Tool)
class ToolAdmin(SheetPages, RecordAdmin):
    sheet = content.TABLES["tools"]
    folder, kind = "tools", Record.Kind.TOOL
    list_display = ["label", "tool_kind", "licence", "state", "status", "checked"]
    list_filter = ["tool_kind", "open_source", "state", "status", Reviewed]
    inlines = [LabelInline, MoveInline, LinkInline, MachineNameInline, SourceInline]
    fieldsets = [
        (None, {"fields": ["label", "slug", "gist", "asks", "tool_kind"]}),
        (
            "Facts",
            {
                "fields": [
                    *("homepage", "repository", ("licence", "open_source"), "licence_note", "governance"),
                    *(("language", "first_release"), ("state", "successor"), "checked"),
                ]
            },
        ),
        ("Text", {"fields": ["body", "traps"]}),
        REVIEW,
    ]

    def cells(self, rows):
        return content.cells_of_tools(rows.select_related("version"))

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        if formset.model is not ToolMove:
            return
        for move in (form for form in formset.forms if form.has_changed() and form.instance.pk):
            if move in formset.deleted_forms:
                continue
            others = move.cleaned_data["with_tools"]
            move.instance.with_tools.all().delete()
            rows = [ToolMoveOther(move=move.instance, tool=tool, position=i) for i, tool in enumerate(others)]
            ToolMoveOther.objects.bulk_create(rows)
