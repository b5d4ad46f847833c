"""RSS and Atom feeds: each entry is an article, as far as the feed carries its text."""

import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any

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
        import feedparser

        try:
            feed = feedparser.parse(BytesIO(data))
        except Exception as error:
            raise _broken(origin, repr(error)) from error
    if not feed.entries:
        if feed.get("bozo") and not isinstance(feed.get("bozo_exception"), feedparser.CharacterEncodingOverride):
            raise _broken(origin, str(feed.get("bozo_exception")).strip() or "not well-formed")
        yield Skipped(origin.address, Reason.EMPTY, "a feed without entries")
        return
    source = _word(feed.feed.get("title")) if feed.get("feed") else None
    for number, entry in enumerate(feed.entries, start=1):
        link = _link(entry)
        if follow and link:
            yield from follow(link)
            continue
        yield _article(entry, _entry_origin(entry, link, origin, number), source, limits)


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
    return replace(part, address=f"id:{identity}", name=re.sub(r"[^\w.-]+", "-", identity).strip("-") or part.name) if identity else part


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


def _broken(origin: Origin, detail: str) -> Unreadable:
    return Unreadable(Reason.BROKEN_FEED, origin.address, f"broken feed: {detail}", "fetch the feed again or leave it out")
