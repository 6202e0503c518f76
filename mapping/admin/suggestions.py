"""What readers suggest: read, accepted into a form that it fills in, or declined with a reason."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect

from mapping.admin.answers import decide, form_for
from mapping.models import Suggestion


class AnswerForm(forms.ModelForm):
    class Meta:
        model = Suggestion
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 2, "cols": 80})}

    def clean_reason(self):
        reason = self.cleaned_data["reason"].strip()
        if not reason:
            raise forms.ValidationError("Say why: the reader sees the reason.")
        return reason


@admin.register(Suggestion)
class SuggestionAdmin(admin.ModelAdmin):
    form = AnswerForm
    change_form_template = "admin/mapping/suggestion/change_form.html"
    list_display = ["__str__", "kind", "record", "is_vendor", "state", "created_at"]
    list_filter = ["state", "kind", "is_vendor"]
    list_select_related = ["record"]
    search_fields = ["name", "text"]
    readonly_fields = ["kind", "record", "name", "text", "is_vendor", "state", "decided_by", "decided_at", "created_at"]
    fields = [*readonly_fields, "reason"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def change_view(self, request, object_id, form_url="", extra_context=None):
        suggestion = self.get_object(request, object_id)
        address = form_for(suggestion) if suggestion and suggestion.state == Suggestion.State.OPEN else ""
        return super().change_view(request, object_id, form_url, {"accept_address": address} | (extra_context or {}))

    def save_model(self, request, obj, form, change):
        """A reason without a change of the content: taken up by hand, or declined."""
        if not request.user.has_perm("mapping.change_suggestion"):
            raise PermissionDenied
        state = Suggestion.State.ACCEPTED if "_accept" in request.POST else Suggestion.State.DECLINED
        decide(obj, state, form.cleaned_data["reason"], request.user)

    def response_change(self, request, obj):
        messages.success(request, f"The suggestion is {obj.get_state_display().lower()}; the reader sees the reason.")
        return redirect("admin:mapping_suggestion_changelist")
