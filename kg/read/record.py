"""JSON records: one article an object, in lines, arrays or alone; the text is taken letter for letter."""

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from kg.model import Document, Skipped
from kg.read.admit import admitted
from kg.read.dates import metadata_date
from kg.read.decode import without_surrogates
from kg.read.limits import USUAL, Limits
from kg.read.origin import Origin, normalised
from kg.read.reason import Reason, Unreadable

_CHUNK = 1 << 20
_GAP = " \t\r\n,"
_ADVICE = 'an article is an object with "text", and "id", "title", "date", "source", "url" where known'


@dataclass(frozen=True, slots=True)
class Record:
    """An object as parsed, and where it stands. ``number`` counts the objects of the file from 1."""

    value: dict[str, Any]
    origin: Origin
    line: int
    number: int

    @property
    def where(self) -> str:
        """The place to look at: "articles.jsonl:17"."""
        return f"{self.origin.address}:{self.line}"


def read_lines(stream: BinaryIO, origin: Origin, limits: Limits) -> Iterator[Record | Skipped]:
    """The objects of a JSON Lines file; a broken line is skipped, the next one is read."""
    number = line = 0
    while raw := stream.readline(limits.max_bytes + 1):
        line += 1
        where = f"{origin.address}:{line}"
        if len(raw) > limits.max_bytes:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(_CHUNK)
            yield Skipped(where, Reason.TOO_LARGE, f"a line of more than {limits.max_bytes:,} bytes")
            continue
        if line == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if not raw.strip(b" \t\r\n\0"):
            continue
        number += 1
        yield _parsed(raw, origin, line, number)


def read_values(stream: BinaryIO, origin: Origin, limits: Limits) -> Iterator[Record | Skipped]:
    """The objects of a JSON file, an array element at a time, so that a long array needs no memory."""
    decoder, parser = codecs.getincrementaldecoder("utf-8-sig")(), json.JSONDecoder()
    buffer, line, number, depth, last = "", 1, 0, 0, False
    while True:
        start = len(buffer) - len(buffer.lstrip(_GAP))
        line += buffer.count("\n", 0, start)
        buffer = buffer[start:]
        if buffer[:1] == "[" and depth == 0:
            buffer, depth = buffer[1:], 1
            continue
        if buffer[:1] == "]" and depth == 1:
            buffer, depth = buffer[1:], 0
            continue
        value, end, problem = _first(parser, buffer, last)
        if end:
            number += 1
            yield _record(value, origin, line, number)
            line += buffer.count("\n", 0, end)
            buffer = buffer[end:]
            continue
        if last and not buffer and not depth:
            return
        if last:
            raise _broken(origin, line, problem or "the array does not end")
        if len(buffer) > limits.max_bytes:
            raise Unreadable(
                Reason.TOO_LARGE, f"{origin.address}:{line}", f"an object of more than {limits.max_bytes:,} characters",
                "raise the limit or split the file",
            )
        # Doubling keeps the cost of parsing an object again from its start in proportion to its length.
        more = stream.read(max(_CHUNK, len(buffer)))
        last = not more
        try:
            buffer += decoder.decode(more, final=last)
        except UnicodeDecodeError as error:
            raise _broken(origin, line, f"not UTF-8 ({error.reason})") from error


def document(record: Record, *, limits: Limits = USUAL) -> Document | Skipped:
    """The article of a record; entities and claims beside it are not looked at."""
    value = record.value
    text = value.get("text")
    if not isinstance(text, str):
        return Skipped(record.where, Reason.NO_TEXT_FIELD, _ADVICE)
    name, url = _name(value.get("id")), _word(value.get("url"))
    address = f"id:{name}" if name else _address(url)
    part = record.origin.part(record.number)
    return admitted(
        Document(
            address or part.address, name or part.name, without_surrogates(text),
            title=_word(value.get("title")), source=_word(value.get("source")), url=url, path=record.origin.path,
            published=metadata_date(value.get("date")), retrieved=metadata_date(value.get("retrieved")),
        ),
        limits,
    )


def is_line(head: bytes) -> bool:
    """Whether a file's first line is a whole object and others follow, as in JSON Lines."""
    first, newline, rest = head.removeprefix(codecs.BOM_UTF8).lstrip().partition(b"\n")
    try:
        return bool(newline) and isinstance(json.loads(first), dict) and rest.lstrip()[:1] == b"{"
    except (ValueError, RecursionError):
        return False


def _parsed(raw: bytes, origin: Origin, line: int, number: int) -> Record | Skipped:
    where = f"{origin.address}:{line}"
    try:
        return _record(json.loads(raw.decode("utf-8")), origin, line, number)
    except UnicodeDecodeError as error:
        return Skipped(where, Reason.BROKEN_JSON, f"not UTF-8 at byte {error.start}")
    except json.JSONDecodeError as error:
        return Skipped(where, Reason.BROKEN_JSON, f"{error.msg} at column {error.colno}")
    except (ValueError, RecursionError) as error:
        return Skipped(where, Reason.BROKEN_JSON, str(error))


def _record(value: object, origin: Origin, line: int, number: int) -> Record | Skipped:
    if isinstance(value, dict):
        return Record(value, origin, line, number)
    return Skipped(f"{origin.address}:{line}", Reason.NO_TEXT_FIELD, _ADVICE)


def _first(parser: json.JSONDecoder, buffer: str, last: bool) -> tuple[object, int, str]:
    """The value at the start of a buffer and where it ends; end 0 if it is not whole (yet)."""
    try:
        value, end = parser.raw_decode(buffer)
    except json.JSONDecodeError as error:
        return None, 0, error.msg
    except (ValueError, RecursionError) as error:
        return None, 0, str(error)
    # A number or word at the buffer's end may go on in the next chunk.
    return (value, end, "") if last or end < len(buffer) or buffer[end - 1] in "}]" else (None, 0, "")


def _broken(origin: Origin, line: int, detail: str) -> Unreadable:
    where = f"{origin.address}:{line}"
    return Unreadable(Reason.BROKEN_JSON, where, f"broken JSON: {detail}", "mend or leave out the file")


def _name(value: object) -> str | None:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _word(value)


def _word(value: object) -> str | None:
    return without_surrogates(value.strip()) or None if isinstance(value, str) else None


def _address(url: str | None) -> str | None:
    try:
        return normalised(url) if url else None
    except ValueError:
        return url
