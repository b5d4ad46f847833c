"""Sums and dates as written and as figures, and the qualifiers that a sentence gives its claim."""
# ruff: noqa: E501 - a parse reads best on one line.

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.qualifiers import amount, period
from kg.model import AmountRole, Claim
from tests.parses import extraction

THURSDAY = date(2024, 3, 14)


@pytest.mark.parametrize(("text", "value", "currency"), [
    ("$1.2 billion", 1_200_000_000, "USD"),
    ("US$ 7bn", 7_000_000_000, "USD"),
    ("A$5m", 5_000_000, "AUD"),
    ("C$20 million", 20_000_000, "CAD"),
    ("HK$3 billion", 3_000_000_000, "HKD"),
    ("£40m", 40_000_000, "GBP"),
    ("£1.2tn", 1_200_000_000_000, "GBP"),
    ("€3,500,000", 3_500_000, "EUR"),
    ("2 million euros", 2_000_000, "EUR"),
    ("nearly 8m pounds", 8_000_000, "GBP"),
    ("¥10 trillion", 10_000_000_000_000, "JPY"),
    ("600 million yuan", 600_000_000, "CNY"),
    ("Rs 500 crore", 5_000_000_000, "INR"),
    ("Rs. 12,000", 12_000, "INR"),
    ("₹3 lakh", 300_000, "INR"),
    ("500,000 shekels", 500_000, "ILS"),
    ("$200K", 200_000, "USD"),
    ("$1.5B", 1_500_000_000, "USD"),
    ("$41-million", 41_000_000, "USD"),
    ("$10bn-a-year", 10_000_000_000, "USD"),
    ("USD 4.5 million", 4_500_000, "USD"),
    ("up to $10 billion", 10_000_000_000, "USD"),
    ("more than $3,000", 3_000, "USD"),
    ("$224,000", 224_000, "USD"),
    # The longest figure is the sum: neither the year nor the number of years is.
    ("a 10-year, $950 million", 950_000_000, "USD"),
    ("$1 billion in 2020", 1_000_000_000, "USD"),
    ("$0.99", Decimal("0.99"), "USD"),
    ("$.5 million", 500_000, "USD"),
    # A range comes to one of its ends; its sign may stand with either.
    ("between $5 million and $10 million", 10_000_000, "USD"),
    ("$5-10 million", 10_000_000, "USD"),
    # What cannot be told stays open.
    ("100 million", 100_000_000, None),
    ("millions of dollars", None, None),
    ("an undisclosed sum", None, None),
    ("", None, None),
])  # fmt: skip
def test_a_sum_of_money_in_figures(text: str, value: int | Decimal | None, currency: str | None) -> None:
    read = amount(text)
    assert (read.text, read.value, read.currency) == (text, value, currency)


def test_a_whole_sum_is_written_without_an_exponent() -> None:
    assert str(amount("$1.2 billion").value) == "1200000000"


@given(st.text() | st.from_regex(r"[$€£]?[\d,.]{1,60} ?(million|bn|k|crore)?( euros)?", fullmatch=True))
def test_no_text_is_too_odd_for_a_sum_and_none_is_changed(text: str) -> None:
    read = amount(text, AmountRole.PAID)
    assert read.text == text
    assert read.role is AmountRole.PAID
    assert read.value is None or read.value >= 0


@given(st.integers(1, 10**9), st.sampled_from([("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("₪", "ILS")]))
def test_a_plain_sum_is_read_back(value: int, sign: tuple[str, str]) -> None:
    read = amount(f"{sign[0]}{value:,}")
    assert (read.value, read.currency) == (value, sign[1])


@pytest.mark.parametrize(("text", "first", "last"), [
    ("2019", "2019-01-01", "2019-12-31"),
    ("in 2003", "2003-01-01", "2003-12-31"),
    ("early 2020", "2020-01-01", "2020-12-31"),
    ("January 2024", "2024-01-01", "2024-01-31"),
    ("February 2024", "2024-02-01", "2024-02-29"),
    ("Jan. 5, 2024", "2024-01-05", "2024-01-05"),
    ("5 January 2024", "2024-01-05", "2024-01-05"),
    ("March 3rd", "2024-03-03", "2024-03-03"),
    ("Sept. 9", "2023-09-09", "2023-09-09"),
    # A day that no month has leaves the month.
    ("February 30, 2023", "2023-02-01", "2023-02-28"),
    ("between 2018 and 2020", "2018-01-01", "2020-12-31"),
    ("2018-2020", "2018-01-01", "2020-12-31"),
    ("1999–2004", "1999-01-01", "2004-12-31"),
    # From here on the day of publication counts: Thursday, 14 March 2024.
    ("Wednesday", "2024-03-13", "2024-03-13"),
    ("on Wednesday", "2024-03-13", "2024-03-13"),
    ("Friday", "2024-03-08", "2024-03-08"),
    ("Thursday", "2024-03-14", "2024-03-14"),
    ("next Monday", "2024-03-18", "2024-03-18"),
    ("today", "2024-03-14", "2024-03-14"),
    ("yesterday", "2024-03-13", "2024-03-13"),
    ("tomorrow", "2024-03-15", "2024-03-15"),
    ("last week", "2024-03-04", "2024-03-10"),
    ("this month", "2024-03-01", "2024-03-31"),
    ("last month", "2024-02-01", "2024-02-29"),
    ("next month", "2024-04-01", "2024-04-30"),
    ("last year", "2023-01-01", "2023-12-31"),
    ("earlier this year", "2024-01-01", "2024-12-31"),
    ("next year", "2025-01-01", "2025-12-31"),
    ("December", "2023-12-01", "2023-12-31"),
    ("last March", "2023-03-01", "2023-03-31"),
    ("next December", "2024-12-01", "2024-12-31"),
    # What cannot be told stays open.
    ("the 1990s", None, None),
    ("2016-17", None, None),
    ("three years ago", None, None),
    ("", None, None),
])  # fmt: skip
def test_a_date_has_its_first_and_last_day(text: str, first: str | None, last: str | None) -> None:
    read = period(text, THURSDAY)
    assert read.text == text
    assert (read.first, read.last) == (first and date.fromisoformat(first), last and date.fromisoformat(last))


@pytest.mark.parametrize("text", ["Wednesday", "yesterday", "last year", "December", "next month", "this week"])
def test_a_relative_date_stays_open_where_the_day_of_publication_is_unknown(text: str) -> None:
    assert (period(text, None).first, period(text, None).last) == (None, None)


@given(
    st.text() | st.lists(st.sampled_from("last next this year month week Monday May 2020 31 in the -".split())).map(" ".join),
    st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
)  # fmt: skip
def test_no_text_is_too_odd_for_a_date_and_none_ends_before_it_begins(text: str, published: date | None) -> None:
    read = period(text, published)
    assert read.text == text
    assert (read.first is None) == (read.last is None)
    assert read.first is None or read.last is None or read.first <= read.last


MONEY = {"$40 million": "Money", "up to $40 million": "", "2023": "Date", "Wednesday": "Date", "$5 million": "Money"}


def claim(line: str) -> Claim:
    found, = extraction(line, names=MONEY, published=THURSDAY).claims
    return found


DOLLARS = "$/$ [nummod compound:40 million/CD]"


def test_a_contract_has_its_sum_its_product_and_its_date() -> None:
    made = claim(
        f"nsubj:Harborwatch awarded iobj:Acme [obj det:a [nmod:desc {DOLLARS}] contract [nmod case:for amod:secure phones]]"
        " [obl case:in 2023] punct:."
    ).qualifiers
    assert made.amount is not None
    assert (made.amount.text, made.amount.value) == ("$40 million", 40_000_000)
    assert made.product == "secure phones"
    assert made.date is not None
    assert made.date.first == date(2023, 1, 1)


def test_the_sum_of_another_clause_is_not_the_contracts() -> None:
    made = claim(
        "nsubj:Harborwatch awarded iobj:Acme [obj det:a contract] "
        "[advcl mark:after nsubj:Lund spent/VBD=spend [obj $/$ [nummod compound:5 million/CD]]] punct:."
    ).qualifiers
    assert made.amount is None


@pytest.mark.parametrize(("words", "role"), [
    ("acl:worth", AmountRole.TOTAL),
    ("[acl worth [advmod up fixed:to]]", AmountRole.CEILING),
    ("[nmod case:with det:a ceiling case:of]", AmountRole.CEILING),
])  # fmt: skip
def test_a_sum_has_a_role(words: str, role: AmountRole) -> None:
    made = claim(f"nsubj:Harborwatch awarded iobj:Acme [obj det:a contract {words} [nmod {DOLLARS}]] punct:.")
    assert made.qualifiers.amount is not None
    assert made.qualifiers.amount.role is role


def test_the_sum_of_a_fine_is_a_fine() -> None:
    made = claim(f"nsubj:Harborwatch fined obj:Acme [obl {DOLLARS}] punct:.").qualifiers
    assert made.amount is not None
    assert made.amount.role is AmountRole.FINE


def test_a_programme_in_the_clause_qualifies_the_contract() -> None:
    made = claim("nsubj:Harborwatch awarded iobj:Acme [obj det:a contract [nmod case:under Concordat]] punct:.")
    assert made.qualifiers.program == "Concordat"


def test_a_weekday_counts_from_the_day_of_publication() -> None:
    made = claim("nsubj:Harborwatch sued/VBD obj:Acme obl:Wednesday punct:.").qualifiers
    assert made.date is not None
    assert (made.date.text, made.date.first) == ("Wednesday", date(2024, 3, 13))


def test_a_middleman_is_named_by_his_id_where_he_is_an_entity() -> None:
    sold = "nsubj:Acme sold/VBD obj:software [obl case:to Harborwatch] [obl case:through {}] punct:."
    made = extraction(sold.format("Corvex"))
    ids = {entity.name: entity.id for entity in made.entities}
    direct = next(c for c in made.claims if c.proposition.relation == "suppliesTo")
    assert direct.qualifiers.through == (ids["Corvex"],)
    assert direct.qualifiers.product == "software"
    generic, = extraction(sold.format("det:a dealer")).claims
    assert generic.qualifiers.through == ("dealer",)
