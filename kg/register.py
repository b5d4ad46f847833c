"""The register: the bodies, companies, products, laws and people that kg knows by name."""

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from kg.errors import OntologyError
from kg.model import Kind
from kg.ontology import folder

TABLES = ("agencies", "companies", "laws", "organizations", "people", "products", "programs")
FEDERAL = "us-government"
_OFFICIAL = frozenset({Kind.GOVERNMENT_BODY, Kind.LAW})


class Strength(StrEnum):
    """How much the sight of a name proves."""

    FREE = "free"
    """In any letter case: "department of justice"."""
    EXACT = "exact"
    """Only in the case in which it is registered: "ICE", not "ice"."""
    CONTEXT = "context"
    """In that case, and only where something else also sees an entity there: "Apple", "Treasury", "China"."""


@dataclass(frozen=True, slots=True)
class Body:
    """A row of the register. ``names`` are its other names; ``maker`` is set on products alone."""

    id: str
    kind: Kind
    name: str
    names: tuple[str, ...] = ()
    acronym: str | None = None
    parent: str | None = None
    maker: str | None = None
    exact: frozenset[str] = frozenset()
    context: frozenset[str] = frozenset()
    source: str = ""
    note: str = ""

    @property
    def all_names(self) -> tuple[str, ...]:
        return (self.name, *self.names)

    @property
    def cased(self) -> bool:
        """Whether the preferred name counts only in its own letter case."""
        return self.strength(self.name) is not Strength.FREE

    def strength(self, name: str) -> Strength:
        """How much one of this body's names proves.

        Unless the row says otherwise, a name of one word counts in its own letter case only, and so does one of two
        words but for government bodies and laws: "home depot" and "check point" are ordinary words, while headlines
        and British papers do write "justice department".
        """
        if name in self.context:
            return Strength.CONTEXT
        words = name.removeprefix("The ").count(" ") + 1
        official = self.kind in _OFFICIAL
        if name in self.exact or words < (2 if official else 3):
            return Strength.EXACT
        return Strength.FREE


@dataclass(frozen=True, slots=True)
class Country:
    """A country: its government's id, and the words by which news means that government ("Beijing")."""

    name: str
    government: str
    names: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()


class Register:
    """All rows, and the ways to look them up."""

    def __init__(self, bodies: Iterator[Body], countries: Iterator[Country]) -> None:
        self._bodies: dict[str, Body] = {}
        for body in bodies:
            if body.id in self._bodies:
                raise OntologyError(f"the register has two rows with the id {body.id!r}; rename one")
            self._bodies[body.id] = body
        self.countries = tuple(countries)
        self._children = _children(self._bodies)
        self._nations = {country.government: country for country in self.countries}
        for government in self._nations:
            if government not in self._bodies:
                raise OntologyError(f"countries.csv names the government {government!r}; no row has that id")
        self._index: dict[str, tuple[Body, ...]] | None = None

    def __len__(self) -> int:
        return len(self._bodies)

    def __iter__(self) -> Iterator[Body]:
        return iter(self._bodies.values())

    def __contains__(self, id: object) -> bool:
        return id in self._bodies

    def body(self, id: str) -> Body:
        """The row with an id; KeyError if there is none."""
        return self._bodies[id]

    def find(self, name: str) -> tuple[Body, ...]:
        """All rows that bear a name, however it is written; the surest first.

        "the U.S. Department of Justice" gives us-doj; "CPS" gives the Crown Prosecution Service and the
        Chicago Public Schools, for an acronym that two bodies share names both.
        """
        if self._index is None:
            self._index = self._indexed()
        return self._index.get(fold(name), ())

    def names(self) -> Iterator[tuple[str, Body, Strength]]:
        """Each written form under which a text may name a row, with its row and its strength.

        Besides the registered names these are the national forms ("U.S. Air Force", "US Air Force",
        "British Home Office") and the countries' own names, for "China" and "Beijing" act as its government.
        """
        for body in self:
            registered = set(body.all_names)
            for name in body.all_names:
                yield name, body, body.strength(name)
            for name in _new(self._national(body), registered):
                yield name, body, Strength.FREE
        for country in self.countries:
            government = self._bodies[country.government]
            words = (country.name, *country.names, *country.capitals)
            for name in _new(iter(words), set(government.all_names)):
                yield name, government, Strength.CONTEXT

    def ancestors(self, id: str) -> tuple[Body, ...]:
        """The rows above one, nearest first: ICE gives DHS, then the federal government."""
        found: list[Body] = []
        parent = self._bodies[id].parent
        while parent is not None:
            found.append(self._bodies[parent])
            parent = found[-1].parent
        return tuple(found)

    def children(self, id: str) -> tuple[Body, ...]:
        """The rows directly below one, in the order of their ids."""
        self.body(id)
        return tuple(self._bodies[child] for child in self._children.get(id, ()))

    def country(self, id: str) -> Country | None:
        """The country whose government a row is or belongs to."""
        body: Body | None = self._bodies[id]
        while body is not None:
            if body.id in self._nations:
                return self._nations[body.id]
            body = self._bodies[body.parent] if body.parent else None
        return None

    def _national(self, body: Body) -> Iterator[str]:
        country = self.country(body.id)
        if country is None or body.kind is not Kind.GOVERNMENT_BODY:
            return
        prefixes = ("U.S.", "US", "United States") if country.government == FEDERAL else country.adjectives
        spoken = (country.name, *country.names, *country.adjectives)
        for name in body.all_names:
            if name == body.acronym or name.isupper():
                continue
            bare = next((name[len(word) + 1:] for word in spoken if name.startswith(f"{word} ")), None)
            # "China's Foreign Ministry" already says whose it is, and "Chinese China's" says nothing.
            if bare is None and name.startswith(tuple(f"{word}'s " for word in spoken)):
                continue
            for prefix in prefixes:
                yield f"{prefix} {bare or name}"

    def _indexed(self) -> dict[str, tuple[Body, ...]]:
        strongest: dict[str, dict[str, Strength]] = {}
        order = list(Strength)
        for name, body, strength in self.names():
            rows = strongest.setdefault(fold(name), {})
            rows[body.id] = min(rows.get(body.id, strength), strength, key=order.index)
        strongest.pop("", None)
        return {
            key: tuple(self._bodies[id] for id in sorted(rows, key=lambda id: (order.index(rows[id]), id)))
            for key, rows in strongest.items()
        }


@lru_cache(maxsize=1)
def load() -> Register:
    """The register that ships with kg, read once."""
    return read(folder() / "register")


def read(tables: Path) -> Register:
    """The register in a folder of CSV tables; OntologyError names the table and line of a row that is wrong."""
    bodies = (body for table in TABLES for body in _bodies(tables / f"{table}.csv"))
    return Register(bodies, _countries(tables / "countries.csv"))


@lru_cache(maxsize=1 << 15)
def fold(name: str) -> str:
    """What stays of a name when case, accents, punctuation, articles and corporate forms do not count.

    >>> fold("The U.S. Department of Justice’s"), fold("Société Générale S.A."), fold("Apple, Inc.")
    ('us department of justice', 'societe generale', 'apple')
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name.translate(_QUOTES))
        name = "".join(character for character in name if not unicodedata.combining(character))
    name = name.casefold()
    if not _PLAIN(name):
        name = _POSSESSIVE.sub("", name.strip())
        name = _INITIALS.sub(lambda match: match[0].replace(".", "").replace(" ", "") + " ", name)
        name = _NOT_WORD.sub(" ", name.replace("'", "").replace("&", " and ").replace("+", " plus "))
    words = name.split()
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    if words[:2] == ["united", "states"]:
        words = ["us", *words[4 if words[2:4] == ["of", "america"] else 2:]]
    return " ".join(words)


_ARTICLES = frozenset({"the", "a", "an"})
_FORMS = frozenset({
    "inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc", "gmbh",
    "ag", "sa", "se", "nv", "bv", "spa", "ab", "oy", "oyj", "asa", "kk", "pty", "pte", "pbc", "pjsc",
})
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'"})
_PLAIN = re.compile(r"[a-z0-9 ]*").fullmatch
_POSSESSIVE = re.compile(r"'s\b")
_INITIALS = re.compile(r"\b(?:[a-z]\. ?){2,}|\b(?:[a-z]\.)+[a-z]\b(?!\.)")
_NOT_WORD = re.compile(r"[\W_]+")


def _new(names: Iterator[str], seen: set[str]) -> Iterator[str]:
    for name in names:
        if name not in seen:
            seen.add(name)
            yield name


def _children(bodies: dict[str, Body]) -> dict[str, list[str]]:
    children: dict[str, list[str]] = {}
    for body in sorted(bodies.values(), key=lambda body: body.id):
        for role in (body.parent, body.maker):
            if role is not None and role not in bodies:
                raise OntologyError(f"the register's {body.id!r} points to {role!r}; no row has that id")
        if body.parent is not None:
            children.setdefault(body.parent, []).append(body.id)
        above, steps = body.parent, 0
        while above is not None and above in bodies:
            above, steps = bodies[above].parent, steps + 1
            if steps > len(bodies):
                raise OntologyError(f"the register's {body.id!r} is its own ancestor; mend its parent")
    return children


def _bodies(path: Path) -> Iterator[Body]:
    for where, row in _rows(path):
        try:
            yield Body(
                id=row["id"], kind=Kind(row["kind"]), name=row["name"], names=_list(row["names"]),
                acronym=row["acronym"] or None, parent=row["parent"] or None, maker=row["maker"] or None,
                exact=frozenset(_list(row["exact"])), context=frozenset(_list(row["context"])),
                source=row["source"], note=row["note"],
            )
        except ValueError:
            raise OntologyError(f"{where}: {row['kind']!r} is no entity kind; use one of {', '.join(Kind)}") from None


def _countries(path: Path) -> Iterator[Country]:
    for _, row in _rows(path):
        yield Country(
            row["name"], row["government"], _list(row["names"]), _list(row["adjectives"]), _list(row["capitals"]),
        )


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.reader(lines)
            header = next(reader, [])
            for cells in reader:
                where = f"{path.name}, line {reader.line_num}"
                if len(cells) != len(header):
                    raise OntologyError(f"{where}: {len(cells)} cells where the header has {len(header)}")
                yield where, dict(zip(header, cells, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise OntologyError(f"cannot read the register's table {path}: {error}") from error


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()
