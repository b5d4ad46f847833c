"""Names of the register in a text: the longest one, in the letter case that it needs, sure or only with the model."""
# ruff: noqa: E501 - a parse reads best on one line.

from itertools import pairwise

import pytest

from kg.nlp.register import Match, matches
from kg.nlp.tokens import tokenizer

_TOKENS = tokenizer()


def found(text: str) -> list[tuple[str, list[str], bool]]:
    doc = _TOKENS(text)
    return [(doc[m.start : m.end].text, sorted(b.id for b in m.bodies), m.sure) for m in matches(doc)]


def names(text: str) -> list[str]:
    return [name for name, _, sure in found(text) if sure]


def test_an_acronym_counts_in_capitals_and_not_as_a_word() -> None:
    assert names("The ice on the road told ICE nothing.") == ["ICE"]
    assert names("Ice covered the road.") == []


@pytest.mark.parametrize("text", [
    "U.S. Department of Justice", "US Department of Justice", "United States Department of Justice",
    "Department of Justice", "the department of Justice", "JUSTICE DEPARTMENT", "Justice Department",
])  # fmt: skip
def test_variants_of_a_name_are_one_body(text: str) -> None:
    ((name, ids, sure),) = found(f"It asked the {text.removeprefix('the ')} twice.")
    assert ids == ["us-doj"]
    assert sure
    assert name == text.removeprefix("the ")


def test_a_body_in_lower_case_is_left_to_the_language_model() -> None:
    assert names("A department of justice may be any country's.") == []


def test_the_longest_name_wins() -> None:
    ((name, ids, _),) = [f for f in found("He left Homeland Security Investigations in May.") if f[2]]
    assert (name, ids) == ("Homeland Security Investigations", ["us-hsi"])


def test_names_do_not_overlap_and_come_in_order() -> None:
    text = "Palantir, Microsoft and U.S. Immigration and Customs Enforcement (ICE) told the Department of Homeland Security."
    spans = [(m.start, m.end) for m in matches(_TOKENS(text))]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert names(text)[0] == "Palantir"
    assert {"us-ice"} <= {id for _, ids, _ in found(text) for id in ids}


@pytest.mark.parametrize(
    "text", ["Palantir's contract", "Palantir’s contract", "the Palantir-built system", "(Palantir)"]
)
def test_a_name_ends_before_its_possessive_and_its_punctuation(text: str) -> None:
    assert names(text) == ["Palantir"]


@pytest.mark.parametrize("word", ["Apple", "Oracle", "Amazon", "Treasury", "China", "Redmond"])
def test_a_name_that_is_also_a_word_counts_only_with_the_model(word: str) -> None:
    assert [sure for name, _, sure in found(f"They saw {word} there.") if name == word] == [False]


def test_an_acronym_of_two_bodies_names_both() -> None:
    ((_, ids, _),) = found("The CPS said so.")
    assert ids == ["gb-cps", "us-cps-chicago"]


def test_no_part_of_a_word_is_a_name() -> None:
    assert names("Palantirians met at Microsoftia.") == []


def test_an_empty_text_has_no_names() -> None:
    assert found("") == []
    assert list(matches(_TOKENS("   "))) == []


def test_a_match_lies_inside_its_text() -> None:
    doc = _TOKENS("ICE")
    assert [(m.start, m.end) for m in matches(doc)] == [(0, 1)]
    assert all(isinstance(m, Match) for m in matches(doc))
