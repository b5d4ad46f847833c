"""HTML pages: body, title, date and source, without what surrounds the article."""

import email
import email.policy
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

from kg.model import Document, Skipped
from kg.read.dates import metadata_date
from kg.read.decode import clean, decoded
from kg.read.limits import Limits
from kg.read.origin import Origin, canonical
from kg.read.plain import document_of
from kg.read.reason import Reason, Unreadable

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(https?://\S+)\s*-->", re.I)
_RULE = re.compile(r"^\|[-:| ]+\|$", re.M)
# Without a latest date of its own the extractor takes today's, and a page would be read differently tomorrow.
_DATES = {"extensive_search": False, "original_date": True, "outputformat": "%Y-%m-%d", "max_date": "2100-01-01"}


def read_page(data: bytes, origin: Origin, limits: Limits) -> Iterator[Document | Skipped]:
    """The article of an HTML page."""
    yield page_document(decoded(data, charset=origin.charset, markup=True), origin, limits)


def read_saved_page(data: bytes, origin: Origin, limits: Limits) -> Iterator[Document | Skipped]:
    """The article of a page that a browser saved as one file (MHTML)."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                url = str(part.get("Content-Location") or message.get("Snapshot-Content-Location") or "")
                named = replace(origin, charset=part.get_content_charset())
                page = decoded(payload, charset=named.charset, markup=True)
                yield page_document(page, named, limits, url=url if url.startswith("http") else None)
                return
    raise Unreadable(Reason.BROKEN_PAGE, origin.address, "the saved page holds no HTML", "save the page again")


def page_document(page: str, origin: Origin, limits: Limits, *, url: str | None = None) -> Document | Skipped:
    """The article in a page's source; ``url`` is where it was saved from, if that is known."""
    from trafilatura import bare_extraction

    if not page.strip():
        return Skipped(origin.address, Reason.EMPTY)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    saved = _SAVED_FROM.search(page[:4096])
    url = origin.url or url or (saved[1] if saved else None)
    try:
        found = bare_extraction(
            page.replace("\0", ""), url=url, with_metadata=True, include_comments=False, include_tables=True,
            date_extraction_params=dict(_DATES), deduplicate=False,
        )
    except Exception as error:
        # The extractor walks whatever tree a page makes; what it stumbles on is the page's fault, not the run's.
        raise Unreadable(
            Reason.BROKEN_PAGE, origin.address, f"the page cannot be parsed ({error!r})", "save the page again"
        ) from error
    if found is None or isinstance(found, dict) or not (found.text or "").strip():
        return Skipped(origin.address, Reason.NO_ARTICLE, f"a page of {len(page):,} characters")
    text = re.sub(r"\n+", "\n\n", _RULE.sub("", clean(found.text or "")))
    link = found.url if isinstance(found.url, str) else None
    if origin.url:
        address = canonical(origin.url, link)
        origin = replace(origin, address=address, url=address)
    else:
        origin = replace(origin, url=canonical(url, link) if url else _absolute(link))
    title = clean(found.title).strip() if found.title else None
    read = document_of(text, origin, limits, title=title or None)
    if isinstance(read, Skipped):
        return read
    published = metadata_date(found.date) or read.published
    return replace(read, source=_source(found.sitename, found.hostname), published=published)


def fragment_text(markup: str) -> str:
    """The text of a piece of HTML, as feeds carry it: a paragraph a line, nothing judged."""
    from lxml import html  # type: ignore[import-untyped]
    from lxml.etree import ParserError  # type: ignore[import-untyped]

    if "<" not in markup and "&" not in markup:
        return clean(markup)
    try:
        root = html.fragment_fromstring(markup.replace("\0", ""), create_parent="div")
    except (ParserError, ValueError):
        return ""
    for element in root.iter("script", "style"):
        element.text = ""
    for element in root.iter("p", "div", "li", "br", "h1", "h2", "h3", "h4", "blockquote", "tr"):
        element.tail = "\n\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in clean(root.text_content()).split("\n"))
    return "\n\n".join(line for line in lines if line)


def _absolute(link: str | None) -> str | None:
    return canonical(link, None) if link and link.startswith(("http://", "https://")) else None


def _source(*names: object) -> str | None:
    for name in names:
        if isinstance(name, str) and name.strip():
            return clean(name).strip()
    return None
