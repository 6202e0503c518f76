"""Pages as text for programs and other editors: the JSON of a concept and of a tool, and the Markdown of every page."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.http import require_safe

from mapping import markup
from mapping.front import public
from mapping.models import Concept, Mention, Tool
from mapping.models.concept_page import ConceptPage
from mapping.models.tool_page import ToolPage
from mapping.views.gone import gone_or_moved


@require_safe
@public()
def concept_markdown(request, discipline, slug):
    """The concept's page as Markdown, with absolute links."""
    path = f"concepts/{discipline}/{slug}"
    concept = Concept.objects.published().for_page().filter(path=path).first()
    if concept is None:
        return gone_or_moved(request, path)
    page = ConceptPage(concept)
    speaking = [concept.pk, *(found.concept.pk for found in page.counterparts)]
    return _markdown(request, "concepts/detail.md", {"page": page, "names": _names(speaking)})


@require_safe
@public()
def tool_markdown(request, slug):
    """The tool's page as Markdown, with absolute links."""
    path = f"tools/{slug}"
    tool = Tool.objects.published().filter(path=path).select_related("successor").first()
    if tool is None:
        return gone_or_moved(request, path)
    return _markdown(request, "tools/detail.md", {"page": ToolPage(tool), "names": _names([tool.pk])})


@require_safe
@public()
def page_markdown(request, page):
    """Any other public page as Markdown, from its HTML; `index` is the home page."""
    address = "/" if page == "index" else f"/{page}/"
    try:
        found = resolve(address)
    except Resolver404 as error:
        raise Http404(f"There is no page at {address}.") from error
    if not getattr(found.func, "is_public", False):
        raise Http404(f"There is no public page at {address}.")
    answer = found.func(request, *found.args, **found.kwargs)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return answer
    text = markup.page_as_markdown(answer.content.decode(), f"{settings.SITE_URL}{address}")
    return HttpResponse(text, content_type="text/markdown; charset=utf-8")


def _names(speaking: list[int]) -> dict[str, str]:
    """What the wiki links in the texts of these records lead to: the name of each published page, by its path."""
    mentions = Mention.objects.filter(record__in=speaking, target__status="published")
    return dict(mentions.values_list("target__path", "target__label"))


def _markdown(request, template: str, context: dict) -> HttpResponse:
    return render(request, template, context, content_type="text/markdown; charset=utf-8")


@require_safe
@public()
def concept_json(request, discipline, slug):
    """The same answer as the API gives, at the address of the page."""
    return _from_api(request, "api-1:concept", [discipline, slug])


@require_safe
@public()
def tool_json(request, slug):
    """The same answer as the API gives, at the address of the page."""
    return _from_api(request, "api-1:tool", [slug])


def _from_api(request, name: str, arguments: list[str]) -> HttpResponse:
    found = resolve(reverse(name, args=arguments))
    return found.func(request, *found.args, **found.kwargs)
