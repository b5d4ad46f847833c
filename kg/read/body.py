"""Boilerplate in text: which lines are an article, which the page around it.

Only what stands before the first and after the last paragraph can be dropped for its looks, and only beside
something that no article says of itself ("Menu", "Market Data"). Between paragraphs only unmistakable lines go.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from kg.read import furniture
from kg.read.dates import dateline

_HEAD_UNITS = 60
_BULLET = re.compile(r"^[\s|•·*◦▪‣»›>–—+#-]+|[\s|•·»›>:–—-]+$")
_ENDED = re.compile(r"[.!?…。][\])}\"”’'»*]*$")


class Role(Enum):
    """What a unit of text is for the page that it stands on."""

    PARAGRAPH = "paragraph"
    SHORT = "short"
    MENU = "menu"
    SURE = "sure"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Body:
    """An article's paragraphs, its headline and date if its head shows them, and the spans that were left out."""

    text: str
    title: str | None
    published: date | None
    dropped: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph or line: ``text`` is ``whole[start:end]`` with wrapped lines joined."""

    start: int
    end: int
    block: int
    text: str
    role: Role


def boilerplate(text: str) -> list[tuple[int, int]]:
    """The spans of a plain text that are not the article's body: menus, calls to subscribe, the headline.

    >>> text = "Menu\\n\\nSearch\\n\\nMicrosoft said on Monday that it sells cloud services to ICE.\\n\\nMarket Data\\n"
    >>> [text[start:end] for start, end in boilerplate(text)]
    ['Menu', 'Search', 'Market Data']
    """
    return list(body_of(text).dropped)


def body_of(text: str, *, title: str | None = None) -> Body:
    """The article in a clean text; ``title`` is its headline where that is known from elsewhere."""
    units = _units(text)
    if not units:
        return Body("", title, None, ())
    doubled = None if title else _doubled(units)
    known = title or (units[doubled].text if doubled is not None else None)
    heads = {n for n, unit in enumerate(units[:_HEAD_UNITS]) if known and _same(unit.text, known)}
    first, last = _extent(units, heads)
    if known is None:
        headline = _headline(units[:first])
        heads = set() if headline is None else {headline}
        known = None if headline is None else units[headline].text
    out = _left_out(units, first, last) | {n for n in heads if n < first}
    kept = [unit for n, unit in enumerate(units) if n not in out]
    return Body(
        _joined(kept), _tidy(known) if known else None, _published(units, first),
        tuple((units[n].start, units[n].end) for n in sorted(out)),
    )


def _units(text: str) -> list[_Unit]:
    lines = _lines(text)
    width = _width([len(line) for _, _, line in lines])
    units: list[_Unit] = []
    group: list[tuple[int, int, str]] = []
    for number, line in enumerate(lines):
        group.append(line)
        following = lines[number + 1] if number + 1 < len(lines) else None
        if following is None or following[1] != line[1] or not _wraps(line[2], following[2], width):
            units.append(_unit(group))
            group = []
    return units


def _lines(text: str) -> list[tuple[int, int, str]]:
    """The lines that hold something: where each starts, in which block, and its text without outer spaces."""
    found, position, block = [], 0, 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped:
            found.append((position + len(line) - len(line.lstrip()), block, stripped))
        else:
            block += 1
        position += len(line) + 1
    return found


def _unit(group: Sequence[tuple[int, int, str]]) -> _Unit:
    text = " ".join(line for _, _, line in group)
    start, end = group[0][0], group[-1][0] + len(group[-1][2])
    return _Unit(start, end, group[0][1], text, _role(text))


def _width(lengths: Sequence[int]) -> int | None:
    """The column at which a file's lines are wrapped; None if they are not."""
    longest = max(lengths, default=0)
    full = sum(length > 0.8 * longest for length in lengths)
    return longest if 50 <= longest <= 120 and full >= 4 and full * 3 >= len(lengths) else None


def _wraps(line: str, following: str, width: int | None) -> bool:
    """Whether a line break is only a wrap: the next word had no room, and the sentence runs on."""
    if _BULLET.match(following) or len(line) < 30:
        return False
    word = len(following.split(maxsplit=1)[0])
    if width is not None and len(line) + 1 + word > width:
        return True
    return len(line) <= 120 and not _ENDED.search(line) and following[0].islower()


def _role(text: str) -> Role:
    core = _BULLET.sub("", text)
    if not core:
        return Role.MENU
    if len(core) <= 150:
        if furniture.SECTION.fullmatch(core):
            return Role.SECTION
        if furniture.SURE.fullmatch(core):
            return Role.SURE
    calls = furniture.SENTENCE.match(core) or furniture.RIGHTS.search(core)
    if calls and len(core) <= 400 and not furniture.QUOTED.search(core):
        return Role.SURE
    if (len(core) <= 60 and (furniture.MENU.fullmatch(core) or text.startswith("|"))) or _piped(text):
        return Role.MENU
    words = len(core.split())
    if words >= 15 or (words >= 3 and (_ENDED.search(text) or text.endswith((":", ";", ",")))):
        return Role.PARAGRAPH
    return Role.SHORT


def _piped(text: str) -> bool:
    """A row of links: "Home | World | Business | Tech"."""
    pieces = re.split(r"\s[|•·/]\s", text)
    return len(pieces) >= 4 and all(len(piece.split()) <= 3 for piece in pieces) and not re.search(r"\d", text)


def _fold(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _same(text: str, title: str) -> bool:
    """Whether a line is the headline, perhaps with the site's name after a bar or dash."""
    folded, wanted = _fold(text), _fold(title)
    if folded == wanted:
        return bool(folded)
    return len(wanted) > 20 and _fold(re.split(r"\s[|–—-]\s", text)[0]) == wanted


def _doubled(units: Sequence[_Unit]) -> int | None:
    """The headline that a page repeats above its article; only a line without a full stop can be one."""
    seen: dict[str, int] = {}
    for number, unit in enumerate(units[:_HEAD_UNITS]):
        if unit.role is Role.PARAGRAPH and _fold(unit.text) not in seen:
            return None
        if unit.role not in {Role.SHORT, Role.PARAGRAPH} or not 3 <= len(unit.text.split()) <= 40:
            continue
        if (earlier := seen.setdefault(_fold(unit.text), number)) != number:
            return earlier
    return None


def _extent(units: Sequence[_Unit], heads: set[int]) -> tuple[int, int]:
    """The first and last paragraph; a text without any is all body if nothing in it is boilerplate."""
    paragraphs = [n for n, unit in enumerate(units) if unit.role is Role.PARAGRAPH and n not in heads]
    if paragraphs:
        return paragraphs[0], paragraphs[-1]
    if any(unit.role is not Role.SHORT for unit in units) or heads:
        return len(units), len(units)
    return 0, len(units) - 1


def _headline(head: Sequence[_Unit]) -> int | None:
    """Which line above the first paragraph is the headline."""
    last_menu = max((n for n, unit in enumerate(head) if unit.role is not Role.SHORT), default=-1)
    lines = [n for n, unit in enumerate(head) if _may_be_headline(unit)]
    below = [n for n in lines if n > last_menu]
    if below:
        return below[0]
    return max(lines, key=lambda n: len(head[n].text.split()), default=None)


def _may_be_headline(unit: _Unit) -> bool:
    return (
        unit.role is Role.SHORT and len(unit.text.split()) >= 3 and len(unit.text) <= 200
        and not furniture.BYLINE.match(unit.text) and not furniture.NAMES.fullmatch(unit.text)
        and re.match(r"[\w\"'“‘«$£€]", unit.text) is not None and dateline(unit.text) is None
    )


def _left_out(units: Sequence[_Unit], first: int, last: int) -> set[int]:
    out = {n for n, unit in enumerate(units) if unit.role is Role.SURE}
    head = [n for n in range(first) if units[n].role is not Role.SHORT]
    out.update(range(max(head) + 1) if head else ())
    tail = [n for n in range(last + 1, len(units)) if units[n].role is not Role.SHORT]
    out.update(range(min(tail), len(units)) if tail else ())
    for number in range(first, min(last, len(units))):
        if units[number].role is Role.SECTION:
            out.update(_links(units, number))
    return out


def _links(units: Sequence[_Unit], heading: int) -> list[int]:
    """A heading such as "Related articles" with the headlines below it, up to the next paragraph."""
    number = heading + 1
    while number < len(units) and units[number].role is not Role.PARAGRAPH:
        number += 1
    # One line below may be a subheading of the article itself; only a list is surely a list of links.
    return list(range(heading, number)) if number - heading > 2 else [heading]


def _published(units: Sequence[_Unit], first: int) -> date | None:
    """The date that stands alone above the article or in its dateline; None if there are two."""
    head = [unit.text for unit in units[: first + 1]]
    dates = {found for text in head if (found := dateline(text)) is not None}
    return dates.pop() if len(dates) == 1 else None


def _joined(units: Sequence[_Unit]) -> str:
    pieces: list[str] = []
    for number, unit in enumerate(units):
        if number:
            pieces.append("\n" if unit.block == units[number - 1].block else "\n\n")
        pieces.append(unit.text)
    return "".join(pieces)


def _tidy(title: str) -> str:
    return " ".join(title.split())
