"""Records to the plain statements over which `rules` are checked: from content files, or from the tables."""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from mapping.content.formats import ConceptFormat, FalseFriendFormat, split_tag
from mapping.content.references import is_concept_ref
from mapping.content.tree import Entry
from mapping.models import Concept, ConceptRelation, Label, Mapping, NoCounterpart, NotExact, Record, Sense
from mapping.models.naming import DISCIPLINES, concept_path
from mapping.rules import Literal, Statement

_LABEL = {"pref": "skos:prefLabel", "alt": "skos:altLabel", "hidden": "skos:hiddenLabel"}


def of_entries(entries: Iterable[Entry]) -> Iterator[Statement]:
    """What a set of content files states."""
    yield from _schemes()
    for entry in entries:
        if isinstance(entry.record, ConceptFormat):
            yield from _of_concept(entry, entry.record)
        elif isinstance(entry.record, FalseFriendFormat):
            yield from _of_false_friend(entry, entry.record)


def _schemes() -> Iterator[Statement]:
    for key in DISCIPLINES:
        yield Statement(key, "rdf:type", "skos:ConceptScheme")


def _of_concept(entry: Entry, record: ConceptFormat) -> Iterator[Statement]:
    me = _id(entry.path)
    yield from _existence(me, entry.discipline, record.status == "withdrawn")
    yield Statement(me, "skos:prefLabel", Literal(record.label, "en"))
    yield Statement(me, "skos:definition", Literal(record.definition, "en"))
    for lang, text in record.labels.items():
        yield Statement(me, "skos:prefLabel", Literal(text, lang))
    for predicate, texts in (("skos:altLabel", record.aliases), ("skos:hiddenLabel", record.hidden)):
        for text in texts:
            yield Statement(me, predicate, Literal(*split_tag(text)))
    for name in ("broader", "related"):
        for ref in getattr(record, name):
            yield Statement(me, f"skos:{name}", _id(concept_path(ref, entry.discipline)))
    for mapping in record.mappings:
        target = _id(concept_path(mapping.to, entry.discipline))
        yield Statement(me, f"skos:{mapping.relation}Match", target)
    for none in record.no_counterpart:
        yield Statement(me, "crosswalk:noCounterpartIn", none.in_)


def _of_false_friend(entry: Entry, record: FalseFriendFormat) -> Iterator[Statement]:
    for sense in record.senses:
        if is_concept_ref(sense.in_):
            yield Statement(entry.path, "crosswalk:disambiguates", sense.in_)
    for subject, target in record.not_exact:
        ends = (_id(concept_path(subject, "devops")), _id(concept_path(target, "devops")))
        yield Statement(ends[0], "skos:exactMatch", ends[1], negated=True)


def _existence(me: str, discipline: str, is_withdrawn: bool) -> Iterator[Statement]:
    yield Statement(me, "rdf:type", "skos:Concept")
    yield Statement(me, "skos:inScheme", discipline)
    if is_withdrawn:
        yield Statement(me, "owl:deprecated", Literal("true", ""))


def _id(path: str) -> str:
    return path.removeprefix("concepts/")


def around(concept: Record) -> Iterator[Statement]:
    """What the database states of one concept and of whatever a rule may weigh against it.

    That is what it is linked to, what stands above and below it, what is equal to it, and what has one of its names.
    Of the others only scheme, names and fate are stated, so that no rule speaks of what is left out here.
    """
    near = _closure(concept.pk, _UP) | _closure(concept.pk, _DOWN) | _closure(concept.pk, _EQUAL)
    near |= {concept.pk} | _linked(concept.pk) | _namesakes(concept)
    ids = {pk: _id(path) for pk, path in Concept.objects.filter(pk__in=near).values_list("pk", "path")}
    yield from _schemes()
    for row in Concept.objects.filter(pk__in=ids).only("path", "discipline_id", "status", "definition"):
        is_this = row.pk == concept.pk
        stated = _existence(ids[row.pk], row.discipline_id, row.status == "withdrawn")
        yield from (one for one in stated if is_this or one.predicate != "rdf:type")
        if is_this:
            yield Statement(ids[row.pk], "skos:definition", Literal(row.definition, "en"))
    for pk, kind, text, lang in Label.objects.filter(record__in=ids).values_list("record_id", "kind", "text", "lang"):
        yield Statement(ids[pk], _LABEL[kind], Literal(text, lang))
    yield from _relations(ids)


def _relations(ids: dict[int, str]) -> Iterator[Statement]:
    relations = ConceptRelation.objects.exclude(kind=ConceptRelation.Kind.REQUIRES).filter(subject__in=ids)
    for subject, kind, target in relations.filter(object__in=ids).values_list("subject_id", "kind", "object_id"):
        yield Statement(ids[subject], f"skos:{kind}", ids[target])
    mappings = Mapping.objects.filter(subject__in=ids, object__in=ids)
    for subject, relation, target in mappings.values_list("subject_id", "relation", "object_id"):
        yield Statement(ids[subject], f"skos:{relation}Match", ids[target])
    for concept, discipline in NoCounterpart.objects.filter(concept__in=ids).values_list("concept_id", "discipline_id"):
        yield Statement(ids[concept], "crosswalk:noCounterpartIn", discipline)
    for path, concept in Sense.objects.filter(concept__in=ids).values_list("false_friend__path", "concept_id"):
        yield Statement(path, "crosswalk:disambiguates", ids[concept])
    denied = NotExact.objects.filter(subject__in=ids, object__in=ids)
    for subject, target in denied.values_list("subject_id", "object_id"):
        yield Statement(ids[subject], "skos:exactMatch", ids[target], negated=True)


# One step along each way: the model, what narrows it, the column to come from and the one to go to.
_UP = [
    (ConceptRelation, {"kind": "broader"}, "subject_id", "object_id"),
    (Mapping, {"relation": "broad"}, "subject_id", "object_id"),
    (Mapping, {"relation": "narrow"}, "object_id", "subject_id"),
]
_DOWN = [(model, narrowed, end, start) for model, narrowed, start, end in _UP]
_EQUAL = [
    (Mapping, {"relation": "exact"}, "subject_id", "object_id"),
    (Mapping, {"relation": "exact"}, "object_id", "subject_id"),
]


def _closure(start: int, steps: list) -> set[int]:
    """Every concept that one or more steps lead to: two or three small queries a step."""
    reached: set[int] = set()
    edge = {start}
    while edge:
        found = {
            pk
            for model, narrowed, here, there in steps
            for pk in model.objects.filter(**narrowed, **{f"{here}__in": edge}).values_list(there, flat=True)
        }
        edge = found - reached
        reached |= edge
    return reached


def _linked(pk: int) -> set[int]:
    found = [
        model.objects.filter(Q(subject=pk) | Q(object=pk)).values_list("subject_id", "object_id")
        for model in (ConceptRelation, Mapping, NotExact)
    ]
    return {pk for pairs in found for pair in pairs for pk in pair}


def _namesakes(concept: Record) -> set[int]:
    """The concepts that have one of this one's shown names, in whatever case."""
    shown = Label.objects.filter(record__kind=Record.Kind.CONCEPT).exclude(kind=Label.Kind.HIDDEN)
    names = {text for text in shown.filter(record=concept.pk).values_list("text", flat=True)}
    if not names:
        return set()
    same = Q(text__in=names)
    for name in names:
        same |= Q(text__iexact=name)
    return set(shown.filter(same).values_list("record_id", flat=True))
