"""What descriptions and pronouns refer to, and that what is not clear stays open."""
# ruff: noqa: E501 - a parse reads best on one line.

import pytest

from kg.model import Kind
from kg.nlp.analysis import Form
from tests.parses import analysis, triples

SUED = "nsubj:Acme sued/VBD obj:Harborwatch punct:."


def referred(*lines: str, word: str) -> list[str]:
    """The names of what the last token with this form refers to."""
    read = analysis(*lines)
    token = [t for t in read.doc if t.lower_ == word][-1]
    reference = read.at(token)
    return [] if reference is None else [read.referents[i].name for i in reference.referents]


@pytest.mark.parametrize(("lines", "word", "names"), [
    # Descriptions go back to what they describe.
    ([SUED, "[nsubj det:the agency] won/VBD punct:."], "agency", ["Harborwatch"]),
    ([SUED, "[nsubj det:the company] won/VBD punct:."], "company", ["Acme"]),
    ([SUED, "[nsubj det:the firm] won/VBD punct:."], "firm", ["Acme"]),
    ([SUED, "[nsubj det:this agency] won/VBD punct:."], "agency", ["Harborwatch"]),
    ([SUED, "nsubj:Lund spoke/VBD punct:.", "[nsubj det:the agency] won/VBD punct:."], "agency", ["Harborwatch"]),
    (["nsubj:Harborwatch uses obj:Falcon punct:.", "[nsubj det:the app] failed punct:."], "app", ["Falcon"]),
    (["nsubj:Acme joined obj:Concordat punct:.", "[nsubj det:the program] failed punct:."], "program", ["Concordat"]),
    # An agency is any; a description of another kind, or without its article, is nobody named.
    ([SUED, "[nsubj det:an agency] won/VBD punct:."], "agency", []),
    ([SUED, "[nsubj det:the union] won/VBD punct:."], "union", []),
    # "The department" must be called one.
    (["nsubj:Tidewatch spoke/VBD punct:.", SUED, "[nsubj det:the department] won/VBD punct:."], "department", []),
    # "The agency that …" says itself which one.
    ([SUED, "[nsubj det:the agency [acl:relcl nsubj:that buys obj:drones/NNS]] won/VBD punct:."], "agency", []),
    # Too far back.
    ([SUED, *["nsubj:Lund spoke/VBD punct:."] * 6, "[nsubj det:the agency] won/VBD punct:."], "agency", []),
    # Before any.
    (["[nsubj det:the agency] won/VBD punct:.", SUED], "agency", []),
    # "It" is the subject of the sentence before, not a person and not a product.
    ([SUED, "nsubj:it won/VBD punct:."], "it", ["Acme"]),
    (["nsubj:Lund left/VBD punct:.", "nsubj:it rained/VBD=rain punct:."], "it", []),
    (["nsubj:Acme won/VBD punct:.", "expl:it cop:is clear/JJ punct:."], "it", []),
    (["[nsubj Mira flat:Lund] sued/VBD obj:Acme punct:.", "nsubj:she won/VBD punct:."], "she", ["Mira Lund"]),
    (["[nsubj Mira flat:Lund] sued/VBD obj:Acme punct:.", "nsubj:it won/VBD punct:."], "it", ["Acme"]),
    # "Its" is the subject of its own clause.
    (["nsubj:Acme lost/VBD=lose [obj nmod:poss:its contract [nmod case:with Harborwatch]] punct:."], "its", ["Acme"]),
    ([SUED, "nsubj:Borealis lost/VBD=lose [obj nmod:poss:its contract] punct:."], "its", ["Borealis"]),
    (["[nsubj Mira flat:Lund] lost/VBD=lose [obj nmod:poss:her post] punct:."], "her", ["Mira Lund"]),
    # An object is not its own subject.
    (["nsubj:Acme won/VBD punct:.", "nsubj:Borealis sued/VBD obj:it punct:."], "it", ["Acme"]),
    # "They" are those named together, or a group of people.
    (["[nsubj Acme [conj cc:and Borealis]] sued/VBD obj:Harborwatch punct:.", "nsubj:they won/VBD punct:."], "they",
     ["Acme", "Borealis"]),
    (["[nsubj det:the employees] sued/VBD obj:Harborwatch punct:.", "nsubj:they won/VBD punct:."], "they", ["employees"]),
    # Counted: as many as were named.
    (["nsubj:Acme sued/VBD obj:Borealis punct:.", "[nsubj det:the nummod:two companies] settled/VBD=settle punct:."],
     "companies", ["Acme", "Borealis"]),
    (["nsubj:Acme sued/VBD obj:Borealis punct:.", "nsubj:Corvex won/VBD punct:.",
      "[nsubj det:predet:all nummod:three companies] spoke/VBD punct:."], "companies", ["Acme", "Borealis", "Corvex"]),
    (["nsubj:Harborwatch sued/VBD obj:Tidewatch punct:.", "[nsubj det:both nummod:2 agencies] won/VBD punct:."],
     "agencies", ["Harborwatch", "Tidewatch"]),
    # Fewer or other ones than were counted.
    (["nsubj:Acme sued/VBD obj:Borealis punct:.", "[nsubj det:the nummod:three companies] spoke/VBD punct:."], "companies", []),
    (["nsubj:Acme sued/VBD obj:Harborwatch punct:.", "[nsubj det:the nummod:two agencies] spoke/VBD punct:."], "agencies", []),
    (["nsubj:Acme sued/VBD obj:Borealis punct:.", "[nsubj nummod:two companies] spoke/VBD punct:."], "companies", []),
    # Two that fit alike: neither.
    (["[nsubj Acme [conj cc:and Borealis]] won/VBD punct:.", "[nsubj det:the company] spoke/VBD punct:."], "company", []),
    (["[nsubj Harborwatch [conj cc:and Tidewatch]] won/VBD punct:.", "[nsubj det:the agency] spoke/VBD punct:."], "agency", []),
])  # fmt: skip
def test_a_word_refers_to_what_is_clearly_meant(lines: list[str], word: str, names: list[str]) -> None:
    found = referred(*lines, word=word)
    if names:
        assert found == names
    else:
        assert not set(found) & {"Acme", "Borealis", "Corvex", "Harborwatch", "Tidewatch", "Mira Lund", "Lund"}


def test_a_department_is_the_one_that_is_called_so() -> None:
    names = {"Department of Tides": "GovernmentBody"}
    read = analysis(
        "[nsubj det:the Department [nmod case:of Tides]] sued/VBD obj:Harborwatch punct:.",
        "nsubj:Harborwatch fined/VBD=fine obj:Acme punct:.", "[nsubj det:the department] won/VBD punct:.", names=names,
    )  # fmt: skip
    reference = read.at(next(t for t in read.doc if t.text == "department"))
    assert reference is not None
    assert [read.referents[i].name for i in reference.referents] == ["Department of Tides"]


def test_a_description_makes_no_mention_of_its_name() -> None:
    read = analysis(SUED, "[nsubj det:the agency] won/VBD punct:.", "nsubj:it left/VBD punct:.")
    assert {name for r in read.referents for name in r.names} == {"Acme", "Harborwatch"}
    assert {r.form for r in read.references} == {Form.NAME, Form.NOMINAL, Form.PRONOUN}


def test_people_without_a_name_are_one_generic_group() -> None:
    read = analysis(
        "[nsubj compound:Acme employees] sued/VBD obj:Harborwatch punct:.", "[nsubj det:the employees] won/VBD punct:."
    )
    groups = [r for r in read.referents if r.kind is Kind.GROUP]
    assert [(g.name, g.generic) for g in groups] == [("Acme employees", True)]
    assert sum(groups[0].index in r.referents for r in read.references) == 2


def test_a_kind_of_product_is_generic_and_two_kinds_are_two() -> None:
    read = analysis(
        "nsubj:Harborwatch uses [obj amod:facial compound:recognition software [conj cc:and amod:thermal cameras/NNS=camera]] punct:."
    )
    found = {(r.name, r.kind, r.generic) for r in read.referents if r.kind is Kind.PRODUCT}
    assert found == {("facial recognition software", Kind.PRODUCT, True), ("thermal cameras", Kind.PRODUCT, True)}


def test_a_pronoun_carries_a_claim_over_the_sentence() -> None:
    assert triples(SUED, "nsubj:it won/VBD [obj det:a contract [nmod case:from Harborwatch]] punct:.") == {
        "Acme sues Harborwatch", "Harborwatch awardsContractTo Acme",
    }  # fmt: skip


def test_every_reference_lies_in_the_document_and_names_a_referent_of_it() -> None:
    read = analysis(
        SUED, "[nsubj det:the agency] won/VBD [obj nmod:poss:its case] punct:.", "nsubj:they left/VBD punct:."
    )
    for reference in read.references:
        assert 0 <= reference.start <= reference.root < reference.end <= len(read.doc)
        assert all(0 <= i < len(read.referents) for i in reference.referents)
        assert reference.referents
