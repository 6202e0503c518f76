"""People: who is admitted to which group, and the log of what was done. Nobody gives more than he has."""

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from mapping.admin import sessions
from mapping.admin.readonly import ReadOnly
from mapping.models import AccountEvent
from mapping.models.rights import GROUPS

# The devices of a second factor are their owner's; what an administrator may do with them stands below.
for model in (User, Group, TOTPDevice, StaticDevice):
    admin.site.unregister(model)


@admin.register(User)
class PersonAdmin(UserAdmin):
    """Accounts. Only a superuser makes, changes or sees into another one, or gives single rights."""

    list_display = ["username", "first_name", "last_name", "in_groups", "is_active", "last_login"]
    list_filter = ["is_active", "groups"]
    filter_horizontal = []
    actions = ["remove_second_factor"]

    @admin.action(description="Remove the second factor (a lost phone)", permissions=["change"])
    def remove_second_factor(self, request, people):
        for model in (TOTPDevice, StaticDevice):
            model.objects.filter(user__in=people).delete()
        for person in people:
            self.log_change(request, person, "Removed the second factor.")
            sessions.note(request, AccountEvent.Kind.FACTOR_OFF, person)
        self.message_user(request, f"{len(people)} people sign in by password alone until they set it up again.")

    @admin.display(description="groups")
    def in_groups(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def get_queryset(self, request):
        people = super().get_queryset(request).prefetch_related("groups")
        return people if request.user.is_superuser else people.filter(is_superuser=False)

    def get_fieldsets(self, request, obj=None):
        if request.user.is_superuser or obj is None:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["username", "password"]}),
            ("Person", {"fields": ["first_name", "last_name"]}),
            ("Rights", {"fields": ["is_active", "is_staff", "groups"]}),
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=GROUPS)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        """An account is shut, not deleted: the history names its person."""
        return False


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnly):
    """Who signed in or failed to, from where; kept for 90 days."""

    list_display = ["at", "kind", "user", "address", "browser"]
    list_filter = ["kind", "user"]
    list_select_related = ["user"]
    list_display_links = None
    date_hierarchy = "at"


@admin.register(LogEntry)
class LogAdmin(ReadOnly):
    """Who did what at the desk; nobody changes it."""

    list_display = ["action_time", "user", "content_type", "object_repr", "action_flag", "change_message"]
    list_filter = ["action_flag", "user"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "change_message"]
    date_hierarchy = "action_time"
