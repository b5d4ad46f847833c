"""A claim before its ends are entities: what an extractor found in one sentence."""

from dataclasses import dataclass, field

from kg.model import Qualifiers, Status


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whom the article credits: the name as written, and the referent if it is one."""

    name: str
    referent: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A relation between two referents (by index) with its trigger token and the characters of its sentence."""

    relation: str
    subject: int
    object: int
    trigger: int
    start: int
    end: int
    status: Status = Status.ASSERTED
    speaker: Speaker | None = None
    qualifiers: Qualifiers = field(default_factory=Qualifiers)
    confidence: float = 0.8
    extractor: str = ""
