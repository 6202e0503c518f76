"""What the desks of all kinds of record share: checking, reviewing, publishing, naming."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from mapping import content, publication
from mapping.admin.answers import answered, asked, filled_in
from mapping.admin.bulk import BulkActs
from mapping.admin.choosing import ChoosesRecords
from mapping.admin.fields import FIELDS
from mapping.admin.history import HistoryPages
from mapping.admin.parts import ReviewForm
from mapping.admin.reviewing import STATED, Reviewed, Standing, changes_words, review
from mapping.admin.saving import Proposed, Refused, base_if_overtaken, name_of, propose, saved_twice, with_base_rows
from mapping.models import UNPUBLISHED, FormerSlug, Label, Record, Status, Version
from mapping.models.record import Reviewable

# New rows stand behind the others until they are numbered anew.
LAST = 30_000
REVIEW = (
    "Review",
    {"fields": ["standing", ("status", "replaced_by"), "review", "reason", "base_version"]},
)


class RecordForm(ReviewForm):
    """The form of a record. It shows, at the field, what the content rules refused."""

    reason = forms.CharField(
        required=False, max_length=300, label="Why", help_text="One line for the history; readers may see it."
    )
    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refused: list[content.Fault] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["base_version"] = self.instance.version_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for fault in self.refused:
            field = fault.field.partition("[")[0].partition(".")[0]
            place = field if field in self.fields else NON_FIELD_ERRORS
            words = f"{fault.what} {fault.remedy}".strip()
            self.add_error(place, words if place == field else f"{fault.field}: {words}".lstrip(": "))
        return cleaned


class RecordAdmin(HistoryPages, BulkActs, Standing, ChoosesRecords, admin.ModelAdmin):
    """A desk on which nothing wrong is let in: what is saved is checked, versioned, indexed and shown at once."""

    form = RecordForm
    formfield_overrides = FIELDS
    change_form_template = "admin/mapping/record.html"
    list_display = ["label", "status", "is_reviewed", "changed_at"]
    list_filter = ["status", Reviewed]
    search_fields = ["labels__text", "slug"]
    readonly_fields = ["standing"]
    prepopulated_fields = {"slug": ["label"]}
    save_on_top = True
    folder = ""

    def has_delete_permission(self, request, obj=None):
        """A record is withdrawn, never deleted: its address and its history stay."""
        return False

    @admin.display(boolean=True, description="reviewed")
    def is_reviewed(self, record):
        return record.is_reviewed

    def get_search_results(self, request, queryset, search_term):
        """Those of which some label, or the slug, holds each of the words; without the DISTINCT of a join."""
        for word in search_term.replace("\x00", "").split()[:10]:
            named = Label.objects.filter(text__icontains=word).values("record")
            queryset = queryset.filter(Q(pk__in=named) | Q(slug__icontains=word))
        return queryset, False

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj and obj.status == Status.PUBLISHED else None

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_changeform_initial_data(self, request):
        suggestion = asked(request)
        return super().get_changeform_initial_data(request) | (filled_in(suggestion) if suggestion else {})

    def get_formset_kwargs(self, request, obj, inline, prefix):
        given = {} if request.method == "POST" else {"initial": inline.suggested(request)}
        return super().get_formset_kwargs(request, obj, inline, prefix) | given

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", [])
        if "body" in form.base_fields:
            form.base_fields["body"].widget.attrs |= _writing(self, obj)
        form.may_publish = request.user.has_perm("mapping.publish_record")
        form.may_review = obj is not None and request.user.has_perm("mapping.review_record")
        return form

    def get_fieldsets(self, request, obj=None):
        if obj is not None and request.user.has_perm("mapping.review_record"):
            return super().get_fieldsets(request, obj)
        return [(name, options | {"fields": _without("review", options)}) for name, options in self.fieldsets]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save all or nothing; whatever is not saved is kept and shown again, with what is wrong with it."""
        context = {"suggestion": asked(request), "draft_address": _draft_address(object_id)} | (extra_context or {})
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        try:
            with transaction.atomic():
                return self._save(request, object_id, form_url, context)
        except Proposed as proposed:
            return redirect(propose(request, self.model, object_id, proposed))
        except Refused as refused:
            if address := saved_twice(request, self.model, object_id):
                return redirect(address)
            request.refused = refused.faults
        except IntegrityError as error:
            request.refused = [content.Fault("", 0, "", f"this cannot be stored: {error}")]
        return super().changeform_view(request, object_id, form_url, context)

    def _save(self, request, object_id, form_url, context):
        request.overtaken_base = base_if_overtaken(request, object_id)
        if not request.overtaken_base:
            return super().changeform_view(request, object_id, form_url, context)
        with_base_rows(self, request, object_id)
        response = super().changeform_view(request, object_id, form_url, context)
        if hasattr(response, "render"):
            response.render()  # before the rows that it shows are gone again
        transaction.set_rollback(True)
        return response

    def path_of(self, record: Record) -> str:
        return f"{self.folder}/{record.slug}"

    def save_model(self, request, obj, form, change):
        old_path = obj.path if change else ""
        obj.path = self.path_of(obj)
        if not change:
            obj.kind, obj.identifier = self.kind, obj.slug
            obj.drafted_by, obj.drafted_on = name_of(request.user), timezone.localdate()
        if form.cleaned_data.get("review"):
            review(obj, request.user, is_changed=changes_words(form.changed_data))
        taken = Record.objects.exclude(pk=obj.pk).filter(path=obj.path) if obj.path != old_path else None
        if taken and taken.exists():
            raise Refused([content.Fault(obj.path, 0, "slug", "another record has this address.", "Choose another.")])
        super().save_model(request, obj, form, change)
        if change and old_path != obj.path:
            FormerSlug.objects.get_or_create(record=obj, path=old_path, defaults={"position": LAST})
        _keep_name(obj)

    def save_formset(self, request, form, formset, change):
        changed = {id(form.instance): form for form in formset.forms}
        for part in formset.save(commit=False):
            if part.pk is None and hasattr(part, "position"):
                part.position = LAST
            if isinstance(part, Reviewable):
                self._author_and_reviewer(request, part, changed[id(part)])
            part.save()
        for part in formset.deleted_objects:
            part.delete()
        formset.save_m2m()
        _renumber(formset)

    def _author_and_reviewer(self, request, part, form):
        if part.pk is None:
            part.drafted_by, part.drafted_on = name_of(request.user), timezone.localdate()
        elif STATED & set(form.changed_data):
            if part.is_reviewed:
                messages.warning(request, f"The review of {part} has lapsed: it says something else now.")
            part.lapse(name_of(request.user), timezone.localdate())
        if form.cleaned_data.get("review"):
            review(part, request.user, is_changed=changes_words(form.changed_data))

    def save_related(self, request, form, formsets, change):
        before = publication.neighbours([form.instance.pk])
        super().save_related(request, form, formsets, change)
        record = self.model.objects.get(pk=form.instance.pk)
        reason = form.cleaned_data["reason"]
        try:
            text = content.checked_text(record)
        except content.ContentError as error:
            raise Refused(error.faults) from error
        if request.overtaken_base or _is_only_proposed(request, form, change):
            raise Proposed(text, reason, request.overtaken_base)
        publication.publish(
            [publication.Change(record, text)],
            author=publication.Author(name_of(request.user), request.user),
            origin=Version.Origin.ADMIN,
            reason=reason,
            before=before,
        )

    def response_add(self, request, obj, post_url_continue=None):
        return answered(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return answered(request, obj) or super().response_change(request, obj)


def _is_only_proposed(request, form, change: bool) -> bool:
    """Whether this save waits for an editor: what readers see is not changed by who may not publish."""
    if "_propose" in request.POST:
        return change
    return change and not request.user.has_perm("mapping.publish_record") and form.initial["status"] not in UNPUBLISHED


def _writing(desk, record: Record | None) -> dict[str, str]:
    """What the desk's script needs to show a text while it is written, and to complete its links."""
    places = {name: reverse(f"admin:{name}") for name in ("preview", "preview-part", "links")}
    path = record.path if record else f"{desk.folder}/"
    attributes = {"data-writing": "", "data-path": path, "data-preview": places["preview"], "rows": 18}
    return attributes | {"data-part": places["preview-part"], "data-links": places["links"]}


def _draft_address(object_id: str | None) -> str:
    """Where whoever has the address sees what readers don't see yet."""
    is_one = object_id and object_id.isdigit()
    draft = Version.objects.waiting().in_force().filter(record=object_id).first() if is_one else None
    return draft.draft_address if draft else ""


def _without(name: str, options: dict) -> list:
    return [field for field in options["fields"] if field != name]


def _keep_name(record: Record) -> None:
    """The English preferred label follows the record's own field."""
    Label.objects.update_or_create(
        record_id=record.pk, kind=Label.Kind.PREF, lang="en", defaults={"text": record.label, "position": 0}
    )


def _renumber(formset) -> None:
    if not hasattr(formset.model, "position"):
        return
    rows = formset.model.objects.filter(**{formset.fk.name: formset.instance.pk}).order_by("position", "pk")
    for position, row in enumerate(rows):
        if row.position != position:
            formset.model.objects.filter(pk=row.pk).update(position=position)
