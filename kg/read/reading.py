"""The order of reading: find, open, tell the kind, read, leave out what was read before."""

import io
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, cast

from kg.model import Document, Skipped, content_id
from kg.read import inputs as inputs_
from kg.read.inputs import Input, Place
from kg.read.kinds import HEAD, Kind, kind_of
from kg.read.limits import Limits
from kg.read.origin import Origin, file_origin
from kg.read.reason import Reason, Unreadable, binary
from kg.read.record import Record, document, is_line, read_lines, read_values
from kg.read.web import Web, web

Read = Iterator[Document | Skipped]

_NOTHING = frozenset({Reason.HIDDEN, Reason.UNKNOWN_KIND, Reason.BINARY, Reason.PAGE_PART})
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = zlib.MAX_WBITS | 16


def documents(inputs: Iterable[str | Path], *, limits: Limits, follow: bool, allow_private: bool) -> Read:
    """The articles of all inputs; see kg.read."""
    named = inputs_.named(inputs)
    return _once(_all(named, limits, follow, allow_private))


def records(path: str | Path, *, limits: Limits) -> Iterator[Record | Skipped]:
    """The objects of a JSON file; see kg.read."""
    file = Path(path)
    origin = file_origin(file)
    with _open(file, origin) as stream, _damage_told(origin):
        kind, head = _kind(stream, origin)
        if kind not in {Kind.JSON, Kind.LINES}:
            raise Unreadable(Reason.BROKEN_JSON, origin.address, f"this is {kind.value}, not JSON", "give a JSON file")
        yield from _records(stream, origin, limits, kind, head)


@dataclass(frozen=True, slots=True)
class _Run:
    """What all readers of one run share."""

    limits: Limits
    web: Web
    follow: bool

    def named(self, item: Input) -> Read:
        match item.place:
            case Place.FILE:
                yield from self.file(Path(item.text))
            case Place.WEB:
                yield from self.address(item.text)
            case Place.STANDARD_INPUT:
                yield from self.content(_peekable(sys.stdin.buffer), Origin("stdin", "stdin"))
            case Place.FOLDER | Place.GLOB:
                yield from self.folder(item)

    def folder(self, item: Input) -> Read:
        files = 0
        useless = True
        for path in inputs_.found(item):
            for read in (path,) if isinstance(path, Skipped) else self.told(self.file(path)):
                files += 1
                useless = useless and isinstance(read, Skipped) and read.reason in _NOTHING
                yield read
        if useless:
            detail = f"no articles here ({files} other files)" if files else "the folder is empty"
            advice = "name a folder with text, HTML, JSON, PDF, feed or WARC files"
            raise Unreadable(Reason.NOT_FOUND, item.text, detail, advice)

    def file(self, path: Path) -> Read:
        origin = file_origin(path)
        with _open(path, origin) as stream:
            yield from self.content(stream, origin)

    def address(self, url: str) -> Read:
        stream, origin = self.web.fetch(url)
        yield from self.content(_peekable(stream), origin)

    def told(self, read: Read) -> Read:
        """The same, with an input that cannot be read as a counted result."""
        try:
            yield from read
        except Unreadable as error:
            yield Skipped(error.where, error.reason, error.detail)

    def content(self, stream: BinaryIO, origin: Origin) -> Read:
        """The articles in a stream, whatever kind it turns out to be."""
        with _damage_told(origin):
            kind, head = _kind(stream, origin)
            if kind in {Kind.LINES, Kind.JSON}:
                yield from self.objects(stream, origin, kind, head)
            elif kind is Kind.WARC:
                from kg.read.warc import read_warc

                yield from read_warc(stream, origin, self.limits, self.archived)
            else:
                yield from self.whole(stream, origin, kind)
            _check_packing(stream, origin)

    def objects(self, stream: BinaryIO, origin: Origin, kind: Kind, head: bytes) -> Read:
        for record in _records(stream, origin, self.limits, kind, head):
            yield record if isinstance(record, Skipped) else document(record, limits=self.limits)

    def archived(self, data: bytes, origin: Origin) -> Read:
        yield from self.article(data, origin, kind_of(data[:HEAD], origin.extension or ".html"))

    def whole(self, stream: BinaryIO, origin: Origin, kind: Kind) -> Read:
        data = stream.read(self.limits.max_bytes + 1)
        _check_packing(stream, origin)
        if len(data) > self.limits.max_bytes:
            yield Skipped(origin.address, Reason.TOO_LARGE, f"more than {self.limits.max_bytes:,} bytes")
            return
        if origin.address == "stdin":
            origin = replace(origin, address=content_id("stdin", blake2b(data).hexdigest()))
        yield from self.article(data, origin, kind)

    def article(self, data: bytes, origin: Origin, kind: Kind) -> Read:
        """What a file that is read whole holds; each module is imported when its kind first appears."""
        limits = self.limits
        if kind is Kind.TEXT:
            from kg.read.plain import read_text

            yield from read_text(data, origin, limits)
        elif kind is Kind.PAGE:
            from kg.read.page import read_page

            yield from read_page(data, origin, limits)
        elif kind is Kind.MHTML:
            from kg.read.page import read_saved_page

            yield from read_saved_page(data, origin, limits)
        elif kind is Kind.FEED:
            from kg.read.feed import read_feed

            yield from read_feed(data, origin, limits, follow=self.followed if self.follow else None)
        elif kind is Kind.PDF:
            from kg.read.pdf import read_pdf

            yield from read_pdf(data, origin, limits)
        else:
            raise _no_article(origin, kind)

    def followed(self, url: str) -> Read:
        yield from self.told(self.address(url))


def _all(named: Iterable[Input], limits: Limits, follow: bool, allow_private: bool) -> Read:
    with web(limits, allow_private=allow_private) as reader:
        run = _Run(limits, reader, follow)
        for item in named:
            yield from run.named(item)


def _once(reads: Read) -> Read:
    """Each address once: a second article under an address would silently replace the first one downstream."""
    seen: dict[bytes, bytes] = {}
    for read in reads:
        if isinstance(read, Document):
            key, text = _digest(read.address), _digest(read.text)
            if (earlier := seen.setdefault(key, text)) != text:
                yield Skipped(read.address, Reason.ADDRESS_TAKEN, f"with another text in {read.path or 'this run'}")
                continue
            if earlier is not text:
                yield Skipped(read.address, Reason.DUPLICATE, f"again in {read.path or 'this run'}")
                continue
        yield read


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _records(
    stream: BinaryIO, origin: Origin, limits: Limits, kind: Kind, head: bytes
) -> Iterator[Record | Skipped]:
    lines = kind is Kind.LINES or is_line(head)
    empty = True
    for record in (read_lines if lines else read_values)(stream, origin, limits):
        empty = False
        yield record
    _check_packing(stream, origin)
    if empty:
        yield Skipped(origin.address, Reason.EMPTY)


@contextmanager
def _open(path: Path, origin: Origin) -> Iterator[BinaryIO]:
    with ExitStack() as stack:
        try:
            if not path.is_file() and path.exists():
                detail = "this is a device or pipe, not a file"
                raise Unreadable(Reason.UNKNOWN_KIND, origin.address, detail, "give a file, or - for standard input")
            file = stack.enter_context(path.open("rb"))
            stream = _peekable(file)
        except OSError as error:
            raise inputs_.unopenable(origin.address, error) from error
        yield stream


def _peekable(raw: BinaryIO) -> BinaryIO:
    """A stream whose beginning can be looked at, unpacked if it is packed with gzip."""
    stream = io.BufferedReader(cast(io.RawIOBase, raw), HEAD)
    if not stream.peek(2).startswith(_GZIP):
        return stream
    return io.BufferedReader(_Unpacked(stream), HEAD)


class _Unpacked(io.RawIOBase):
    """What is packed with gzip, up to the very byte where it breaks; then it ends, and ``fault`` says why.

    An exception at the break would lose what buffers above have already taken.
    """

    def __init__(self, packed: BinaryIO) -> None:
        self._packed, self._rest = packed, b""
        self.fault: str | None = None
        self._inflater: Any = zlib.decompressobj(_GZIP_WINDOW)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.fault:
            self._rest = self._rest or self._packed.read(16_384)
            if not self._rest:
                self.fault = self.fault or ("it ends in the middle" if self._inflater is not None else None)
                return 0
            if self._inflater is None:
                # A file may be several packed ones in a row, as web archives are; zeros after the last are padding.
                self._rest = self._rest.lstrip(b"\0")
                if not self._rest:
                    continue
                self._inflater = zlib.decompressobj(_GZIP_WINDOW)
            try:
                data = self._inflater.decompress(self._rest, len(buffer))
            except zlib.error as error:
                self.fault = str(error)
                return 0
            self._rest = self._inflater.unconsumed_tail
            if self._inflater.eof:
                self._rest, self._inflater = self._inflater.unused_data, None
            if data:
                buffer[: len(data)] = data
                return len(data)
        return 0


def _check_packing(stream: BinaryIO, origin: Origin) -> None:
    raw = stream.raw if isinstance(stream, io.BufferedReader) else None
    if isinstance(raw, _Unpacked) and raw.fault:
        raise Unreadable(Reason.BROKEN_GZIP, origin.address, f"broken gzip: {raw.fault}", "fetch the file again")


def _kind(stream: BinaryIO, origin: Origin) -> tuple[Kind, bytes]:
    head = cast(io.BufferedReader, stream).peek(HEAD)[:HEAD]
    return kind_of(head, origin.extension), head


class _damage_told:
    """Turns what failing disks raise into Unreadable."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        where = self._origin.address
        if isinstance(error, OSError):
            raise inputs_.unopenable(where, error) from error


def _no_article(origin: Origin, kind: Kind) -> Unreadable:
    if kind is Kind.BINARY:
        return binary(origin.address)
    detail = f"no kind of article that is known ({origin.extension or 'no extension'})"
    return Unreadable(Reason.UNKNOWN_KIND, origin.address, detail, "give text, HTML, JSON, PDF, a feed or WARC")
