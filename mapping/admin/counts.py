"""How much the site is used, to read."""

from django.contrib import admin

from mapping.models import DailyCount


@admin.register(DailyCount)
class DailyCountAdmin(admin.ModelAdmin):
    list_display = ["day", "kind", "count"]
    list_filter = ["kind"]
    date_hierarchy = "day"
    list_display_links = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
