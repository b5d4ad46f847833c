"""The ontology, what it refuses, and the shapes: each constraint has a planted fault that it catches."""

import time
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import rdflib
from pyshacl import validate
from rdflib.collection import Collection

from kg import ontology, rdf
from kg.errors import OntologyError, UnknownName
from kg.model import (
    Amount,
    AmountRole,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Period,
    Proposition,
    Qualifiers,
    Status,
)

TTL = ontology.folder() / "techgov.ttl"
ORGANISATIONS = {Kind.COMPANY, Kind.GOVERNMENT_BODY, Kind.ORGANIZATION}
PREFIXES = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in rdf.PREFIXES.items())

TEXT = "Microsoft sells Azure to ICE through Dell for $19.4 million a year, the company said in 2018."

JUDGEMENTS = """
    INSERT DATA {
      <urn:techgov:judgement:1> a tg:Judgement ; tg:verdict "same" ; tg:by "Ada" ; tg:on "2024-05-01"^^xsd:date ;
        tg:about entity:microsoft , entity:us-ice ; tg:why "one letterhead" .
      <urn:techgov:judgement:2> a tg:Judgement ; tg:verdict "reject" ; tg:by "Ada" ; tg:on "2024-05-01"^^xsd:date ;
        tg:about <urn:techgov:claim:1> .
    }"""

FAULTS = {
    # article
    "an article has one address": "DELETE WHERE { ?a tg:address ?x }",
    "an article has one name": 'INSERT { ?a tg:name "another" } WHERE { ?a a schema:Article }',
    "an article has one version": "DELETE { ?a tg:version ?x } WHERE { ?a a schema:Article ; tg:version ?x }",
    "an article has at most one headline": 'INSERT { ?a schema:headline "a", "b" } WHERE { ?a a schema:Article }',
    "an article has at most one URL": 'INSERT { ?a schema:url "a", "b" } WHERE { ?a a schema:Article }',
    "an article is published on at most one day":
        'INSERT { ?a schema:datePublished "May" } WHERE { ?a a schema:Article }',
    "an article is retrieved on at most one day": 'INSERT { ?a tg:retrieved "May" } WHERE { ?a a schema:Article }',
    # entity
    "an entity is of one kind": "INSERT DATA { entity:us-ice a tg:Person }",
    "an entity has one preferred label": 'INSERT DATA { entity:us-ice skos:prefLabel "Ice" }',
    "another name of an entity is not empty and not its preferred label":
        'INSERT DATA { entity:us-ice skos:altLabel "" }',
    "the register knows an entity or does not": 'INSERT DATA { entity:us-ice tg:known "yes" }',
    "an entity is generic or is not": "INSERT DATA { entity:us-ice tg:generic true , false }",
    "an entity has at most one parent": "INSERT DATA { entity:us-ice tg:parent entity:a , entity:b }",
    # proposition
    "a proposition has one subject, which is not its object":
        "INSERT { ?p rdf:subject ?o } WHERE { ?p a tg:Proposition ; rdf:object ?o }",
    "a proposition has one predicate, a relation of the ontology":
        "DELETE { ?p rdf:predicate ?r } INSERT { ?p rdf:predicate tg:isSuppliedBy } WHERE { ?p rdf:predicate ?r }",
    "a proposition has one object": "DELETE WHERE { ?p rdf:object ?x }",
    "the subject of a proposition is a described entity":
        "DELETE { ?p rdf:subject ?x } INSERT { ?p rdf:subject entity:nobody } WHERE { ?p rdf:subject ?x }",
    "the object of a proposition is a described entity":
        "DELETE { ?p rdf:object ?x } INSERT { ?p rdf:object entity:nobody } WHERE { ?p rdf:object ?x }",
    "the subject's kind is outside the relation's domain":
        "DELETE { ?p rdf:predicate ?r } INSERT { ?p rdf:predicate tg:leads } WHERE { ?p rdf:predicate ?r }",
    "the object's kind is outside the relation's range":
        "DELETE { ?p rdf:predicate ?r } INSERT { ?p rdf:predicate tg:makes } WHERE { ?p rdf:predicate ?r }",
    # claim
    "a claim has one proposition": "DELETE WHERE { ?c tg:proposition ?x }",
    "a claim has one status": "INSERT { ?c tg:status tg:denied } WHERE { ?c a tg:Claim }",
    "a claim is derived from one article": "DELETE WHERE { ?c prov:wasDerivedFrom ?x }",
    "a claim has evidence": "DELETE WHERE { ?c tg:evidence ?x }",
    "a claim has one confidence, from 0 to 1": "INSERT { ?c tg:confidence 1.5e0 } WHERE { ?c a tg:Claim }",
    "a claim credits at most one name": 'INSERT { ?c tg:attributedName "" } WHERE { ?c a tg:Claim }',
    "a claim credits at most one entity":
        "INSERT { ?c tg:attributedTo entity:us-ice } WHERE { ?c a tg:Claim }",
    "a claim is withdrawn on at most one day": "INSERT { ?c tg:withdrawn true } WHERE { ?c a tg:Claim }",
    "a claim has at most one amount": 'INSERT { ?c tg:amountText "$1" } WHERE { ?c a tg:Claim }',
    "the value of an amount is one decimal number": 'INSERT { ?c tg:amountValue "a lot" } WHERE { ?c a tg:Claim }',
    "a currency is one code of three letters":
        'DELETE { ?c tg:currency ?x } INSERT { ?c tg:currency "$" } WHERE { ?c tg:currency ?x }',
    "an amount has one of the known roles":
        'DELETE { ?c tg:amountRole ?x } INSERT { ?c tg:amountRole "bribe" } WHERE { ?c tg:amountRole ?x }',
    "a claim has at most one product": 'INSERT { ?c tg:product "Office" } WHERE { ?c a tg:Claim }',
    "a claim has at most one programme": 'INSERT { ?c tg:program "JEDI" } WHERE { ?c a tg:Claim }',
    "a claim has at most one date": 'INSERT { ?c tg:dateText "2019" } WHERE { ?c a tg:Claim }',
    "a period has one first day, not after its last":
        'DELETE { ?c tg:dateFirst ?x } INSERT { ?c tg:dateFirst "2020-01-01"^^xsd:date } WHERE { ?c tg:dateFirst ?x }',
    "a period has one last day": 'INSERT { ?c tg:dateLast "2019-12-31"^^xsd:date } WHERE { ?c a tg:Claim }',
    "whom a claim credits is kept as written": "DELETE WHERE { ?c tg:attributedName ?x }",
    "an amount is kept as written": "DELETE WHERE { ?c tg:amountText ?x }",
    "a date is kept as written": "DELETE WHERE { ?c tg:dateText ?x }",
    "an intermediary has one name": "DELETE WHERE { ?t rdf:value ?x }",
    "an intermediary is at most one entity": "INSERT { ?t tg:entity entity:a , entity:b } WHERE { ?c tg:through ?t }",
    # evidence
    "evidence lies in one article": "DELETE WHERE { ?e oa:hasSource ?x }",
    "evidence lies in one version": "DELETE { ?e tg:version ?x } WHERE { ?e a tg:Evidence ; tg:version ?x }",
    "evidence starts at one offset, before its end":
        "DELETE { ?e oa:start ?x } INSERT { ?e oa:start 9999 } WHERE { ?e oa:start ?x }",
    "evidence ends at one offset": "DELETE WHERE { ?e oa:end ?x }",
    "evidence has one quote, which is not empty":
        'DELETE { ?e oa:exact ?x } INSERT { ?e oa:exact "" } WHERE { ?e oa:exact ?x }',
    "evidence has at most one prefix": 'INSERT { ?e oa:prefix "a" , "b" } WHERE { ?e a tg:Evidence }',
    "evidence has at most one suffix": 'INSERT { ?e oa:suffix "a" , "b" } WHERE { ?e a tg:Evidence }',
    "a quote is as long as its span":
        "DELETE { ?e oa:end ?x } INSERT { ?e oa:end ?more } WHERE { ?e oa:end ?x BIND (?x + 1 AS ?more) }",
    # judgement
    "a judgement has one verdict": 'INSERT { ?j tg:verdict "maybe" } WHERE { ?j a tg:Judgement }',
    "a judgement is about one or two things": "DELETE WHERE { ?j tg:about ?x }",
    "a judgement is somebody's": "DELETE WHERE { ?j tg:by ?x }",
    "a judgement has one day": "DELETE WHERE { ?j tg:on ?x }",
    "a judgement has at most one reason": 'INSERT { ?j tg:why "a" , "b" } WHERE { ?j a tg:Judgement }',
    "a word on identity is about two entities, a word on a claim about one":
        "DELETE DATA { <urn:techgov:judgement:1> tg:about entity:us-ice }",
}


def test_there_are_26_relations_and_each_says_what_it_is() -> None:
    relations = ontology.load().relations
    assert len(relations) == 26
    for relation in relations.values():
        assert relation.definition.endswith(".")
        assert relation.label
        assert relation.inverse_label
        assert relation.domain
        assert relation.range
    assert relations["suppliesTo"].label == "supplies to"
    assert relations["suppliesTo"].inverse_label == "is supplied by"


def test_no_two_relations_share_a_label_or_an_inverse() -> None:
    relations = ontology.load().relations.values()
    assert len({relation.label for relation in relations}) == 26
    assert len({relation.inverse for relation in relations}) == 26


def test_only_partners_with_reads_the_same_both_ways() -> None:
    relations = ontology.load().relations.values()
    assert [relation.name for relation in relations if relation.symmetric] == ["partnersWith"]
    assert [relation.name for relation in relations if relation.inverse == relation.name] == ["partnersWith"]
    partners = ontology.load().relations["partnersWith"]
    assert partners.domain == partners.range == ORGANISATIONS


def test_families_are_those_by_which_near_misses_are_scored() -> None:
    families: dict[str, set[str]] = {}
    for relation in ontology.load().relations.values():
        families.setdefault(relation.family, set()).add(relation.name)
    assert families == {
        "procurement": {"suppliesTo", "uses", "awardsContractTo", "bidsFor", "makes"},
        "people": {"leads", "worksFor", "formerlyWorkedFor", "founded"},
        "structure": {"oversees", "owns", "acquires"},
        "money": {"funds"},
        "power": {"restricts", "authorizes", "investigates", "sues"},
        "voice": {"lobbies", "criticizes", "supports", "testifiesBefore"},
        "data": {"sharesDataWith", "surveils", "attacks"},
        "ties": {"partnersWith", "endsDealWith"},
    }


def test_kinds_and_statuses_are_those_of_the_model_in_its_order() -> None:
    loaded = ontology.load()
    assert list(loaded.kinds) == list(Kind)
    assert list(loaded.statuses) == list(Status)
    assert all(term.definition.endswith(".") for term in (*loaded.kinds.values(), *loaded.statuses.values()))


@pytest.mark.parametrize(("subject", "relation", "object"), [
    (Kind.COMPANY, "suppliesTo", Kind.GOVERNMENT_BODY),
    (Kind.GROUP, "criticizes", Kind.COMPANY),
    (Kind.PERSON, "supports", Kind.LAW),
    (Kind.COMPANY, "lobbies", Kind.PERSON),
    (Kind.GOVERNMENT_BODY, "restricts", Kind.GROUP),
    (Kind.GOVERNMENT_BODY, "surveils", Kind.GROUP),
    (Kind.COMPANY, "bidsFor", Kind.PROGRAM),
    (Kind.PERSON, "founded", Kind.ORGANIZATION),
    (Kind.GOVERNMENT_BODY, "uses", Kind.COMPANY),
])
def test_an_ordinary_claim_may_stand(subject: Kind, relation: str, object: Kind) -> None:
    assert ontology.load().check(relation, subject, object) is None


@pytest.mark.parametrize(("subject", "relation", "object", "reason"), [
    (Kind.COMPANY, "leads", Kind.COMPANY, "subject of leads is a Company"),
    (Kind.PERSON, "leads", Kind.PRODUCT, "object of leads is a Product"),
    (Kind.PLACE, "suppliesTo", Kind.COMPANY, "subject of suppliesTo is a Place"),
    (Kind.PERSON, "partnersWith", Kind.ORGANIZATION, "subject of partnersWith is a Person"),
    (Kind.COMPANY, "partnersWith", Kind.PERSON, "object of partnersWith is a Person"),
    (Kind.GROUP, "awardsContractTo", Kind.COMPANY, "subject of awardsContractTo is a Group"),
    (Kind.COMPANY, "awardContractTo", Kind.COMPANY, "no relation 'awardContractTo'"),
])
def test_an_ill_typed_claim_is_refused_with_a_reason(
    subject: Kind, relation: str, object: Kind, reason: str,
) -> None:
    assert ontology.load().check(relation, subject, object) == reason


def test_an_unknown_relation_comes_with_near_misses() -> None:
    with pytest.raises(UnknownName, match="did you mean 'awardsContractTo'"):
        ontology.load().relation("awardContractTo")


def test_loading_takes_less_than_a_fifth_of_a_second() -> None:
    start = time.process_time()
    ontology.read(TTL)
    assert time.process_time() - start < 0.2


@pytest.mark.parametrize(("old", "new", "message"), [
    ("tg:family tg:money", "tg:family tg:mony", "funds belongs to no known family"),
    ('rdfs:label "supplies to"@en ;', "", "suppliesTo has no .*label"),
    ("owl:inverseOf tg:isUsedBy .", "owl:inverseOf tg:isUsedBy , tg:uses .", "uses has 2 of .*inverseOf"),
    ("rdfs:domain tg:Person ;", "rdfs:domain tg:Robot ;", "speaks of 'Robot'"),
    ("tg:alleged a tg:Status", "tg:rumoured a tg:Status", "missing .*alleged.* unknown .*rumoured"),
    ("tg:Law a owl:Class ;", "tg:Law a owl:Class ,;", "cannot read the ontology"),
])
def test_a_damaged_ontology_is_refused(old: str, new: str, message: str, tmp_path: Path) -> None:
    text = TTL.read_text(encoding="utf-8")
    assert old in text
    damaged = tmp_path / "techgov.ttl"
    damaged.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(OntologyError, match=message):
        ontology.read(damaged)


def test_a_missing_ontology_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"nowhere\.ttl"):
        ontology.read(tmp_path / "nowhere.ttl")


def test_the_shapes_and_the_ontology_know_the_same_relations() -> None:
    shapes = _shapes()
    predicate = next(shape for shape in shapes.subjects(rdflib.SH.path, rdflib.RDF.predicate))
    listed = shapes.value(predicate, rdflib.SH["in"])
    assert listed is not None
    allowed = Collection(shapes, listed)
    assert {str(iri).removeprefix(rdf.TG) for iri in allowed} == set(ontology.load().relations)


def test_whatever_rdf_writes_is_declared() -> None:
    declared = {str(subject) for subject in _ontology().subjects()}
    written = {str(predicate) for predicate in _good().predicates()}
    written |= {str(object) for object in _good().objects(None, rdflib.RDF.type)}
    assert {iri for iri in written if iri.startswith(rdf.TG)} <= declared


def test_every_property_has_a_label_and_a_comment_or_definition() -> None:
    graph = _ontology()
    properties = {*graph.subjects(rdflib.RDF.type, rdflib.OWL.DatatypeProperty)}
    properties |= {*graph.subjects(rdflib.RDF.type, rdflib.OWL.ObjectProperty)}
    inverses = {*graph.objects(None, rdflib.OWL.inverseOf)}
    assert len(properties) > 26
    for property in properties:
        assert graph.value(property, rdflib.RDFS.label), property
        if property not in inverses:
            assert graph.value(property, rdflib.RDFS.comment) or graph.value(property, rdflib.SKOS.definition), property


def test_the_shapes_find_nothing_wrong_with_what_rdf_writes() -> None:
    assert _complaints(_good()) == set()


@pytest.mark.parametrize("message", FAULTS)
def test_the_shapes_catch(message: str) -> None:
    graph = rdflib.Graph()
    graph += _good()
    graph.update(f"{PREFIXES}\n{FAULTS[message]}")
    assert message in _complaints(graph)


def test_each_message_of_the_shapes_has_a_planted_fault() -> None:
    messages = {str(message) for message in _shapes().objects(None, rdflib.SH.message)}
    assert messages == set(FAULTS)


def _complaints(graph: rdflib.Graph) -> set[str]:
    _, report, _ = validate(graph, shacl_graph=_shapes(), ont_graph=_ontology(), inplace=False)
    return {str(message) for message in report.objects(None, rdflib.SH.resultMessage)}


@cache
def _shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(ontology.folder() / "shapes.ttl")


@cache
def _ontology() -> rdflib.Graph:
    return rdflib.Graph().parse(TTL)


@cache
def _good() -> rdflib.Graph:
    """One article with one claim that has every qualifier, and a judgement of either sort."""
    document = Document(
        address="https://example.org/a", name="a", text=TEXT, title="A deal", source="Example Post",
        url="https://example.org/a", published=date(2018, 6, 19), retrieved=date(2018, 6, 20), language="en",
    )
    claim = Claim(
        document.id, Proposition("microsoft", "suppliesTo", "us-ice"), Status.ASSERTED,
        (Evidence.of(document, 0, len(TEXT), context=0), Evidence.of(document, 10, 28, context=5)),
        Attribution("the company", "microsoft"),
        Qualifiers(
            Amount("$19.4 million", Decimal("19400000"), "USD", AmountRole.TOTAL), "Azure", "cloud",
            Period("2018", date(2018, 1, 1), date(2018, 12, 31)), ("dell", "a reseller"),
        ),
        0.9, "patterns.v1", date(2018, 7, 1),
    )
    entities = (
        Entity("microsoft", Kind.COMPANY, "Microsoft", ("Microsoft", "Microsoft Corp."), known=True),
        Entity("us-ice", Kind.GOVERNMENT_BODY, "ICE", known=True),
        Entity("dell", Kind.COMPANY, "Dell", generic=True),
    )
    quads = rdf.quads(Extraction(document, entities, (claim,)))
    graph = rdflib.Graph().parse(data=rdf.serialize(quads, "ttl"), format="turtle")
    graph.update(f"{PREFIXES}\n{JUDGEMENTS}")
    return graph
