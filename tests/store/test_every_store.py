"""What every store does, over memory, a folder and a real SPARQL server."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.errors import QueryError, UnknownName
from kg.model import Entity, Kind
from kg.store import Change, Rows, Store
from kg.store.embedded import Memory
from kg.store.profile import no_lineage
from tests.store.articles import article, lineage, said
from tests.store.conftest import TODAY
from tests.strategies import documents, extractions

PREFIXES = f"PREFIX tg: <{rdf.TG}> PREFIX e: <urn:techgov:entity:> PREFIX skos: <{rdf.SKOS}>"


def asserted(store: Store) -> set[str]:
    return {
        " ".join(map(rdf.ident, (quad.subject, quad.predicate, quad.object)))  # type: ignore[arg-type]
        for quad in store.backend.quads(rdf.ASSERTED)
    }


def entities(store: Store) -> dict[str, set[tuple[str, object]]]:
    found: dict[str, set[tuple[str, object]]] = {}
    for quad in store.backend.quads(rdf.ENTITIES):
        found.setdefault(rdf.ident(quad.subject), set()).add(  # type: ignore[arg-type]
            (quad.predicate.value.rpartition("#")[2], rdf.python(quad.object)),
        )
    return found


def everything(store: Store) -> set[str]:
    return {str(quad) for quad in store.quads()}


def test_what_is_put_comes_back(store: Store) -> None:
    kept = article("a", said("palantir", "suppliesTo", "ice", by="Microsoft", amount="$1.10 m", value=1_100_000,
                             through=("dell", "key partners"), when=date(2020, 1, 2)))
    assert store.put(kept) == Change(kept.document.id, "new", added=1)
    assert store.extraction(kept.document.id) == rdf.kept(kept)


def test_a_plain_triple_is_found_without_naming_a_graph(store: Store) -> None:
    store.put(article("a", said("palantir", "suppliesTo", "ice")))
    answer = store.query(PREFIXES + "SELECT ?name { ?c tg:suppliesTo e:ice . ?c skos:prefLabel ?name }")
    assert answer == Rows(("name",), [("Palantir",)])


def test_a_plain_triple_of_three_articles_counts_once(store: Store) -> None:
    for name in "abc":
        store.put(article(name, said("palantir", "suppliesTo", "ice")))
    assert store.query(PREFIXES + "SELECT (COUNT(*) AS ?n) { ?s tg:suppliesTo ?o }") == Rows(("n",), [(1,)])


def test_values_come_back_as_python_values(store: Store) -> None:
    answer = store.query('SELECT ?a ?b ?c ?d ?e ?f { VALUES (?a ?b ?c ?d ?e ?f) { (1 1.5 1.5e0 true "x" UNDEF) } }')
    assert answer == Rows(tuple("abcdef"), [(1, Decimal("1.5"), 1.5, True, "x", None)])


@pytest.mark.parametrize("status", ["alleged", "denied", "planned", "ended"])
def test_only_what_is_asserted_becomes_a_plain_triple(store: Store, status: str) -> None:
    store.put(article("a", said("microsoft", "surveils", "civilians", status)))
    assert asserted(store) == set()


def test_reading_again_changes_nothing(store: Store) -> None:
    kept = article("a", said("palantir", "suppliesTo", "ice"), said("ice", "uses", "azure", "denied"))
    store.put(kept)
    before = everything(store)
    later = replace(kept, document=replace(kept.document, retrieved=date(2026, 5, 5)))
    assert store.put(kept) == store.put(later) == Change(kept.document.id, "unchanged")
    assert everything(store) == before


def test_an_edited_article_withdraws_what_it_no_longer_says(store: Store) -> None:
    old = article("a", said("palantir", "suppliesTo", "ice"), said("ice", "uses", "azure"))
    new = article("a", said("ice", "uses", "azure"), published=date(2026, 3, 4))
    store.put(old)
    assert store.put(new) == Change(old.document.id, "replaced", withdrawn=1)
    assert asserted(store) == {"ice uses azure"}
    claims = {claim.proposition.object: claim for claim in store.extraction(old.document.id).claims}
    assert claims["ice"].withdrawn == date(2026, 3, 4)
    assert claims["azure"].withdrawn is None
    assert claims["ice"].evidence == old.claims[0].evidence


def test_without_a_newer_date_the_day_of_withdrawal_is_today(store: Store) -> None:
    store.put(article("a", said("palantir", "suppliesTo", "ice"), published=date(2026, 3, 4)))
    store.put(article("a", extra="Corrected.", published=date(2026, 3, 4)))
    (claim,) = store.extraction(article("a").document.id).claims
    assert claim.withdrawn == TODAY


def test_a_claim_that_comes_back_counts_again(store: Store) -> None:
    old = article("a", said("palantir", "suppliesTo", "ice"))
    store.put(old)
    store.put(article("a", extra="Corrected."))
    assert asserted(store) == set()
    assert store.put(old) == Change(old.document.id, "replaced", restored=1)
    assert asserted(store) == {"palantir suppliesTo ice"}
    assert store.extraction(old.document.id) == rdf.kept(old)


def test_a_withdrawn_claim_keeps_its_first_day(store: Store) -> None:
    store.put(article("a", said("palantir", "suppliesTo", "ice"), published=date(2026, 1, 1)))
    store.put(article("a", extra="Two.", published=date(2026, 1, 2)))
    store.put(article("a", extra="Three.", published=date(2026, 1, 3)))
    (claim,) = store.extraction(article("a").document.id).claims
    assert claim.withdrawn == date(2026, 1, 2)


def test_a_better_extractor_drops_claims_that_the_article_never_withdrew(store: Store) -> None:
    old = article("a", said("palantir", "suppliesTo", "ice"), said("ice", "uses", "azure"))
    store.put(old)
    assert store.put(replace(old, claims=old.claims[1:])) == Change(old.document.id, "replaced", dropped=1)
    assert len(store.extraction(old.document.id).claims) == 1
    assert asserted(store) == {"ice uses azure"}


def test_a_triple_stands_as_long_as_one_article_asserts_it(store: Store) -> None:
    for name in "ab":
        store.put(article(name, said("palantir", "suppliesTo", "ice")))
    store.put(article("a", extra="Corrected."))
    assert asserted(store) == {"palantir suppliesTo ice"}
    store.put(article("b", extra="Corrected."))
    assert asserted(store) == set()


def test_a_denial_elsewhere_does_not_hold_a_withdrawn_triple(store: Store) -> None:
    store.put(article("a", said("palantir", "suppliesTo", "ice")))
    store.put(article("b", said("palantir", "suppliesTo", "ice", "denied")))
    store.put(article("a", extra="Corrected."))
    assert asserted(store) == set()


def test_an_entity_knows_its_ancestors(store: Store) -> None:
    store.put(article("a", said("palantir", "suppliesTo", "hsi")))
    found = entities(store)
    assert set(found) == {"palantir", "hsi", "ice", "dhs"}
    assert ("prefLabel", "Department of Homeland Security") in found["dhs"]
    assert ("altLabel", "DHS") in found["dhs"]
    assert ("parent", "urn:techgov:entity:ice") in found["hsi"]
    assert ("known", True) in found["dhs"]
    assert ("known", False) in found["palantir"]
    below = store.query(PREFIXES + "SELECT ?b { e:dhs (tg:oversees|^tg:parent)+ ?b } ORDER BY ?b")
    assert below == Rows(("b",), [("urn:techgov:entity:hsi",), ("urn:techgov:entity:ice",)])


def test_entities_that_nobody_uses_any_more_are_forgotten_with_their_ancestors(store: Store) -> None:
    store.put(article("b", said("palantir", "suppliesTo", "ice")))
    before = everything(store)
    old = article("a", said("clearview", "suppliesTo", "hsi"))
    store.put(old)
    assert "hsi" in entities(store)
    nothing = replace(old, claims=(), entities=())
    store.put(nothing)
    assert set(entities(store)) == {"palantir", "ice", "dhs"}
    assert {quad for quad in everything(store) if old.document.id not in quad} == before


def test_a_withdrawn_claim_keeps_its_entities(store: Store) -> None:
    store.put(article("a", said("clearview", "suppliesTo", "hsi")))
    store.put(article("a", extra="Corrected."))
    assert {"clearview", "hsi", "ice", "dhs"} == set(entities(store))


def test_the_preferred_name_does_not_depend_on_the_order_of_articles(store: Store) -> None:
    names = ["CLEARVIEW AI", "Clearview AI", "Clearview"]
    articles = [article(name, entities=(Entity("clearview", Kind.COMPANY, name, (name,)),)) for name in names]
    for each in articles:
        store.put(each)
    other = Store(Memory(), lineage=lineage)
    for each in reversed(articles):
        other.put(each)
    assert entities(store) == entities(other)
    assert ("prefLabel", "Clearview AI") in entities(store)["clearview"]
    assert len([1 for name, _ in entities(store)["clearview"] if name == "prefLabel"]) == 1


def test_a_name_that_only_an_old_version_had_is_forgotten(store: Store) -> None:
    store.put(article("a", entities=(Entity("acme", Kind.COMPANY, "Acme", ("Acme Incorporated",)),)))
    store.put(article("b", entities=(Entity("acme", Kind.COMPANY, "Acme", ("Acme Inc.",)),)))
    store.put(article("a", entities=(Entity("acme", Kind.COMPANY, "Acme"),)))
    assert {value for name, value in entities(store)["acme"] if name == "altLabel"} == {"Acme Inc."}


@settings(max_examples=15, deadline=None,
          suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large])
@given(st.data())
def test_the_last_versions_alone_decide_what_stands(store: Store, data: st.DataObject) -> None:
    """However often articles are edited, asserted and entities are those of a store that saw the end only."""
    articles = data.draw(st.lists(documents(), min_size=2, max_size=3, unique_by=lambda document: document.address))
    versions = articles + [replace(document, text=document.text + "!") for document in articles]
    puts = [data.draw(extractions(st.sampled_from(versions))) for _ in range(4)]
    mine = Store(Memory(), lineage=no_lineage) if isinstance(store.backend, Memory) else _emptied(store)
    for each in puts:
        mine.put(each)
    fresh = Store(Memory(), lineage=no_lineage)
    for id in {each.document.id for each in puts}:
        fresh.put(mine.extraction(id))
    assert asserted(mine) == asserted(fresh)
    assert entities(mine) == entities(fresh)


def _emptied(store: Store) -> Store:
    store.backend.change([quad for quad in store.backend.quads() if quad.graph_name != rdf.STORE], ())
    return Store(store.backend, lineage=no_lineage)


def test_many_at_once_are_what_one_by_one_is(store: Store) -> None:
    articles = [
        article(f"a{n}", said("palantir", "suppliesTo", f"body{n % 7}"), said("ice", "uses", "azure"))
        for n in range(20)
    ]
    articles += [article("a3", extra="Corrected."), articles[5]]
    kinds = [change.kind for change in store.put_many(articles, batch=8)]
    other = Store(Memory(), lineage=lineage, today=lambda: TODAY)
    assert kinds == [other.put(each).kind for each in articles]
    assert everything(store) == everything(other)


@pytest.mark.parametrize("format", ["nq", "trig", "ttl", "jsonld"])
def test_a_dump_does_not_depend_on_the_order_of_articles(store: Store, format: str) -> None:
    articles = [
        article("a", said("palantir", "suppliesTo", "ice")), article("b", said("ice", "uses", "azure", "denied")),
    ]
    other = Store(Memory(), lineage=lineage)
    for mine, theirs in zip(articles, articles[::-1], strict=True):
        store.put(mine)
        other.put(theirs)
    dumps = [io.BytesIO(), io.BytesIO()]
    store.dump(format, dumps[0])
    other.dump(format, dumps[1])
    assert dumps[0].getvalue() == dumps[1].getvalue()
    assert b"schema.org/text" not in dumps[0].getvalue()
    assert b"palantir suppliesTo ice (asserted)." in dumps[0].getvalue()


def test_an_unknown_format_is_named_with_near_misses(store: Store) -> None:
    with pytest.raises(UnknownName, match="did you mean 'trig'"):
        store.dump("trigg", io.BytesIO())


def test_a_wrong_query_shows_line_and_place(store: Store) -> None:
    with pytest.raises(QueryError, match=r"(?s)line 2, column 11.*\n { \?x \?y }\n {10}\^") as error:
        store.query("SELECT ?x WHERE\n { ?x ?y }")
    assert "Traceback" not in str(error.value)


@pytest.mark.parametrize("text", [
    "INSERT DATA { <urn:a> <urn:b> 1 }",
    "# SELECT\nPREFIX insert: <urn:a#> DELETE WHERE { ?s ?p ?o }",
    "clear all",
    "BASE <urn:x> PREFIX a: <urn:b> DROP GRAPH <urn:g>",
])
def test_a_question_never_changes_the_store(store: Store, text: str) -> None:
    store.put(article("a", said("palantir", "suppliesTo", "ice")))
    before = everything(store)
    with pytest.raises(QueryError, match="would change the store"):
        store.query(text)
    assert everything(store) == before


def test_words_in_strings_names_and_comments_do_not_make_an_update(store: Store) -> None:
    text = (
        "PREFIX delete: <urn:x#> # insert data\n"
        'SELECT ("DROP ALL" AS ?drop) { FILTER NOT EXISTS { ?s delete:from ?o } }'
    )
    assert store.query(text) == Rows(("drop",), [("DROP ALL",)])


def test_ask_and_construct_answer_in_kind(store: Store) -> None:
    store.put(article("a", said("palantir", "suppliesTo", "ice")))
    assert store.query(PREFIXES + "ASK { ?s tg:suppliesTo ?o }") is True
    assert store.query(PREFIXES + "ASK { ?s tg:acquires ?o }") is False
    (triple,) = store.query(PREFIXES + "CONSTRUCT { ?o tg:suppliedBy ?s } WHERE { ?s tg:suppliesTo ?o }")  # type: ignore[union-attr,misc]
    assert str(triple) == "<urn:techgov:entity:ice> <urn:techgov:ontology#suppliedBy> <urn:techgov:entity:palantir>"


def test_hostile_text_is_only_text(store: Store) -> None:
    name = 'a" } } ; DROP ALL ; <script> \\u0022 \r\n \u0000 {'
    kept = article("a", entities=(Entity("evil", Kind.COMPANY, name, (name,)),), extra=name)
    store.put(kept)
    assert store.put(kept).kind == "unchanged"
    assert store.extraction(kept.document.id) == rdf.kept(kept)
