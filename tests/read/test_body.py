"""Plain text: the article stays whole, the page's furniture goes, and both can be told."""

import textwrap
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kg.read
from kg.read import Reason
from kg.read.body import body_of
from kg.read.decode import clean

from .conftest import ARTICLE, one, skipped

SEED = Path(__file__).parents[2] / "seeds" / "article.txt"
FURNITURE = (
    "Menu",
    "Search",
    "|   Business",
    "Home | World | Tech | Sport",
    "• Market Data",
    "Close",
    "Skip to content",
    "Log in",
    "Share this article",
    "Advertisement",
    "Sign up for our daily newsletter",
    "Welcome to Example Herald",
    "Sign up for daily updates for the most important stories.",
    "© 2026 Example Herald. All rights reserved.",
    "We use cookies to improve this site. Read our policy.",
    "5 min read",
    "12 comments",
    "Privacy policy",
)
WORDS = [
    "agency",
    "army",
    "Google",
    "Palantir",
    "contract",
    "pays",
    "signs",
    "the",
    "a",
    "of",
    "for",
    "with",
    "Oracle",
    "court",
    "cloud",
    "police",
    "data",
    "U.S.",
    "said",
]
sentences = st.lists(st.sampled_from(WORDS), min_size=5, max_size=25).map(lambda words: "The " + " ".join(words) + ".")
paragraphs = st.lists(sentences, min_size=1, max_size=4).map(" ".join)
articles = st.lists(paragraphs, min_size=1, max_size=6, unique=True)
furniture = st.lists(st.sampled_from(FURNITURE), max_size=6)


def test_the_seed_article_is_read_without_the_page_around_it() -> None:
    document = one(SEED)
    assert document.title == "Microsoft Responds to ICE Surveillance Concerns Amid Azure Cloud Expansion"
    assert document.text.startswith("Microsoft said Wednesday it does not believe")
    assert document.text.endswith("in international surveillance cases.")
    assert document.text.count("\n\n") == 5
    assert document.published is None
    for word in ("Menu", "Market Data", "EconoTimes", "Sign up", "| "):
        assert word not in document.text


def test_every_paragraph_of_the_seed_article_is_kept() -> None:
    long = [line for line in SEED.read_text(encoding="utf-8").split("\n") if len(line) > 100]
    assert one(SEED).text.split("\n\n") == long


def test_what_is_left_out_can_be_asked_for() -> None:
    text = clean(SEED.read_text(encoding="utf-8"))
    left_out = [text[start:end] for start, end in kg.read.boilerplate(text)]
    assert "•" not in left_out[0]
    assert {"Menu", "Search", "|   Business", "• Market Data", "Close", "Welcome to EconoTimes"} <= set(left_out)
    assert sum(part.startswith("Microsoft Responds to ICE") for part in left_out) == 2


@given(articles)
def test_an_article_without_furniture_is_kept_letter_for_letter(article: list[str]) -> None:
    text = "\n\n".join(article)
    assert body_of(text).text == text
    assert kg.read.boilerplate(text) == []


@given(furniture, articles, furniture)
def test_no_paragraph_is_lost_between_furniture(above: list[str], article: list[str], below: list[str]) -> None:
    body = body_of("\n\n".join([*above, *article, *below]))
    assert body.text == "\n\n".join(article)
    assert len(body.dropped) == len(above) + len(below)


@given(
    articles, st.sampled_from(["Advertisement", "Share this article", "Sign up for our daily newsletter"]), st.data()
)
def test_unmistakable_lines_go_from_between_paragraphs(article: list[str], line: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(article)))
    assert body_of("\n\n".join([*article[:place], line, *article[place:]])).text == "\n\n".join(article)


@given(st.text())
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for start, stop in kg.read.boilerplate(clean(text)):
        assert end <= start < stop <= len(clean(text))
        end = stop


@given(st.text())
def test_nothing_but_what_is_told_disappears(text: str) -> None:
    text = clean(text)
    spans = kg.read.boilerplate(text)
    kept = "".join(c for n, c in enumerate(text) if not any(start <= n < end for start, end in spans))
    assert "".join(kept.split()) == "".join(body_of(text).text.split())


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.integers(60, 110))
def test_wrapped_lines_are_joined(width: int) -> None:
    article = one(SEED).text
    wrapped = "\n\n".join(
        textwrap.fill(p, width, break_on_hyphens=False, break_long_words=False) for p in article.split("\n\n")
    )
    assert wrapped.count("\n") > 20
    assert body_of(wrapped).text == article


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Sign up for our newsletter to get the day's stories in your inbox.", False),
        ("“Sign up for the programme now,” the minister told farmers on Friday.", True),
        ("Subscribe now for full access.", False),
        ("Copyright law does not protect data, the court said in its ruling.", True),
        ("The company uses cookies to follow visitors across sites.", True),
        ("We use cookies to follow visitors, the company said in a filing.", True),
        ("Related: Amazon wins Pentagon deal", False),
        ("Reporting by Jo March; Editing by Amy Curtis", True),
        ("Home", True),
        ("What the critics say", True),
        ("- Google: $3 million", True),
    ],
)
def test_between_paragraphs_only_unmistakable_lines_go(line: str, kept: bool) -> None:
    above, below = ARTICLE.split("\n\n")
    assert (line in body_of(f"{above}\n\n{line}\n\n{below}").text) is kept


def test_a_list_of_related_articles_goes_as_a_whole() -> None:
    above, below = ARTICLE.split("\n\n")
    text = f"{above}\n\nRelated articles\n\nAmazon wins Pentagon deal\n\nArmy orders more drones\n\n{below}"
    assert body_of(text).text == ARTICLE


def test_a_subheading_after_a_read_more_stays() -> None:
    above, below = ARTICLE.split("\n\n")
    assert "What comes next" in body_of(f"{above}\n\nRead more\n\nWhat comes next\n\n{below}").text


def test_short_lines_at_the_end_stay_where_nothing_shows_a_page() -> None:
    text = f"{ARTICLE}\n\nThe bidders are:\n\nGoogle\n\nOracle\n\nIBM"
    assert body_of(text).text == text


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Pentagon picks Palantir for battlefield software\n\n", "Pentagon picks Palantir for battlefield software"),
        ("Menu\n\nPentagon picks Palantir\n\nBy Jo March\n\nShare\n\n", "Pentagon picks Palantir"),
        ("Jo March\n\n", None),
        ("Jo March and Amy Curtis Brooke\n\n", None),
        ("By Jo March\n\n", None),
        ("January 5, 2026\n\n", None),
        ("", None),
    ],
)
def test_the_headline_is_found_in_the_head(head: str, title: str | None) -> None:
    body = body_of(head + ARTICLE)
    assert body.title == title
    assert body.text.endswith(ARTICLE)


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ("January 5, 2026\n\n", date(2026, 1, 5)),
        ("Published: Monday, 5 January 2026 10:30 GMT\n\n", date(2026, 1, 5)),
        ("2026-01-05\n\n", date(2026, 1, 5)),
        ("WASHINGTON, Jan. 5, 2026 (Example News) — ", date(2026, 1, 5)),
        ("On January 5, 2026 it became known. ", None),
        ("WASHINGTON, Jan. 5 (Example News) — ", None),
        ("January 5, 2026\n\nJanuary 6, 2026\n\n", None),
        ("February 30, 2026\n\n", None),
        ("", None),
    ],
)
def test_only_an_unmistakable_dateline_is_a_date(head: str, published: date | None, folder: Path) -> None:
    (folder / "a.txt").write_text(head + ARTICLE)
    assert one("a.txt").published == published


def test_a_text_of_nothing_but_furniture_is_skipped(folder: Path) -> None:
    (folder / "a.txt").write_text("\n\n".join(FURNITURE))
    assert skipped("a.txt").reason == Reason.NO_ARTICLE
