"""WARC files: web archives, a page a record."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from kg.model import Document, Skipped
from kg.read.dates import metadata_date
from kg.read.limits import Limits
from kg.read.origin import Origin, is_url, web_origin
from kg.read.reason import Reason, Unreadable

_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})
_HOLDS_PAGES = frozenset({"response", "resource", "conversion"})

Whole = Callable[[bytes, Origin], Iterator[Document | Skipped]]


def read_warc(stream: BinaryIO, origin: Origin, limits: Limits, whole: Whole) -> Iterator[Document | Skipped]:
    """The pages of a web archive; ``whole`` reads the content of one."""
    from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
    from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

    records = iter(ArchiveIterator(stream))
    number = pages = 0
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            number += 1
            if record.rec_type in _HOLDS_PAGES:
                pages += 1
                yield from _record(record, origin, number, limits, whole)
        except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, KeyError, IndexError) as error:
            raise Unreadable(
                Reason.BROKEN_WARC, origin.address, f"broken after record {number}: {error}",
                "fetch the archive again; what stands before is read",
            ) from error
    if not pages:
        raise Unreadable(Reason.BROKEN_WARC, origin.address, "the archive holds no pages", "fetch it again")


def _record(
    record: Any, origin: Origin, number: int, limits: Limits, whole: Whole
) -> Iterator[Document | Skipped]:
    target = record.rec_headers.get_header("WARC-Target-URI") or ""
    target = target.strip("<> ")
    page = _page_origin(target, record, origin, number)
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        yield Skipped(page.address, Reason.HTTP_STATUS, f"HTTP {status}")
        return
    headers = record.http_headers or record.rec_headers
    kind, _, parameters = (headers.get_header("Content-Type") or "").partition(";")
    if kind.strip().lower() not in _PAGES:
        yield Skipped(page.address, Reason.UNKNOWN_KIND, kind.strip() or "no content type")
        return
    data = record.content_stream().read(limits.max_bytes + 1)
    if len(data) > limits.max_bytes:
        yield Skipped(page.address, Reason.TOO_LARGE, f"more than {limits.max_bytes:,} bytes")
        return
    if getattr(record.raw_stream, "limit", 0) > 0:
        yield Skipped(page.address, Reason.BROKEN_WARC, "the page is cut short")
        return
    charset = parameters.partition("charset=")[2].strip(" \"';") or None
    try:
        yield from whole(data, replace(page, charset=charset))
    except Unreadable as error:
        yield Skipped(page.address, error.reason, error.detail)


def _page_origin(target: str, record: Any, origin: Origin, number: int) -> Origin:
    retrieved = metadata_date(record.rec_headers.get_header("WARC-Date"))
    if is_url(target):
        try:
            return replace(web_origin(target, retrieved=retrieved), path=origin.path)
        except ValueError:
            pass
    return replace(origin.part(number), retrieved=retrieved, extension="")
