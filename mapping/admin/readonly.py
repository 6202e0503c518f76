"""What the desk shows and nobody changes there."""

from django.contrib import admin


class ReadOnly(admin.ModelAdmin):
    """Lists and pages to look at, for those who may view the model."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
