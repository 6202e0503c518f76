"""The history of a record, its text, and two people's work on it brought together."""

from contextlib import suppress
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from mapping import content, publication
from mapping.admin.saving import Refused, name_of
from mapping.models import Record, SyncConflict, Version


@dataclass(frozen=True)
class Sides:
    """A text to go on with, and how it came about: `yours` and `theirs` are differences from a common base."""

    text: str
    yours: list[content.Line]
    theirs: list[content.Line]
    theirs_name: str
    is_clean: bool = True

    @classmethod
    def merged(cls, base: str, mine: str, theirs: str, name: str) -> "Sides":
        merged = content.merge(base, mine, theirs)
        return cls(merged.text, content.difference(base, mine), content.difference(base, theirs), name, merged.is_clean)


class HistoryPages:
    """The pages of a record's desk that speak of versions; mixed into a ModelAdmin."""

    def get_urls(self):
        pages = [
            ("<int:pk>/versions/<int:version>/", self.version_view, "version"),
            ("<int:pk>/versions/<int:version>/restore/", require_POST(self.restore_view), "restore"),
            ("<int:pk>/versions/<int:version>/decline/", require_POST(self.decline_view), "decline"),
            ("<int:pk>/text/", self.text_view, "text"),
        ]
        own = [
            path(address, self.admin_site.admin_view(view), name=f"mapping_{self.opts.model_name}_{name}")
            for address, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        """Every version: who, when, what and why."""
        record = self._record(request, object_id)
        versions = record.versions.select_related("base").defer("text", "base__text")
        return self._page(request, "history", record, {"versions": versions})

    def version_view(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        """One version beside the one before it."""
        record = self._record(request, pk)
        shown = get_object_or_404(record.versions.select_related("base"), pk=version)
        before = shown.base.text if shown.base else ""
        lines = content.difference(before, shown.text)
        return self._page(request, "version", record, {"version": shown, "lines": lines})

    def restore_view(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        """Put an old version in force again, as a new version."""
        record = self._record(request, pk, publishing=True)
        old = get_object_or_404(record.versions, pk=version)
        try:
            text = _with_old_names(record, old.text)
            reason = request.POST.get("reason", "").strip()[:200] or "Restored"
            self._put(request, record, text, f"{reason} (the version of {old.created_at:%-d %B %Y, %H:%M})")
        except content.ContentError as error:
            messages.error(request, f"This version can’t be restored as it is: {error}")
            return redirect(self._address("text", record) + f"?version={old.pk}")
        messages.success(request, f"{record.label} is as it was on {old.created_at:%-d %B %Y, %H:%M}.")
        return redirect(self._address("history", record))

    def decline_view(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        """Say no to a proposal; it stays in the history. Its author may take it back too."""
        record = self._record(request, pk)
        proposal = get_object_or_404(record.versions.proposals(), pk=version)
        if proposal.author_id != request.user.pk and not request.user.has_perm("mapping.publish_record"):
            raise PermissionDenied
        Version.objects.filter(pk=proposal.pk).update(proposed=Version.Proposed.DECLINED)
        messages.success(request, "The proposal is declined.")
        return redirect(self._address("history", record))

    def text_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The whole text: of the record, of a proposal, or of two sides that an editor brings together."""
        record = self._record(request, pk)
        sides = self._sides(request, record)
        faults: list[content.Fault] = []
        if request.method == "POST":
            given = request.POST.get("text", "").replace("\r\n", "\n").replace("\x00", "")
            sides = self._overtaken(request, record, given) or Sides(given, [], [], "")
            if sides.text == given:
                try:
                    return self._save_text(request, record, given)
                except content.ContentError as error:
                    faults = error.faults
                except Refused as refused:
                    faults = refused.faults
        return self._page(request, "text", record, {"sides": sides, "faults": faults})

    def _sides(self, request, record: Record) -> Sides:
        now = record.version
        if "conflict" in request.GET:
            conflict = get_object_or_404(SyncConflict, record=record.pk)
            base = record.file_version.text if record.file_version else ""
            return Sides.merged(base, conflict.file_text, now.text, f"the desk ({now.author_name})")
        given = request.GET.get("version", "")
        if not given:
            return Sides(now.text, [], [], "")
        if not given.isdigit():
            raise Http404("There is no such version.")
        version = get_object_or_404(record.versions.select_related("base"), pk=given)
        if not version.proposed or version.base is None:
            return Sides(version.text, [], [], "")
        return Sides.merged(version.base.text, version.text, now.text, now.author_name)

    def _overtaken(self, request, record: Record, given: str) -> Sides | None:
        """Both sides, if somebody else has saved since this text was shown."""
        base = record.versions.filter(pk=request.POST.get("base_version") or 0).first()
        if base is None or base.pk == record.version_id or given == record.version.text:
            return None
        messages.warning(request, f"{record.version.author_name} saved this record just now. Both are below.")
        return Sides.merged(base.text, given, record.version.text, record.version.author_name)

    def _save_text(self, request, record: Record, text: str) -> HttpResponse:
        if content.has_marks(text):
            what = "the marks of both sides still stand in the text."
            raise Refused([content.Fault("", 0, "", what, "Keep one side of each, and take the marks out.")])
        reason = request.POST.get("reason", "").strip()[:300]
        if text == record.version.text and "conflict" not in request.GET:
            return redirect(self._address("change", record))
        if "_propose" in request.POST or not request.user.has_perm("mapping.publish_record"):
            return self._keep_proposal(request, record, text, reason)
        self._put(request, record, text, reason)
        messages.success(request, f"{record.label} is saved.")
        return redirect(self._address("change", record))

    def _put(self, request, record: Record, text: str, reason: str) -> None:
        """Put a text in force: what it says of reviews must be true, and so must be all the rest."""
        author = publication.Author(name_of(request.user), request.user)
        entry, now = content.read(record.path, text), content.read(record.path, record.version.text)
        faults = [
            *content.lapsed(now, entry),
            *content.borrowed(_given_reviews(record), entry, author.name),
            *content.of_own_words(record, now, entry, author),
        ]
        if faults:
            raise content.ContentError(faults)
        if "conflict" in request.GET:
            content.resolve(record, text, author=author, reason=reason)
        else:
            content.write({record.path: text}, author=author, origin=Version.Origin.ADMIN, reason=reason)
        self._close(request, record, Version.Proposed.TAKEN)

    def _keep_proposal(self, request, record: Record, text: str, reason: str) -> HttpResponse:
        who = {"author": request.user, "author_name": name_of(request.user)}
        version = Version.objects.propose(record, text, **who, origin=Version.Origin.ADMIN, reason=reason)
        self._close(request, record, Version.Proposed.DECLINED, only_of=request.user)
        messages.success(request, "Your change waits for an editor. Readers see the text as it was until then.")
        return redirect(self._address("version", record, version.pk))

    def _close(self, request, record: Record, how: str, only_of=None) -> None:
        """The proposal that this text was made from has been decided on, or has a newer one in its place."""
        given = request.GET.get("version", "")
        if given.isdigit():
            open_one = record.versions.filter(pk=given, proposed=Version.Proposed.OPEN)
            (open_one.filter(author=only_of) if only_of else open_one).update(proposed=how)

    def _record(self, request, pk, *, publishing: bool = False) -> Record:
        record = get_object_or_404(self.model.objects.select_related("version", "file_version"), pk=pk)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        if publishing and not request.user.has_perm("mapping.publish_record"):
            raise PermissionDenied
        if record.version is None:
            raise Http404("This record has no text yet.")
        return record

    def _address(self, name: str, record: Record, *more: int) -> str:
        return reverse(f"admin:mapping_{self.opts.model_name}_{name}", args=[record.pk, *more])

    def _page(self, request, name: str, record: Record, context: dict) -> HttpResponse:
        titles = {"history": "History", "version": "A version", "text": "Text"}
        return render(
            request,
            f"admin/mapping/{name}.html",
            self.admin_site.each_context(request)
            | {"record": record, "opts": self.opts, "title": f"{titles[name]} of {record.label}"}
            | {"may_publish": request.user.has_perm("mapping.publish_record")}
            | context,
        )


def _given_reviews(record: Record) -> set:
    """Every review that stood under a statement of this record in any of its versions."""
    given = set()
    for old in record.versions.in_force().filter(text__contains="reviewed: {"):
        with suppress(content.ContentError):  # a text of long ago, in a format of long ago
            given |= content.reviews(content.read(old.path, old.text)).keys()
    return given


def _with_old_names(record: Record, text: str) -> str:
    """An old text with the names that the record has had since, so that every old address goes on answering."""
    old, now = content.read(record.path, text), content.read(record.path, record.version.text)
    if not hasattr(old.record, "formerly"):
        return text
    return content.text_of(old.record.model_copy(update={"formerly": now.record.formerly}), old.parsed.body)
