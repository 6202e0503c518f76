"""Searches that found nothing: one click makes such a query an alias of a record, and it answers at once."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from mapping import content, publication, search
from mapping.admin.saving import name_of
from mapping.models import Label, MissedSearch, Record, Version

OFFERED = 3


@admin.register(MissedSearch)
class MissedSearchAdmin(admin.ModelAdmin):
    list_display = ["query", "count", "day", "make_it_an_alias"]
    list_filter = ["day"]
    search_fields = ["query"]
    list_display_links = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)

    def get_urls(self):
        alias = path("<int:pk>/alias/", self.admin_site.admin_view(require_POST(self.alias)), name="missed-alias")
        return [alias, *super().get_urls()]

    @admin.display(description="Make it an alias of")
    def make_it_an_alias(self, missed):
        address = reverse("admin:missed-alias", args=[missed.pk])
        button = '<button class="button" formaction="{}" name="record" value="{}">{}</button> '
        return format_html_join(
            "", button, ((address, hit.pk, hit.label) for hit in search.nearest(missed.query, limit=OFFERED))
        ) or format_html("{}", "Nothing looks like it")

    def alias(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the chosen record the query as an alias, under the rules that every save must pass."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        missed = get_object_or_404(MissedSearch, pk=pk)
        record = get_object_or_404(Record, pk=request.POST.get("record") or 0)
        if not request.user.has_perm(f"mapping.change_{record.kind.replace('-', '')}"):
            raise PermissionDenied
        try:
            _add_alias(record, missed.query, request.user)
        except content.ContentError as error:
            messages.error(request, f"“{missed.query}” can't be an alias of {record.label}: {error}")
        except IntegrityError:
            messages.error(request, f"{record.label} has “{missed.query}” already.")
        else:
            MissedSearch.objects.filter(folded=missed.folded).delete()
            messages.success(request, f"“{missed.query}” now leads to {record.label}.")
        return redirect("admin:mapping_missedsearch_changelist")


def _add_alias(record: Record, text: str, user) -> None:
    with transaction.atomic():
        Label.objects.create(record=record, kind=Label.Kind.ALT, text=text, position=record.labels.count() + 1)
        child = getattr(record, f"as_{record.kind.replace('-', '_')}", record)
        change = publication.Change(child, content.checked_text(child))
        publication.publish(
            [change],
            author=publication.Author(name_of(user), user),
            origin=Version.Origin.ADMIN,
            reason=f"Readers searched for “{text}”",
        )
