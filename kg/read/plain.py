"""Plain text: an article copied from a page, with what stood around it."""

import logging
from collections.abc import Iterator

from kg.model import Document, Skipped
from kg.read.admit import admitted, is_stub, too_long
from kg.read.body import body_of
from kg.read.decode import clean, decoded, looks_binary
from kg.read.limits import Limits
from kg.read.origin import Origin
from kg.read.reason import Reason, binary

_log = logging.getLogger(__name__)


def read_text(data: bytes, origin: Origin, limits: Limits) -> Iterator[Document | Skipped]:
    """The one article of a text file."""
    if looks_binary(data):
        raise binary(origin.address)
    yield document_of(clean(decoded(data, charset=origin.charset)), origin, limits)


def document_of(text: str, origin: Origin, limits: Limits, *, title: str | None = None) -> Document | Skipped:
    """The article in a clean text that may have a page's furniture around it."""
    if not text.strip():
        return Skipped(origin.address, Reason.EMPTY)
    if len(text) > limits.max_characters:
        return too_long(origin.address, text, limits)
    body = body_of(text, title=title)
    for start, end in body.dropped:
        _log.debug("%s: left out %d–%d %r", origin.address, start, end, text[start:end][:80])
    if not body.text:
        return Skipped(origin.address, Reason.NO_ARTICLE, f"{len(text)} characters, all boilerplate")
    if is_stub(text, body.text):
        return Skipped(origin.address, Reason.STUB, body.text[:80])
    return admitted(
        Document(
            origin.address, origin.name, body.text, title=body.title, url=origin.url, path=origin.path,
            published=body.published, retrieved=origin.retrieved,
        ),
        limits,
    )
