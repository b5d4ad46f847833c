"""The pattern table: which sentences make which claims, in whatever form they come, and which make none."""
# ruff: noqa: E501 - a parse reads best on one line.

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import OntologyError
from kg.extract import patterns as room
from kg.extract.patterns import patterns
from kg.model import Kind
from kg.ontology import load as ontology
from tests.parses import NAMES, extraction, refusals, triples

# For each relation a sentence that says it, and one that has its words but does not say it.
POSITIVE = {
    "suppliesTo": ("nsubj:Acme supplies obj:software [obl case:to Harborwatch] punct:.", "Acme suppliesTo Harborwatch"),
    "uses": ("nsubj:Harborwatch uses obj:Falcon punct:.", "Harborwatch uses Falcon"),
    "makes": ("nsubj:Acme develops obj:Falcon punct:.", "Acme makes Falcon"),
    "awardsContractTo": (
        "nsubj:Harborwatch awarded iobj:Acme [obj det:a contract] punct:.", "Harborwatch awardsContractTo Acme"
    ),
    "bidsFor": ("nsubj:Acme bid/VBD [obl case:for Concordat] punct:.", "Acme bidsFor Concordat"),
    "funds": ("nsubj:Acme funded [obj det:the Gazelle/NNP flat:Trust] punct:.", "Acme funds Gazelle Trust"),
    "acquires": ("nsubj:Acme acquired obj:Borealis punct:.", "Acme acquires Borealis"),
    "partnersWith": ("nsubj:Acme partnered [obl case:with Borealis] punct:.", "Acme partnersWith Borealis"),
    "endsDealWith": (
        "nsubj:Acme cancelled/VBD=cancel [obj det:the contract [nmod case:with Harborwatch]] punct:.",
        "Acme endsDealWith Harborwatch",
    ),
    "oversees": ("nsubj:Harborwatch oversees obj:Tidewatch punct:.", "Harborwatch oversees Tidewatch"),
    "owns": ("nsubj:Acme owns obj:Borealis punct:.", "Acme owns Borealis"),
    "leads": ("[nsubj Mira flat:Lund] leads obj:Acme punct:.", "Mira Lund leads Acme"),
    "worksFor": ("[nsubj Mira flat:Lund] works [obl case:for Acme] punct:.", "Mira Lund worksFor Acme"),
    "formerlyWorkedFor": ("[nsubj Mira flat:Lund] left/VBD obj:Acme punct:.", "Mira Lund formerlyWorkedFor Acme"),
    "founded": ("[nsubj Mira flat:Lund] founded obj:Acme punct:.", "Mira Lund founded Acme"),
    "restricts": ("nsubj:Harborwatch fined obj:Acme punct:.", "Harborwatch restricts Acme"),
    "authorizes": ("nsubj:Harborwatch authorized obj:Falcon punct:.", "Harborwatch authorizes Falcon"),
    "investigates": ("nsubj:Harborwatch investigates obj:Acme punct:.", "Harborwatch investigates Acme"),
    "sues": ("nsubj:Acme sued obj:Harborwatch punct:.", "Acme sues Harborwatch"),
    "lobbies": ("nsubj:Acme lobbied obj:Harborwatch punct:.", "Acme lobbies Harborwatch"),
    "criticizes": ("nsubj:Acme criticized obj:Harborwatch punct:.", "Acme criticizes Harborwatch"),
    "supports": ("nsubj:Acme praised obj:Harborwatch punct:.", "Acme supports Harborwatch"),
    "testifiesBefore": (
        "[nsubj Mira flat:Lund] testified [obl case:before Harborwatch] punct:.", "Mira Lund testifiesBefore Harborwatch"
    ),
    "sharesDataWith": ("nsubj:Acme shared obj:data [obl case:with Harborwatch] punct:.", "Acme sharesDataWith Harborwatch"),
    "surveils": ("nsubj:Harborwatch monitored [obj Mira flat:Lund] punct:.", "Harborwatch surveils Mira Lund"),
    "attacks": ("nsubj:Acme hacked obj:Harborwatch punct:.", "Acme attacks Harborwatch"),
}  # fmt: skip

TRAPS = {
    "suppliesTo": ["nsubj:Acme provides [obj nmod:poss:its answer] [advcl mark:to please obj:Harborwatch] punct:.",
                   "nsubj:Acme delivered [obj det:a speech] [obl case:in Quillhaven] punct:."],
    "uses": ["[nsubj det:the use [nmod case:of force]] worries/VBZ=worry obj:Harborwatch punct:.",
             "nsubj:Harborwatch used obj:force [obl case:against Acme] punct:."],
    "makes": ["nsubj:Lund made [obj det:a speech [nmod case:about Falcon]] punct:."],
    "awardsContractTo": ["[nsubj det:a contract [nmod case:for Acme]] cop:is rare/JJ punct:.",
                         "nsubj:Acme criticized [obj det:a contract [nmod case:with Borealis]] punct:.",
                         "nsubj:Lund signed [obj det:a contract] punct:."],
    "bidsFor": ["nsubj:Acme bid/VBD [obl case:for time] punct:."],
    "funds": ["nsubj:Lund invested obj:time [obl case:in Quillhaven] punct:."],
    "acquires": ["nsubj:Harborwatch bought obj:drones/NNS [obl case:for Borealis] punct:."],
    "partnersWith": ["nsubj:Acme works [obl case:in Quillhaven] punct:."],
    "endsDealWith": ["nsubj:Acme cut [obj det:the price] [obl case:for Harborwatch] punct:."],
    "oversees": ["nsubj:Harborwatch oversees obj:Acme punct:."],
    "owns": ["nsubj:Acme owns obj:Falcon punct:."],
    "leads": ["nsubj:Acme led obj:Borealis punct:.", "nsubj:Lund led [obj det:the protest] [obl case:in Quillhaven] punct:."],
    "worksFor": ["nsubj:Lund works [obl case:with Acme] punct:.", "nsubj:Acme works [obl case:for Harborwatch] punct:."],
    "formerlyWorkedFor": ["nsubj:Lund left obj:Quillhaven punct:.", "nsubj:Acme left obj:Borealis punct:."],
    "founded": ["nsubj:Lund found obj:Falcon punct:."],
    "restricts": ["nsubj:Lund blocked [obj det:the road [nmod case:to Acme]] punct:."],
    "authorizes": ["nsubj:Lund allowed [obj det:the visit [nmod case:to Acme]] punct:."],
    "investigates": ["nsubj:Lund reviewed [obj det:a book] [obl case:for Ledgerman] punct:."],
    "sues": ["nsubj:Acme charged [obj det:a fee] punct:.", "[nsubj nmod:poss:its case [nmod case:for Acme]] failed punct:."],
    "lobbies": ["nsubj:Acme asked obj:Harborwatch punct:.", "nsubj:Acme called obj:Harborwatch punct:."],
    "criticizes": ["nsubj:Acme answered/VBD=answer [obj nmod:poss:its critics/NNS=critic] [obl case:in Quillhaven] punct:."],
    "supports": ["nsubj:Falcon supports obj:video punct:."],
    "testifiesBefore": ["nsubj:Lund appeared [obl case:before noon] [obl case:at Harborwatch] punct:."],
    "sharesDataWith": ["nsubj:Acme shared [obj det:a meal] [obl case:with Harborwatch] punct:."],
    "surveils": ["nsubj:Acme tracks obj:Falcon punct:."],
    "attacks": ["nsubj:Acme attacked [obj det:the problem] [obl case:with Falcon] punct:."],
}  # fmt: skip


@pytest.mark.parametrize("relation", sorted(ontology().relations))
def test_every_relation_has_a_sentence_that_says_it(relation: str) -> None:
    line, claim = POSITIVE[relation]
    assert claim in triples(line)


@pytest.mark.parametrize("relation", sorted(ontology().relations))
def test_every_relation_has_a_trap_that_it_does_not_fall_into(relation: str) -> None:
    for line in TRAPS[relation]:
        assert not {t for t in triples(line) if f" {relation} " in t}, line


@pytest.mark.parametrize("relation", sorted(ontology().relations))
def test_a_relation_is_denied_where_its_verb_is(relation: str) -> None:
    line, claim = POSITIVE[relation]
    bare = re.sub(r"\[[^\[\]]*(\[[^\]]*\][^\[\]]*)*\]", " ", line)
    root = next(piece for piece in bare.split() if ":" not in piece)
    denied = triples(line.replace(f" {root} ", f" advmod:never {root} ", 1))
    assert claim not in denied
    if relation != "endsDealWith":
        assert f"{claim} (denied)" in denied


@pytest.mark.parametrize(("line", "claims"), [
    # Active, passive, participle, relative clause.
    ("nsubj:pass:Falcon aux:pass:is used/VBN [obl case:by Harborwatch] punct:.", {"Harborwatch uses Falcon"}),
    ("nsubj:pass:Falcon aux:pass:is used/VBN [obl:agent case:by Harborwatch] punct:.", {"Harborwatch uses Falcon"}),
    ("[nsubj Borealis punct:, [acl owned/VBN [obl case:by Acme]] punct:,] fell/VBD=fall punct:.", {"Acme owns Borealis"}),
    ("[nsubj Falcon punct:, [acl:relcl obj:which nsubj:Harborwatch uses] punct:,] failed punct:.", {"Harborwatch uses Falcon"}),
    ("[nsubj Harborwatch punct:, [acl:relcl nsubj:which uses obj:Falcon] punct:,] moved/VBD=move punct:.", {"Harborwatch uses Falcon"}),
    ("nsubj:Lund saw/VBD=see [obj Falcon punct:, [acl:relcl obj:that nsubj:Acme develops]] punct:.", {"Acme makes Falcon"}),
    # Coordinated verbs and arguments.
    ("[nsubj Acme [conj cc:and Borealis]] supply obj:software [obl case:to Harborwatch] punct:.",
     {"Acme suppliesTo Harborwatch", "Borealis suppliesTo Harborwatch"}),
    ("nsubj:Acme supplies obj:software [obl case:to Harborwatch [conj punct:, Tidewatch] [conj cc:and Portguard]] punct:.",
     {"Acme suppliesTo Harborwatch", "Acme suppliesTo Tidewatch", "Acme suppliesTo Portguard"}),
    ("nsubj:Harborwatch fined obj:Acme [conj cc:and sued/VBD obj:Borealis] punct:.",
     {"Harborwatch restricts Acme", "Harborwatch sues Borealis"}),
    ("nsubj:Acme bought obj:Borealis [conj cc:and nsubj:Corvex sued/VBD obj:Harborwatch] punct:.",
     {"Acme acquires Borealis", "Corvex sues Harborwatch"}),
    # Control: the infinitive's subject stands in the clause above.
    ("nsubj:Acme agreed [xcomp mark:to supply obj:software [obl case:to Harborwatch]] punct:.",
     {"Acme suppliesTo Harborwatch (planned)"}),
    ("nsubj:Harborwatch hired obj:Acme [xcomp mark:to monitor obj:Borealis] punct:.",
     {"Harborwatch awardsContractTo Acme", "Acme surveils Borealis"}),
    # Light verbs and event nouns.
    ("nsubj:Acme won [obj det:a contract [nmod case:from Harborwatch]] punct:.", {"Harborwatch awardsContractTo Acme"}),
    ("nsubj:Acme won [obj det:a contract] [obl case:from Harborwatch] punct:.", {"Harborwatch awardsContractTo Acme"}),
    ("nsubj:pass:Acme aux:pass:was awarded/VBN [obj det:a contract] [obl case:by Harborwatch] punct:.",
     {"Harborwatch awardsContractTo Acme"}),
    ("[nsubj:pass det:a contract] aux:pass:was awarded/VBN [obl case:to Acme] [obl case:by Harborwatch] punct:.",
     {"Harborwatch awardsContractTo Acme"}),
    ("nsubj:Acme signed [obj det:a contract [nmod case:with Harborwatch]] punct:.", {"Harborwatch awardsContractTo Acme"}),
    ("nsubj:Harborwatch signed [obj det:a contract [nmod case:with Acme]] punct:.", {"Harborwatch awardsContractTo Acme"}),
    ("nsubj:Lund criticized/VBD [obj [nmod:poss Acme case:'s] contract [nmod case:with Harborwatch]] punct:.",
     {"Harborwatch awardsContractTo Acme"}),
    ("nsubj:Lund read/VBD=read [obj det:a contract [nmod case:between Acme [conj cc:and Harborwatch]]] punct:.",
     {"Harborwatch awardsContractTo Acme"}),
    ("nsubj:Acme launched/VBD=launch [obj det:a lawsuit [nmod case:against Harborwatch]] punct:.", {"Acme sues Harborwatch"}),
    ("nsubj:Harborwatch opened/VBD=open [obj det:an investigation [nmod case:into Acme]] punct:.", {"Harborwatch investigates Acme"}),
    ("[nsubj [nmod:poss Harborwatch case:'s] use [nmod case:of Falcon]] grew/VBD=grow punct:.", {"Harborwatch uses Falcon"}),
    ("[nsubj [nmod:poss Acme case:'s] acquisition [nmod case:of Borealis]] closed/VBD=close punct:.", {"Acme acquires Borealis"}),
    ("nsubj:Acme has [obj det:a partnership [nmod case:with Borealis]] punct:.", {"Acme partnersWith Borealis"}),
    # Bearers: copula, apposition, title before the name, "as".
    ("nsubj:Acme cop:is det:a supplier [nmod case:to Harborwatch] punct:.", {"Acme suppliesTo Harborwatch"}),
    ("nsubj:Lund cop:is det:the director [nmod case:of Harborwatch] punct:.", {"Lund leads Harborwatch"}),
    ("[nsubj Lund punct:, [appos det:the director [nmod case:of Harborwatch]] punct:,] resigned punct:.", {"Lund leads Harborwatch"}),
    ("[nsubj [nmod:poss Acme case:'s] chief punct:, [appos Lund] punct:,] spoke/VBD punct:.", {"Lund leads Acme"}),
    ("[nsubj Lund punct:, [appos det:a spokeswoman [nmod case:for Acme]] punct:,] spoke/VBD punct:.", {"Lund worksFor Acme"}),
    ("[nsubj Borealis punct:, [appos det:a subsidiary [nmod case:of Acme]] punct:,] fell/VBD=fall punct:.", {"Acme owns Borealis"}),
    ("[nsubj Tidewatch punct:, [appos det:an agency [nmod case:within Harborwatch]] punct:,] moved/VBD=move punct:.",
     {"Harborwatch oversees Tidewatch"}),
    ("nsubj:Acme named/VBD=name obj:Lund [obl case:as director [nmod case:of Borealis]] punct:.", {"Lund leads Borealis"}),
    ("nsubj:Lund became/VBD=become [xcomp director [nmod case:of Borealis]] punct:.", {"Lund leads Borealis"}),
    # Ranks and time: a deputy does not lead, a former head once worked there.
    ("nsubj:Lund cop:is det:the amod:deputy director [nmod case:of Harborwatch] punct:.", {"Lund worksFor Harborwatch"}),
    ("nsubj:Lund cop:is det:the amod:former director [nmod case:of Harborwatch] punct:.", {"Lund formerlyWorkedFor Harborwatch"}),
    ("nsubj:Lund worked/VBD [obl case:for Acme] punct:.", {"Lund formerlyWorkedFor Acme"}),
    ("nsubj:Acme fired/VBD=fire obj:Lund punct:.", {"Lund formerlyWorkedFor Acme"}),
    # What stands for a body: its officers, its wares, its examples.
    ("[nsubj compound:Harborwatch agents] use obj:Falcon punct:.", {"Harborwatch uses Falcon"}),
    ("nsubj:Harborwatch uses [obj [nmod:poss Acme case:'s] software] punct:.", {"Harborwatch uses Acme"}),
    ("[nsubj agencies/NNS=agency [nmod case:like Harborwatch [conj cc:and Tidewatch]]] use obj:Falcon punct:.",
     {"Harborwatch uses Falcon", "Tidewatch uses Falcon"}),
    # Whose product it is.
    ("nsubj:Lund likes/VBZ=like [obj [nmod:poss Acme case:'s] Falcon] punct:.", {"Acme makes Falcon"}),
    ("nsubj:Harborwatch uses [obj [nmod:poss Acme case:'s] Falcon] punct:.", {"Harborwatch uses Falcon", "Acme makes Falcon"}),
    # Verbs with particles and prepositions.
    ("nsubj:Acme took/VBD=take compound:prt:over obj:Borealis punct:.", {"Acme acquires Borealis"}),
    ("nsubj:Harborwatch relies [obl case:on Falcon] punct:.", {"Harborwatch uses Falcon"}),
    ("nsubj:Harborwatch bought obj:drones/NNS [obl case:from Acme] punct:.", {"Acme suppliesTo Harborwatch"}),
    ("nsubj:Acme provides obj:Harborwatch [obl case:with software] punct:.", {"Acme suppliesTo Harborwatch"}),
    ("nsubj:Acme sold/VBD iobj:Harborwatch obj:software punct:.", {"Acme suppliesTo Harborwatch"}),
    ("nsubj:Acme provided/VBD obj:data [obl case:to Harborwatch] punct:.", {"Acme sharesDataWith Harborwatch"}),
])  # fmt: skip
def test_a_claim_is_found_in_every_form_of_its_sentence(line: str, claims: set[str]) -> None:
    assert triples(line) == claims


@pytest.mark.parametrize("line", [
    # Two names side by side say nothing.
    "[nsubj Acme [conj cc:and Harborwatch]] met/VBD=meet punct:.",
    "nsubj:Acme moved/VBD=move [obl case:near Harborwatch] punct:.",
    "[nsubj Acme [conj punct:, Borealis] [conj cc:and Harborwatch]] rose/VBD=rise punct:.",
    "nsubj:Acme knows obj:Harborwatch punct:.",
    # A name inside a longer one is not there.
    "nsubj:Lund uses [obj det:the Osprey/NNP flat:Drive] [obl case:in Quillhaven] punct:.",
    # A relation of which one end is a word without a name.
    "nsubj:Acme supplies obj:software [obl case:to schools/NNS=school] [obl case:near Harborwatch] punct:.",
])  # fmt: skip
def test_two_names_in_a_sentence_alone_make_no_claim(line: str) -> None:
    assert {t for t in triples(line) if "Osprey" not in t} == set()


def test_apple_that_supplies_tests_to_nobody_supplies_nobody() -> None:
    line = "nsubj:Acme supplies obj:tests/NNS=test [obl case:to measure/NN=measure [nmod case:of quality]] punct:."
    assert triples(line) == set()


def test_who_protests_a_contract_has_no_part_in_it() -> None:
    line = "nsubj:Lund protested/VBD=protest [obj det:the contract [nmod case:between Acme [conj cc:and Harborwatch]]] punct:."
    assert "Harborwatch awardsContractTo Acme" in triples(line)
    assert not {t for t in triples(line) if t.startswith("Lund awards") or t.endswith("awardsContractTo Lund")}


def test_a_draft_that_the_ontology_forbids_is_refused_with_its_reason() -> None:
    refused, = refusals("nsubj:Quillhaven owns obj:Acme punct:.")
    assert refused.reason == "does not fit the ontology"
    assert "subject of owns is a Place" in refused.detail


def test_a_question_is_refused_with_its_reason() -> None:
    refused, = refusals("aux:does nsubj:Harborwatch use obj:Falcon punct:?")
    assert refused.reason == "question, demand or prevented act"
    assert "Falcon" in refused.detail


NEXT = "nsubj:Lund left/VBD punct:."


def test_a_draft_lies_on_its_sentence_without_the_space_around_it() -> None:
    made = extraction("nsubj:Lund spoke/VBD punct:.", "nsubj:Harborwatch uses obj:Falcon punct:.", NEXT)
    claim, = made.claims
    quoted, = claim.evidence
    assert quoted.quote == "Harborwatch uses Falcon." == made.document.text[quoted.start : quoted.end]


# --- the table itself ---------------------------------------------------------------------------------------------

ROOM = Path(room.__file__).parent
ROLES = frozenset("subject object recipient complement possessor modifier bearer giver taker holder user clause".split())
PREPOSITIONS = frozenset(
    """about against alongside among as at before behind between by for from in inside into of on outside over through
    to under upon via with within in_front_of out_of toward towards near""".split()
)


def rows() -> Iterator[dict[str, object]]:
    table = tomllib.loads((ROOM / "patterns.toml").read_text("utf-8"))
    yield from table["verb"] + table["noun"]


def test_every_role_in_the_table_is_one_that_a_word_can_fill() -> None:
    for row in rows():
        for key in ("subject", "object", "either", "require", "require_any", "product"):
            for name in row.get(key, ()):  # type: ignore[attr-defined]
                inner = name.rpartition(">")[2].removeprefix("~").replace(" ", "_")
                assert inner in ROLES | PREPOSITIONS, f"{row['relation']}: {name}"


def test_every_pattern_has_words_two_ends_and_a_sensible_confidence() -> None:
    verbs, nouns = patterns()
    for pattern in {p for table in (verbs, nouns) for found in table.values() for p in found}:
        assert pattern.lemmas
        assert pattern.either or (pattern.subject and pattern.object)
        assert 0.5 <= pattern.confidence <= 1.0


def test_kinds_that_a_pattern_asks_for_are_kinds_that_its_relation_takes() -> None:
    verbs, nouns = patterns()
    for pattern in {p for table in (verbs, nouns) for found in table.values() for p in found}:
        relation = ontology().relations[pattern.relation]
        assert not pattern.subject_kinds or pattern.subject_kinds & relation.domain, pattern
        assert not pattern.object_kinds or pattern.object_kinds & relation.range, pattern


@pytest.mark.parametrize("row", [
    'relation = "supplyTo"\nlemmas = ["supply"]',
    'relation = "suppliesTo"\nlemmas = ["supply"]\nsubjects = ["subject"]',
    'lemmas = ["supply"]',
    'relation = "suppliesTo"\nlemmas = ["supply"]\nobject_kinds = ["Firm"]',
    'relation = "suppliesTo"\nlemmas = ["supply"]\nstatus = "maybe"',
])  # fmt: skip
def test_a_row_that_cannot_be_right_is_an_error_that_names_the_table(
    row: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = '[[noun]]\nrelation = "uses"\nlemmas = ["use"]\nsubject = ["by"]\nobject = ["of"]\n'
    (tmp_path / "patterns.toml").write_text(f"{right}[[verb]]\n{row}\n")
    monkeypatch.setattr(room, "__file__", str(tmp_path / "patterns.py"))
    patterns.cache_clear()
    try:
        with pytest.raises(OntologyError, match=r"patterns\.toml"):
            patterns()
    finally:
        monkeypatch.undo()
        patterns.cache_clear()


def test_the_kinds_of_the_names_in_these_tests_are_kinds_of_the_ontology() -> None:
    assert {Kind(label) for label in NAMES.values()}
