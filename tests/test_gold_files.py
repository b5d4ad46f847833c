"""The gold articles are sound: what they quote is there, what they name is known, and there is enough of everything."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from kg import ontology
from kg.model import Kind, Status

FOLDER = Path(__file__).parent / "gold"
ARTICLES: list[dict[str, Any]] = [json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))]
CLAIMS = [claim for article in ARTICLES for claim in article["claims"]]
NO_RELATION = (FOLDER / "no-relation.txt").read_text("utf-8").splitlines()

# What the set has now: it may grow, but not shrink.
FEWEST_PER_RELATION = 11
FEWEST_PER_STATUS = {"asserted": 290, "denied": 68, "alleged": 70, "planned": 78, "ended": 40}

each_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["id"])


@each_article
def test_an_article_is_named_by_its_file(article: dict[str, Any]) -> None:
    assert (FOLDER / f"{article['id']}.json").is_file()
    assert {"id", "title", "date", "source", "url", "text", "entities", "claims"} == article.keys()
    assert 60 <= len(article["text"].split()) <= 220


@each_article
def test_what_is_quoted_stands_in_the_text_letter_for_letter(article: dict[str, Any]) -> None:
    quoted = [claim["evidence"] for claim in article["claims"]]
    quoted += [mention for entity in article["entities"] for mention in entity["mentions"]]
    quoted += [value for claim in article["claims"] for value in claim["qualifiers"].values()]
    assert [text for text in quoted if not text or text not in article["text"]] == []


@each_article
def test_entities_have_ids_and_mentions_of_their_own(article: dict[str, Any]) -> None:
    ids = [entity["id"] for entity in article["entities"]]
    mentions = [mention for entity in article["entities"] for mention in entity["mentions"]]
    assert len(set(ids)) == len(ids)
    assert len(set(mentions)) == len(mentions)
    assert all(entity["name"] in entity["mentions"] for entity in article["entities"])


@each_article
def test_every_claim_is_one_that_the_ontology_admits(article: dict[str, Any]) -> None:
    kinds = {entity["id"]: Kind(entity["type"]) for entity in article["entities"]}
    admits = ontology.load().check
    refused = [admits(c["predicate"], kinds[c["subject"]], kinds[c["object"]]) for c in article["claims"]]
    assert [reason for reason in refused if reason] == []
    assert all(claim["status"] in set(Status) for claim in article["claims"])


@each_article
def test_no_claim_is_made_twice_or_about_one_thing(article: dict[str, Any]) -> None:
    keys = [(c["subject"], c["predicate"], c["object"], c["status"]) for c in article["claims"]]
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if key[0] == key[2]] == []


def test_there_are_enough_claims_of_every_relation() -> None:
    counts = Counter(claim["predicate"] for claim in CLAIMS)
    few = {name: counts[name] for name in ontology.load().relations if counts[name] < FEWEST_PER_RELATION}
    assert few == {}


def test_there_are_enough_claims_of_every_status() -> None:
    counts = Counter(claim["status"] for claim in CLAIMS)
    assert {status: counts[status] for status, fewest in FEWEST_PER_STATUS.items() if counts[status] < fewest} == {}
    assert counts["asserted"] <= 2 / 3 * counts.total()


def test_ids_are_unique_and_articles_many() -> None:
    assert len({article["id"] for article in ARTICLES}) == len(ARTICLES) >= 64


def test_the_sentences_without_a_relation_are_many_and_different() -> None:
    assert len(set(NO_RELATION)) == len(NO_RELATION) >= 200
    assert all(line.strip() == line and line for line in NO_RELATION)
