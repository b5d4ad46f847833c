"""Scores: figures worked out by hand on small articles, and what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg.errors import InputError
from kg.score import FAMILIES, NO_SHARED_ID, Rates, normal, render, score, score_files


def entity(id: str, name: str, *mentions: str, type: str = "Company", generic: bool = False) -> dict[str, Any]:
    return {"id": id, "name": name, "type": type, "mentions": list(mentions), "generic": generic}


def claim(subject: str, predicate: str, object: str, status: str = "asserted", by: str | None = None) -> dict[str, Any]:
    return {"subject": subject, "predicate": predicate, "object": object, "status": status, "attributed_to": by}


ACME = entity("e1", "Acme Robotics, Inc.", "Acme")
NAVY = entity("e2", "U.S. Navy", "Navy", type="GovernmentBody")
DRONES = entity("e3", "surveillance drones", type="Product", generic=True)
FALCON = entity("e4", "Falcon", type="Product")


def article(*claims: dict[str, Any], entities: Any = (ACME, NAVY, DRONES, FALCON), id: str = "a") -> dict[str, Any]:
    return {"id": id, "entities": list(entities), "claims": list(claims)}


@pytest.mark.parametrize(("name", "expected"), [
    ("The U.S. Department of Defense's", "us department of defense"),
    ("Palantir Technologies, Inc.", "palantir technologies"),
    ("Société Générale S.A.", "societe generale"),
    ("AT&T Corp", "at&t"),
    ("the States' rights", "states rights"),
    ("Amazon.com", "amazon com"),
    ("The Group", "group"),
    ("Bull Holdings Group", "bull"),
    ("…", ""),
])
def test_a_name_is_compared_without_case_accents_articles_and_suffixes(name: str, expected: str) -> None:
    assert normal(name) == expected


def test_the_perfect_prediction_scores_one_everywhere() -> None:
    gold = article(claim("e1", "suppliesTo", "e2", by="the Navy"), claim("e1", "makes", "e4", "denied"))
    scores = score([gold], [gold])
    assert [getattr(scores, name).f1 for name in ("strict", "lenient", "pair", "entity", "entity_typed")] == [1.0] * 5
    assert (scores.status.accuracy, scores.status_hard.accuracy, scores.attribution.accuracy) == (1.0, 1.0, 1.0)
    assert scores.warnings == ()


def test_a_hit_a_miss_and_a_false_alarm_give_one_half() -> None:
    gold = article(claim("e1", "suppliesTo", "e2"), claim("e1", "makes", "e4"))
    predicted = article(claim("e1", "suppliesTo", "e2"), claim("e2", "uses", "e4"))
    scores = score([gold], [predicted])
    assert scores.strict == Rates(tp=1, fn=1, fp=1)
    assert (scores.strict.precision, scores.strict.recall, scores.strict.f1) == (0.5, 0.5, 0.5)
    assert scores.by_predicate == {
        "makes": Rates(fn=1), "suppliesTo": Rates(tp=1), "uses": Rates(fp=1),
    }


def test_figures_are_rounded_to_four_digits() -> None:
    assert Rates(tp=1, fn=2, fp=5).figures() == {
        "precision": 0.1667, "recall": 0.3333, "f1": 0.2222, "tp": 1, "fn": 2, "fp": 5,
    }


def test_a_claim_on_a_generic_argument_counts_only_where_generic_ones_are_asked_for() -> None:
    gold = article(claim("e2", "uses", "e3"))
    assert score([gold], [gold]).strict == Rates()
    assert score([gold], [gold]).strict_with_generic == Rates(tp=1)
    assert score([gold], [article()]).strict == Rates()
    assert score([article()], [gold]).strict == Rates()
    assert score([article()], [gold]).strict_with_generic == Rates(fp=1)


def test_another_name_of_the_same_entity_matches_and_a_third_name_does_not() -> None:
    gold = article(claim("e1", "suppliesTo", "e2"))
    known = article(claim("x", "suppliesTo", "y"), entities=[entity("x", "ACME"), entity("y", "the navy")])
    other = article(claim("x", "suppliesTo", "y"), entities=[entity("x", "Acme Rockets"), entity("y", "the navy")])
    assert score([gold], [known]).strict == Rates(tp=1)
    assert score([gold], [other]).strict == Rates(fn=1, fp=1)


def test_direction_matters_strictly_but_for_symmetric_relations() -> None:
    gold = article(claim("e1", "partnersWith", "e2"), claim("e1", "sues", "e2"))
    predicted = article(claim("e2", "partnersWith", "e1"), claim("e2", "sues", "e1"))
    scores = score([gold], [predicted])
    assert scores.by_predicate == {"partnersWith": Rates(tp=1), "sues": Rates(fn=1, fp=1)}
    assert scores.lenient == Rates(tp=2)


def test_lenient_wants_one_family_and_pair_nothing_but_the_two() -> None:
    gold = article(claim("e1", "suppliesTo", "e2"))
    family = score([gold], [article(claim("e2", "awardsContractTo", "e1"))])
    stranger = score([gold], [article(claim("e2", "sues", "e1"))])
    assert (family.strict.tp, family.lenient.tp, family.pair.tp) == (0, 1, 1)
    assert (stranger.strict.tp, stranger.lenient.tp, stranger.pair.tp) == (0, 0, 1)


def test_repeats_with_another_status_are_one_claim_and_the_right_status_is_taken() -> None:
    gold = article(claim("e1", "suppliesTo", "e2", "denied"))
    predicted = article(claim("e1", "suppliesTo", "e2"), claim("e1", "suppliesTo", "e2", "denied"))
    assert score([predicted], [gold]).strict == Rates(tp=1)
    # The first of the repeats stands for all of them, so its status is the one compared.
    assert score([gold], [predicted]).status.accuracy == 0.0


def test_of_two_matching_entities_the_one_with_the_right_status_is_taken() -> None:
    gold = article(claim("e1", "suppliesTo", "e2", "denied"))
    twice = article(
        claim("e1", "suppliesTo", "e2"), claim("e5", "suppliesTo", "e2", "denied"),
        entities=[ACME, NAVY, entity("e5", "Acme")],
    )
    scores = score([gold], [twice])
    assert (scores.status.accuracy, scores.status_hard.n, scores.strict.fp) == (1.0, 1, 1)


def test_the_hard_statuses_are_those_that_gold_does_not_assert() -> None:
    gold = article(claim("e1", "suppliesTo", "e2"), claim("e1", "makes", "e4", "denied"))
    scores = score([gold], [article(claim("e1", "suppliesTo", "e2"), claim("e1", "makes", "e4"))])
    assert (scores.status.right, scores.status.n) == (1, 2)
    assert (scores.status_hard.right, scores.status_hard.n) == (0, 1)


@pytest.mark.parametrize(("said", "right"), [
    ("The Guardian", 1.0), ("Guardian newspaper", 1.0), ("Acme", 0.0), (None, 0.0),
])
def test_an_attribution_is_right_when_one_name_holds_the_other(said: str | None, right: float) -> None:
    gold = article(claim("e1", "suppliesTo", "e2", by="the Guardian"))
    assert score([gold], [article(claim("e1", "suppliesTo", "e2", by=said))]).attribution.accuracy == right


def test_named_entities_are_counted_with_and_without_their_type() -> None:
    predicted = article(entities=[entity("x", "Acme", type="Person"), entity("y", "Falcon", type="Product"),
                                  entity("z", "Surveillance drones", type="Product"), entity("w", "Paris")])
    scores = score([article()], [predicted])
    assert scores.entity == Rates(tp=2, fn=1, fp=1)
    assert scores.entity_typed == Rates(tp=1, fn=2, fp=2)


def test_a_claim_whose_end_is_no_entity_of_the_article_does_not_count() -> None:
    assert score([article()], [article(claim("e1", "sues", "e99"))]).strict == Rates()


def test_an_article_without_prediction_counts_as_missed_and_a_stray_one_not_at_all() -> None:
    gold = article(claim("e1", "suppliesTo", "e2"))
    stray = article(claim("e1", "suppliesTo", "e2"), id="b")
    scores = score([gold], [stray])
    assert scores.strict == Rates(fn=1)
    assert scores.warnings == (NO_SHARED_ID,)


def test_the_last_of_two_predictions_for_one_article_counts() -> None:
    gold = article(claim("e1", "suppliesTo", "e2"))
    assert score([gold], [gold, article()]).strict == Rates(fn=1)


def test_the_text_shows_differences_then_figures() -> None:
    gold = article(claim("e1", "suppliesTo", "e2", "denied", "Acme"), claim("e1", "makes", "e4"))
    predicted = article(claim("e1", "suppliesTo", "e2"), claim("e2", "uses", "e4"))
    lines = render(score([gold], [predicted]), errors=1).splitlines()
    assert lines[:6] == [
        "== a",
        "   = (Acme Robotics, Inc.) suppliesTo (U.S. Navy) [denied @Acme]   (said asserted)",
        "   - missed   (Acme Robotics, Inc.) makes (Falcon) [asserted]",
        "   + spurious (U.S. Navy) uses (Falcon) [asserted]",
        "strict               P 0.500  R 0.500  F1 0.500   (tp 1 fn 1 fp 1)",
        "strict_with_generic  P 0.500  R 0.500  F1 0.500   (tp 1 fn 1 fp 1)",
    ]
    assert "status_hard          accuracy 0.0   (n 1)" in lines
    assert lines[-1] == "  uses               P 0.00  R 0.00  F1 0.00  (tp 0 fn 0 fp 1)"
    assert render(score([gold], [predicted])).startswith("strict ")


def test_accuracy_of_nothing_is_a_dash() -> None:
    assert "status               accuracy -   (n 0)\n" in render(score([article()], []))


def test_files_are_read_from_a_folder_or_one_file_and_from_json_lines(tmp_path: Path) -> None:
    gold = article(claim("e1", "suppliesTo", "e2"))
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.json").write_text(json.dumps(gold, indent=1), "utf-8")
    (tmp_path / "gold" / "b.json").write_text(json.dumps({**gold, "id": "b"}), "utf-8")
    predicted = tmp_path / "predicted.jsonl"
    # A line separator inside a JSON string does not end the line.
    predicted.write_text(json.dumps({**gold, "title": "a\u2028b"}, ensure_ascii=False) + "\n\n", "utf-8")
    assert score_files(tmp_path / "gold", predicted).strict == Rates(tp=1, fn=1)
    assert score_files(tmp_path / "gold" / "a.json", predicted).articles == 1


def test_the_figures_are_plain_json_in_a_fixed_order() -> None:
    figures = score([article()], []).figures()
    assert list(json.loads(json.dumps(figures))) == [
        "strict", "strict_with_generic", "lenient", "pair", "entity", "entity_typed",
        "status", "status_hard", "attribution", "by_predicate", "articles",
    ]


@pytest.mark.parametrize(("content", "complaint"), [
    ('{"id": "a"}\n{"id": "b", "ent', "line 2: no JSON"),
    ('{"id": "a"}\n[1]\n', "line 2: an article is wanted"),
    ('{"id": 3}', "an article is wanted"),
    ('{"id": "a", "entities": {}}', "entities of article 'a' is no list"),
    ('{"id": "a", "entities": [{"id": "e1"}]}', "entities 1 of article 'a' has no 'name'"),
    ('{"id": "a", "claims": [{"subject": "e1", "object": "e2"}]}', "claims 1 of article 'a' has no 'predicate'"),
    ("[" * 100_000, "no JSON"),
])
def test_a_broken_prediction_is_refused_with_file_and_place(tmp_path: Path, content: str, complaint: str) -> None:
    gold, predicted = tmp_path / "gold.json", tmp_path / "predicted.jsonl"
    gold.write_text(json.dumps(article()), "utf-8")
    predicted.write_text(content, "utf-8")
    with pytest.raises(InputError) as error:
        score_files(gold, predicted)
    assert str(predicted) in str(error.value)
    assert complaint in str(error.value)


def test_a_folder_without_gold_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no gold files in"):
        score_files(tmp_path, tmp_path / "predicted.jsonl")


def test_a_missing_or_binary_file_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00\x81")
    for name in ("binary.json", "nowhere.json"):
        with pytest.raises(InputError, match=name):
            score_files(tmp_path / name, tmp_path / "predicted.jsonl")


def test_every_relation_stands_in_one_family() -> None:
    relations = [relation for family in FAMILIES.values() for relation in family]
    assert len(relations) == len(set(relations)) == 26
