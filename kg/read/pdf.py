"""PDF files: the text of the pages, with running heads and broken words mended."""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

from kg.model import Document, Skipped
from kg.read.decode import clean
from kg.read.limits import Limits
from kg.read.origin import Origin
from kg.read.plain import document_of
from kg.read.reason import Reason, Unreadable

_HYPHEN = re.compile(r"(?<=[a-z])[-\u2010]\n(?=[a-z])")
_PAGE_NUMBER = re.compile(r"(?:page )?\d{1,4}(?: ?(?:/|of) ?\d{1,4})?", re.I)


def read_pdf(data: bytes, origin: Origin, limits: Limits) -> Iterator[Document | Skipped]:
    """The article of a PDF file."""
    pages, title = _pages(data, origin, limits)
    if pages is None:
        yield Skipped(origin.address, Reason.ENCRYPTED, "it needs a password")
        return
    text = _HYPHEN.sub("", "\n\n".join(_without_running_heads(pages)))
    if not text.strip():
        yield Skipped(origin.address, Reason.NO_ARTICLE, "no text on its pages; a scan needs text recognition first")
        return
    # A file's title is often the word processor's; it counts only if the page shows it.
    shown = title if title and len(title.split()) >= 3 and _fold(title) in _fold(text[:2000]) else None
    read = document_of(text, origin, limits, title=shown)
    yield read if isinstance(read, Skipped) else replace(read, path=origin.path)


def _pages(data: bytes, origin: Origin, limits: Limits) -> tuple[list[str] | None, str | None]:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return None, None
        pages: list[str] = []
        size = 0
        for page in reader.pages:
            pages.append(clean(page.extract_text()))
            size += len(pages[-1])
            if size > limits.max_characters:
                break
        title = reader.metadata.title if reader.metadata else None
    except Exception as error:
        # Damage in a PDF shows as almost any exception of its parser.
        raise Unreadable(
            Reason.BROKEN_PDF, origin.address, f"broken PDF: {error or type(error).__name__}",
            "open it in a viewer and save it again, or leave it out",
        ) from error
    return pages, clean(str(title)).strip() if title else None


def _without_running_heads(pages: Sequence[str]) -> list[str]:
    """The pages without page numbers and without first and last lines that most of them share."""
    split = [[line.rstrip() for line in page.strip("\n").split("\n")] for page in pages]
    edges = Counter(_edge(line) for lines in split for line in {*lines[:2], *lines[-2:]} if line.strip())
    often = {edge for edge, count in edges.items() if count >= 3 and count * 2 > len(pages)}
    return ["\n".join(_inner(lines, often)) for lines in split]


def _inner(lines: Sequence[str], often: set[str]) -> list[str]:
    last = len(lines) - 1
    return [
        line for number, line in enumerate(lines)
        if not ((number < 2 or number > last - 2) and (_edge(line) in often or _PAGE_NUMBER.fullmatch(line.strip())))
    ]


def _edge(line: str) -> str:
    return re.sub(r"\d+", "#", line).strip()


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
