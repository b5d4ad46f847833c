"""What the language stage hands on: a parsed Doc, its referents, and which tokens refer to them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Doc, Span, Token

from kg.model import Document, Kind, Mention


class Form(StrEnum):
    """How a stretch of text refers: by name, by a description ("the agency") or by a pronoun."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Reference:
    """Tokens ``start``…``end`` that refer to one referent, or to several ("they"); ``root`` heads them in the parse."""

    start: int
    end: int
    root: int
    form: Form
    referents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Referent:
    """One entity of one document before it is resolved across documents; ``known`` is its id in the register."""

    index: int
    kind: Kind
    name: str
    names: tuple[str, ...]
    mentions: tuple[Mention, ...]
    known: str | None = None
    generic: bool = False


@dataclass(frozen=True)
class Analysis:
    """A document with its parse, its referents and the references to them, in the order of the text."""

    document: Document
    doc: Doc
    referents: tuple[Referent, ...]
    references: tuple[Reference, ...]

    def __post_init__(self) -> None:
        at: dict[int, Reference] = {}
        for reference in self.references:
            for i in range(reference.start, reference.end):
                # A name inside a longer description ("Google employees") stays reachable by its own token.
                if i not in at or reference.end - reference.start < at[i].end - at[i].start:
                    at[i] = reference
        object.__setattr__(self, "_at", at)

    def at(self, token: Token | int) -> Reference | None:
        """The reference that a token is the head or a part of."""
        at: dict[int, Reference] = self._at  # type: ignore[attr-defined]
        return at.get(token if isinstance(token, int) else token.i)

    def sentences(self) -> Iterator[Span]:
        return self.doc.sents
