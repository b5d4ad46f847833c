"""Acronyms that an article defines itself, and which names an acronym spells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.nlp.acronyms import definitions, spells
from kg.nlp.tokens import tokenizer

_TOKENS = tokenizer()


def defined(text: str) -> list[tuple[str, str]]:
    return [(long.text, short.text) for long, short in definitions(_TOKENS(text))]


@pytest.mark.parametrize(("text", "long", "short"), [
    ("The Harbor Safety Board (HSB) met.", "Harbor Safety Board", "HSB"),
    ("The Office of Harbor Safety (OHS) met.", "Office of Harbor Safety", "OHS"),
    ("The Office of Harbor Safety (OOHS) met.", "Office of Harbor Safety", "OOHS"),
    ("the Board of Ports and Harbors (BPH), which", "Board of Ports and Harbors", "BPH"),
    ("the U.S. Harbor Safety Board (HSB) met", "U.S. Harbor Safety Board", "HSB"),
    ("the Ports & Harbors Board (P&HB) met", "Ports & Harbors Board", "P&HB"),
    ("the Cross-Border Patrol (CBP) met", "Cross-Border Patrol", "CBP"),
    ("Virtual Harbor Networks (VHNs) grow", "Virtual Harbor Networks", "VHNs"),
    ("the Harbor Safety Board (HSB, or the Board) met", "Harbor Safety Board", "HSB"),
])  # fmt: skip
def test_an_acronym_in_parentheses_is_defined_by_the_words_before_it(text: str, long: str, short: str) -> None:
    assert defined(text) == [(long, short)]


@pytest.mark.parametrize("text", [
    "The Harbor Safety Board (XYZ) met.",
    "The Harbor Safety Board (Quillhaven) met.",
    "The Harbor Safety Board (2019) met.",
    "The Harbor Safety Board HSB met.",
    "Safety first. Board (HSB) met.",
    "Lund (D) met Berg (R).",
    "(HSB)",
    "",
])  # fmt: skip
def test_words_that_do_not_spell_it_define_nothing(text: str) -> None:
    assert defined(text) == []


@pytest.mark.parametrize(("acronym", "name"), [
    ("HSB", "Harbor Safety Board"),
    ("OHS", "Office of Harbor Safety"),
    ("OOHS", "Office of Harbor Safety"),
    ("CBP", "Cross-Border Patrol"),
    ("USHB", "U.S. Harbor Board"),
    ("USHB", "United States Harbor Board"),
    ("H.S.B.", "Harbor Safety Board"),
])  # fmt: skip
def test_an_acronym_spells_the_name_with_its_initials(acronym: str, name: str) -> None:
    assert spells(acronym, name)


@pytest.mark.parametrize(("acronym", "name"), [
    ("HSB", "Harbor Board of Safety"),
    ("HS", "Harbor Safety Board"),
    ("HSBX", "Harbor Safety Board"),
    ("H", "Harbor"),
    ("", ""),
    ("USHB", "Union Shipping Harbor Board"),
])  # fmt: skip
def test_an_acronym_of_other_initials_does_not_spell_it(acronym: str, name: str) -> None:
    assert not spells(acronym, name)


@given(st.text(max_size=40))
def test_any_text_may_stand_in_parentheses(text: str) -> None:
    assert isinstance(defined(f"The Harbor Board ({text}) met (HB)."), list)
    spells(text, text)
