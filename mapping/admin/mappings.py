"""All mappings in one list, to look through and to take out as a table; each is edited at its first concept."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from mapping import content, tables
from mapping.admin.readonly import ReadOnly
from mapping.admin.sheets import SSSOM, SheetPages
from mapping.models import Mapping


class EndFilter(admin.RelatedFieldListFilter):
    """Which end it speaks of stands in the title: both ends have a discipline."""

    def __init__(self, field, request, params, model, model_admin, field_path):
        super().__init__(field, request, params, model, model_admin, field_path)
        self.title = f"{self.title} ({'from' if field_path.startswith('subject') else 'to'})"


ENDS = ("subject__discipline", "object__discipline", "subject__stage")


@admin.register(Mapping)
class MappingAdmin(SheetPages, ReadOnly):
    sheet = content.TABLES["mappings"]
    sheet_formats = (tables.CSV, tables.XLSX, SSSOM)
    list_display = ["starts_from", "relation", "leads_to", "confidence", "status", "is_reviewed"]
    list_filter = ["status", "relation", *((end, EndFilter) for end in ENDS)]
    list_select_related = ["subject", "object"]
    list_display_links = None
    search_fields = ["subject__labels__text", "object__labels__text"]
    ordering = ["subject__path", "object__path"]

    def lookup_allowed(self, lookup, value, request=None):
        # Django refuses the links that its own filters make over a foreign key to something else than the id.
        return lookup.removesuffix("__key__exact") in ENDS or super().lookup_allowed(lookup, value, request)

    def cells(self, rows):
        return content.cells_of_mappings(rows.with_ends())

    @admin.display(description="from", ordering="subject__label")
    def starts_from(self, mapping):
        address = reverse("admin:mapping_concept_change", args=[mapping.subject_id])
        return format_html('<a href="{}">{}</a>', address, mapping.subject)

    @admin.display(description="to", ordering="object__label")
    def leads_to(self, mapping):
        return str(mapping.object)

    @admin.display(boolean=True, description="reviewed")
    def is_reviewed(self, mapping):
        return mapping.is_reviewed
