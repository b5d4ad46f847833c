"""What a sentence does with a relation: one row a way of saying it, with the parse that a treebank gives it."""
# ruff: noqa: E501 - a parse reads best on one line.

import pytest

from kg.extract.status import status
from kg.model import Status
from tests.parses import trigger, triples

A, L, D, P, E = Status.ASSERTED, Status.ALLEGED, Status.DENIED, Status.PLANNED, Status.ENDED

ASSERTED = [
    "nsubj:Harborwatch uses* obj:Falcon punct:.",
    "nsubj:Harborwatch used* obj:Falcon [obl case:in 2019] punct:.",
    "nsubj:Harborwatch aux:has used* obj:Falcon punct:.",
    "nsubj:Harborwatch aux:is using* obj:Falcon punct:.",
    "nsubj:Falcon aux:is aux:being used*/VBN obl:agent:Harborwatch punct:.",
    "[nsubj det:the agency] said [ccomp mark:that nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "[nsubj det:the minister] confirmed [ccomp mark:that nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Lund knows [ccomp nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Harborwatch aux:does advmod:not advmod:only use* obj:Falcon [conj cc:but [advmod also] buys obj:Kestrel] punct:.",
    "nsubj:Harborwatch began [xcomp using* obj:Falcon] punct:.",
    "nsubj:Harborwatch continues/VBZ=continue [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch aux:must aux:have used* obj:Falcon punct:.",
    "[nsubj det:the agency [acl:relcl nsubj:that uses* obj:Falcon]] aux:will move/VB punct:.",
    # What governs the documents, or a clause beside, does not touch what is said.
    "nsubj:Harborwatch uses* obj:Falcon [advcl mark:because nsubj:Acme aux:does advmod:not sell obj:Kestrel] punct:.",
    "nsubj:Harborwatch uses* obj:Falcon [conj cc:but aux:does advmod:not use obj:Kestrel] punct:.",
    # Who is asked to stop does it now.
    "nsubj:Lund urged obj:Acme [xcomp mark:to stop/VB [xcomp selling* obj:Falcon [obl case:to Harborwatch]]] punct:.",
    "nsubj:Lund urged obj:Acme [xcomp mark:to cancel [obj nmod:poss:its contract* [nmod case:with Harborwatch]]] punct:.",
    "nsubj:Lund demanded [ccomp mark:that nsubj:Acme end/VB [obj nmod:poss:its contract* [nmod case:with Harborwatch]]] punct:.",
    "nsubj:Lund demanded [obj det:an end [nmod case:to [nmod:poss Acme case:'s] contract* [nmod case:with Harborwatch]]] punct:.",
    # What will end still holds.
    "nsubj:Acme aux:will cancel [obj nmod:poss:its contract* [nmod case:with Harborwatch]] punct:.",
    # A clause beside is no part of what is denied.
    "nsubj:Lund denies obj:it punct:; [parataxis nsubj:Harborwatch uses* obj:Falcon] punct:.",
    # "Won't comment on" and "did not deny" are no denials.
    "nsubj:Acme aux:did advmod:not deny [ccomp mark:that nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Harborwatch signed [obj det:a contract* [nmod case:with Acme]] punct:.",
]

ALLEGED = [
    "nsubj:Harborwatch advmod:allegedly uses* obj:Falcon punct:.",
    "nsubj:Harborwatch advmod:reportedly used* obj:Falcon punct:.",
    "nsubj:Lund alleged [ccomp mark:that nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Lund accused obj:Harborwatch [advcl mark:of using* obj:Falcon] punct:.",
    "nsubj:pass:Harborwatch aux:pass:was accused [advcl mark:of using* obj:Falcon] punct:.",
    "nsubj:pass:Harborwatch aux:pass:is suspected [advcl mark:of using* obj:Falcon] punct:.",
    "[nsubj [amod leaked/VBN=leak] documents] suggest [ccomp mark:that nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Lund believes [ccomp nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Harborwatch appears [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch seems [xcomp mark:to aux:have used* obj:Falcon] punct:.",
    "nsubj:Lund cited [obj det:a report [acl mark:that nsubj:Harborwatch uses* obj:Falcon]] punct:.",
    "nsubj:Lund repeated/VBD=repeat [obj det:the allegation [acl mark:that nsubj:Harborwatch uses* obj:Falcon]] punct:.",
    "nsubj:Lund reviewed/VBD=review [obj amod:alleged [nmod:poss Harborwatch case:'s] use* [nmod case:of Falcon]] punct:.",
    "nsubj:pass:Harborwatch aux:pass:is rumored [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Lund fears [ccomp mark:that nsubj:Harborwatch uses* obj:Falcon] punct:.",
]

DENIED = [
    "nsubj:Harborwatch aux:does advmod:not use* obj:Falcon punct:.",
    "nsubj:Harborwatch aux:does advmod:n't use* obj:Falcon punct:.",
    "nsubj:Harborwatch aux:has advmod:never used* obj:Falcon punct:.",
    "nsubj:pass:Falcon aux:pass:is advmod:not used*/VBN [obl case:by Harborwatch] punct:.",
    "nsubj:Harborwatch denied [ccomp mark:that nsubj:it uses* obj:Falcon] punct:.",
    "nsubj:Harborwatch denied [xcomp using* obj:Falcon] punct:.",
    "nsubj:Harborwatch denies [ccomp using* obj:Falcon] punct:.",
    "nsubj:Harborwatch disputed/VBD=dispute [ccomp mark:that nsubj:it uses* obj:Falcon] punct:.",
    "nsubj:Lund aux:does advmod:not believe [ccomp mark:that nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Lund aux:does advmod:n't think [ccomp nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Harborwatch has [obj det:no contract* [nmod case:with Acme]] punct:.",
    "nsubj:Harborwatch aux:does advmod:not have/VB [obj det:a contract* [nmod case:with Acme]] punct:.",
    "nsubj:Harborwatch refused [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch declined [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch denied [obj amod:alleged use* [nmod case:of Falcon]] punct:.",
    "nsubj:Harborwatch denied [obj [det the] allegation [acl mark:that nsubj:it uses* obj:Falcon]] punct:.",
    "[nsubj cc:preconj:neither Harborwatch [conj cc:nor Tidewatch]] uses* obj:Falcon punct:.",
    "[nsubj det:neither agency] uses* obj:Falcon punct:.",
    "[nsubj det:no agency] uses* obj:Falcon punct:.",
    "[nsubj det:the agency] said [ccomp nsubj:it aux:does advmod:not use* obj:Falcon] punct:.",
    "nsubj:Harborwatch aux:will advmod:not use* obj:Falcon punct:.",
    "nsubj:Harborwatch issued/VBD=issue [obj det:a denial [acl mark:that nsubj:it uses* obj:Falcon]] punct:.",
]

PLANNED = [
    "nsubj:Harborwatch aux:will use* obj:Falcon punct:.",
    "nsubj:Harborwatch aux:could use* obj:Falcon punct:.",
    "nsubj:Harborwatch aux:may use* obj:Falcon punct:.",
    "nsubj:Harborwatch plans [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch seeks [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch wants [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch aux:is considering/VBG=consider [xcomp using* obj:Falcon] punct:.",
    "nsubj:pass:Harborwatch aux:pass:is expected [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch aux:is going [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Harborwatch announced/VBD=announce [obj det:a plan [acl mark:to use* obj:Falcon]] punct:.",
    "nsubj:Harborwatch cop:is likely/JJ [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Acme seeks [obj det:a contract* [nmod case:with Harborwatch]] punct:.",
    "nsubj:Harborwatch aux:will sign [obj det:a contract* [nmod case:with Acme]] punct:.",
    "nsubj:Lund described/VBD=describe [obj det:a amod:proposed contract* [nmod case:with Acme]] punct:.",
    "[advcl mark:if nsubj:Harborwatch uses* obj:Falcon] punct:, nsubj:Lund aux:will sue punct:.",
    "nsubj:Lund asked obj:Acme [xcomp advmod:not mark:to bid* [obl case:for Concordat]] punct:.",
    "nsubj:Lund urged obj:Acme [xcomp advmod:not mark:to sell* obj:Falcon [obl case:to Harborwatch]] punct:.",
    "nsubj:Harborwatch aux:will build/VB [conj cc:and run*/VB obj:Falcon] punct:.",
    "nsubj:Lund aux:is mark:to cop:be director*/NN [nmod case:of Harborwatch] punct:.",
    "nsubj:Harborwatch threatened/VBD=threaten [xcomp mark:to use* obj:Falcon] punct:.",
]

ENDED = [
    "nsubj:Harborwatch [advmod advmod:no longer] uses* obj:Falcon punct:.",
    "nsubj:Harborwatch stopped [xcomp using* obj:Falcon] punct:.",
    "nsubj:Harborwatch ceased/VBD=cease [xcomp using* obj:Falcon] punct:.",
    "nsubj:Harborwatch used/VBD=use [xcomp mark:to supply*/VB obj:Falcon [obl case:to Lund]] punct:.",
    "nsubj:Harborwatch quit/VBD [xcomp using* obj:Falcon] punct:.",
    "nsubj:Acme cancelled/VBD=cancel [obj nmod:poss:its contract* [nmod case:with Harborwatch]] punct:.",
    "nsubj:Acme ended [obj nmod:poss:its contract* [nmod case:with Harborwatch]] punct:.",
    "[nsubj det:a amod:former contract* [nmod case:with Acme]] angered/VBD=anger obj:Lund punct:.",
    "[nsubj det:the end [nmod case:of [nmod:poss Acme case:'s] contract* [nmod case:with Harborwatch]]] pleased obj:Lund punct:.",
]

NOTHING = [
    "aux:does nsubj:Harborwatch use* obj:Falcon punct:?",
    "[obl det:which agency] aux:does nsubj:Harborwatch use* obj:Falcon [obl case:for it] punct:?",
    "nsubj:Lund asked [ccomp mark:whether nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Lund knows/VBZ=know [ccomp mark:whether nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Lund wonders [ccomp mark:whether nsubj:Harborwatch uses* obj:Falcon] punct:.",
    "nsubj:Lund urged obj:Harborwatch [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Lund demanded [ccomp mark:that nsubj:Harborwatch use*/VB obj:Falcon] punct:.",
    "nsubj:Lund called [obl case:on Harborwatch] [xcomp mark:to use* obj:Falcon] punct:.",
    "nsubj:Lund suggested/VBD=suggest [ccomp mark:that nsubj:Harborwatch use*/VB obj:Falcon] punct:.",
    "[nsubj det:the law] prevents [obj Harborwatch] [advcl mark:from using* obj:Falcon] punct:.",
    "nsubj:pass:Harborwatch aux:pass:is banned [advcl mark:from using* obj:Falcon] punct:.",
    "[nsubj det:the law] bars obj:Harborwatch [advcl mark:from using* obj:Falcon] punct:.",
    "nsubj:Harborwatch avoids/VBZ=avoid [xcomp using* obj:Falcon] punct:.",
    "nsubj:Harborwatch aux:did advmod:not say/VB [ccomp mark:that nsubj:it uses* obj:Falcon] punct:.",
]

TABLE = [
    (line, said)
    for lines, said in ((ASSERTED, A), (ALLEGED, L), (DENIED, D), (PLANNED, P), (ENDED, E), (NOTHING, None))
    for line in lines
]


@pytest.mark.parametrize(("line", "said"), TABLE)
def test_a_sentence_has_the_status_that_its_words_give_it(line: str, said: Status | None) -> None:
    assert status(trigger(line)) is said


@pytest.mark.parametrize("line", DENIED)
@pytest.mark.parametrize("frame", [
    "{}",
    "[nsubj det:the minister] said [ccomp {}]",
    "nsubj:Lund believes [ccomp {}]",
    "[nsubj det:the report] confirmed [ccomp mark:that {}]",
    "nsubj:Lund added [ccomp {}] punct:.",
    "nsubj:Lund told obj:Ledgerman [ccomp mark:that {}] punct:.",
])  # fmt: skip
def test_a_denied_claim_never_comes_out_as_asserted(line: str, frame: str) -> None:
    assert status(trigger(frame.format(line.removesuffix(" punct:.")))) is not A


@pytest.mark.parametrize("line", [line for line, said in TABLE if said is not A])
def test_a_draft_is_not_asserted_where_its_trigger_is_not(line: str) -> None:
    assert not {found for found in triples(line) if found == "Harborwatch uses Falcon"}


def test_of_two_coordinated_verbs_each_has_its_own_status() -> None:
    line = "nsubj:Harborwatch uses* obj:Falcon [conj cc:but aux:does advmod:not use obj:Kestrel] punct:."
    assert triples(line) == {"Harborwatch uses Falcon", "Harborwatch uses Kestrel (denied)"}


def test_who_is_asked_not_to_bid_might_bid() -> None:
    line = "nsubj:Lund asked obj:Acme [xcomp advmod:not mark:to bid* [obl case:for Concordat]] punct:."
    assert "Acme bidsFor Concordat (planned)" in triples(line)


def test_a_contract_whose_end_is_urged_is_still_held() -> None:
    line = "nsubj:Lund urged obj:Acme [xcomp mark:to cancel [obj nmod:poss:its contract [nmod case:with Harborwatch]]] punct:."
    assert triples(line) == {"Lund lobbies Acme", "Harborwatch awardsContractTo Acme"}


def test_a_contract_that_was_cancelled_is_over_and_its_end_is_a_claim() -> None:
    line = "nsubj:Acme cancelled/VBD=cancel [obj nmod:poss:its contract [nmod case:with Harborwatch]] punct:."
    assert triples(line) >= {"Harborwatch awardsContractTo Acme (ended)", "Acme endsDealWith Harborwatch"}
