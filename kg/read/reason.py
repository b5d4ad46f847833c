"""Why an input gave no document: the words that are counted."""

from enum import StrEnum

from kg.errors import InputError


class Reason(StrEnum):
    """The reasons of ``Skipped``; docs/reading.md explains each. "not English" is followed by a language."""

    EMPTY = "empty"
    TOO_SHORT = "too short"
    TOO_LARGE = "too large"
    NOT_ENGLISH = "not English"
    NO_ARTICLE = "no article text"
    STUB = "paywall or consent page"
    DUPLICATE = "duplicate"
    ADDRESS_TAKEN = "address used twice"
    HIDDEN = "hidden"
    PAGE_PART = "part of a saved page"
    UNKNOWN_KIND = "unknown kind of file"
    BINARY = "binary data"
    NO_TEXT_FIELD = "no text field"
    BROKEN_JSON = "broken JSON"
    BROKEN_PDF = "broken PDF"
    BROKEN_PAGE = "broken page"
    BROKEN_FEED = "broken feed"
    BROKEN_WARC = "broken WARC"
    BROKEN_GZIP = "broken gzip"
    ENCRYPTED = "encrypted PDF"
    NOT_FOUND = "not found"
    NOT_PERMITTED = "not readable"
    HTTP_STATUS = "address answers with an error"
    ROBOTS = "forbidden by robots.txt"
    REFUSED_ADDRESS = "address refused"
    NETWORK = "network failure"


class Unreadable(InputError):
    """An input that gives nothing at all; raised where somebody named it, counted where it was merely found."""

    def __init__(self, reason: Reason, where: str, detail: str, advice: str) -> None:
        super().__init__(f"{where}: {detail}; {advice}")
        self.reason, self.where, self.detail = reason, where, detail


def binary(where: str) -> Unreadable:
    """The error for a file that is no text, whatever its name says."""
    advice = "give the article as text, HTML, PDF or JSON"
    return Unreadable(Reason.BINARY, where, "this is binary data, not text", advice)
