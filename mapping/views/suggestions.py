"""What readers suggest, without an account and without JavaScript, and what became of it."""

from django import forms
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mapping.front.limits import reader_of
from mapping.models import Record, Suggestion
from mapping.models.naming import target_path
from mapping.models.suggestion import new_reference
from mapping.views.origin import posted_from_here

SALT = "suggest"
LEAST_SECONDS = 3
MOST_SECONDS = 24 * 3600
MOST_BYTES = 20_000


class SuggestionForm(forms.Form):
    """A kind, a name or address, a few words; `website` is a field that only robots see and fill in."""

    kind = forms.ChoiceField(choices=Suggestion.Kind.choices, label="What is it?")
    name = forms.CharField(max_length=200, required=False, label="Name or address")
    text = forms.CharField(max_length=2_000, required=False, widget=forms.Textarea, label="In your words")
    is_vendor = forms.BooleanField(required=False)
    website = forms.CharField(required=False)
    ticket = forms.CharField()

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError("This field must stay empty: it is there to catch robots.")
        return ""

    def clean_ticket(self) -> str:
        """The reference that the form was handed out with, from three seconds to a day ago."""
        signer, ticket = signing.TimestampSigner(salt=SALT), self.cleaned_data["ticket"]
        try:
            reference = signer.unsign(ticket, max_age=MOST_SECONDS)
        except signing.BadSignature as error:
            what = "This form is too old now. Your words are kept: send it again."
            raise forms.ValidationError(what, "old") from error
        try:
            signer.unsign(ticket, max_age=LEAST_SECONDS)
        except signing.SignatureExpired:
            return reference
        raise forms.ValidationError("That was faster than people type. Your words are kept: send it again.", "fast")

    @property
    def ticket_to_show(self) -> str:
        """The same one again, so that what is sent twice stays one suggestion; a new one if this is no good."""
        if self.is_bound and not self.has_error("ticket", "old") and not self.has_error("ticket", "required"):
            return self.data["ticket"]
        return signing.TimestampSigner(salt=SALT).sign(new_reference())

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("name") or cleaned.get("text")):
            self.add_error("name", "Give a name, an address or a few words.")
        return cleaned


@never_cache
@posted_from_here
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request):
    """The form; sent in, it becomes a suggestion with a page of its own, which tells the decision."""
    if request.method != "POST":
        start = {"kind": request.GET.get("kind", ""), "name": request.GET.get("q", "")[:200]}
        return _show(request, SuggestionForm(initial=start), request.GET.get("about", ""))
    if _size(request) > MOST_BYTES:
        return _show(request, SuggestionForm(), "", refused="That is too long: 2,000 characters at most.", status=413)
    form, about = SuggestionForm(request.POST), request.POST.get("about", "")
    if not form.is_valid():
        return _show(request, form, about, status=422)
    sender = _sender(request)
    if Suggestion.objects.is_too_many(sender):
        return _show(request, form, about, refused="There were many suggestions. Please try again later.", status=429)
    return redirect(_stored(form.cleaned_data, _record(about), sender))


@never_cache
@require_safe
def answer(request, reference):
    """One suggestion, for whoever has its address: whether it is read, and what came of it and why."""
    suggestion = get_object_or_404(Suggestion.objects.select_related("record"), reference=reference)
    response = render(request, "suggestions/answer.html", {"suggestion": suggestion})
    response["X-Robots-Tag"] = "noindex"
    return response


def _show(request, form: SuggestionForm, about: str, *, refused: str = "", status: int = 200) -> HttpResponse:
    record = _record(about)
    context = {"form": form, "record": record, "about": record.key if record else "", "refused": refused}
    return render(request, "suggestions/form.html", context, status=status)


def _size(request) -> int:
    given = request.META.get("CONTENT_LENGTH") or "0"
    return int(given) if given.isdigit() else 0


def _record(about: str) -> Record | None:
    """The published record that a key (`devops/ci-cd`, `tool:jenkins`) means."""
    if not about or len(about) > 160 or "\x00" in about:
        return None
    return Record.objects.published().filter(path=target_path(about, "")).first()


def _sender(request) -> str:
    """Who sends, for an hour's limit, without saying who: it can't be told back without the site's key."""
    return salted_hmac(SALT, f"{timezone.localdate()} {reader_of(request)}", algorithm="sha256").hexdigest()[:32]


def _stored(values: dict, record: Record | None, sender: str) -> Suggestion:
    known = {name: values[name] for name in ("kind", "name", "text", "is_vendor")}
    found, _ = Suggestion.objects.get_or_create(
        reference=values["ticket"], defaults={**known, "record": record, "sender": sender}
    )
    return found
