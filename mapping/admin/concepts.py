"""Concepts, with their mappings edited in place."""

from django.contrib import admin
from django.utils.safestring import mark_safe

from mapping.admin.beside import as_html
from mapping.admin.parts import LabelInline, PartFormSet, PartInline, ReviewForm, RowInline, SourceInline
from mapping.admin.records import REVIEW, RecordAdmin
from mapping.admin.reviewing import Reviewed, Standing
from mapping.models import Concept, ConceptRelation, Mapping, NoCounterpart, Record, ToolUse


class MappingFormSet(PartFormSet):
    def get_unique_error_message(self, unique_check):
        return "P2: two mappings lead to the same concept. Keep one of them."


class MappingInline(Standing, PartInline):
    model = Mapping
    part = "mapping"
    form = ReviewForm
    formset = MappingFormSet
    readonly_fields = ["standing", "counterpart"]
    fk_name = "subject"
    verbose_name = "mapping to a later discipline"
    verbose_name_plural = "mappings (from DevOps to MLOps to LLMOps)"
    fields = [
        *("object", ("relation", "confidence"), "gist", "carries_over", "differs", "trap", "because"),
        # Last, so that the keyboard comes to the links in it after the fields.
        *("basis", "standing", "status", "review", "counterpart"),
    ]

    @admin.display(description="Counterpart")
    def counterpart(self, mapping):
        if not mapping.object_id:
            return ""
        return mark_safe(as_html(mapping.object, mapping.subject_id))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("object", "subject")

    def get_formset(self, request, obj=None, **kwargs):
        rights = {name: request.user.has_perm(f"mapping.{name[4:]}_record") for name in ("may_publish", "may_review")}
        form = type("MappingForm", (self.form,), rights)
        return super().get_formset(request, obj, **{"form": form} | kwargs)

    def get_fields(self, request, obj=None):
        may_review = request.user.has_perm("mapping.review_record")
        return [field for field in self.fields if field != "review" or may_review]


class NoCounterpartInline(PartInline):
    model = NoCounterpart
    fk_name = "concept"


class RelationInline(RowInline):
    model = ConceptRelation
    fk_name = "subject"
    verbose_name_plural = "relations"


class ToolUseInline(RowInline):
    model = ToolUse
    verbose_name_plural = "tools, by job"


@admin.register(Concept)
class ConceptAdmin(RecordAdmin):
    folder, kind = "concepts", Record.Kind.CONCEPT
    list_display = ["label", "discipline", "stage", "status", "is_reviewed", "changed_at"]
    list_filter = ["discipline", "stage", "status", Reviewed, "level"]
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
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "discipline"] if obj else fields
