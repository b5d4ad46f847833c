"""Errors that kg raises, as a tree; a message says what is wrong, where, and what to do next.

KgError
├── UsageError          the call or the command line cannot be carried out as written
│   └── UnknownName     no such query, relation, entity, format …; carries near misses
├── InputError          a file or address cannot be read as what it claims to be
├── OntologyError       ontology/ or a register row contradicts itself
├── ModelError          a language-model file is missing or damaged
├── StoreError          the store cannot be opened, read or written
│   ├── StoreLocked     another process writes to it
│   ├── ForeignStore    the folder or server belongs to another program
│   └── QueryError      the SPARQL text is wrong, refused, or its answer was cut short
└── OutputError         a result cannot be written (full disk, no permission)
"""

from collections.abc import Iterable
from difflib import get_close_matches


class KgError(Exception):
    """The root of all errors that kg raises on purpose."""


class UsageError(KgError):
    """The call or the command line cannot be carried out as written."""


class UnknownName(UsageError):
    """No such query, relation, entity or format; the message offers near misses.

    >>> str(UnknownName("relation", "awardContractTo", ["awardsContractTo", "uses"]))
    "no relation 'awardContractTo'; did you mean 'awardsContractTo'?"
    """

    def __init__(self, what: str, name: str, known: Iterable[str], hint: str = "") -> None:
        self.what, self.name = what, name
        choices = sorted(set(known))
        folded = {choice.casefold(): choice for choice in choices}
        near = get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)
        self.suggestions = tuple(folded[n] for n in near)
        message = f"no {what} {name!r}"
        if self.suggestions:
            message += "; did you mean " + " or ".join(repr(s) for s in self.suggestions) + "?"
        elif hint:
            message += f"; {hint}"
        super().__init__(message)


class InputError(KgError):
    """A file or address cannot be read as what it claims to be."""


class OntologyError(KgError):
    """ontology/ or a row of the register contradicts itself."""


class ModelError(KgError):
    """A language-model file is missing or damaged."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class StoreLocked(StoreError):
    """Another process writes to the store."""


class ForeignStore(StoreError):
    """The folder or server belongs to another program."""


class QueryError(StoreError):
    """The SPARQL text is wrong or refused, or its answer was cut short."""


class OutputError(KgError):
    """A result cannot be written: full disk, no permission, a folder in the way."""
