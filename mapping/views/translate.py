"""Translate: a text or a file in, its terms out. The text is kept nowhere."""

import csv
import html
from io import StringIO
from itertools import islice

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from mapping import roadmap, translate
from mapping.front import public
from mapping.models import Role
from mapping.views.origin import posted_from_here
from mapping.views.parts import render_part

MOST_PASTED = 100_000
MOST_BYTES = 1_000_000
MOST_MARKED = 100_000
MOST_TERMS = 300
# Around the text itself a form sends its other fields, and a file up to three bytes for each of its own.
MOST_SENT = 2_000_000


class Refused(Exception):
    """Why a text cannot be read, in words for its reader, and the status to answer with."""

    def __init__(self, why: str, status: int):
        super().__init__(why)
        self.status = status


@posted_from_here
@require_http_methods(["GET", "HEAD", "POST"])
@public("terms", "role", "known", "kind")
def page(request):
    """The form; the answer to a text that is posted; the answer to terms in the address."""
    if request.method == "POST":
        return _posted(request)
    if "terms" not in request.GET:
        return _form(request)
    phrases = translate.book()
    context = _answer(request, _terms(request, phrases), phrases)
    return render_part(request, "translate/answer.html", "translate/_answer.html", context)


def _form(request, error: Refused | None = None):
    text = request.POST.get("text", "") if error and error.status != 413 else ""
    chosen = request.POST if error and error.status != 413 else request.GET
    context = {
        "section": "translate",
        "roles": Role.objects.published().for_home(),
        "kinds": translate.KINDS,
        "error": error,
        "text": text,
        "chosen_role": chosen.get("role", ""),
        "chosen_kind": chosen.get("kind", ""),
        "most": MOST_PASTED,
    }
    return render(request, "translate/page.html", context, status=error.status if error else 200)


def _posted(request):
    try:
        text = _text(request)
    except Refused as error:
        return _form(request, error)
    phrases = translate.book()
    found = translate.annotate(text, request.POST.get("kind", ""), phrases)
    context = _answer(request, found.terms, phrases)
    context |= {"spans": list(_spans(found)), "found": found, "kind": translate.KINDS[found.kind]}
    context["is_cut"] = len(text) > MOST_MARKED
    return render(request, "translate/answer.html", context)


def _text(request) -> str:
    """What was pasted or uploaded. Raises Refused."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_SENT:
        raise Refused("That is more than a megabyte. Translate reads texts; paste the part that names the tools.", 413)
    file = request.FILES.get("file")
    if file:
        return _read(file)
    text = request.POST.get("text", "")
    if len(text) > MOST_PASTED:
        raise Refused(f"That is {len(text):,} characters; up to {MOST_PASTED:,} can be pasted. Upload a file.", 413)
    if not text.strip():
        raise Refused("Paste a text, or choose a file.", 400)
    return text


def _read(file) -> str:
    if file.size > MOST_BYTES:
        raise Refused("The file is larger than a megabyte. Translate reads texts of up to 1 MB.", 413)
    content = file.read()
    if b"\x00" in content:
        raise Refused("This is no text file. Save the document as plain text, or paste its text.", 400)
    return content.decode("utf-8-sig", errors="replace")


def _spans(found: translate.Annotated):
    """The text in pieces, each plain or with the term that it names."""
    at = 0
    for mention in found.mentions:
        if mention.end > MOST_MARKED:
            break
        yield found.text[at : mention.start], None
        yield mention.surface, mention.term
        at = mention.end
    yield found.text[at:MOST_MARKED], None


def _terms(request, phrases: translate.PhraseBook) -> list[translate.Term]:
    """The terms that an address carries; what is none is passed over."""
    keys = dict.fromkeys(request.GET.get("terms", "").split(","))
    return list(islice((phrases.terms[key] for key in keys if key in phrases.terms), MOST_TERMS))


def _answer(request, terms: list[translate.Term], phrases: translate.PhraseBook) -> dict:
    """What a page shows of some terms, for what its reader knows."""
    asked = request.POST if request.method == "POST" else request.GET
    roles = list(Role.objects.published().for_home())
    role = next((role for role in roles if role.slug == asked.get("role")), None)
    ticked = [term for key in asked.getlist("known") if (term := phrases.terms.get(key))]
    known = roadmap.known_to(role) if role else phrases.devops
    known = known | {term.pk: "you ticked it" for term in ticked if not term.is_tool}
    compared = translate.compare(terms, known, phrases)
    path = roadmap.path(compared.targets, known)
    query = {"terms": ",".join(term.key for term in terms[:MOST_TERMS])} | ({"role": role.slug} if role else {})
    shared = urlencode(query | {"known": [term.key for term in ticked]}, doseq=True)
    return {
        "section": "translate",
        "groups": [(key, words, compared.groups[key]) for key, words in translate.GROUPS.items()],
        "compared": compared,
        "path": path,
        "hours": roadmap.hours(path),
        "roles": roles,
        "role": role,
        "ticked": ticked,
        "query": query,
        "shared": f"{reverse('translate')}?{shared}",
        "exports": {kind: f"{reverse('translate-list', args=[kind])}?{shared}" for kind in ("md", "csv")},
    }


@require_safe
@public("terms", "role", "known")
def list_of_terms(request, kind):
    """The terms of an address with their groups, and the way, as a Markdown check list or as CSV."""
    phrases = translate.book()
    context = _answer(request, _terms(request, phrases), phrases)
    text = _as_csv(context) if kind == "csv" else _as_markdown(context)
    types = {"csv": "text/csv; charset=utf-8", "md": "text/markdown; charset=utf-8"}
    answer = HttpResponse(text, content_type=types[kind])
    answer["Content-Disposition"] = f'attachment; filename="crosswalk.{kind}"'
    return answer


def _as_csv(context: dict) -> str:
    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(["term", "discipline", "group", "because", "mlops", "llmops", "address"])
    for one in context["compared"].placed:
        cells = [", ".join(o.name for o in cell.counterparts) for cell in one.cells[1:]]
        rows.writerow([one.term.name, one.term.discipline or "tool", one.group, one.because, *cells, one.term.url])
    for stop in context["path"]:
        rows.writerow(
            [
                stop.concept.label,
                stop.concept.discipline_id,
                "learn",
                stop.reason,
                "",
                "",
                stop.concept.get_absolute_url(),
            ]
        )
    return out.getvalue()


def _as_markdown(context: dict) -> str:
    lines = ["# To learn, in this order", ""]
    lines += [f"- [ ] {_plain(stop.concept.label)} ({stop.effort}): {_plain(stop.reason)}" for stop in context["path"]]
    for _, words, placed in context["groups"]:
        lines += ["", f"## {words}", ""]
        lines += [f"- {_plain(one.term.name)}: {_plain(one.because)}" for one in placed]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """A label or a line as Markdown shows it, with nothing in it taken for markup."""
    return html.escape(text, quote=False).replace("[", "\\[").replace("*", "\\*").replace("_", "\\_")
