"""Whom an article credits: one row a form of report, with the one who is credited."""
# ruff: noqa: E501 - a parse reads best on one line.

import pytest

from kg.extract.attribution import speaker
from kg.extract.draft import Draft, Speaker
from tests.parses import analysis, drafts, extraction

USES = "nsubj:Harborwatch uses* obj:Falcon"


def credited(*lines: str) -> Speaker | None:
    read = analysis(*lines)
    return speaker(read, read.doc[read.doc.user_data["trigger"]])


@pytest.mark.parametrize(("lines", "name"), [
    ([f"{USES} punct:."], None),
    ([f"nsubj:Lund said [ccomp mark:that {USES}] punct:."], "Mira Lund"),
    ([f"[nsubj nmod:poss:its spokesman] said [ccomp mark:that {USES}] punct:."], "its spokesman"),
    ([f"[nsubj det:a spokesman [nmod case:for Harborwatch]] said [ccomp mark:that {USES}] punct:."], "Harborwatch"),
    (["[nsubj Harborwatch/NNP] confirmed [ccomp mark:that nsubj:it uses* obj:Falcon] punct:."], "Harborwatch"),
    ([f"[obl [case According/VBG=accord fixed:to] Lund] punct:, {USES} punct:."], "Mira Lund"),
    ([f"{USES} punct:, [obl [case according/VBG=accord fixed:to] amod:leaked documents] punct:."], "leaked documents"),
    ([f"{USES} punct:, [obl case:per Lund] punct:."], "Mira Lund"),
    # The parser may take "according" for a participle of its own.
    ([f"{USES} punct:, [advcl according/VBG=accord [obl case:to Lund]] punct:."], "Mira Lund"),
    (["nsubj:Harborwatch punct:, [parataxis [nsubj det:the report] says] punct:, uses* obj:Falcon punct:."], "report"),
    ([f"{USES} punct:, [parataxis nsubj:Lund said] punct:."], "Mira Lund"),
    ([f"[nsubj amod:leaked documents] show [ccomp mark:that {USES}] punct:."], "leaked documents"),
    ([f"[nsubj nummod:four amod:current employees] said [ccomp mark:that {USES}] punct:."], "four current employees"),
    # In a chain it is the one who knows.
    ([f"nsubj:Lund told [iobj det:the Ledgerman] [ccomp mark:that {USES}] punct:."], "Mira Lund"),
    ([f"nsubj:Ledgerman reported [ccomp mark:that nsubj:Lund said [ccomp mark:that {USES}]] punct:."], "Mira Lund"),
    ([f"nsubj:Ledgerman cited/VBD=cite [obj documents [acl:relcl nsubj:that say [ccomp {USES}]]] punct:."], "documents"),
    ([f"nsubj:Ledgerman obtained/VBD=obtain [obj det:a report [acl mark:that {USES}]] punct:."], "report"),
    # A relative clause is the article's own word about a report.
    (["[nsubj det:the report [acl:relcl nsubj:Harborwatch used*]] angered/VBD=anger obj:Lund punct:."], None),
    (["[nsubj:pass Harborwatch] aux:pass:was accused [advcl mark:of using* obj:Falcon] [obl case:by Lund] punct:."], "Mira Lund"),
    (["[nsubj:pass Harborwatch] aux:pass:was accused [advcl mark:of using* obj:Falcon] punct:."], None),
    (["nsubj:Lund accused obj:Harborwatch [advcl mark:of using* obj:Falcon] punct:."], "Mira Lund"),
    (["nsubj:Lund noted cc:and [conj added [ccomp nsubj:Harborwatch uses* obj:Falcon]] punct:."], "Mira Lund"),
    # Quotations: the words before, after or around the marks.
    ([f"nsubj:Lund said punct:, punct:“ [ccomp {USES}] punct:. punct:”"], "Mira Lund"),
    ([f"punct:“ [ccomp {USES}] punct:, punct:” nsubj:Lund said punct:."], "Mira Lund"),
    ([f"punct:“ {USES} punct:, punct:” [parataxis said nsubj:Lund] punct:."], "Mira Lund"),
    # A quotation over two sentences keeps its speaker.
    (["punct:“ [ccomp nsubj:we/PRP know] punct:, punct:” nsubj:Lund said punct:.",
      f"punct:“ {USES} punct:. punct:”"], None),
    (["punct:“ nsubj:we/PRP know punct:.", f"{USES} punct:, punct:” [parataxis nsubj:Lund said] punct:."], "Mira Lund"),
    (["punct:“ nsubj:Lund/NNP lies/VBZ=lie punct:.", f"{USES} punct:.",
      "nsubj:we/PRP know punct:, punct:” [parataxis nsubj:Berg said] punct:."], "Ole Berg"),
    # What stands outside the quotation is not its speaker's.
    (["punct:“ [ccomp nsubj:we/PRP know] punct:, punct:” nsubj:Lund said punct:.", f"{USES} punct:."], None),
])  # fmt: skip
def test_the_one_who_knows_is_credited(lines: list[str], name: str | None) -> None:
    full = ["[nsubj Mira flat:Lund] met/VBD=meet [obj Ole flat:Berg] punct:.", *lines]
    found = credited(*full)
    assert (found.name if found else None) in {name, name and name.capitalize()}


def test_a_credited_name_is_its_entity() -> None:
    claim, = extraction(f"nsubj:Acme said [ccomp mark:that {USES}] punct:.").claims
    assert claim.attribution is not None
    assert claim.attribution.name == "Acme"
    assert claim.attribution.entity is not None


def test_a_credited_description_has_no_entity() -> None:
    claim, = extraction(f"[nsubj amod:internal memos/NNS=memo] show [ccomp mark:that {USES}] punct:.").claims
    assert claim.attribution is not None
    assert (claim.attribution.name, claim.attribution.entity) == ("Internal memos", None)


@pytest.mark.parametrize("line", [
    "nsubj:Acme criticized obj:Harborwatch punct:.",
    "nsubj:Acme urged obj:Harborwatch [xcomp mark:to pay obj:Lund] punct:.",
    "nsubj:Acme sued/VBD=sue obj:Harborwatch punct:.",
    "nsubj:Acme accused obj:Harborwatch [advcl mark:of lying/VBG=lie] punct:.",
    "nsubj:Acme praised/VBD=praise obj:Harborwatch punct:.",
    "nsubj:Acme said [ccomp nsubj:it criticized obj:Harborwatch] punct:.",
])  # fmt: skip
def test_nobody_is_credited_for_his_own_word(line: str) -> None:
    read = analysis(line)
    found = [d for d in drafts(read) if isinstance(d, Draft) and read.referents[d.object].name == "Harborwatch"]
    assert found
    assert all(draft.speaker is None for draft in found)


def test_critics_and_leaked_papers_allege() -> None:
    for line in (
        f"nsubj:critics/NNS=critic say/VBP [ccomp {USES}] punct:.",
        f"[nsubj amod:leaked documents] show [ccomp mark:that {USES}] punct:.",
    ):
        claim, = extraction(line).claims
        assert claim.status == "alleged"
