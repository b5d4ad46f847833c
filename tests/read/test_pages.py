"""Web pages: the article comes out whole, and nothing of the page around it."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from kg.model import Document
from kg.read import Reason
from kg.read.page import fragment_text

from . import pages
from .conftest import one, read, skipped

# The shares measured over all pages below. They may rise; a change that makes them sink must say why.
KEPT, LEAKED = 1.0, 0.0


def saved(folder: Path, html: str, name: str = "page.html") -> Path:
    path = folder / name
    path.write_text(html, encoding="utf-8")
    return path


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
def test_a_page_gives_its_title_date_and_source(page: pages.Page, folder: Path) -> None:
    document = one(saved(folder, page.html))
    published = document.published.isoformat() if document.published else None
    assert (document.title, published, document.source) == (page.title, page.published, page.source)
    assert page.title not in document.text
    assert document.retrieved is None


def test_the_share_of_article_kept_and_of_furniture_leaked_does_not_sink(folder: Path) -> None:
    wanted, unwanted = [], []
    for page in pages.PAGES:
        text = one(saved(folder, page.html)).text
        wanted += [sentence in text for sentence in page.wanted]
        unwanted += [sentence in text for sentence in page.unwanted]
    assert sum(wanted) / len(wanted) >= KEPT
    assert sum(unwanted) / len(unwanted) <= LEAKED


@pytest.mark.parametrize("name", pages.STUBS)
def test_a_page_that_only_asks_for_something_is_skipped(name: str, folder: Path) -> None:
    assert skipped(saved(folder, pages.STUBS[name])).reason in {Reason.STUB, Reason.NO_ARTICLE}


def test_an_article_about_subscriptions_is_no_stub(folder: Path) -> None:
    text = "Readers who subscribe to continue reading a story rarely stay, the company said on Monday."
    html = pages.head() + f"<body><article>{pages.paragraphs(*pages.PARAGRAPHS, text)}</article></body></html>"
    assert text in one(saved(folder, html)).text


def test_a_page_without_an_extension_or_with_a_wrong_one_is_still_a_page(folder: Path) -> None:
    for name in ("page", "page.txt"):
        assert one(saved(folder, pages.PAGES[0].html, name)).title == pages.TITLE


def test_a_saved_page_knows_where_it_came_from(folder: Path) -> None:
    mark = "<!-- saved from url=(0035)https://News.Example/story?utm_id=1 -->"
    document = one(saved(folder, pages.PAGES[0].html.replace("<html", f"{mark}<html", 1)))
    assert document.url == "https://news.example/story"
    assert document.address == "page.html"


def test_a_page_saved_as_one_file_is_read(folder: Path) -> None:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://news.example/story"
    message.make_related()
    message.add_related(pages.PAGES[0].html, subtype="html", cte="quoted-printable")
    path = folder / "story.mhtml"
    path.write_bytes(message.as_bytes())
    document = one(path)
    assert document.title == pages.TITLE
    assert document.url == "https://news.example/story"
    assert pages.PARAGRAPHS[2] in document.text


def test_the_folder_of_a_saved_page_is_passed_over_as_one_thing(folder: Path) -> None:
    saved(folder, pages.PAGES[0].html, "story.html")
    (folder / "story_files").mkdir()
    saved(folder / "story_files", "<html><body><p>The frame of an advertisement said so.</p></body></html>", "ad.html")
    article, assets = read(folder)
    assert isinstance(article, Document)
    assert (assets.address, assets.reason) == ("story_files", Reason.PAGE_PART)  # type: ignore[union-attr]


def test_a_page_of_five_megabytes_is_ordinary(folder: Path) -> None:
    padding = "<script>var x = '" + "0123456789" * 500_000 + "';</script>"
    document = one(saved(folder, pages.PAGES[0].html.replace("</body>", padding + "</body>")))
    assert all(paragraph in document.text for paragraph in pages.PARAGRAPHS)
    assert "0123456789" not in document.text


def test_the_encoding_that_a_page_declares_is_used(folder: Path) -> None:
    html = pages.PAGES[0].html.replace("utf-8", "windows-1252").replace("Oracle declined", "Café Oracle declined")
    path = folder / "page.html"
    path.write_bytes(html.encode("cp1252"))
    assert "Café Oracle declined" in one(path).text
    assert "“We could not" in one(path).text


def test_markup_in_a_feed_becomes_lines() -> None:
    assert fragment_text("<p>The Army&nbsp;paid <b>Google</b>.</p><script>x()</script><ul><li>One<li>Two</ul>") == (
        "The Army paid Google.\n\nOne\n\nTwo"
    )
    assert fragment_text("AT&amp;T sued.") == "AT&T sued."
    assert fragment_text("5 < 6") != ""
