"""JSON, feeds, PDF and web archives: their articles, metadata and limits."""

import gzip
import io
import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

import kg.read
from kg.errors import InputError
from kg.model import Document, Skipped
from kg.read import Limits, Reason

from . import pages
from .conftest import ARTICLE, one, packed, pdf, read, skipped

GOLD = {
    "id": "x-1",
    "title": "Palantir wins",
    "date": "2026-01-05",
    "source": "Example Herald",
    "url": "https://news.example/a?utm_source=x",
    "text": ARTICLE,
    "entities": [],
    "claims": [],
}


def write(folder: Path, name: str, *values: object) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def test_the_gold_shape_is_read_field_by_field(folder: Path) -> None:
    document = one(write(folder, "gold.json", GOLD))
    assert document == Document(
        "id:x-1",
        "x-1",
        ARTICLE,
        title="Palantir wins",
        source="Example Herald",
        url=GOLD["url"],
        path="gold.json",
        published=date(2026, 1, 5),
        language="en",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Menu\n\nSearch\n\n  The Army\u00a0paid Google.\r\nSign up for our newsletter.\n",
        "\ufeffThe\u200b Army paid cafe\u0301 owners.\t",
        "The Army paid \x00 Google.\x85",
    ],
)
def test_the_text_of_a_record_is_taken_letter_for_letter(text: str, folder: Path) -> None:
    assert one(write(folder, "a.json", {"id": "a", "text": text})).text == text


def test_half_a_character_in_a_record_moves_no_offset(folder: Path) -> None:
    (folder / "a.jsonl").write_text('{"id": "a", "text": "The Army \\ud83d paid Google."}\n')
    text = one("a.jsonl").text
    assert text == "The Army \ufffd paid Google."
    assert text.encode()


def test_records_without_an_id_go_by_url_and_then_by_place(folder: Path) -> None:
    path = write(
        folder, "a.jsonl", {"text": ARTICLE, "url": GOLD["url"]}, {"text": ARTICLE}, {"id": 7, "text": ARTICLE}
    )
    found = [(d.address, d.name) for d in read(path) if isinstance(d, Document)]
    assert found == [("https://news.example/a", "a-1"), ("a.jsonl#2", "a-2"), ("id:7", "7")]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([GOLD, {**GOLD, "id": "x-2"}]),
        json.dumps([GOLD, {**GOLD, "id": "x-2"}], indent=1),
        json.dumps(GOLD) + "\n" + json.dumps({**GOLD, "id": "x-2"}),
        json.dumps(GOLD, indent=1) + json.dumps({**GOLD, "id": "x-2"}, indent=1),
        "\ufeff[" + json.dumps(GOLD) + ",\n\n" + json.dumps({**GOLD, "id": "x-2"}) + "]\n\n",
    ],
)
@pytest.mark.parametrize("name", ["a.json", "a", "a.txt"])
def test_articles_come_in_lines_arrays_and_one_after_another(text: str, name: str, folder: Path) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    assert [d.address for d in read(folder / name)] == ["id:x-1", "id:x-2"]


def test_a_date_that_is_none_is_left_open(folder: Path) -> None:
    for number, value in enumerate((None, "", "soon", "2026-13-40", 20260105, "0000-00-00")):
        assert one(write(folder, f"{number}.json", {**GOLD, "date": value})).published is None


def test_records_carry_their_object_and_line(folder: Path) -> None:
    path = write(folder, "a.jsonl", GOLD, {"id": "x-2", "text": ARTICLE, "claims": [1]})
    path.write_text(path.read_text() + "\n{broken\n")
    first, second, broken = kg.read.records(path)
    assert isinstance(first, kg.read.Record)
    assert isinstance(second, kg.read.Record)
    assert (first.value, second.value["claims"], second.where) == (GOLD, [1], "a.jsonl:2")
    assert isinstance(broken, Skipped)
    assert (broken.address, broken.reason) == ("a.jsonl:4", Reason.BROKEN_JSON)
    assert kg.read.document(first) == one(write(folder, "b.json", GOLD)).__class__(
        "id:x-1",
        "x-1",
        ARTICLE,
        title="Palantir wins",
        source="Example Herald",
        url=GOLD["url"],
        path="a.jsonl",
        published=date(2026, 1, 5),
        language="en",
    )


def test_records_in_an_array_know_their_line(folder: Path) -> None:
    (folder / "a.json").write_text(json.dumps([GOLD, GOLD], indent=1))
    first, second = kg.read.records("a.json")
    assert isinstance(first, kg.read.Record)
    assert isinstance(second, kg.read.Record)
    lines = (folder / "a.json").read_text().split("\n")
    assert lines[first.line - 1].strip() == lines[second.line - 1].strip() == "{"
    assert first.line < second.line


def test_records_of_something_else_are_refused(folder: Path) -> None:
    (folder / "a.txt").write_text(ARTICLE)
    with pytest.raises(InputError, match="not JSON"):
        list(kg.read.records("a.txt"))


def test_a_line_beyond_the_limit_is_skipped_and_the_next_one_read(folder: Path) -> None:
    path = write(folder, "a.jsonl", {"id": "long", "text": "x " * 3000}, GOLD)
    long, article = read(path, limits=Limits(max_bytes=2000))
    assert isinstance(long, Skipped)
    assert (long.reason, article.address) == (Reason.TOO_LARGE, "id:x-1")


@pytest.mark.parametrize("shape", ["lines", "array"])
def test_memory_stays_flat_however_many_articles_a_file_has(shape: str, folder: Path) -> None:
    def peak(count: int) -> int:
        rows = [json.dumps({"id": str(n), "text": ARTICLE * 20}) for n in range(count)]
        (folder / "a.json").write_text("\n".join(rows) if shape == "lines" else "[" + ",\n".join(rows) + "]")
        del rows
        tracemalloc.start()
        assert sum(1 for _ in kg.read.documents(["a.json"])) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(2000) < peak(500) + 1_000_000


def test_packed_files_are_read_like_plain_ones(folder: Path) -> None:
    (folder / "a.txt.gz").write_bytes(packed(ARTICLE))
    (folder / "b.jsonl.gz").write_bytes(packed(json.dumps(GOLD)))
    text, record = read("a.txt.gz", "b.jsonl.gz")
    assert (text.address, text.name, record.address) == ("a.txt.gz", "a", "id:x-1")  # type: ignore[union-attr]


def test_a_small_file_that_unpacks_to_a_huge_one_is_too_large(folder: Path) -> None:
    (folder / "a.txt.gz").write_bytes(gzip.compress(b"The Army paid. " * 500_000))
    assert skipped("a.txt.gz", limits=Limits(max_bytes=1_000_000)).reason == Reason.TOO_LARGE


RSS = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Example Herald</title><item><title>Palantir &amp;amp; the Army</title>
<link>https://News.Example/a?utm_medium=rss</link><pubDate>Mon, 05 Jan 2026 23:30:00 -0500</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>{ARTICLE}</p>
<img src=x onerror=alert(1)>]]></content:encoded>
</item><item><title>Second</title><guid isPermaLink="false">tag:2</guid><description>{ARTICLE}</description></item>
<item><title>Third</title></item></channel></rss>"""
ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Agency news</title>
<entry><id>urn:1</id>
<title>Contract</title><link href="https://agency.example/1"/><updated>2026-02-03T04:05:06Z</updated>
<content type="html">&lt;p&gt;{ARTICLE}&lt;/p&gt;</content></entry></feed>"""


def test_entries_of_an_rss_feed_are_articles(folder: Path) -> None:
    (folder / "feed.xml").write_text(RSS)
    first, second, third = read("feed.xml")
    assert isinstance(first, Document)
    assert (first.address, first.title, first.source) == (
        "https://news.example/a",
        "Palantir & the Army",
        "Example Herald",
    )
    assert first.published == date(2026, 1, 6)
    assert first.text.split() == ARTICLE.split()
    assert (second.address, second.name) == ("id:tag:2", "tag-2")  # type: ignore[union-attr]
    assert (third.address, third.reason) == ("feed.xml#3", Reason.EMPTY)  # type: ignore[union-attr]


def test_entries_of_an_atom_feed_are_articles(folder: Path) -> None:
    (folder / "feed.atom").write_text(ATOM)
    document = one("feed.atom")
    assert (document.address, document.published) == ("https://agency.example/1", date(2026, 2, 3))
    assert document.source == "Agency news"


def test_the_text_of_a_pdf_is_read_without_page_numbers_and_running_heads(folder: Path) -> None:
    bodies = (
        "The Department of Defense awarded Palantir a contract for battle-\nfield software on Friday, "
        "officials said. The\n"
        "company will deliver the first units in June, and the\narmy will test them in the autumn.",
        "Palantir has sold its software to the army since 2008,\nand the new contract is worth more than all of the\n"
        "earlier ones together, according to the department.",
        "Two competitors protested the award in March. A judge\ndismissed both protests because they "
        "came too late, and\n"
        "neither of the two companies has appealed since then.",
    )
    sheets = [f"Example Herald, 5 January\n{body}\n{number}" for number, body in enumerate(bodies, start=1)]
    (folder / "a.pdf").write_bytes(pdf(*sheets, title="Microsoft Word - draft.doc"))
    document = one("a.pdf")
    assert "a contract for battlefield software on Friday, officials said. The company will deliver" in document.text
    assert document.text.count("Palantir") == 2
    assert "Herald" not in document.text
    assert document.title is None
    assert document.published is None
    assert "1\n" not in document.text


def test_a_pdf_without_text_is_skipped_with_advice(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(pdf(""))
    assert "text recognition" in skipped("a.pdf").detail


def test_a_pdf_that_needs_a_password_is_skipped(folder: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(ARTICLE))))
    writer.encrypt("secret", algorithm="RC4-128")
    with (folder / "a.pdf").open("wb") as file:
        writer.write(file)
    assert skipped("a.pdf").reason == Reason.ENCRYPTED


def archive(*records: tuple[str, str, bytes, str], gzipped: bool) -> bytes:
    """A web archive with a response a record, as its standard describes it."""
    whole = b""
    for url, status, body, kind in records:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-05T10:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        record = head.encode() + answer + b"\r\n\r\n"
        whole += gzip.compress(record, mtime=0) if gzipped else record
    return whole


@pytest.mark.parametrize("gzipped", [False, True])
def test_pages_of_a_web_archive_are_articles(gzipped: bool, folder: Path) -> None:
    page = pages.PAGES[0].html.encode()
    (folder / "a.warc.gz").write_bytes(
        archive(
            ("https://news.example/robots.txt", "404 Not Found", b"", "text/plain"),
            ("https://News.Example/a?utm_source=x", "200 OK", page, "text/html; charset=utf-8"),
            ("https://news.example/a.png", "200 OK", b"\x89PNG", "image/png"),
            ("https://news.example/b", "200 OK", b"\x89PNG\0\0", "text/html"),
            gzipped=gzipped,
        )
    )
    missing, document, picture, fake = read("a.warc.gz")
    assert isinstance(document, Document)
    assert (document.address, document.title) == ("https://news.example/a", pages.TITLE)
    assert document.retrieved == date(2026, 1, 5)
    assert document.path == "a.warc.gz"
    reasons = [read.reason for read in (missing, picture, fake) if isinstance(read, Skipped)]
    assert reasons == [Reason.HTTP_STATUS, Reason.UNKNOWN_KIND, Reason.BINARY]


def test_what_stands_before_the_break_of_an_archive_is_read(folder: Path) -> None:
    page = pages.PAGES[0].html.encode()
    whole = archive(("https://news.example/a", "200 OK", page, "text/html"), gzipped=True) * 2
    (folder / "a.warc.gz").write_bytes(whole[:-50])  # within the second record
    found = kg.read.documents(["a.warc.gz"])
    assert isinstance(next(found), Document)
    cut = next(found)
    assert isinstance(cut, Skipped)
    assert cut.reason == Reason.BROKEN_WARC
    with pytest.raises(InputError, match="broken gzip"):
        next(found)
