"""Interchange: the gold shape written and read back, and what is refused on the way in."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from kg.errors import InputError
from kg.interchange import extraction, record
from kg.model import (
    Amount,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Mention,
    Period,
    Proposition,
    Qualifiers,
    Status,
)
from kg.resolve.identity import entity_id
from tests.strategies import extractions

TEXT = (
    "Acme Robotics won a $3 million contract from the U.S. Navy on Monday. "
    "Acme sells Falcon, a drone; it denies that Falcon Pro tracks protesters, The Courier wrote."
)


def allowed(relation: str, subject: Kind, object: Kind) -> str | None:
    return None if relation in {"awardsContractTo", "makes", "surveils"} else f"no relation {relation!r}"


def register(kind: Kind, names: tuple[str, ...]) -> str | None:
    return "us-navy" if kind is Kind.GOVERNMENT_BODY and "U.S. Navy" in names else None


def read(value: dict[str, Any], document: Document | None = None) -> Extraction:
    return extraction(value, document, check=allowed, lookup=register)


def gold(**changes: Any) -> dict[str, Any]:
    return {
        "id": "courier-1", "title": "Drones for the Navy", "date": "2026-03-02", "source": "The Courier", "text": TEXT,
        "entities": [
            {
                "id": "e1", "name": "Acme Robotics", "type": "Company", "mentions": ["Acme Robotics", "Acme"],
                "generic": False,
            },
            {"id": "e2", "name": "U.S. Navy", "type": "GovernmentBody", "mentions": ["U.S. Navy"], "generic": False},
            {"id": "e3", "name": "Falcon", "type": "Product", "mentions": ["Falcon"], "generic": False},
            {"id": "e4", "name": "protesters", "type": "Group", "mentions": [], "generic": True},
        ],
        "claims": [
            {
                "subject": "e2", "predicate": "awardsContractTo", "object": "e1", "status": "asserted",
                "attributed_to": None, "qualifiers": {"amount": "$3 million", "date": "on Monday"},
                "evidence": "Acme Robotics won a $3 million contract from the U.S. Navy on Monday.",
            },
            {
                "subject": "e3", "predicate": "surveils", "object": "e4", "status": "denied",
                "attributed_to": "Acme", "qualifiers": {"through": ["Falcon Pro"]},
                "evidence": "it denies that Falcon Pro tracks protesters",
            },
        ],
        **changes,
    }


def with_claim(**changes: Any) -> dict[str, Any]:
    first = gold()["claims"][0]
    return gold(claims=[{**first, **changes}])


def test_a_gold_file_becomes_claims_whose_quotes_stand_in_the_text() -> None:
    read_back = read(gold())
    assert read_back.refused == ()
    award, tracking = read_back.claims
    assert award.proposition == Proposition("us-navy", "awardsContractTo", entity_id(Kind.COMPANY, "Acme Robotics"))
    assert award.qualifiers == Qualifiers(amount=Amount("$3 million"), date=Period("on Monday"))
    assert award.evidence[0].start == 0
    assert (tracking.status, tracking.attribution) == (
        Status.DENIED, Attribution("Acme", entity_id(Kind.COMPANY, "Acme Robotics")),
    )
    for claim in read_back.claims:
        evidence = claim.evidence[0]
        assert TEXT[evidence.start:evidence.end] == evidence.quote


def test_the_document_has_the_records_own_values() -> None:
    document = read(gold(url="https://courier.example/1")).document
    assert (document.address, document.name, document.title) == ("id:courier-1", "courier-1", "Drones for the Navy")
    assert (document.published, document.source, document.url) == (
        date(2026, 3, 2), "The Courier", "https://courier.example/1",
    )


def test_a_gold_file_is_written_back_with_all_that_it_said() -> None:
    value = gold()
    written = record(read(value))
    assert {name: written[name] for name in ("id", "title", "date", "source", "text")} == {
        name: value[name] for name in ("id", "title", "date", "source", "text")
    }
    assert [entity["name"] for entity in written["entities"]] == ["Acme Robotics", "U.S. Navy", "Falcon", "protesters"]
    assert written["entities"][0]["mentions"] == ["Acme", "Acme Robotics"]
    assert written["entities"][1]["known"] == "us-navy"
    for before, after in zip(value["claims"], written["claims"], strict=True):
        assert {name: after[name] for name in before} == before
    assert json.loads(json.dumps(written)) == written


def test_writing_and_reading_again_changes_nothing() -> None:
    first = read(gold())
    assert read(record(first)) == first
    assert record(read(record(first))) == record(first)


@given(extractions())
@settings(max_examples=150, deadline=None)
def test_any_extraction_settles_after_one_turn(value: Extraction) -> None:
    def turn(each: Extraction) -> Extraction:
        return extraction(record(each), check=lambda *_: None, lookup=lambda *_: None)

    once = turn(value)
    assert record(turn(once)) == record(once)


@given(extractions())
@settings(max_examples=100, deadline=None)
def test_no_claim_is_lost_without_a_word(value: Extraction) -> None:
    written = record(value)
    back = extraction(written, check=lambda *_: None, lookup=lambda *_: None)
    assert sum(len(claim.evidence) for claim in back.claims) + len(back.refused) >= len(
        {(c["subject"], c["predicate"], c["object"], c["status"]) for c in written["claims"]}
    )
    quotes = {evidence.quote for claim in back.claims for evidence in claim.evidence}
    assert all(c["evidence"] in quotes for c in written["claims"] if not back.refused)


@pytest.mark.parametrize(("change", "reason"), [
    ({"evidence": "Acme sells tanks."}, "evidence is not in the text"),
    ({"evidence": ""}, "no evidence given"),
    ({"evidence": None}, "no evidence given"),
    ({"subject": "e9"}, "subject is no entity of the article"),
    ({"object": None}, "object is no entity of the article"),
    ({"object": "e2"}, "both ends are one entity"),
    ({"predicate": "befriends"}, "no relation 'befriends'"),
    ({"status": "rumoured"}, "unknown status"),
    ({"status": ["asserted"]}, "unknown status"),
    ({"confidence": 1.5}, "confidence is no number from 0 to 1"),
    ({"confidence": "high"}, "confidence is no number from 0 to 1"),
])
def test_a_claim_that_cannot_stand_is_refused_with_a_reason(change: dict[str, Any], reason: str) -> None:
    back = read(with_claim(**change))
    assert back.claims == ()
    assert [refusal.reason for refusal in back.refused] == [reason]
    assert "claim 1" in back.refused[0].detail


def test_an_entity_of_no_kind_is_refused_with_its_claims() -> None:
    entities = gold()["entities"]
    entities[0]["type"] = "Firm"
    back = read(gold(entities=entities))
    assert [refusal.reason for refusal in back.refused] == ["unknown entity type", "object is no entity of the article"]


def test_offsets_tell_which_of_two_equal_sentences_is_meant() -> None:
    text = "Navy pays Acme. Navy pays Acme."
    value = gold(text=text)
    value["claims"] = [{**value["claims"][0], "evidence": "Navy pays Acme.", "start": 16, "end": 31}]
    assert read(value).claims[0].evidence[0].start == 16
    # Offsets that an edit has moved lead to the nearest place with the same words.
    value["claims"][0].update(start=14, end=29)
    assert read(value).claims[0].evidence[0].start == 16
    del value["claims"][0]["start"], value["claims"][0]["end"]
    assert read(value).claims[0].evidence[0].start == 0


def test_the_article_as_read_from_its_file_is_kept() -> None:
    document = Document("news/courier.json", "courier", TEXT + "\n", path="news/courier.json")
    back = read(gold(), document)
    assert back.document is document
    assert {claim.document for claim in back.claims} == {document.id}
    assert {mention.document for entity in back.entities for mention in entity.mentions} == {document.id}


def test_two_rows_that_mean_one_body_become_one_entity() -> None:
    acme = {"id": "e5", "name": "acme robotics, Inc.", "type": "Company", "mentions": ["Acme"]}
    entities = [*gold()["entities"], acme]
    value = gold(entities=entities)
    value["claims"][0]["object"] = "e5"
    back = read(value)
    assert len(back.entities) == 4
    assert {claim.proposition.object for claim in back.claims[:1]} == {entity_id(Kind.COMPANY, "Acme Robotics")}


def test_a_generic_entity_belongs_to_its_article() -> None:
    ids = {read(gold(id=name)).entities[3].id for name in ("one", "two")}
    assert len(ids) == 2


def test_a_repeated_claim_adds_evidence() -> None:
    claims = gold()["claims"]
    again = {**claims[0], "evidence": "a $3 million contract from the U.S. Navy"}
    back = read(gold(claims=[*claims, again]))
    assert [len(claim.evidence) for claim in back.claims] == [2, 1]


def test_the_longest_name_at_a_place_is_the_mention() -> None:
    entities = [*gold()["entities"], {"id": "e5", "name": "Falcon Pro", "type": "Product", "mentions": ["Falcon Pro"]}]
    back = read(gold(entities=entities))
    found = {entity.name: [mention.text for mention in entity.mentions] for entity in back.entities}
    assert found["Falcon"] == ["Falcon"]
    assert found["Falcon Pro"] == ["Falcon Pro"]
    assert found["Acme Robotics"] == ["Acme Robotics", "Acme"]


def test_only_names_are_mentions_in_a_record() -> None:
    document = Document("a", "a", "Acme grows. The company hires. Acmeville waits.")
    mentions = tuple(
        Mention(document.id, start, start + len(text), text, Kind.COMPANY)
        for text, start in (("Acme", 0), ("The company", 12))
    )
    acme = Entity("acme", Kind.COMPANY, "Acme", ("Acme", "Acme Robotics"), mentions=mentions)
    town = Entity("town", Kind.PLACE, "ville")
    written = record(Extraction(document, (acme, town)))["entities"]
    assert [entity["mentions"] for entity in written] == [["Acme"], []]


def test_a_partner_that_is_an_entity_is_written_with_its_name() -> None:
    back = read(gold())
    claim = replace(back.claims[0], qualifiers=Qualifiers(through=(back.entities[2].id, "a reseller")))
    written = record(replace(back, claims=(claim,)))
    assert written["claims"][0]["qualifiers"] == {"through": ["Falcon", "a reseller"]}


def test_a_withdrawn_claim_is_not_written() -> None:
    back = read(gold())
    gone = replace(back.claims[0], withdrawn=date(2026, 4, 1))
    assert len(record(replace(back, claims=(gone, *back.claims[1:])))["claims"]) == 1


def test_claims_stand_in_the_order_of_the_text() -> None:
    back = read(gold())
    assert record(replace(back, claims=back.claims[::-1])) == record(back)


@pytest.mark.parametrize("value", [
    {"id": "a"}, {"text": "b"}, {"id": "", "text": "b"}, {"id": [3], "text": "b"}, {"id": "a", "text": None},
    {"id": "a", "text": "b", "entities": {"e1": {}}}, {"id": "a", "text": "b", "claims": ["x"]},
])
def test_a_record_of_another_shape_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        read(value)


def test_an_article_may_be_numbered() -> None:
    assert read(gold(id=17)).document.name == "17"


def test_amounts_and_dates_are_read_by_the_functions_given() -> None:
    back = extraction(
        gold(), check=allowed, lookup=register,
        amount=lambda text: Amount(text, currency="USD"), period=lambda text: Period(text, date(2026, 3, 2)),
    )
    assert back.claims[0].qualifiers.amount == Amount("$3 million", currency="USD")
    assert back.claims[0].qualifiers.date == Period("on Monday", date(2026, 3, 2))


def test_an_id_comes_from_the_register_or_from_kind_and_folded_name() -> None:
    assert entity_id(Kind.COMPANY, "Acme", known="acme") == "acme"
    plain = entity_id(Kind.COMPANY, "Acme Robotics")
    assert plain == entity_id(Kind.COMPANY, "the ACME Robotics, Inc.")
    assert plain.startswith("company-")
    assert plain != entity_id(Kind.PERSON, "Acme Robotics")
    assert plain != entity_id(Kind.COMPANY, "Acme Robotics", "doc-1")
    assert entity_id(Kind.COMPANY, "…") != entity_id(Kind.COMPANY, "—")


def test_evidence_is_the_first_piece_with_its_offsets() -> None:
    document = Document("a", "a", "Acme makes Falcon. Falcon is Acme's.")
    acme, falcon = Entity("acme", Kind.COMPANY, "Acme"), Entity("falcon", Kind.PRODUCT, "Falcon")
    claim = Claim(
        document.id, Proposition("acme", "makes", "falcon"), Status.ASSERTED,
        (Evidence.of(document, 0, 18), Evidence.of(document, 19, 36)), confidence=0.75, extractor="patterns/1",
    )
    written = record(Extraction(document, (acme, falcon), (claim,)))["claims"][0]
    assert (written["start"], written["end"], written["evidence"]) == (0, 18, "Acme makes Falcon.")
    assert (written["confidence"], written["extractor"]) == (0.75, "patterns/1")
