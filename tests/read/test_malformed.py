"""Broken input: each file of tests/malformed has an expected outcome, and none is forgotten."""

from pathlib import Path

import pytest

import kg.read
from kg.errors import InputError
from kg.model import Document

FOLDER = Path(__file__).parent.parent / "malformed"
# What a file gives when it is named: the reasons of what is skipped, "article" for what is read, "!" and a part of the
# message where it raises. Bad data is counted, bad files raise.
EXPECTED: dict[str, list[str]] = {
    "blank.txt": ["empty"],
    "broken.pdf": ["!broken PDF"],
    "broken.rss": ["empty", "broken feed"],
    "cut-array.json": ["article", "!cut-array.json:2: broken JSON"],
    "cut-tag.html": ["no article text"],
    "cut.json": ["!cut.json:1: broken JSON"],
    "cut.jsonl": ["article", "broken JSON", "article"],
    "cut.txt.gz": ["!broken gzip"],
    "cut.warc": ["broken WARC"],
    "damaged.jsonl.gz": ["!broken gzip"],
    "deep.jsonl": ["broken JSON"],
    "empty-array.json": ["empty"],
    "empty.json": ["empty"],
    "empty.txt": ["empty"],
    "frames.html": ["no article text"],
    "german.txt": ["not English (de)"],
    "half-record.warc": ["!holds no pages"],
    "long-number.jsonl": ["broken JSON"],
    "menu.txt": ["no article text"],
    "no-body.html": ["no article text"],
    "no-entries.xml": ["empty"],
    "no-page.mhtml": ["!holds no HTML"],
    "no-text-field.json": ["no text field"],
    "no-text.html": ["no article text"],
    "not-an-object.json": ["no text field", "no text field"],
    "not-utf-8.jsonl": ["broken JSON"],
    "office.txt": ["!binary data"],
    "only-head.pdf": ["!broken PDF"],
    "only-head.txt.gz": ["!broken gzip"],
    "only-head.warc": ["!holds no pages"],
    "paywall.html": ["paywall or consent page"],
    "picture.txt": ["!binary data"],
    "program.py": ["!no kind of article"],
    "sitemap.xml": ["!no kind of article"],
    "table.csv": ["!no kind of article"],
    "text-is-number.jsonl": ["no text field"],
    "word.txt": ["too short"],
}


def outcome(path: Path) -> list[str]:
    found: list[str] = []
    try:
        for read in kg.read.documents([path]):
            found.append("article" if isinstance(read, Document) else str(read.reason))
    except InputError as error:
        found.append(f"!{error}")
    return found


def test_every_broken_file_has_an_expectation() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_broken_file_gives_what_is_expected(name: str) -> None:
    found = outcome(FOLDER / name)
    assert len(found) == len(EXPECTED[name]), found
    for got, wanted in zip(found, EXPECTED[name], strict=True):
        assert got == wanted or (wanted.startswith("!") and wanted[1:] in got and name in got)


def test_the_folder_of_broken_files_is_read_to_its_end() -> None:
    reads = list(kg.read.documents([FOLDER]))
    assert [read.address for read in reads if isinstance(read, Document)] == ["id:one", "id:three"]
    assert len(reads) >= len(EXPECTED)


def test_what_is_skipped_says_where() -> None:
    for read in kg.read.documents([FOLDER]):
        if not isinstance(read, Document):
            assert "malformed/" in read.address or read.address.startswith(("https://", "id:")), read


def test_a_line_cut_in_half_is_named_by_file_and_line() -> None:
    (broken,) = (read for read in kg.read.documents([FOLDER / "cut.jsonl"]) if not isinstance(read, Document))
    assert broken.address.endswith("malformed/cut.jsonl:2")
    assert "column 45" in broken.detail
