"""Choosing a record by any of its names: a field of text, which the desk's script completes while one types."""

import re
from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from mapping import search
from mapping.models import Concept, Label, Record, Tool
from mapping.models.naming import target_path

OFFERED = 8
_READ = 60


class RecordInput(forms.TextInput):
    """A field of text for the name of a record; `kind` narrows what is offered."""

    def __init__(self, kind: str = ""):
        places = {"data-records": reverse_lazy("admin:records"), "data-kind": kind}
        super().__init__(places | {"autocomplete": "off", "spellcheck": "false", "size": 40})

    def render(self, name, value, attrs=None, renderer=None):
        return format_html('<span class="choose">{}</span>', super().render(name, value, attrs, renderer))


class RecordField(forms.ModelChoiceField):
    """A record by its key (`mlops/feature-store`, `tool:mlflow`) or by any of its labels, hidden ones too."""

    def __init__(self, queryset, **kwargs):
        kind = {Concept: "concept", Tool: "tool"}.get(queryset.model, "")
        super().__init__(queryset, widget=RecordInput(kind), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Record):
            return chosen(value)
        if isinstance(value, int):
            record = Record.objects.filter(pk=value).only("label", "path").first()
            return chosen(record) if record else ""
        return value

    def to_python(self, value: Any) -> Record | None:
        if value in self.empty_values:
            return None
        text = value.strip().replace("\x00", "")
        found = self._of_key(text) or self._of_label(text)
        if len(found) == 1:
            return found[0]
        if found:
            keys = ", ".join(record.key for record in found)
            raise forms.ValidationError(f"“{text}” is a name of several: {keys}. Choose one of them.")
        near = next((record.key for record, _ in named_like(text, self.widget.attrs["data-kind"])), "")
        hint = f" Did you mean “{near}”?" if near else ""
        raise forms.ValidationError(f"There is nothing of the name “{text}”.{hint}")

    def _of_key(self, text: str) -> list[Record]:
        named = re.search(r"\(([^()\s]+)\)$", text)
        key = named[1] if named else text
        wanted = f"tools/{key}" if self.queryset.model is Tool and ":" not in key else target_path(key, "")
        return list(self.queryset.filter(path=wanted)) if "/" in wanted and " " not in key else []

    def _of_label(self, text: str) -> list[Record]:
        return list(self.queryset.filter(labels__text__iexact=text).distinct()[:5])

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            chosen = self.to_python(data)
        except forms.ValidationError:
            return True
        before = initial.pk if isinstance(initial, Record) else initial
        return before != (chosen.pk if chosen else None)


class ChoosesRecords:
    """Whatever in a form leads to a concept, a tool or any record is chosen by name; mixed into a ModelAdmin."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        leads_to = db_field.remote_field.model if isinstance(db_field, models.ForeignKey) else None
        if leads_to not in (Concept, Tool, Record):
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        words = {"required": not db_field.blank, "label": db_field.verbose_name.capitalize()}
        return RecordField(leads_to._default_manager.all(), help_text=db_field.help_text, **words)


def chosen(record: Record) -> str:
    """A record as the field shows it: `Feature store (mlops/feature-store)`."""
    return f"{record.label} ({record.key})"


def named_like(text: str, kind: str = "") -> list[tuple[Record, str]]:
    """Records, drafts too, with the label that is like this text: it starts so, holds it, or is misspelt."""
    of_kind = models.Q(record__kind=kind) if kind else models.Q()
    labels = Label.objects.filter(of_kind, text__icontains=text).select_related("record")
    starts = models.Case(models.When(text__istartswith=text, then=0), default=1)
    found = {}
    for label in labels.order_by(starts, models.functions.Length("text"), "text")[:_READ]:
        found.setdefault(label.record.pk, (label.record, label.text))
    if not found:
        hits = {hit.pk: hit.label for hit in search.nearest(text, limit=OFFERED)}
        near = Record.objects.filter(pk__in=hits, **({"kind": kind} if kind else {}))
        found = {record.pk: (record, record.label) for record in near}
    return list(found.values())[:OFFERED]


@require_safe
def records(request: HttpRequest) -> JsonResponse:
    """What `?q=` may mean, for the field that asks."""
    text, kind = (request.GET.get(name, "").replace("\x00", "").strip()[:60] for name in ("q", "kind"))
    found = named_like(text, kind) if text else []
    return JsonResponse({"records": [_offer(record, label) for record, label in found]})


def _offer(record: Record, label: str) -> dict[str, str]:
    is_other = label.casefold() != record.label.casefold()
    return {"name": chosen(record), "more": f"“{label}”" if is_other else "", "key": record.key}
