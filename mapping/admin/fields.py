"""Form fields for values that the stock admin has no widget for."""

from django import forms
from django.db import models


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 3}), "required": False} | kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial, data):
        return self.to_python(initial or []) != self.to_python(data)


class TextField(forms.CharField):
    """A text of several lines. Browsers end each with CR LF, files with LF: else a save would change every line."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


FIELDS = {
    models.TextField: {"form_class": TextField, "widget": forms.Textarea(attrs={"rows": 2, "cols": 90})},
    models.JSONField: {"form_class": LinesField},
    models.URLField: {"widget": forms.URLInput(attrs={"size": 44}), "assume_scheme": "https"},
}
