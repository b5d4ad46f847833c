"""kg.check: a sound store, and a planted fault for each rule; pyshacl is the referee."""

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from pyshacl import validate
from rdflib import Graph

from kg import ontology, rdf
from kg.check import check
from kg.store import Store
from kg.store.embedded import Memory
from tests.store.articles import article, lineage, said


@pytest.fixture
def store() -> Store:
    store = Store(Memory(), lineage=lineage)
    supplies = said("palantir", "suppliesTo", "ice", by="Microsoft", amount="$1", value=1, through=("dell",))
    store.put(article("a", supplies))
    store.put(article("b", said("ice", "uses", "azure", "denied"), said("ice", "uses", "gotham")))
    store.put(article("b", said("ice", "uses", "azure", "denied"), extra="Corrected."))
    return store


def node(name: str) -> NamedNode:
    prefix, _, rest = name.partition(":")
    return NamedNode(rdf.PREFIXES[prefix] + rest)


def facts(store: Store, predicate: str, graph: str = "doc-") -> list[Quad]:
    return [q for q in store.quads() if q.predicate == node(predicate) and graph in str(q.graph_name)]


def referee(store: Store, graph: object) -> bool:
    data = Graph()
    lines = "".join(f"{quad.triple} .\n" for quad in store.quads() if quad.graph_name == graph)
    data.parse(data=lines, format="nt")
    folder = ontology.folder()
    conforms, _, _ = validate(data, shacl_graph=str(folder / "shapes.ttl"), ont_graph=str(folder / "techgov.ttl"))
    return bool(conforms)


def test_what_put_makes_is_sound(store: Store) -> None:
    assert check(store).problems == ()


CHANGES = {
    "a claim has evidence": ("tg:evidence", None),
    "a claim has one status": ("tg:status", node("tg:rumoured")),
    "a claim has one proposition": ("tg:proposition", None),
    "a claim has one confidence, from 0 to 1": ("tg:confidence", Literal(1.5)),
    "an article has one address": ("tg:address", Literal("")),
    "evidence has one quote, which is not empty": ("oa:exact", None),
    "evidence starts at one offset, before its end": ("oa:start", Literal(900)),
    "a claim is derived from one article": ("prov:wasDerivedFrom", node("document:other")),
    "an entity has one preferred label": ("skos:prefLabel", Literal(7)),
    "a currency is one code of three letters": ("tg:currency", Literal("dollars")),
    "an amount has one of the known roles": ("tg:amountRole", Literal("bribe")),
    "an amount is kept as written": ("tg:amountText", None),
    "whom a claim credits is kept as written": ("tg:attributedName", None),
    "a proposition has one predicate, a relation of the ontology": ("rdf:predicate", node("tg:befriends")),
    "an intermediary has one name": ("rdf:value", None),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("rule", list(CHANGES))
def test_a_planted_fault_is_found_and_the_referee_agrees(store: Store, rule: str) -> None:
    predicate, value = CHANGES[rule]
    quad = facts(store, predicate)[0]
    new = [Quad(quad.subject, quad.predicate, value, quad.graph_name)] if value is not None else []
    store.backend.change([quad], new)
    assert rule in {problem.rule for problem in check(store).problems}
    assert not referee(store, quad.graph_name)


@pytest.mark.filterwarnings("ignore")
def test_the_referee_finds_nothing_where_we_find_nothing(store: Store) -> None:
    assert all(referee(store, graph) for graph in {q.graph_name for q in store.quads()} - {rdf.ASSERTED})


def test_kinds_outside_domain_and_range_are_found(store: Store) -> None:
    store.put(article("c", said("azure", "leads", "ice")))
    assert any("subject of leads" in problem.rule for problem in check(store).problems)


@pytest.mark.parametrize(("rule", "new"), [
    ("the article says what is quoted where it is quoted", None),
    ("a quote is as long as its span", Literal("short")),
])
def test_a_quote_that_the_article_does_not_have_is_found(store: Store, rule: str, new: Literal | None) -> None:
    for quad in facts(store, "oa:exact"):
        value = new or Literal(quad.object.value.replace("p", "q"))  # type: ignore[union-attr]
        store.backend.change([quad], [Quad(quad.subject, quad.predicate, value, quad.graph_name)])
    assert rule in {problem.rule for problem in check(store).problems}


def test_plain_triples_and_claims_must_agree(store: Store) -> None:
    (plain,) = store.backend.quads(rdf.ASSERTED)
    stray = Quad(plain.object, plain.predicate, plain.subject, rdf.ASSERTED)  # type: ignore[arg-type]
    store.backend.change([plain], [stray])
    rules = {problem.rule for problem in check(store).problems}
    assert "what a claim asserts stands among the plain triples" in rules
    assert "a plain triple is asserted by a claim that stands" in rules


def test_an_entity_without_profile_is_found(store: Store) -> None:
    lost = list(store.backend.quads(rdf.ENTITIES, [rdf.iri("entity", "palantir")]))
    store.backend.change(lost, ())
    assert {"an entity of a document has a profile"} == {problem.rule for problem in check(store).problems}


def test_old_evidence_of_a_standing_claim_is_found(store: Store) -> None:
    quad = next(q for q in facts(store, "tg:version") if "evidence" in str(q.subject))
    store.backend.change([quad], [Quad(quad.subject, quad.predicate, Literal("text-0"), quad.graph_name)])
    rules = {problem.rule for problem in check(store).problems}
    assert rules == {"the evidence of a claim that stands is of the article's present version"}


def test_the_shapes_file_is_where_the_rules_come_from() -> None:
    shapes = (Path(ontology.folder()) / "shapes.ttl").read_text("utf-8")
    from kg.check import shape_rules

    assert len(shape_rules()) > 100
    assert all(rule.words in shapes for rule in shape_rules() if rule.words != "a node has an IRI")
