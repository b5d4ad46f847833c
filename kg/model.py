"""The values of the domain: documents, mentions, entities, propositions, claims, evidence, judgements."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    """What an entity is."""

    COMPANY = "Company"
    GOVERNMENT_BODY = "GovernmentBody"
    ORGANIZATION = "Organization"
    PERSON = "Person"
    PRODUCT = "Product"
    PROGRAM = "Program"
    LAW = "Law"
    PLACE = "Place"
    GROUP = "Group"


class Status(StrEnum):
    """What an article does with a proposition."""

    ASSERTED = "asserted"
    ALLEGED = "alleged"
    DENIED = "denied"
    PLANNED = "planned"
    ENDED = "ended"


class AmountRole(StrEnum):
    """What a sum of money is in a claim."""

    TOTAL = "total"
    CEILING = "ceiling"
    OBLIGATED = "obligated"
    PAID = "paid"
    FINE = "fine"
    STAKE = "stake"


def content_id(kind: str, *parts: object) -> str:
    """A stable id from content: ``content_id("doc", "seeds/article.txt")`` → ``doc-…`` (16 hex digits)."""
    # JSON, not a joined string: ("a.b", "c") and ("a", "b.c") must differ.
    key = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return f"{kind}-{sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Document:
    """An article as read. The text never changes afterwards; every offset counts its code points.

    ``address`` identifies the article for good: its URL, the id of its JSON record, or its path.
    ``name`` is the article's id in interchange files: the record's own id, or the file's name without extension.
    """

    address: str
    name: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    path: str | None = None
    published: date | None = None
    retrieved: date | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if not self.address or not self.name:
            raise ValueError("a document needs an address and a name")

    @property
    def id(self) -> str:
        return content_id("doc", self.address)

    @property
    def version(self) -> str:
        return content_id("text", self.text)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Input that gave no document, and why: counted by ``reason``, listed with ``detail``."""

    address: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a document's text that refers to an entity: ``text[start:end]`` is what was written."""

    document: str
    start: int
    end: int
    text: str
    kind: Kind

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.text):
            raise ValueError(f"a mention of {self.text!r} cannot span {self.start}–{self.end}")


@dataclass(frozen=True, slots=True)
class Entity:
    """What mentions refer to: a body, a company, a person … ``names`` are all names seen or registered.

    The id comes from the register where the body is known (``known``), else from kind and name; the id of a
    generic entity ("a government contractor") also holds the document's, for two articles rarely mean the same one.
    """

    id: str
    kind: Kind
    name: str
    names: tuple[str, ...] = ()
    generic: bool = False
    known: bool = False
    mentions: tuple[Mention, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.id or not self.name.strip():
            raise ValueError("an entity needs an id and a name")


@dataclass(frozen=True, slots=True)
class Proposition:
    """Subject, relation, object. "Microsoft supplies DHS" has one, whoever says it."""

    subject: str
    relation: str
    object: str

    def __post_init__(self) -> None:
        if self.subject == self.object:
            raise ValueError(f"{self.subject} cannot be both ends of {self.relation}")

    @property
    def id(self) -> str:
        return content_id("prop", self.subject, self.relation, self.object)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a document says it: ``text[start:end] == quote`` in the given version (W3C Web Annotation selectors)."""

    document: str
    version: str
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end or self.end - self.start != len(self.quote):
            raise ValueError(f"evidence of {len(self.quote)} characters cannot span {self.start}–{self.end}")

    @classmethod
    def of(cls, document: Document, start: int, end: int, *, context: int = 32) -> "Evidence":
        """The evidence that ``document.text[start:end]`` is, with up to ``context`` characters on either side."""
        text = document.text
        return cls(
            document.id,
            document.version,
            start,
            end,
            text[start:end],
            text[max(0, start - context) : start],
            text[end : end + context],
        )


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom the article credits for a claim: the name as in the text, and the entity where it is one."""

    name: str
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money: as written, and what it comes to ("$1.2 billion" → 1200000000 USD)."""

    text: str
    value: Decimal | None = None
    currency: str | None = None
    role: AmountRole = AmountRole.TOTAL


@dataclass(frozen=True, slots=True)
class Period:
    """A date or period: as written, and its first and last day where they can be told."""

    text: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """What narrows a claim: for how much, what, under which programme, when, through whom."""

    amount: Amount | None = None
    product: str | None = None
    program: str | None = None
    date: Period | None = None
    through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What one document does with one proposition: states, alleges, denies, announces or ends it."""

    document: str
    proposition: Proposition
    status: Status
    evidence: tuple[Evidence, ...]
    attribution: Attribution | None = None
    qualifiers: Qualifiers = Qualifiers()
    confidence: float = 1.0
    extractor: str = ""
    withdrawn: date | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a claim needs evidence")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence {self.confidence} is outside 0–1")

    @property
    def id(self) -> str:
        return content_id("claim", self.document, self.proposition.id, self.status)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A draft that did not become a claim, and why: counted by ``reason``, listed with its sentence."""

    reason: str
    detail: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document gave: its entities, its claims, and what was refused or stayed silent.

    ``silent`` are the spans of sentences that name two or more entities and gave no claim; ``software`` is what
    made the extraction, with versions: the same text under the same software need not be read again.
    """

    document: Document
    entities: tuple[Entity, ...] = ()
    claims: tuple[Claim, ...] = ()
    refused: tuple[Refusal, ...] = ()
    silent: tuple[tuple[int, int], ...] = ()
    software: str = ""

    def entity(self, id: str) -> Entity:
        """The entity with an id; KeyError if this document has none."""
        for entity in self.entities:
            if entity.id == id:
                return entity
        raise KeyError(id)


class Verdict(StrEnum):
    """A word on identity or on a claim."""

    SAME = "same"
    NOT_SAME = "not the same"
    UNSURE = "unsure"
    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Judgement:
    """Somebody's word on identity (two entity ids) or on a claim (its id): who, when, why; never an edit of data."""

    verdict: Verdict
    about: tuple[str, ...]
    by: str
    on: date
    why: str = ""

    def __post_init__(self) -> None:
        wanted = 2 if self.verdict in {Verdict.SAME, Verdict.NOT_SAME, Verdict.UNSURE} else 1
        if len(self.about) != wanted:
            raise ValueError(f"a judgement {self.verdict.value!r} is about {wanted} id(s), not {len(self.about)}")

    @property
    def id(self) -> str:
        about: Iterable[str] = sorted(self.about)
        return content_id("judgement", self.verdict, *about, self.by, self.on)
