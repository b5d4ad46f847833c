"""RSS and Atom feeds: each entry is an article, as far as the feed carries its text."""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax import SAXParseException

from kg.model import Document, Skipped
from kg.read.limits import Limits
from kg.read.origin import Origin, is_url, web_origin
from kg.read.page import fragment_text
from kg.read.plain import document_of
from kg.read.reason import Reason, Unreadable

Follow = Callable[[str], Iterator[Document | Skipped]]


def read_feed(
    data: bytes, origin: Origin, limits: Limits, *, follow: Follow | None = None
) -> Iterator[Document | Skipped]:
    """The entries of a feed; with ``follow`` the pages that they link to instead."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import feedparser  # type: ignore[import-untyped]

        try:
            feed = feedparser.parse(BytesIO(data))
        except Exception as error:
            raise _broken(origin, repr(error)) from error
    if not feed.entries:
        if isinstance(fault := feed.get("bozo_exception"), SAXParseException):
            raise _broken(origin, _fault(fault))
        yield Skipped(origin.address, Reason.EMPTY, "a feed without entries")
        return
    source = _word(feed.feed.get("title")) if feed.get("feed") else None
    for number, entry in enumerate(feed.entries, start=1):
        link = _link(entry)
        if follow and link:
            yield from follow(link)
            continue
        yield _article(entry, _entry_origin(entry, link, origin, number), source, limits)
    if isinstance(feed.get("bozo_exception"), SAXParseException):
        # What follows the fault is lost, and nobody would know.
        yield Skipped(origin.address, Reason.BROKEN_FEED, _fault(feed.bozo_exception))


def _article(entry: Any, origin: Origin, source: str | None, limits: Limits) -> Document | Skipped:
    contents = [c.get("value") or "" for c in entry.get("content") or ()]
    texts = [fragment_text(markup) for markup in [*contents, entry.get("summary") or ""]]
    title = fragment_text(entry.get("title") or "") or None
    read = document_of(max(texts, key=len), origin, limits, title=title)
    if isinstance(read, Skipped):
        return read
    return replace(read, source=source, published=_published(entry) or read.published)


def _entry_origin(entry: Any, link: str | None, feed: Origin, number: int) -> Origin:
    if link:
        return replace(web_origin(link), path=feed.path, retrieved=feed.retrieved)
    identity = _word(entry.get("id"))
    part = feed.part(number)
    if not identity:
        return part
    return replace(part, address=f"id:{identity}", name=re.sub(r"[^\w.-]+", "-", identity).strip("-") or part.name)


def _link(entry: Any) -> str | None:
    for value in (entry.get("link"), entry.get("id")):
        if isinstance(value, str) and is_url(value) and value.lower().startswith(("http://", "https://")):
            try:
                web_origin(value)
            except ValueError:
                continue
            return value
    return None


def _published(entry: Any) -> date | None:
    for key in ("published_parsed", "created_parsed", "updated_parsed"):
        if moment := entry.get(key):
            try:
                return date(*moment[:3])
            except (ValueError, TypeError):
                continue
    return None


def _word(value: object) -> str | None:
    return fragment_text(value).strip() or None if isinstance(value, str) else None


def _fault(error: SAXParseException) -> str:
    return f"{error.getMessage()} in line {error.getLineNumber()}"


def _broken(origin: Origin, detail: str) -> Unreadable:
    advice = "fetch the feed again or leave it out"
    return Unreadable(Reason.BROKEN_FEED, origin.address, f"broken feed: {detail}", advice)
