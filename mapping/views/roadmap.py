"""The road: all of it, from a role, and what a reader has ticked on it."""

import json

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from mapping import roadmap
from mapping.front import public
from mapping.models import Concept, Role
from mapping.views.gone import gone_or_moved
from mapping.views.origin import posted_from_here

MOST_KNOWN = 1000
MOST_BYTES = 100_000
TICKED = "you ticked it"


@require_safe
@public("known", "stage")
def road(request, slug=None):
    """The legs in their order, with what a role or the reader knows struck off."""
    roles = list(Role.objects.published().for_home())
    role = next((role for role in roles if role.slug == slug), None)
    if slug and not role:
        return gone_or_moved(request, f"roles/{slug}")
    ticked = ticked_concepts(request.GET.getlist("known"))
    known = dict.fromkeys(ticked, TICKED) | (roadmap.known_to(role) if role else {})
    found = roadmap.road(known)
    context = {"section": "roadmap", "roles": roles, "role": role, "road": found, "ticked": ticked}
    context |= {"drawing": roadmap.draw(found), "opened": _opened(request, found)}
    context["kept"] = "".join(f"&{urlencode({'known': ref})}" for ref in ticked.values())
    response = render(request, "roadmap/page.html", context)
    if ticked:
        response["Cache-Control"] = "private"  # what one reader knows is nobody else's page
    return response


def _opened(request, found: roadmap.Road) -> int:
    """The stage that says why each step is on the way: the chosen one, else that of the next step.

    All reasons at once would double the page.
    """
    asked = request.GET.get("stage", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 4:
        return int(asked)
    return next((number for number, one in enumerate(found.stretches, 1) if found.next_stop in one.stops), 1)


def ticked_concepts(refs: list[str]) -> dict[int, str]:
    """The published concepts among what an address claims that its reader knows, by their references."""
    asked = [ref.replace("\x00", "") for ref in refs[:MOST_KNOWN]]
    if not asked:
        return {}
    found = Concept.objects.by_refs(asked).values_list("pk", "path")
    return {pk: path.removeprefix("concepts/") for pk, path in found}


@posted_from_here
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request):
    """What a reader knows, as a file: given out on GET, taken back on POST and put into the address."""
    if request.method != "POST":
        known = sorted(ticked_concepts(request.GET.getlist("known")).values())
        answer = JsonResponse({"known": known}, json_dumps_params={"indent": 1})
        answer["Content-Disposition"] = 'attachment; filename="crosswalk-progress.json"'
        return answer
    refs = _read(request.FILES.get("file"))
    if refs is None:
        return render(request, "roadmap/bad_file.html", {"section": "roadmap"}, status=400)
    slug = request.POST.get("role", "")
    role = Role.objects.published().filter(slug=slug.replace("\x00", "")).first()
    address = reverse("role", args=[role.slug]) if role else reverse("roadmap")
    return redirect(f"{address}?{urlencode({'known': sorted(ticked_concepts(refs).values())}, doseq=True)}")


def _read(file) -> list[str] | None:
    """The references in a file of progress; None if it is no such file."""
    if file is None or file.size > MOST_BYTES:
        return None
    try:
        known = json.loads(file.read().decode("utf-8"))["known"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return [ref for ref in known if isinstance(ref, str)] if isinstance(known, list) else None
