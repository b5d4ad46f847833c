"""What a user may name: files, folders, globs; and what no input may do, whatever its bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg.read
from kg.errors import InputError, KgError
from kg.model import Document, Skipped
from kg.read import Limits, Reason

from .conftest import ARTICLE, one, read, skipped


def addresses(*inputs: object) -> list[str]:
    return [found.address for found in read(*inputs)]


def story(path: Path, text: str = ARTICLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_that_is_not_there_raises_at_the_call(folder: Path) -> None:
    story(folder / "article.txt")
    with pytest.raises(InputError, match=r"artcle\.txt: no such file or folder; did you mean 'article\.txt'\?"):
        kg.read.documents(["article.txt", "artcle.txt"])


def test_an_empty_folder_and_one_without_articles_raise(folder: Path) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match="empty: the folder is empty"):
        read("empty")
    (folder / "other" / "sub").mkdir(parents=True)
    (folder / "other" / ".hidden.txt").write_text(ARTICLE)
    (folder / "other" / "sub" / "picture.jpg").write_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    (folder / "other" / "table.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="no articles here"):
        read("other")


def test_a_glob_that_matches_nothing_raises(folder: Path) -> None:
    with pytest.raises(InputError, match="no file matches"):
        kg.read.documents(["*.txt"])


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_a_name_that_no_file_can_have_raises(name: str, folder: Path) -> None:
    with pytest.raises(InputError):
        read(name)


def test_an_empty_name_is_no_folder(folder: Path) -> None:
    story(folder / "a.txt")
    with pytest.raises(InputError, match="no such file"):
        read("")


def test_a_folder_is_read_in_order_with_what_is_passed_over(folder: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/1.txt", ".git/x.txt", "c.csv"):
        story(folder / "in" / name, ARTICLE + name)
    found = read("in")
    assert [(r.address, r.reason if isinstance(r, Skipped) else "") for r in found] == [
        ("in/.git", Reason.HIDDEN),
        ("in/a/1.txt", ""),
        ("in/a/2.txt", ""),
        ("in/b.txt", ""),
        ("in/c.csv", Reason.UNKNOWN_KIND),
    ]


def test_a_broken_file_in_a_folder_is_counted_and_the_rest_is_read(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a.pdf").write_bytes(b"%PDF-1.4\n")
    story(folder / "in" / "b.txt")
    broken, article = read("in")
    assert isinstance(broken, Skipped)
    assert (broken.reason, article.address) == (Reason.BROKEN_PDF, "in/b.txt")
    with pytest.raises(InputError, match="broken PDF"):
        read("in/a.pdf")


@pytest.mark.parametrize("pattern", ["in/*.txt", "in/**/*.txt", "in/**", "in*"])
def test_globs_are_read_in_order(pattern: str, folder: Path) -> None:
    story(folder / "in" / "b.txt", ARTICLE + " B.")
    story(folder / "in" / "a.txt")
    assert addresses(pattern) == ["in/a.txt", "in/b.txt"]


@pytest.mark.parametrize(
    "name",
    [
        "with space.txt",
        "it's.txt",
        "[brackets]*.txt",
        "Zürich – 東京.txt",
        "Talk with Mr. Smith",
        "-dash.txt",
        "n" * 240 + ".txt",
        "100%.txt",
        "a#b?.txt",
        "no-extension",
    ],
)
def test_any_file_name_is_read_and_kept(name: str, folder: Path) -> None:
    story(folder / name)
    document = one(folder / name)
    assert document.address == document.path == name
    assert name.startswith(document.name)
    assert one(name).address == name


def test_a_file_below_the_working_folder_has_a_relative_address_and_any_other_an_absolute_one(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    story(folder / "in" / "a.txt")
    away = story(tmp_path_factory.mktemp("away") / "a.txt", ARTICLE + " Away.")
    assert addresses(folder / "in" / ".." / "in" / "a.txt", away) == ["in/a.txt", away.as_posix()]


def test_a_name_that_is_not_utf_8_is_shown_escaped(folder: Path) -> None:
    path = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(path, "w") as file:
        file.write(ARTICLE)
    assert one(os.fsdecode(path)).address == "caf\\xe9.txt"


def test_a_file_without_permission_raises(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = story(folder / "a.txt")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(InputError, match="check its permissions"):
        read(path)


def test_a_pipe_is_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(InputError, match="device or pipe"):
        read("pipe")


def test_a_link_to_a_folder_above_does_not_go_round(folder: Path) -> None:
    story(folder / "in" / "a.txt")
    (folder / "in" / "up").symlink_to(folder, target_is_directory=True)
    assert addresses("in") == ["in/a.txt", "in/up"]


def test_the_same_article_twice_is_read_once(folder: Path) -> None:
    story(folder / "a.txt")
    first, again = read("a.txt", folder / "a.txt")
    assert isinstance(first, Document)
    assert isinstance(again, Skipped)
    assert (again.address, again.reason) == ("a.txt", Reason.DUPLICATE)


def test_another_text_under_an_address_that_is_taken_is_told(folder: Path) -> None:
    story(folder / "a.json", '{"id": "x", "text": "The Army paid Google."}')
    story(folder / "b.json", '{"id": "x", "text": "The Navy paid Google."}')
    first, other = read("a.json", "b.json")
    assert isinstance(other, Skipped)
    assert (first.address, other.reason) == ("id:x", Reason.ADDRESS_TAKEN)
    assert "b.json" in other.detail


def test_two_articles_with_the_same_text_are_two_documents(folder: Path) -> None:
    story(folder / "a.txt")
    story(folder / "b.txt")
    assert len([r for r in read("a.txt", "b.txt") if isinstance(r, Document)]) == 2


def test_an_article_beyond_the_limits_is_skipped(folder: Path) -> None:
    story(folder / "a.txt")
    assert skipped("a.txt", limits=Limits(max_bytes=100)).reason == Reason.TOO_LARGE
    assert skipped("a.txt", limits=Limits(max_characters=100)).reason == Reason.TOO_LARGE


def test_five_megabytes_of_text_are_ordinary(folder: Path) -> None:
    story(folder / "a.txt", "\n\n".join(f"{ARTICLE} Number {n}." for n in range(8000)))
    assert skipped("a.txt").reason == Reason.TOO_LARGE  # beyond two million characters
    assert one("a.txt", limits=Limits(max_characters=5_000_000)).text.count("Number") == 8000


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffThe Army paid café owners.".encode(), "The Army paid café owners."),
        ("\ufeffThe Army paid café owners.".encode("utf-16-le"), "The Army paid café owners."),
        ("The Army paid café owners.".encode("utf-16"), "The Army paid café owners."),
        ("The Army paid the owners.".encode("utf-16-be"), "The Army paid the owners."),
        ("The “Army” paid café owners.".encode("cp1252"), "The “Army” paid café owners."),
        ("The Army paid café owners.".encode("latin-1"), "The Army paid café owners."),
        (
            "The Army paid “café” owners in Zürich… – ".encode() + b"\xe2\x82",
            "The Army paid “café” owners in Zürich… – \ufffd",
        ),
        (b"The Army\r\npaid\rthe owners.", "The Army\npaid\nthe owners."),
        ("The\u00a0Army\u2009paid\tthe\u200b own\u00aders\u202e\ufeff.".encode(), "The Army paid the owners."),
        ("The Army paid cafe\u0301 owners.".encode(), "The Army paid café owners."),
        (
            b"The Army\x07 paid\x1b the owners, it said on Friday, and nobody protested.",
            "The Army paid the owners, it said on Friday, and nobody protested.",
        ),
    ],
)
def test_bytes_become_clean_text(data: bytes, text: str, folder: Path) -> None:
    (folder / "a.txt").write_bytes(data)
    assert one("a.txt").text == text


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=300),
    extension=st.sampled_from(["", ".txt", ".html", ".json", ".jsonl", ".xml", ".warc", ".pdf", ".gz", ".mhtml"]),
    start=st.sampled_from(
        [
            b"",
            b"%PDF-1.4\n",
            b"WARC/1.0\r\n",
            b"<html><body>",
            b'{"text": "',
            b"[",
            b"\x1f\x8b\x08\0",
            b"<?xml version='1.0'?><rss>",
            b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
        ]
    ),
)
def test_no_bytes_end_a_run_but_by_an_error_of_ours(data: bytes, extension: str, start: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"a{extension}"
    path.write_bytes(start + data)
    try:
        found = list(kg.read.documents([path]))
    except KgError:
        return
    assert found, "what is read gives an article or a reason"
    for document in found:
        if isinstance(document, Document):
            document.text.encode()


def test_reading_text_imports_no_library_for_other_kinds(folder: Path) -> None:
    story(folder / "a.txt")
    story(folder / "a.jsonl", '{"id": "x", "text": "The Army paid Google."}\n')
    code = (
        "import sys, kg.read; n = len(list(kg.read.documents(['a.txt', 'a.jsonl']))); "
        "heavy = {'trafilatura', 'lxml', 'feedparser', 'warcio', 'pypdf', 'httpx', 'protego', 'charset_normalizer'}; "
        "print(n, sorted(heavy & set(sys.modules)))"
    )
    root = str(Path(__file__).parents[2])
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": root}
    )
    assert run.stdout.strip() == "2 []"


def test_standard_input_is_read(folder: Path) -> None:
    code = "import kg.read; print([(d.address[:6], d.name) for d in kg.read.documents(['-'])])"
    root = str(Path(__file__).parents[2])
    for text, shown in (
        (ARTICLE, "[('stdin-', 'stdin')]"),
        ('{"id": "x", "text": "The Army paid Google."}', "[('id:x', 'x')]"),
    ):
        run = subprocess.run(
            [sys.executable, "-c", code],
            input=text,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": root},
        )
        assert run.stdout.strip() == shown


def test_every_reason_is_explained_in_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")
    assert [reason.value for reason in Reason if f"`{reason.value}`" not in page] == []
