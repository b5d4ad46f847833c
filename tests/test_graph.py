"""The graph: each claim of a store is an edge with all its values; filters leave out what they say."""

from dataclasses import replace
from datetime import date
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UnknownName, UsageError
from kg.graph import first_day, from_extractions, graph, last_day
from kg.model import Evidence, Extraction, Qualifiers, Status
from kg.store import Store, open_store
from tests import world
from tests.strategies import extractions

NODE = {"name", "kind", "aliases", "known", "generic", "parent"}
EDGE = {
    "proposition", "relation", "label", "family", "status", "attributed_to", "attributed_entity", "confidence",
    "amount", "amount_value", "currency", "product", "program", "date", "date_first", "date_last", "through", "quote",
    "prefix", "suffix", "start", "end", "document", "title", "source", "url", "path", "published", "extractor",
    "evidence_count",
}


@pytest.fixture(scope="module")
def store() -> Any:
    with world.store() as kept:
        yield kept


def edge(found: nx.MultiDiGraph, subject: str, relation: str, object: str, document: str) -> dict[str, Any]:
    [values] = [
        values for values in found.get_edge_data(subject, object).values()
        if values["relation"] == relation and values["url"] == f"https://{document}.example/"
    ]
    return values


def test_a_node_is_an_entity_with_its_names(store: Store) -> None:
    found = graph(store)
    assert set(found) == set(world.ENTITIES) - {"carter-resale"}
    assert found.nodes["acme"] == {
        "name": "Acme Robotics", "kind": "Company", "aliases": ["Acme", "Acme Robotics, Inc."], "known": True,
        "generic": False, "parent": None,
    }
    assert found.nodes["group-fishers"]["generic"] is True


def test_every_claim_is_an_edge_under_its_own_id(store: Store) -> None:
    found = graph(store)
    claims = {claim.id: claim.proposition for extraction in world.articles() for claim in extraction.claims}
    assert {key: (a, b) for a, b, key in found.edges(keys=True)} == {
        id: (proposition.subject, proposition.object) for id, proposition in claims.items()
    }


def test_an_edge_has_exactly_the_attributes_of_the_contract(store: Store) -> None:
    found = graph(store)
    assert {frozenset(values) for _, _, values in found.edges(data=True)} == {frozenset(EDGE)}
    assert {frozenset(values) for _, values in found.nodes(data=True)} == {frozenset(NODE)}


def test_an_edge_says_who_sold_what_when_through_whom_and_where_it_stands(store: Store) -> None:
    values = edge(graph(store), "acme", "suppliesTo", "coast-patrol", "courier")
    article = next(world.articles())
    claim = next(claim for claim in article.claims if claim.qualifiers.amount)
    evidence = claim.evidence[0]
    assert values == {
        "proposition": claim.proposition.id, "relation": "suppliesTo", "label": "supplies to", "family": "procurement",
        "status": "asserted", "attributed_to": None, "attributed_entity": None, "confidence": 0.75,
        "amount": "$1.10 million", "amount_value": 1_100_000.0, "currency": "USD", "product": "patrol drones",
        "program": "Gull", "date": "in May 2023", "date_first": "2023-05-01", "date_last": "2023-05-31",
        "through": ["Carter Resale", "a dealer"], "quote": evidence.quote, "prefix": evidence.prefix,
        "suffix": evidence.suffix, "start": evidence.start, "end": evidence.end, "document": article.document.id,
        "title": "The courier story", "source": "The Courier", "url": "https://courier.example/", "path": None,
        "published": "2024-03-01", "extractor": "patterns/1", "evidence_count": 1,
    }


def test_an_edge_names_whom_the_article_credits(store: Store) -> None:
    values = edge(graph(store), "coast-patrol", "surveils", "group-fishers", "courier")
    assert (values["status"], values["attributed_to"], values["attributed_entity"]) == (
        "denied", "the Patrol", "coast-patrol",
    )


def test_the_graph_knows_its_articles(store: Store) -> None:
    documents = graph(store, statuses=["denied"]).graph["documents"]
    assert sorted((each["title"], each["claims"]) for each in documents.values()) == [
        ("The courier story", 1), ("The gazette story", 1), ("The ledger story", 0),
    ]
    assert all(set(each) == {"title", "source", "url", "published", "path", "claims"} for each in documents.values())


def test_the_first_piece_of_evidence_is_shown_and_all_are_counted() -> None:
    article = next(world.articles())
    claim = article.claims[0]
    more = tuple(Evidence.of(article.document, start, start + 5) for start in range(12))
    found = from_extractions([replace(article, claims=(replace(claim, evidence=more),))])
    [(_, _, values)] = found.edges(data=True)
    assert (values["evidence_count"], values["start"]) == (12, 0)


def test_partners_stand_in_their_order_however_many() -> None:
    article = next(world.articles())
    partners = tuple(f"dealer {number}" for number in range(12, 0, -1))
    claim = replace(article.claims[0], qualifiers=Qualifiers(through=partners))
    [(_, _, values)] = from_extractions([replace(article, claims=(claim,))]).edges(data=True)
    assert values["through"] == list(partners)


def test_a_withdrawn_claim_is_no_edge_but_counted() -> None:
    article = next(world.articles())
    gone = replace(article.claims[0], withdrawn=date(2024, 4, 1))
    found = from_extractions([replace(article, claims=(gone, *article.claims[1:]))])
    assert not found.has_node("harbour-office")
    assert (len(found.edges), found.graph["withdrawn"]) == (3, 1)


@pytest.mark.parametrize(("filters", "count"), [
    ({}, 16),
    ({"statuses": "denied"}, 2),
    ({"statuses": [Status.DENIED, "planned"]}, 3),
    ({"relations": "suppliesTo"}, 6),
    ({"relations": ["makes", "uses"], "statuses": ["asserted"]}, 1),
    ({"min_confidence": 0.75}, 16),
    ({"min_confidence": 0.8}, 15),
    ({"sources": "The Ledger"}, 9),
    ({"sources": ["The Ledger", "The Courier"]}, 13),
    ({"since": "2025"}, 9),
    ({"until": date(2024, 12, 31)}, 4),
    ({"since": "2023-05-31", "until": "2023-06"}, 1),
    ({"since": "2023-06", "until": "2024"}, 3),
    ({"since": "2026"}, 0),
])
def test_filters_leave_what_they_ask_for(store: Store, filters: dict[str, Any], count: int) -> None:
    found = graph(store, **filters)
    assert len(found.edges) == count
    assert all(found.degree(node) > 0 for node in found)


def test_what_a_limit_of_time_leaves_out_is_counted(store: Store) -> None:
    assert graph(store, since="2025").graph["filtered"] == {"no date": 3, "outside the period": 4}
    assert graph(store).graph["filtered"] == {}


@pytest.mark.parametrize(("filters", "message"), [
    ({"statuses": ["assertd"]}, "no status 'assertd'; did you mean 'asserted'?"),
    ({"relations": ["supplieTo"]}, "no relation 'supplieTo'; did you mean 'suppliesTo'?"),
    ({"sources": "the courier"}, "no source 'the courier'; did you mean 'The Courier'?"),
])
def test_an_unknown_name_in_a_filter_is_refused_with_near_misses(
    store: Store, filters: dict[str, Any], message: str
) -> None:
    with pytest.raises(UnknownName) as error:
        graph(store, **filters)
    assert str(error.value) == message


@pytest.mark.parametrize("filters", [
    {"since": "soon"}, {"until": "2024-13"}, {"since": "2025", "until": "2024"}, {"min_confidence": 2},
    {"since": "2024-02-30"}, {"statuses": []},
])
def test_a_filter_that_makes_no_sense_is_refused(store: Store, filters: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        graph(store, **filters)


def test_days_may_be_given_as_months_and_years() -> None:
    assert (first_day("2024"), last_day("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert first_day(None) is last_day(None) is None


def test_an_empty_store_is_an_empty_graph() -> None:
    with open_store(":memory:") as empty:
        found = graph(empty)
    assert (len(found), found.graph["documents"]) == (0, {})


def test_the_order_does_not_depend_on_how_articles_came() -> None:
    articles = list(world.articles())
    one, other = from_extractions(articles), from_extractions(articles[::-1])
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
    assert list(one) == sorted(one)


@given(st.lists(extractions(), max_size=3, unique_by=lambda each: each.document.id))
@settings(max_examples=60, deadline=None)
def test_no_claim_is_lost_and_none_invented(articles: list[Extraction]) -> None:
    found = from_extractions(articles)
    stand = {claim.id for each in articles for claim in each.claims if claim.withdrawn is None}
    # One claim may be drafted twice, once withdrawn; the store keeps the first.
    first = {claim.id: claim for each in articles for claim in reversed(each.claims)}
    stand = {id for id in stand if first[id].withdrawn is None}
    assert {key for _, _, key in found.edges(keys=True)} == stand
    texts = {each.document.id: each.document.text for each in articles}
    for _, _, values in found.edges(data=True):
        assert texts[values["document"]][values["start"]:values["end"]] == values["quote"]
