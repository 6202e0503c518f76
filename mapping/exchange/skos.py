"""The records as SKOS: schemes, concepts with both directions of every relation, collections, and tools beside them.

What is published goes out, and what was withdrawn says so and names its successor. Negative statements stay in SSSOM,
since SKOS has no word for them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from django.db.models import Prefetch, Q, QuerySet

from mapping import markup
from mapping.exchange import edition
from mapping.exchange.edition import LICENCE, TITLE, Edition, absolute
from mapping.exchange.rdf import Document, Iri, Ordered, Thing, Typed, Value
from mapping.models import Concept, ConceptRelation, Discipline, Label, Leg, Mapping, Source, Stage, Step, Tool
from mapping.models.mapping import INVERSE
from mapping.models.naming import DISCIPLINES, data_address, identity_of
from mapping.models.record import Status, long_texts
from mapping.rules import Literal

_LABELS = {Label.Kind.PREF: "skos:prefLabel", Label.Kind.ALT: "skos:altLabel", Label.Kind.HIDDEN: "skos:hiddenLabel"}
_RELATIONS = {
    "broader": ("skos:broader", "skos:narrower"),
    "related": ("skos:related", "skos:related"),
    "requires": ("dcterms:requires", "dcterms:isRequiredBy"),
}
_MATCHES = {name: (f"skos:{name}Match", f"skos:{other}Match") for name, other in INVERSE.items()}
_LINKS = tuple(dict.fromkeys(word for pair in (*_RELATIONS.values(), *_MATCHES.values()) for word in pair))

# The links of each concept: its key, the predicate, and the IRIs that it leads to.
Links = dict[int, dict[str, set[str]]]


def everything() -> Document:
    """The whole catalogue; the number of queries is the same for any number of records."""
    version = edition.current()
    concepts = list(_concepts(Concept.objects.known()))
    things = [
        *_schemes(Discipline.objects.published(), concepts, version),
        *concepts,
        *_stages(),
        *_roadmap(),
        *_tools(Tool.objects.published()),
    ]
    return _document(things)


def scheme(discipline: str) -> Document:
    """One discipline with its concepts."""
    concepts = list(_concepts(Concept.objects.known().filter(discipline=discipline)))
    found = Discipline.objects.published().filter(key=discipline)
    return _document([*_schemes(found, concepts, edition.current()), *concepts])


def concept(found: Concept) -> Document:
    """One published or withdrawn concept."""
    return _document(_concepts(Concept.objects.filter(pk=found.pk)))


def tool(found: Tool) -> Document:
    """One published tool."""
    return _document(_tools(Tool.objects.filter(pk=found.pk)))


def _document(things: Iterable[Thing]) -> Document:
    folders = (*DISCIPLINES, "stage", "roadmap", "tools")
    prefixes = {name: absolute(f"/id/{name}/") for name in folders} | {"id": absolute("/id/")}
    return Document(tuple(things), prefixes)


def _schemes(disciplines: QuerySet, concepts: list[Thing], version: Edition) -> Iterator[Thing]:
    for one in disciplines.select_related("part_of"):
        iri = absolute(one.identity)
        part_of = [_iri(one.part_of.identity)] if one.part_of else []
        statements = [
            ("dcterms:title", [Literal(f"{one.label} concepts", "en")]),
            ("skos:prefLabel", [Literal(one.label, "en")]),
            ("dcterms:description", [Literal(one.definition, "en")]),
            ("dcterms:license", [Iri(LICENCE)]),
            ("dcterms:creator", [Literal(TITLE)]),
            ("dcterms:modified", [Typed(version.modified.isoformat(), "xsd:date")]),
            ("owl:versionInfo", [Literal(version.version)]),
            ("dcterms:isPartOf", part_of),
            ("skos:hasTopConcept", _tops(concepts, iri)),
            *_addresses(one.get_absolute_url()),
        ]
        yield Thing.of(iri, "skos:ConceptScheme", statements)


def _tops(concepts: list[Thing], scheme: str) -> list[Iri]:
    return [Iri(one.iri) for one in concepts if ("skos:topConceptOf", (Iri(scheme),)) in one.statements]


def _concepts(chosen: QuerySet) -> Iterator[Thing]:
    links = _links(chosen)
    rows = chosen.select_related("replaced_by").defer("body", "body_html", "asks").order_by("path")
    for one in rows.prefetch_related(
        Prefetch("labels", Label.objects.order_by("kind", "position", "text")),
        Prefetch("sources", Source.objects.order_by("position")),
    ):
        yield Thing.of(absolute(one.identity), "skos:Concept", _statements(one, links[one.pk]))


def _statements(one: Concept, links: dict[str, set[str]]) -> Iterator[tuple[str, Iterable[Value]]]:
    scheme = [_iri(identity_of(f"disciplines/{one.discipline_id}", one.discipline_id))]
    yield "skos:inScheme", scheme
    if not one.is_withdrawn and not links.get("skos:broader"):
        yield "skos:topConceptOf", scheme
    for kind, predicate in _LABELS.items():
        yield predicate, [Literal(label.text, label.lang) for label in one.labels.all() if label.kind == kind]
    yield "skos:definition", _text(one.definition)
    yield "skos:scopeNote", _text(markup.plain(one.scope_html))
    if one.is_withdrawn:
        yield "owl:deprecated", [Typed("true", "xsd:boolean")]
        is_told = one.replaced_by and one.replaced_by.status == Status.PUBLISHED
        yield "dcterms:isReplacedBy", [_iri(one.replaced_by.identity)] if is_told else []
    for predicate in _LINKS:
        yield predicate, [Iri(iri) for iri in sorted(links.get(predicate, ()))]
    yield "dcterms:source", [Iri(source.url) for source in one.sources.all()]
    yield "dcterms:created", [Typed(one.drafted_on.isoformat(), "xsd:date")]
    in_json = "" if one.is_withdrawn else f"/api/v1/concepts/{one.discipline_id}/{one.slug}"
    yield from _addresses(one.get_absolute_url(), in_json)


def _addresses(page: str, json_address: str = "") -> list[tuple[str, list[Value]]]:
    """Where the thing has its page, and where its data is, for whoever holds nothing but this statement."""
    others = [data_address(page, "ttl"), data_address(page, "jsonld"), *([json_address] if json_address else [])]
    return [("foaf:page", [_iri(page)]), ("rdfs:seeAlso", [_iri(other) for other in others])]


def _links(chosen: QuerySet) -> Links:
    """Both directions of every relation and mapping that touches the chosen concepts: two queries."""
    iri_of = cache(lambda *names: absolute(identity_of(*names)))
    ends = [f"{end}__{name}" for end in ("subject", "object") for name in ("path", "identifier")]
    pks = chosen.values("pk")
    relations = ConceptRelation.objects.filter(Q(subject__in=pks) | Q(object__in=pks)).with_published_ends()
    mappings = Mapping.objects.published().of(pks)
    links: Links = defaultdict(lambda: defaultdict(set))
    for words, found, kind in ((_RELATIONS, relations, "kind"), (_MATCHES, mappings, "relation")):
        for subject, target, name, *names in found.order_by().values_list("subject_id", "object_id", kind, *ends):
            there, back = words[name]
            links[subject][there].add(iri_of(*names[2:]))
            links[target][back].add(iri_of(*names[:2]))
    return links


def _stages() -> Iterator[Thing]:
    members: dict[str, list[Value]] = defaultdict(list)
    rows = Concept.objects.published().order_by("path").values_list("stage_id", "path", "identifier")
    for stage, path, identifier in rows:
        members[stage].append(_iri(identity_of(path, identifier)))
    for stage in Stage.objects.all():
        statements = [
            ("skos:prefLabel", _text(stage.name)),
            ("skos:definition", _text(stage.definition)),
            ("skos:member", members[stage.key]),
            ("foaf:page", [_iri(stage.get_absolute_url())]),
        ]
        yield Thing.of(absolute(stage.identity), "skos:Collection", statements)


def _roadmap() -> Iterator[Thing]:
    """The legs in their order, and each leg with its steps in theirs."""
    steps = Step.objects.filter(concept__status="published").select_related("concept").order_by("position")
    steps = steps.defer(*long_texts("concept"))
    legs = list(Leg.objects.published().order_by("number").prefetch_related(Prefetch("steps", steps)))
    for leg in legs:
        iris = tuple(_iri(step.concept.identity) for step in leg.steps.all())
        statements = [
            ("skos:prefLabel", _text(leg.label)),
            ("skos:definition", _text(leg.goal)),
            ("skos:memberList", [Ordered(iris)] if iris else []),
            ("foaf:page", [_iri(leg.get_absolute_url())]),
        ]
        yield Thing.of(absolute(leg.identity), "skos:OrderedCollection", statements)
    if legs:
        whole = Ordered(tuple(_iri(leg.identity) for leg in legs))
        named = [("skos:prefLabel", _text("Roadmap")), ("skos:memberList", [whole])]
        yield Thing.of(absolute("/id/roadmap"), "skos:OrderedCollection", [*named, ("foaf:page", [_iri("/roadmap/")])])


def _tools(chosen: QuerySet) -> Iterator[Thing]:
    """Tools are no concepts: they are software that is about some (schema:about), and never the end of a match."""
    names = Label.objects.exclude(kind=Label.Kind.PREF).order_by("kind", "position", "text")
    rows = chosen.lean().with_uses().order_by("path").prefetch_related(Prefetch("labels", names))
    for one in rows:
        served = sorted({absolute(use.concept.identity) for use in one.uses.all()})
        statements = [
            ("schema:name", [Literal(one.label)]),
            ("schema:alternateName", [Literal(label.text) for label in one.labels.all() if label.kind == "alt"]),
            ("schema:description", _text(one.gist)),
            ("schema:url", [Iri(one.homepage)] if one.homepage else []),
            ("schema:codeRepository", [Iri(one.repository)] if one.repository else []),
            ("schema:license", [Literal(one.licence)] if one.licence else []),
            ("schema:about", [Iri(iri) for iri in served]),
            *_addresses(one.get_absolute_url(), f"/api/v1/tools/{one.slug}"),
        ]
        yield Thing.of(absolute(one.identity), "schema:SoftwareApplication", statements)


def _iri(path: str) -> Iri:
    return Iri(absolute(path))


def _text(text: str) -> list[Literal]:
    return [Literal(text, "en")] if text else []
