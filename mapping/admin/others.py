"""False friends and roles."""

from django.contrib import admin

from mapping.admin.parts import LabelInline, PartInline, RowInline, SourceInline
from mapping.admin.records import REVIEW, RecordAdmin
from mapping.models import FalseFriend, NotExact, Record, Role, RoleConcept, Sense


class SenseInline(PartInline):
    model = Sense


class NotExactInline(RowInline):
    model = NotExact


@admin.register(FalseFriend)
class FalseFriendAdmin(RecordAdmin):
    folder, kind = "false-friends", Record.Kind.FALSE_FRIEND
    inlines = [LabelInline, SenseInline, NotExactInline, SourceInline]
    fieldsets = [(None, {"fields": ["label", "slug", "how_to_tell", "asks", "body"]}), REVIEW]


class RoleConceptInline(RowInline):
    model = RoleConcept


@admin.register(Role)
class RoleAdmin(RecordAdmin):
    folder, kind = "roles", Record.Kind.ROLE
    inlines = [LabelInline, RoleConceptInline, SourceInline]
    fieldsets = [(None, {"fields": ["label", "slug", "strength", "usual_gap", "asks", "body"]}), REVIEW]
