"""Concepts, with their mappings edited in place."""

from django.contrib import admin
from django.forms import BaseInlineFormSet

from mapping.admin.records import REVIEW, LabelInline, PartInline, RecordAdmin, SourceInline
from mapping.models import Concept, ConceptRelation, Mapping, NoCounterpart, Record, ToolUse


class MappingFormSet(BaseInlineFormSet):
    def get_unique_error_message(self, unique_check):
        return "P2: two mappings lead to the same concept. Keep one of them."


class MappingInline(PartInline):
    model = Mapping
    formset = MappingFormSet
    fk_name = "subject"
    autocomplete_fields = ["object"]
    verbose_name = "mapping to a later discipline"
    verbose_name_plural = "mappings (from DevOps to MLOps to LLMOps)"
    fields = [
        *("object", ("relation", "confidence"), "gist", "carries_over", "differs", "trap", "because"),
        *(("basis", "status"), ("reviewed_by", "reviewed_on")),
    ]


class NoCounterpartInline(PartInline):
    model = NoCounterpart
    fk_name = "concept"
    autocomplete_fields = ["analogy"]


class RelationInline(admin.TabularInline):
    model = ConceptRelation
    fk_name = "subject"
    autocomplete_fields = ["object"]
    extra = 0
    verbose_name_plural = "relations"


class ToolUseInline(admin.TabularInline):
    model = ToolUse
    autocomplete_fields = ["tool"]
    extra = 0
    verbose_name_plural = "tools, by job"


@admin.register(Concept)
class ConceptAdmin(RecordAdmin):
    folder, kind = "concepts", Record.Kind.CONCEPT
    list_display = ["label", "discipline", "stage", "status", "is_reviewed", "changed_at"]
    list_filter = ["discipline", "stage", "status", "level"]
    list_select_related = ["discipline", "stage"]
    inlines = [LabelInline, MappingInline, NoCounterpartInline, RelationInline, ToolUseInline, SourceInline]
    fieldsets = [
        (None, {"fields": ["label", ("discipline", "slug"), "gist", "definition", "scope", "asks"]}),
        ("Place", {"fields": [("stage", "level"), ("importance", "carry")]}),
        ("Text", {"fields": ["body"]}),
        REVIEW,
    ]

    def path_of(self, record):
        return f"concepts/{record.discipline_id}/{record.slug}"

    def get_readonly_fields(self, request, obj=None):
        # A concept is in exactly one discipline, for ever: its IRI says so.
        return ["discipline"] if obj else []
