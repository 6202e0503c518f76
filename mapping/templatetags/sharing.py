"""What other programs read of a page: its one address, its picture, schema.org.

JSON-LD stands in the page as a data block. A browser never runs one, so the content security policy, which forbids
every inline script, has nothing to say about it.
"""

import json
from typing import Any

from django import template
from django.conf import settings
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from mapping import markup
from mapping.models import Concept, Discipline
from mapping.models.naming import DISCIPLINE_NAMES, address_of, data_address, target_path

register = template.Library()

# What could end the block, or begin another, inside of it.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


@register.simple_tag
def absolute(path: str) -> str:
    """The address of a page as the world writes it; never from the Host header."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag(takes_context=True)
def markdown_address(context) -> str:
    """Where the page that is shown is had as Markdown; empty for a page that is not public."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    if not (match and getattr(match.func, "is_public", False) and request.path.endswith("/")):
        return ""
    return "/index.md" if request.path == "/" else data_address(request.path, "md")


@register.simple_tag
def absolute_static(path: str) -> str:
    return f"{settings.SITE_URL}{static(path)}"


@register.filter(name="address_of")
def address_of_path(path: str) -> str:
    return address_of(path)


@register.simple_tag(takes_context=True)
def linked(context: template.Context, text: str, discipline: str) -> SafeString:
    """An editor's Markdown with its wiki links as absolute links; `names` in the context has the names by path."""

    def to_page(target: str) -> markup.Link | None:
        path = target_path(target, discipline)
        name = context["names"].get(path)
        return markup.Link(absolute(address_of(path)), name) if name else None

    return mark_safe(markup.with_plain_links(text, to_page))


@register.simple_tag(takes_context=True)
def again(context: template.Context, block: str) -> str:
    """A block of the page once more, as `og:title` repeats the title."""
    return context.render_context[BLOCK_CONTEXT_KEY].get_block(block).render(context)


@register.simple_tag
def crumbs(*steps: str) -> SafeString:
    """Where the page stands: names with the addresses of their pages, and last its own name; as HTML and as data."""
    pairs = [(steps[n], steps[n + 1]) for n in range(0, len(steps) - 1, 2)]
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', pairs)
    listed = [
        {"@type": "ListItem", "position": n, "name": name} | ({"item": absolute(address)} if address else {})
        for n, (name, address) in enumerate([*pairs, (steps[-1], "")], 1)
    ]
    return format_html(
        '<nav aria-label="Breadcrumb"><ol class="crumbs">{}<li><span aria-current="page">{}</span></li></ol></nav>{}',
        links,
        steps[-1],
        _data({"@type": "BreadcrumbList", "itemListElement": listed}),
    )


@register.simple_tag
def defined_term(concept: Concept, labels: list | tuple = ()) -> SafeString:
    """A concept as schema.org/DefinedTerm, in the set of its discipline."""
    term = _term(concept) | {
        "description": concept.definition,
        "inDefinedTermSet": {
            "@type": "DefinedTermSet",
            "@id": absolute(f"/id/{concept.discipline_id}"),
            "name": DISCIPLINE_NAMES[concept.discipline_id],
            "url": absolute(f"/{concept.discipline_id}/"),
        },
    }
    names = [label.text for label in labels]
    return _data(term | ({"alternateName": names} if names else {}))


@register.simple_tag
def defined_term_set(discipline: Discipline, concepts) -> SafeString:
    """A discipline as schema.org/DefinedTermSet, with its terms."""
    return _data(
        {
            "@type": "DefinedTermSet",
            "@id": absolute(f"/id/{discipline.key}"),
            "name": discipline.label,
            "description": discipline.definition,
            "url": absolute(discipline.get_absolute_url()),
            "hasDefinedTerm": [_term(concept) for concept in concepts],
        }
    )


def _term(concept: Concept) -> dict[str, Any]:
    return {
        "@type": "DefinedTerm",
        "@id": absolute(f"/id/{concept.discipline_id}/{concept.identifier}"),
        "name": concept.label,
        "url": absolute(concept.get_absolute_url()),
    }


def _data(found: dict[str, Any]) -> SafeString:
    text = json.dumps({"@context": "https://schema.org"} | found, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')
