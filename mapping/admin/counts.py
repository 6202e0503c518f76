"""How much the site is used, to read."""

from django.contrib import admin

from mapping.admin.readonly import ReadOnly
from mapping.models import DailyCount


@admin.register(DailyCount)
class DailyCountAdmin(ReadOnly):
    list_display = ["day", "kind", "count"]
    list_filter = ["kind"]
    date_hierarchy = "day"
    list_display_links = None
