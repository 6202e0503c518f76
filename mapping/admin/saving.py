"""Saves that are not simply put in force: refused, overtaken by somebody else's, sent twice, only proposed."""

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from mapping import content
from mapping.models import Record, Version


class Refused(Exception):
    """A save that broke a rule after the forms were valid; everything is rolled back."""

    def __init__(self, faults: list[content.Fault]):
        self.faults = faults
        super().__init__(str(faults))


class Proposed(Exception):
    """A save that is kept as a proposal; the rows are rolled back. `overtaken`: somebody else saved meanwhile."""

    def __init__(self, text: str, reason: str, overtaken: Version | None = None):
        self.text, self.reason, self.overtaken = text, reason, overtaken
        super().__init__(reason)


def name_of(user) -> str:
    return user.get_full_name() or user.get_username()


def base_if_overtaken(request: HttpRequest, object_id: str | None) -> Version | None:
    """The version that this form was filled from, if another is in force now. Locks the record until the end."""
    given = request.POST.get("base_version", "")
    if not object_id or not given.isdigit():
        return None
    record = Record.objects.select_for_update().filter(pk=object_id).first()
    if record is None or record.version_id == int(given):
        return None
    return Version.objects.filter(record=record, pk=given).first()


def with_base_rows(desk, request: HttpRequest, object_id: str) -> None:
    """Put the rows back to what the form was filled from, and leave those parts that the form lists.

    What is then saved over them, in a transaction that is rolled back, is the editor's whole text.
    """
    base = request.overtaken_base
    content.load([content.read(base.path, base.text)])
    record = desk.get_object(request, object_id)
    for inline in desk.get_inline_instances(request, record):
        formset = inline.get_formset(request, record)
        prefix = formset.get_default_prefix()
        listed = [value for name, value in request.POST.items() if _is_id(name, prefix) and value.isdigit()]
        inline.get_queryset(request).filter(**{formset.fk.name: record.pk}).exclude(pk__in=listed).delete()


def _is_id(name: str, prefix: str) -> bool:
    start, _, end = name.rpartition("-")
    return end == "id" and start.rpartition("-")[0] == prefix


def propose(request: HttpRequest, model: type[Record], object_id: str, proposed: Proposed) -> str:
    """Keep a save as a proposal; the address at which its author goes on."""
    record = Record.objects.select_related("version").get(pk=object_id)
    desk = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    here = reverse(f"{desk}_change", args=[record.pk])
    if proposed.text == record.version.text:
        messages.success(request, f"{record.label} is saved.")
        return here
    base = proposed.overtaken or record.version
    if proposed.text == base.text:
        messages.info(request, "You have changed nothing, so nothing was saved.")
        return here
    version = Version.objects.propose(
        record,
        proposed.text,
        author=request.user,
        author_name=name_of(request.user),
        origin=Version.Origin.ADMIN,
        reason=proposed.reason,
        base=base,
        state=Version.State.DRAFT if proposed.overtaken else Version.State.SUBMITTED,
    )
    if proposed.overtaken:
        who = record.version.author_name
        messages.warning(request, f"While you wrote, {who} saved this record too. Nothing is lost: see both below.")
        return reverse(f"{desk}_text", args=[record.pk]) + f"?version={version.pk}"
    messages.success(request, "Your change waits for an editor. Readers see the text as it was until then.")
    return reverse(f"{desk}_version", args=[record.pk, version.pk])


def saved_twice(request: HttpRequest, model: type[Record], object_id: str | None) -> str:
    """The address of the record that this very form made a moment ago, when it was sent twice; else nothing."""
    if object_id:
        return ""
    slug, label = request.POST.get("slug", ""), request.POST.get("label", "")
    made = model.objects.filter(slug=slug, label=label, version__author=request.user, version__base=None).first()
    if made is None or (hasattr(made, "discipline_id") and made.discipline_id != request.POST.get("discipline")):
        return ""
    messages.success(request, f"{made.label} is saved.")
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[made.pk])
