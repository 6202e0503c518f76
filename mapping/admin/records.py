"""What the desks of all kinds of record share: checking, publishing, naming."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.utils import timezone

from mapping import content, publication
from mapping.admin.fields import FIELDS
from mapping.models import FormerSlug, Label, Record, Source, Version
from mapping.models.record import Reviewable

# New rows stand behind the others until they are numbered anew.
LAST = 30_000
REVIEW = ("Review", {"fields": ["status", "reviewed_by", "reviewed_on", "agreement", "reason"]})


class Refused(Exception):
    """A save that broke a rule after the forms were valid; everything is rolled back."""

    def __init__(self, faults: list[content.Fault]):
        self.faults = faults
        super().__init__(str(faults))


class RecordForm(forms.ModelForm):
    """The form of a record. It shows, at the field, what the content rules refused."""

    reason = forms.CharField(
        required=False, max_length=300, label="Why", help_text="One line for the history; readers may see it."
    )
    refused: list[content.Fault] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for fault in self.refused:
            field = fault.field.partition("[")[0].partition(".")[0]
            place = field if field in self.fields else NON_FIELD_ERRORS
            words = f"{fault.what} {fault.remedy}".strip()
            self.add_error(place, words if place == field else f"{fault.field}: {words}".lstrip(": "))
        return cleaned


class PartInline(admin.StackedInline):
    """A part of a record, edited in place."""

    extra = 0
    formfield_overrides = FIELDS


class LabelInline(admin.TabularInline):
    model = Label
    extra = 0
    verbose_name_plural = "Other labels"

    def get_queryset(self, request):
        # The English preferred label is the record's own field.
        return super().get_queryset(request).exclude(kind=Label.Kind.PREF, lang="en")


class SourceInline(admin.TabularInline):
    model = Source
    extra = 0
    formfield_overrides = FIELDS


class RecordAdmin(admin.ModelAdmin):
    """A desk on which nothing wrong is let in: what is saved is checked, versioned, indexed and shown at once."""

    form = RecordForm
    formfield_overrides = FIELDS
    list_display = ["label", "status", "is_reviewed", "changed_at"]
    list_filter = ["status"]
    search_fields = ["labels__text", "slug"]
    prepopulated_fields = {"slug": ["label"]}
    save_on_top = True
    folder = ""

    def has_delete_permission(self, request, obj=None):
        """A record is withdrawn, never deleted: its address and its history stay."""
        return False

    @admin.display(boolean=True, description="reviewed")
    def is_reviewed(self, record):
        return record.is_reviewed

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refused = getattr(request, "refused", [])
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Save all or nothing; a refused save shows the form again, with what was typed and what is wrong."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request.refused = refused.faults
        except IntegrityError as error:
            request.refused = [content.Fault("", 0, "", f"this cannot be stored: {error}")]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def path_of(self, record: Record) -> str:
        return f"{self.folder}/{record.slug}"

    def save_model(self, request, obj, form, change):
        old_path = obj.path if change else ""
        obj.path = self.path_of(obj)
        if not change:
            obj.kind, obj.identifier = self.kind, obj.slug
            obj.drafted_by, obj.drafted_on = name_of(request.user), timezone.localdate()
        taken = Record.objects.exclude(pk=obj.pk).filter(path=obj.path) if obj.path != old_path else None
        if taken and taken.exists():
            raise Refused([content.Fault(obj.path, 0, "slug", "another record has this address.", "Choose another.")])
        super().save_model(request, obj, form, change)
        if change and old_path != obj.path:
            FormerSlug.objects.get_or_create(record=obj, path=old_path, defaults={"position": LAST})
        _keep_name(obj)

    def save_formset(self, request, form, formset, change):
        for part in formset.save(commit=False):
            if part.pk is None and hasattr(part, "position"):
                part.position = LAST
            if isinstance(part, Reviewable) and part.drafted_on is None:
                part.drafted_by, part.drafted_on = name_of(request.user), timezone.localdate()
            part.save()
        for part in formset.deleted_objects:
            part.delete()
        formset.save_m2m()
        _renumber(formset)

    def save_related(self, request, form, formsets, change):
        before = publication.neighbours([form.instance.pk])
        super().save_related(request, form, formsets, change)
        record = self.model.objects.get(pk=form.instance.pk)
        try:
            text = content.checked_text(record)
        except content.ContentError as error:
            raise Refused(error.faults) from error
        publication.publish(
            [publication.Change(record, text)],
            author=publication.Author(name_of(request.user), request.user),
            origin=Version.Origin.ADMIN,
            reason=form.cleaned_data["reason"],
            before=before,
        )


def name_of(user) -> str:
    return user.get_full_name() or user.get_username()


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
        formset.model.objects.filter(pk=row.pk).update(position=position)
