"""The crosswalk table at /map/."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl

from django.http import QueryDict
from django.views.decorators.http import require_safe

from mapping.front import public
from mapping.models import Concept, Mapping, Role, ToolUse
from mapping.models.crosswalk import Row, by_stage, rows, whole_map
from mapping.views.parts import render_part

_MULTIPLE = ("stage", "relation", "level")


@require_safe
@public(*_MULTIPLE, "q", "role", "tool")
def crosswalk(request):
    """All rows by stage, narrowed by filters that combine."""
    all_rows = rows(whole_map())
    chosen = {name: request.GET.getlist(name) for name in _MULTIPLE}
    # PostgreSQL refuses NUL in text.
    chosen |= {name: request.GET.get(name, "").replace("\x00", "").strip() for name in ("q", "role", "tool")}
    shown = [row for row in all_rows if _fits(row, chosen)]
    for concept_pks in _narrowing(chosen):
        shown = [row for row in shown if any(one.pk in concept_pks for one in row.shown)]
    roles = list(Role.objects.published().order_by("label").values("slug", "label"))
    facets = _facets(all_rows, chosen)
    context = {
        "section": "map",
        "groups": by_stage(shown),
        "count": len(shown),
        "total": len(all_rows),
        "chosen": chosen,
        "in_force": list(_in_force(request.GET, facets, roles)),
        "facets": facets,
        "roles": roles,
    }
    return render_part(request, "crosswalk/page.html", "crosswalk/_rows.html", context)


def _fits(row: Row, chosen: dict) -> bool:
    if chosen["stage"] and row.concept.stage_id not in chosen["stage"]:
        return False
    if chosen["level"] and row.concept.level not in chosen["level"]:
        return False
    if chosen["relation"] and not row.relations & set(chosen["relation"]):
        return False
    words = chosen["q"].casefold().split()
    text = " ".join(f"{one.label} {one.gist}" for one in row.shown).casefold() if words else ""
    return all(word in text for word in words)


def _narrowing(chosen: dict) -> Iterator[set[int]]:
    """The concepts that the chosen role knows, and those that the chosen tool serves."""
    if chosen["role"]:
        role = Role.concepts.through.objects.filter(role__slug=chosen["role"], kind="knows")
        yield set(role.values_list("concept_id", flat=True))
    if chosen["tool"]:
        uses = ToolUse.objects.filter(tool__slug=chosen["tool"])
        yield set(uses.values_list("concept_id", flat=True))


def _facets(all_rows: list[Row], chosen: dict) -> list[dict]:
    relations = Counter(relation for row in all_rows for relation in row.relations)
    stages = Counter(row.concept.stage for row in all_rows)
    levels = Counter(row.concept.level for row in all_rows)
    names = [*Mapping.Relation.values, "none"]
    choices = {
        "relation": [(name, name, relations[name]) for name in names if relations[name]],
        "stage": [(stage.key, stage.name, n) for stage, n in sorted(stages.items(), key=lambda s: s[0].order)],
        "level": [(level.value, level.label, levels[level.value]) for level in Concept.Level],
    }
    return [
        {
            "name": name,
            "choices": [
                {"value": value, "label": label, "count": count, "is_chosen": value in chosen[name]}
                for value, label, count in found
            ],
        }
        for name, found in choices.items()
    ]


def _in_force(asked: QueryDict, facets: list[dict], roles: list[dict]) -> Iterator[dict]:
    """Each filter of an address in words, with the address that is left without it."""
    words = {(facet["name"], choice["value"]): choice["label"] for facet in facets for choice in facet["choices"]}
    words |= {("role", role["slug"]): role["label"] for role in roles}
    for name, value in parse_qsl(asked.urlencode()):
        left = asked.copy()
        left.setlist(name, [other for other in asked.getlist(name) if other != value])
        is_known = (name, value) in words
        label = words.get((name, value), f"{name}: {value}" if name == "tool" else f"“{value}”")
        relation = value if is_known and name == "relation" else ""
        yield {"relation": relation, "label": label, "without": f"?{left.urlencode()}"}
