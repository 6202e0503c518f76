"""The parts of a record, edited in place: formsets that bear with rows that came and went meanwhile."""

from django import forms
from django.contrib import admin
from django.forms import BaseInlineFormSet

from mapping.admin.answers import asked, rows
from mapping.admin.choosing import ChoosesRecords
from mapping.admin.fields import FIELDS
from mapping.models import UNPUBLISHED, Label, Source, Status


class PartFormSet(BaseInlineFormSet):
    """A row that somebody took out while the form was open comes back as a new one instead of refusing the form."""

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(data, *args, **kwargs)
        if data:
            self.data = self._lost_as_new(data)

    def _lost_as_new(self, data):
        try:
            total, initial = (int(data[f"{self.prefix}-{name}_FORMS"]) for name in ("TOTAL", "INITIAL"))
        except (KeyError, ValueError):
            return data
        known = {str(row.pk) for row in self.get_queryset()}
        held = [i for i in range(min(initial, self.absolute_max)) if data.get(f"{self.prefix}-{i}-id") in known]
        if len(held) == initial:
            return data
        order = [*held, *(i for i in range(min(total, self.absolute_max)) if i not in held)]
        moved = data.copy()
        for new, old in enumerate(order):
            start = f"{self.prefix}-{old}-"
            for name in [name for name in data if name.startswith(start)]:
                moved.setlist(f"{self.prefix}-{new}-{name.removeprefix(start)}", data.getlist(name))
            if new >= len(held):
                moved[f"{self.prefix}-{new}-id"] = ""
        moved[f"{self.prefix}-INITIAL_FORMS"] = str(len(held))
        return moved


class RowFormSet(PartFormSet):
    """Rows of a table: each field is named for those who don't see in which column it stands."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", field.label)


class InPlace(ChoosesRecords):
    """What all parts that are edited in place share; `part` is the word by which a suggestion fills them in."""

    extra = 0
    formset = PartFormSet
    formfield_overrides = FIELDS
    part = ""

    def suggested(self, request) -> list[dict]:
        return rows(asked(request), self.part) if self.part else []

    def get_extra(self, request, obj=None, **kwargs):
        return len(self.suggested(request)) if request.method != "POST" else 0


class PartInline(InPlace, admin.StackedInline):
    """A part of a record, edited in place."""


class RowInline(InPlace, admin.TabularInline):
    """A small part of a record, a row of a table."""

    formset = RowFormSet


class LabelInline(RowInline):
    part = "label"
    model = Label
    verbose_name_plural = "Other labels"

    def get_queryset(self, request):
        # The English preferred label is the record's own field.
        return super().get_queryset(request).exclude(kind=Label.Kind.PREF, lang="en")


class SourceInline(RowInline):
    model = Source


# What a state means to whoever may choose it.
_MEANS = {
    True: "Published: readers see it at once. What nobody has reviewed says on its page that it is not reviewed.",
    False: "Draft: yours to go on with. Submitted: an editor reads it next. Only an editor makes it public.",
}


class ReviewForm(forms.ModelForm):
    """A form of what is reviewed: a tick of a reviewer puts his name and the day."""

    review = forms.BooleanField(
        required=False,
        label="I have read this and agree",
        help_text="Puts your name and today under it. Whoever drafted these words, or changed them last, can’t.",
    )
    may_publish = may_review = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.may_review:
            del self.fields["review"]
        if "status" in self.fields:
            self.fields["status"].help_text = _MEANS[self.may_publish]
        if not self.may_publish and "status" in self.fields:
            kept = {*UNPUBLISHED, self.instance.status if self.instance.pk else Status.DRAFT}
            self.fields["status"].choices = [choice for choice in Status.choices if choice[0] in kept]
