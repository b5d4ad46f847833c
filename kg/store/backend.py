"""What a place for quads must be able to do, and how a query's text is looked at before it is sent there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from pyoxigraph import NamedNode, Quad, Triple

from kg.errors import QueryError


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer of a SELECT: column names, and rows as tuples."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


Answer: TypeAlias = Rows | bool | list[Triple]


class Backend(Protocol):
    """A place for quads: memory, a folder, a SPARQL endpoint. Everything else is in ``kg.store.keep``."""

    place: str

    def query(self, sparql: str) -> Answer:
        """The answer of a SELECT (rows of terms), ASK or CONSTRUCT; QueryError if the text is wrong."""

    def quads(self, graph: NamedNode | None = None, subjects: Iterable[NamedNode] | None = None) -> Iterable[Quad]:
        """The quads of a graph (all graphs), all or those about some subjects."""

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Remove and add in one transaction: all of it is done, or nothing."""

    def flush(self) -> None:
        """Make what is written survive a loss of power."""

    def close(self) -> None:
        """Give the place back; may be called twice."""


def keywords(sparql: str) -> list[str]:
    """The bare words of a query in capitals, in order: no strings, IRIs, variables, prefixed names or comments."""
    return [word.upper() for word in re.findall(r"(?<![\w:.-])[A-Za-z]+(?![\w:-])", _HIDING.sub(" ", sparql))]


def refuse_update(sparql: str) -> None:
    """QueryError if a text would change the store."""
    verb = next((word for word in keywords(sparql) if word not in {"PREFIX", "BASE"}), "")
    if verb in {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "COPY", "MOVE", "ADD", "WITH"}:
        raise QueryError(
            f"{verb} would change the store, and a question only reads it; "
            "write with `kg build`, or judge a claim with `kg review`"
        )


def query_error(sparql: str, message: str) -> QueryError:
    """A syntax error with its line and a caret below the place: the message holds ``at LINE:COLUMN``."""
    found = re.search(r"(?:at |line )(\d+)(?::| column )(\d+)(?:: )?(.*)", message, re.DOTALL)
    lines = sparql.splitlines()
    if not found or not 1 <= int(found[1]) <= len(lines):
        return QueryError(f"the query cannot be read: {message}")
    line, column = int(found[1]), int(found[2])
    text = lines[line - 1]
    caret = "".join(c if c == "\t" else " " for c in text[:column - 1]) + "^"
    return QueryError(f"the query cannot be read: line {line}, column {column}: {found[3].strip()}\n{text}\n{caret}")


# Strings, IRIs, variables and comments may hold any word.
_HIDING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""' r"|'''(?:[^\\]|\\.)*?'''" r'|"(?:[^"\\\n]|\\.)*"' r"|'(?:[^'\\\n]|\\.)*'"
    r'|<[^<>"{}|^`\\\s]*>' r"|#[^\n]*" r"|[?$]\w+",
    re.DOTALL,
)
