"""Records to the plain statements over which `rules` are checked: from content files, or from the tables."""

from collections.abc import Iterable, Iterator

from mapping.content.formats import ConceptFormat, FalseFriendFormat, split_tag
from mapping.content.references import is_concept_ref
from mapping.content.tree import Entry
from mapping.models import Concept, ConceptRelation, Label, Mapping, NoCounterpart, NotExact, Sense
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


def of_tables() -> Iterator[Statement]:
    """What the database states: seven queries, whatever the number of records."""
    ids: dict[int, str] = {}
    yield from _schemes()
    for pk, path, discipline, status, definition in Concept.objects.values_list(
        "pk", "path", "discipline_id", "status", "definition"
    ):
        ids[pk] = _id(path)
        yield from _existence(ids[pk], discipline, status == "withdrawn")
        if definition:
            yield Statement(ids[pk], "skos:definition", Literal(definition, "en"))
    for pk, kind, text, lang in Label.objects.filter(record__kind="concept").values_list(
        "record_id", "kind", "text", "lang"
    ):
        yield Statement(ids[pk], _LABEL[kind], Literal(text, lang))
    yield from _relations_of_tables(ids)


def _relations_of_tables(ids: dict[int, str]) -> Iterator[Statement]:
    relations = ConceptRelation.objects.exclude(kind=ConceptRelation.Kind.REQUIRES)
    for subject, kind, target in relations.values_list("subject_id", "kind", "object_id"):
        yield Statement(ids[subject], f"skos:{kind}", ids[target])
    for subject, relation, target in Mapping.objects.values_list("subject_id", "relation", "object_id"):
        yield Statement(ids[subject], f"skos:{relation}Match", ids[target])
    for concept, discipline in NoCounterpart.objects.values_list("concept_id", "discipline_id"):
        yield Statement(ids[concept], "crosswalk:noCounterpartIn", discipline)
    for path, concept in Sense.objects.exclude(concept=None).values_list("false_friend__path", "concept_id"):
        yield Statement(path, "crosswalk:disambiguates", ids[concept])
    for subject, target in NotExact.objects.values_list("subject_id", "object_id"):
        yield Statement(ids[subject], "skos:exactMatch", ids[target], negated=True)
