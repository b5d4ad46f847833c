"""Finds the names of the register in a Doc, whatever the language model made of them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc

from kg.register import Body, Strength, load

_LONGEST = 14  # tokens


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens ``start``…``end`` that spell a registered name; several bodies may share it.

    ``sure`` names stand for themselves; any other ("Oracle", "Justice", "China") counts only where the
    language model sees a name as well.
    """

    start: int
    end: int
    bodies: tuple[Body, ...]
    sure: bool


def matches(doc: Doc) -> Iterator[Match]:
    """The longest registered names in a Doc, left to right, without overlap."""
    index = _index()
    i = 0
    while i < len(doc):
        found = _longest(doc, i, index)
        if found is None:
            i += 1
        else:
            yield found
            i = found.end


_Entry = tuple[str, Body, Strength]


class _Index:
    """Registered names by their letters without white space, so that tokens may cut them as they like."""

    def __init__(self) -> None:
        entries: dict[str, list[_Entry]] = defaultdict(list)
        for name, body, strength in load().names():
            entries[_key(name)].append((name, body, strength))
        self.entries = dict(entries)
        self.keys = sorted(entries)
        self.beginnings = {key[:2] for key in entries}

    def begins(self, key: str) -> bool:
        """Whether any name starts with these letters."""
        at = bisect_left(self.keys, key)
        return at < len(self.keys) and self.keys[at].startswith(key)


def _longest(doc: Doc, start: int, index: _Index) -> Match | None:
    key, best = "", None
    for i in range(start, min(len(doc), start + _LONGEST)):
        letters = _key(doc[i].text)
        if not letters and i > start:
            continue  # a full stop is no end of a name
        key += letters
        if not letters or (i == start and key[:2] not in index.beginnings) or not index.begins(key):
            break
        written = doc[start : i + 1].text
        entries = [e for e in index.entries.get(key, ()) if _fits(written, e[0], e[2])]
        if entries:
            sure = any(strength is not Strength.CONTEXT for _, _, strength in entries)
            best = Match(start, i + 1, tuple({body.id: body for _, body, _ in entries}.values()), sure)
    return best


def _fits(written: str, name: str, strength: Strength) -> bool:
    if strength is Strength.FREE:
        # Words in lower case are left to the language model: a "department of justice" may be any country's.
        return any(c.isupper() for c in written)
    return _plain(written) == _plain(name) or (written == name.upper() and len(name) > 4)


def _plain(text: str) -> str:
    return text.replace("’", "'").replace(".", "").replace(" ", "")


def _key(text: str) -> str:
    return _plain(text).casefold()


@cache
def _index() -> _Index:
    return _Index()
