"""Names of one document: which stretches are names, of what kind, and which of them name the same."""

from itertools import pairwise

import pytest

from kg.model import Kind
from kg.nlp.analysis import Analysis, Form, Referent
from tests.parses import analysis


def named(read: Analysis, text: str) -> Referent:
    """The referent that has a mention with this text."""
    (found,) = (r for r in read.referents if text in r.names)
    return found


def spans(read: Analysis) -> list[str]:
    return [read.doc[r.start : r.end].text for r in read.references if r.form is Form.NAME]


def test_every_mention_is_a_stretch_of_the_text() -> None:
    read = analysis("[nsubj Mira flat:Lund] left/VBD obj:Acme punct:.", "nsubj:Lund joined obj:Borealis punct:.")
    for referent in read.referents:
        for mention in referent.mentions:
            assert read.document.text[mention.start : mention.end] == mention.text
    assert [r.index for r in read.referents] == [0, 1, 2]


def test_a_surname_is_the_person_whose_full_name_stands_anywhere() -> None:
    read = analysis("nsubj:Lund left/VBD obj:Acme punct:.", "[nsubj Mira flat:Lund] joined obj:Borealis punct:.")
    assert named(read, "Lund") is named(read, "Mira Lund")
    assert named(read, "Lund").name == "Mira Lund"
    assert len(named(read, "Lund").mentions) == 2


def test_two_persons_of_one_surname_the_surname_is_the_last_named() -> None:
    names = {"Ada Lund": "Person"}
    read = analysis(
        "[nsubj Ada flat:Lund] left/VBD punct:.", "[nsubj Mira flat:Lund] stayed/VBD=stay punct:.",
        "nsubj:Lund spoke/VBD punct:.", names=names,
    )  # fmt: skip
    assert named(read, "Lund") is named(read, "Mira Lund")
    assert named(read, "Ada Lund") is not named(read, "Mira Lund")


def test_the_first_word_of_a_company_is_short_for_it_but_not_for_a_person() -> None:
    names = {"Northwick Dynamics": "Company", "Northwick": "Company"}
    read = analysis(
        "[nsubj compound:Northwick Dynamics] sued/VBD obj:Acme punct:.", "nsubj:Northwick won/VBD punct:.", names=names,
    )  # fmt: skip
    assert named(read, "Northwick") is named(read, "Northwick Dynamics")
    other = analysis(
        "[nsubj Mira flat:Lund] left/VBD punct:.", "nsubj:Mira spoke/VBD punct:.", names={"Mira": "Company"}
    )
    assert len(other.referents) == 2


def test_a_suffix_of_incorporation_makes_no_other_company() -> None:
    names = {"Acme Inc.": "Company"}
    read = analysis("[nsubj Acme flat:Inc.] sued/VBD obj:Borealis punct:.", "nsubj:Acme won/VBD punct:.", names=names)
    assert named(read, "Acme") is named(read, "Acme Inc.")


def test_an_acronym_is_the_name_that_defines_it() -> None:
    names = {"Harbor Safety Board": "GovernmentBody", "HSB": "GovernmentBody"}
    read = analysis(
        "[nsubj det:the compound:Harbor compound:Safety Board punct:( appos:HSB punct:)] sued/VBD obj:Acme punct:.",
        "nsubj:HSB won/VBD punct:.", names=names,
    )  # fmt: skip
    assert named(read, "HSB").names == ("Harbor Safety Board", "HSB")
    assert named(read, "HSB").name == "Harbor Safety Board"


def test_an_acronym_that_nobody_defines_is_the_one_name_that_it_spells() -> None:
    names = {"Harbor Safety Board": "GovernmentBody", "HSB": "GovernmentBody"}
    lines = ("[nsubj compound:Harbor compound:Safety Board] sued/VBD punct:.", "nsubj:HSB won/VBD punct:.")
    assert len(analysis(*lines, names=names).referents) == 1
    two = names | {"Home Study Bureau": "Organization"}
    more = (*lines, "[nsubj compound:Home compound:Study Bureau] lost/VBD=lose punct:.")
    assert len(analysis(*more, names=two).referents) == 3


def test_an_acronym_of_two_registered_bodies_is_the_one_that_is_named_in_full() -> None:
    names = {"Chicago Public Schools": "GovernmentBody", "CPS": "GovernmentBody"}
    schools = "[nsubj compound:Chicago compound:Public Schools] sued/VBD obj:Acme punct:."
    read = analysis(schools, "nsubj:CPS won/VBD punct:.", names=names)
    assert named(read, "CPS").known == "us-cps-chicago"
    assert named(read, "CPS") is named(read, "Chicago Public Schools")


def test_an_acronym_of_two_registered_bodies_is_neither_where_nothing_tells() -> None:
    read = analysis("nsubj:CPS sued/VBD obj:Acme punct:.", names={"CPS": "GovernmentBody"})
    assert named(read, "CPS").known is None


def test_a_registered_name_is_found_where_the_model_saw_none() -> None:
    read = analysis("nsubj:Palantir sued/VBD obj:Acme punct:.")
    assert named(read, "Palantir").known == "palantir"
    assert named(read, "Palantir").kind is Kind.COMPANY


def test_the_register_knows_the_kind_better_than_the_model() -> None:
    read = analysis("nsubj:Palantir sued/VBD obj:Acme punct:.", names={"Palantir": "Organization"})
    assert named(read, "Palantir").kind is Kind.COMPANY


def test_a_name_that_is_also_a_word_needs_the_model() -> None:
    line = "nsubj:Oracle sued/VBD obj:Acme punct:."
    assert "Oracle" not in spans(analysis(line))
    assert named(analysis(line, names={"Oracle": "Company"}), "Oracle").known == "oracle"


def test_a_persons_name_that_holds_a_registered_one_stays_a_person() -> None:
    names = {"Madison Oracle": "Person"}
    read = analysis("[nsubj Madison flat:Oracle] spoke/VBD punct:.", names=names)
    assert [(r.kind, r.name) for r in read.referents] == [(Kind.PERSON, "Madison Oracle")]


def test_the_longer_name_wins() -> None:
    registered = "[nsubj compound:Homeland compound:Security Investigations] sued/VBD obj:Acme punct:."
    assert (
        spans(analysis(registered, names={"Homeland Security": "GovernmentBody"}))[0]
        == "Homeland Security Investigations"
    )
    models = {"Palantir Square Museum": "Organization"}
    read = analysis("[nsubj compound:Palantir compound:Square Museum] closed/VBD=close punct:.", names=models)
    assert spans(read) == ["Palantir Square Museum"]


def test_a_name_that_the_model_saw_once_is_a_name_everywhere() -> None:
    read = analysis(
        "nsubj:Quorvex/NNP sued/VBD obj:Acme punct:.",
        "nsubj:Acme sued/VBD [obj [nmod:poss Quorvex case:'s] staff] punct:.",
    )
    assert "Quorvex" not in spans(read)
    seen = analysis(
        "nsubj:Quorvex sued/VBD obj:Acme punct:.", "nsubj:Acme sued/VBD [obj compound:Quorvex/NNP staff] punct:.",
        names={"Quorvex": "Company"},
    )  # fmt: skip
    assert spans(seen) == ["Quorvex", "Acme", "Acme", "Quorvex"]


@pytest.mark.parametrize(
    ("verb", "kind"), [("banned/VBD=ban", Kind.GOVERNMENT_BODY), ("borders/VBZ=border", Kind.PLACE)]
)
def test_a_country_acts_as_its_government_or_is_a_place(verb: str, kind: Kind) -> None:
    read = analysis(f"nsubj:China {verb} obj:Falcon punct:.", names={"China": "Place"})
    assert named(read, "China").kind is kind


def test_references_come_in_the_order_of_the_text_and_names_do_not_overlap() -> None:
    read = analysis(
        "nsubj:Acme sued/VBD [obj Mira flat:Lund] punct:.",
        "nsubj:Lund sued/VBD [obj Palantir [conj cc:and Microsoft]] punct:.",
    )
    starts = [(r.start, r.end) for r in read.references if r.form is Form.NAME]
    assert starts == sorted(starts)
    assert all(a[1] <= b[0] for a, b in pairwise(starts))
