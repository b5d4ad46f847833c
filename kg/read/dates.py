"""Dates of publication: metadata, and datelines that cannot be anything else."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary|\.)?|feb(?:ruary|\.)?|mar(?:ch|\.)?|apr(?:il|\.)?|may|june?\.?|july?\.?|aug(?:ust|\.)?|"
    r"sept?(?:ember|\.)?|oct(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WRITTEN = (
    re.compile(rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}", re.I),
    re.compile(rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}", re.I),
    re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)"),
)
_BEFORE = re.compile(
    r"(?:(?:first )?(?:published|posted|released|date)(?: on)?\s*:?\s*)?(?:(?:mon|tues?|wed(?:nes)?|thur?s?|"
    r"fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?",
    re.I,
)
_AFTER = re.compile(
    r"[\s,|/·–—-]*(?:T?\s*(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:[A-Z]{1,4}|[+-]\d\d:?\d\d)?)?\s*\.?",
    re.I,
)
_CITY = r"[A-Z][A-Z .’'-]{2,40}(?:, [A-Z][A-Za-z. ]{1,20}?)??,? "
_OPENING = tuple(
    re.compile(rf"{_CITY}(?i:{written})\s*(?:/[\w -]+/\s*)?(?:\([^()]{{2,40}}\)\s*)?[–—-]")
    for written in (rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}", rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}")
)


def metadata_date(value: object) -> date | None:
    """The date in a metadata field: ISO 8601 with or without a time, or as in e-mail; None for anything else.

    >>> metadata_date("2018-05-16T09:00:00Z")
    datetime.date(2018, 5, 16)
    """
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 64:
        return None
    text = value.strip()
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text).date()
        except (ValueError, TypeError, OverflowError):
            continue
    found = re.match(r"((?:19|20)\d\d-\d\d-\d\d)(?!\d)", text)
    return _day(found[1]) if found else None


def dateline(text: str) -> date | None:
    """The date of a line that is a date, or that opens an article after its city; None otherwise.

    >>> dateline("WASHINGTON, Jan. 28, 2026 (Reuters) - Microsoft said")
    datetime.date(2026, 1, 28)
    >>> dateline("On Jan. 28, 2026 Microsoft said") is None
    True
    """
    start = _BEFORE.match(text)
    at = start.end() if start else 0
    for pattern in _WRITTEN:
        found = pattern.match(text, at)
        if found and _AFTER.fullmatch(text, found.end()):
            return _written(found)
    opening = next((found for pattern in _OPENING if (found := pattern.match(text))), None)
    return _written(opening) if opening else None


def _written(found: re.Match[str]) -> date | None:
    parts = found.groupdict()
    month = int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"][:3].lower()) + 1
    return _day(f"{parts['year']}-{month:02d}-{int(parts['day']):02d}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
