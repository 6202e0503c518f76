"""False friends and roles; and every record, to choose one from."""

from django.contrib import admin

from mapping.admin.parts import LabelInline, PartInline, RowInline, SourceInline
from mapping.admin.records import REVIEW, RecordAdmin
from mapping.models import FalseFriend, NotExact, Record, Role, RoleConcept, Sense


class SenseInline(PartInline):
    model = Sense
    autocomplete_fields = ["concept"]


class NotExactInline(RowInline):
    model = NotExact
    autocomplete_fields = ["subject", "object"]


@admin.register(FalseFriend)
class FalseFriendAdmin(RecordAdmin):
    folder, kind = "false-friends", Record.Kind.FALSE_FRIEND
    inlines = [LabelInline, SenseInline, NotExactInline, SourceInline]
    fieldsets = [(None, {"fields": ["label", "slug", "how_to_tell", "asks", "body"]}), REVIEW]


class RoleConceptInline(RowInline):
    model = RoleConcept
    autocomplete_fields = ["concept"]


@admin.register(Role)
class RoleAdmin(RecordAdmin):
    folder, kind = "roles", Record.Kind.ROLE
    inlines = [LabelInline, RoleConceptInline, SourceInline]
    fieldsets = [(None, {"fields": ["label", "slug", "strength", "usual_gap", "asks", "body"]}), REVIEW]


@admin.register(Record)
class AnyRecordAdmin(admin.ModelAdmin):
    """Only for choosing a record by any of its labels: each kind has a desk of its own."""

    search_fields = ["labels__text", "slug"]

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
