"""False friends and roles."""

from django.contrib import admin

from mapping.admin.records import REVIEW, LabelInline, PartInline, RecordAdmin, SourceInline
from mapping.models import FalseFriend, NotExact, Record, Role, RoleConcept, Sense


class SenseInline(PartInline):
    model = Sense
    autocomplete_fields = ["concept"]


class NotExactInline(admin.TabularInline):
    model = NotExact
    autocomplete_fields = ["subject", "object"]
    extra = 0


@admin.register(FalseFriend)
class FalseFriendAdmin(RecordAdmin):
    folder, kind = "false-friends", Record.Kind.FALSE_FRIEND
    inlines = [LabelInline, SenseInline, NotExactInline, SourceInline]
    fieldsets = [(None, {"fields": ["label", "slug", "how_to_tell", "asks", "body"]}), REVIEW]


class RoleConceptInline(admin.TabularInline):
    model = RoleConcept
    autocomplete_fields = ["concept"]
    extra = 0


@admin.register(Role)
class RoleAdmin(RecordAdmin):
    folder, kind = "roles", Record.Kind.ROLE
    inlines = [LabelInline, RoleConceptInline, SourceInline]
    fieldsets = [(None, {"fields": ["label", "slug", "strength", "usual_gap", "asks", "body"]}), REVIEW]
