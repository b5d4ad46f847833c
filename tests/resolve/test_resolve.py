"""From drafts to claims: identity, repeats, contradictions, vague ties, and what was left in silence."""
# ruff: noqa: E501 - a parse reads best on one line.

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import Draft, drafts
from kg.extract.draft import Speaker
from kg.model import Amount, Extraction, Kind, Qualifiers, Refusal, Status
from kg.nlp.analysis import Analysis
from kg.ontology import load as ontology
from kg.resolve import entity_id, resolve
from tests.parses import analysis, extraction

MET = "nsubj:Acme met/VBD=meet [obj Borealis [conj cc:and Harborwatch]] punct:."
AGAIN = "nsubj:Harborwatch met/VBD=meet obj:Acme punct:."


def read() -> Analysis:
    """Acme, Borealis and Harborwatch, in a sentence and again in a second one."""
    return analysis(MET, AGAIN)


def draft(subject: int, relation: str, object: int, sentence: int = 0, **more: object) -> Draft:
    span = list(read().doc.sents)[sentence]
    return replace(
        Draft(relation, subject, object, span.root.i, span.start_char, span.start_char + len(span.text.rstrip())),
        **more,  # type: ignore[arg-type]
    )


def made(*found: Draft | Refusal) -> Extraction:
    return resolve(read(), found, software="test")


def test_a_draft_becomes_a_claim_between_entities_with_its_sentence() -> None:
    result = made(draft(0, "suppliesTo", 2))
    claim, = result.claims
    assert result.entity(claim.proposition.subject).name == "Acme"
    assert result.entity(claim.proposition.object).name == "Harborwatch"
    assert [e.quote for e in claim.evidence] == ["Acme met Borealis and Harborwatch."]
    assert claim.document == result.document.id
    assert result.software == "test"


def test_a_claim_of_one_thing_with_itself_is_refused_with_its_reason() -> None:
    result = made(draft(0, "suppliesTo", 0))
    assert result.claims == ()
    assert [r.reason for r in result.refused] == ["both ends are the same"]


def test_two_names_of_one_registered_body_are_one_entity_and_no_pair() -> None:
    text = "nsubj:Palantir sued/VBD [obj compound:Palantir Technologies] punct:."
    result = extraction(text)
    assert result.claims == ()
    assert [e.id for e in result.entities] == ["palantir"]
    assert result.entities[0].known


def test_a_claim_repeated_in_another_sentence_is_one_claim_with_both_sentences() -> None:
    once = made(draft(0, "suppliesTo", 2)).claims[0]
    claim, = made(draft(0, "suppliesTo", 2), draft(0, "suppliesTo", 2, 1)).claims
    assert [e.quote for e in claim.evidence] == ["Acme met Borealis and Harborwatch.", "Harborwatch met Acme."]
    assert once.confidence < claim.confidence <= 1.0
    assert claim.id == once.id


def test_a_claim_repeated_in_the_same_sentence_is_no_better_proved() -> None:
    once = made(draft(0, "suppliesTo", 2)).claims[0]
    claim, = made(draft(0, "suppliesTo", 2), draft(0, "suppliesTo", 2)).claims
    assert claim == once


def test_a_repeated_claim_fills_what_the_first_left_open_and_changes_nothing_else() -> None:
    sum_ = Amount("$5", Decimal(5), "USD")
    first = Qualifiers(product="drones")
    second = Qualifiers(product="boats", amount=sum_, through=("Borealis", "a dealer"))
    for sentence in (0, 1):
        result = made(draft(0, "suppliesTo", 2, qualifiers=first), draft(0, "suppliesTo", 2, sentence, qualifiers=second))
        claim, = result.claims
        borealis = next(e.id for e in result.entities if e.name == "Borealis")
        assert claim.qualifiers == Qualifiers(product="drones", amount=sum_, through=(borealis, "a dealer"))


def test_the_same_proposition_of_another_status_is_another_claim() -> None:
    result = made(draft(0, "suppliesTo", 2), draft(0, "suppliesTo", 2, 1, status=Status.PLANNED))
    assert [c.status for c in result.claims] == [Status.ASSERTED, Status.PLANNED]


def test_both_directions_of_a_symmetric_relation_are_one_claim() -> None:
    result = made(draft(0, "partnersWith", 1), draft(1, "partnersWith", 0, 1))
    claim, = result.claims
    assert len(claim.evidence) == 2
    assert claim.proposition == made(draft(1, "partnersWith", 0)).claims[0].proposition
    directed = made(draft(0, "suppliesTo", 1), draft(1, "suppliesTo", 0, 1))
    assert len(directed.claims) == 2


@pytest.mark.parametrize("status", [Status.DENIED, Status.ALLEGED])
def test_a_sentence_that_denies_or_alleges_does_not_assert_as_well(status: Status) -> None:
    result = made(draft(0, "suppliesTo", 2), draft(0, "suppliesTo", 2, status=status))
    assert [c.status for c in result.claims] == [status]
    assert [r.reason for r in result.refused] == ["asserted and denied or alleged in one sentence"]


def test_another_sentence_may_assert_what_one_denies() -> None:
    result = made(
        draft(0, "suppliesTo", 2), draft(0, "suppliesTo", 2, status=Status.DENIED), draft(0, "suppliesTo", 2, 1)
    )
    found = {c.status: [e.quote for e in c.evidence] for c in result.claims}
    assert found == {
        Status.ASSERTED: ["Harborwatch met Acme."], Status.DENIED: ["Acme met Borealis and Harborwatch."],
    }  # fmt: skip


@pytest.mark.parametrize("specific", ["suppliesTo", "awardsContractTo", "bidsFor"])
def test_a_vague_tie_gives_way_to_a_specific_relation_of_the_pair(specific: str) -> None:
    result = made(draft(0, "partnersWith", 2), draft(2, specific, 0, 1), draft(0, "partnersWith", 1))
    assert {(c.proposition.relation) for c in result.claims} == {specific, "partnersWith"}
    assert len(result.claims) == 2
    assert [r.reason for r in result.refused] == ["vague tie beside a specific relation"]


def test_a_vague_tie_stays_beside_criticism() -> None:
    assert len(made(draft(0, "partnersWith", 2), draft(0, "criticizes", 2)).claims) == 2


def test_a_refused_draft_is_handed_on() -> None:
    refusal = Refusal("question", "of something", 0, 4)
    assert made(refusal).refused == (refusal,)


def test_a_speaker_is_an_entity_where_he_is_a_referent() -> None:
    claims = made(
        draft(0, "suppliesTo", 2, speaker=Speaker("Borealis", 1)), draft(1, "suppliesTo", 2, speaker=Speaker("memos"))
    ).claims
    named, unnamed = (c.attribution for c in claims)
    assert named is not None
    assert unnamed is not None
    assert named.entity == made().entities[1].id
    assert (unnamed.name, unnamed.entity) == ("memos", None)


def test_sentences_with_two_names_and_no_claim_are_silent() -> None:
    result = made(draft(0, "suppliesTo", 2, 1))
    assert [result.document.text[a:b] for a, b in result.silent] == ["Acme met Borealis and Harborwatch."]
    assert [result.document.text[a:b] for a, b in made().silent] == [
        "Acme met Borealis and Harborwatch.", "Harborwatch met Acme.",
    ]  # fmt: skip


def test_a_sentence_with_one_name_or_a_name_and_a_place_says_nothing_by_its_silence() -> None:
    assert extraction("nsubj:Acme moved/VBD=move [obl case:to Quillhaven] punct:.").silent == ()
    assert extraction("nsubj:Acme moved/VBD=move punct:.").silent == ()


def test_a_generic_entity_is_kept_only_where_a_claim_needs_it() -> None:
    used = extraction("[nsubj compound:Acme employees] criticized obj:Harborwatch punct:.")
    assert "Acme employees" in {e.name for e in used.entities}
    unused = extraction("[nsubj compound:Acme employees] met/VBD=meet obj:Harborwatch punct:.")
    assert "Acme employees" not in {e.name for e in unused.entities}
    assert "Harborwatch" in {e.name for e in unused.entities}


def test_everything_that_a_claim_names_is_an_entity_of_the_extraction() -> None:
    result = extraction(
        "nsubj:critics/NNS=critic said [ccomp nsubj:Harborwatch uses obj:Falcon] punct:.",
        "nsubj:Lund said [ccomp nsubj:Acme supplies obj:Falcon [obl case:to Harborwatch] [obl case:through Corvex]] punct:.",
    )
    ids = {e.id for e in result.entities}
    assert result.claims
    for claim in result.claims:
        assert {claim.proposition.subject, claim.proposition.object} <= ids
        assert claim.attribution is None or claim.attribution.entity is None or claim.attribution.entity in ids
        assert ontology().check(
            claim.proposition.relation, result.entity(claim.proposition.subject).kind,
            result.entity(claim.proposition.object).kind,
        ) is None  # fmt: skip


def test_the_same_drafts_give_the_same_extraction() -> None:
    one = read()
    assert resolve(one, drafts(one)) == resolve(one, drafts(one))


# --- identity -----------------------------------------------------------------------------------------------------


def test_a_known_body_has_the_registers_id() -> None:
    assert entity_id(Kind.GOVERNMENT_BODY, "whatever", None, "us-ice") == "us-ice"


@pytest.mark.parametrize(("one", "other"), [
    ("Acme Robotics", "ACME Robotics, Inc."), ("The Ledger", "ledger"), ("Müller", "Muller"),
])  # fmt: skip
def test_an_unknown_entity_has_one_id_however_its_name_is_written(one: str, other: str) -> None:
    assert entity_id(Kind.COMPANY, one) == entity_id(Kind.COMPANY, other)


def test_kinds_keep_namesakes_apart() -> None:
    assert len({entity_id(kind, "Falcon") for kind in Kind}) == len(Kind)


def test_a_generic_entity_is_another_one_in_each_document() -> None:
    ids = {entity_id(Kind.COMPANY, "contractor", document) for document in ("doc-1", "doc-2", None)}
    assert len(ids) == 3


@given(st.sampled_from(Kind), st.text(min_size=1).filter(str.strip))
def test_every_name_gives_an_id_that_says_its_kind(kind: Kind, name: str) -> None:
    id = entity_id(kind, name)
    assert id == entity_id(kind, name)
    assert id.startswith(f"{kind.lower()}-")
    assert id.isascii()


def test_names_without_a_letter_are_told_apart() -> None:
    assert entity_id(Kind.PRODUCT, "!!!") != entity_id(Kind.PRODUCT, "???")
