"""Addresses outside the site, with what they answered; one click corrects those that have moved."""

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_POST

from mapping import content, publication
from mapping.admin.fields import FIELDS
from mapping.admin.readonly import ReadOnly
from mapping.admin.saving import name_of
from mapping.admin.site import desk_of
from mapping.models import ExternalLink, LinkUse, Version, link_uses


class OutcomeFilter(admin.SimpleListFilter):
    title = "what became of it"
    parameter_name = "outcome"

    def lookups(self, request, model_admin):
        return [("dead", "Dead"), *ExternalLink.Outcome.choices]

    def queryset(self, request, queryset):
        if self.value() == "dead":
            return queryset.dead()
        return queryset.filter(outcome=self.value()) if self.value() else queryset


class WithUses(ChangeList):
    """A page of links, each with the records that have it as `uses`."""

    def get_results(self, request):
        super().get_results(request)
        links = {link.url: link for link in self.result_list}
        for link in links.values():
            link.uses = []
        for use in link_uses(set(links)):
            links[use.url].uses.append(use)
        self.result_list = list(links.values())


@admin.register(ExternalLink)
class ExternalLinkAdmin(ReadOnly):
    list_display = ["url", "answer", "stands_in", "asked", "correction"]
    list_filter = [OutcomeFilter]
    search_fields = ["url"]
    list_display_links = None
    formfield_overrides = FIELDS
    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "Links outside the site"} | (extra_context or {}))

    def get_changelist(self, request, **kwargs):
        return WithUses

    def get_list_display(self, request):
        may_correct = request.user.has_perm("mapping.publish_record")
        return [name for name in self.list_display if may_correct or name != "correction"]

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.correct))
        return [path("<int:pk>/correct/", view, name="mapping_externallink_correct"), *super().get_urls()]

    @admin.display(description="Answer", ordering="outcome")
    def answer(self, link):
        said = f"{'Dead' if link.is_dead else link.get_outcome_display()}: {link.error or link.status}"
        return f"{said} (since {link.failing_since:%-d %B})" if link.failing_since else said

    @admin.display(description="Asked", ordering="checked_at")
    def asked(self, link):
        return f"{link.checked_at:%-d %B}"

    @admin.display(description="Stands in")
    def stands_in(self, link):
        named = ((desk_of(use.record), use.record.label, use.place) for use in link.uses)
        return format_html_join("", '<div><a href="{}">{}</a> ({})</div>', named)

    @admin.display(description="Has moved to")
    def correction(self, link):
        if not link.moved_to:
            return "–"
        address = reverse("admin:mapping_externallink_correct", args=[link.pk])
        button = '<div>{}</div><button class="button" formaction="{}" aria-label="Correct it: {}">Correct it</button>'
        return format_html(button, link.moved_to, address, link.url)

    def correct(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put the new address in the place of the old one wherever that stands, under the rules of every save."""
        if not request.user.has_perm("mapping.publish_record"):
            raise PermissionDenied
        link = get_object_or_404(ExternalLink.objects.moved(), pk=pk)
        try:
            left = _correct(link, publication.Author(name_of(request.user), request.user))
        except content.ContentError as error:
            messages.error(request, f"{link.url} can’t be corrected: {error}")
        else:
            messages.success(request, f"{link.url} is {link.moved_to} now.")
            for use in left:
                messages.warning(request, f"Correct it by hand in {use.record.label} ({use.place}).")
        return redirect(reverse("admin:mapping_externallink_changelist") + "?outcome=moved")


def _correct(link: ExternalLink, author: publication.Author) -> list[LinkUse]:
    """Write the new address; what stays to be done by hand. Raises ContentError, and then nothing was written."""
    with transaction.atomic():
        uses = link_uses({link.url})
        left = [use for use in uses if not use.replace(link.moved_to)]
        changed = {use.record.pk: use.record for use in uses if use not in left}
        changes = [publication.Change(record, content.checked_text(record)) for record in changed.values()]
        if changes:
            reason = f"{link.url} has moved"[:300]
            publication.publish(changes, author=author, origin=Version.Origin.ADMIN, reason=reason)
        if not left:
            link.delete()
    return left
