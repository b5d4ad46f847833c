"""From an analysed document to claim drafts; EXTRACTORS names the ways and their order."""

from collections.abc import Callable, Iterable, Iterator

from kg.extract import patterns
from kg.extract.draft import Draft, Speaker
from kg.model import Refusal
from kg.nlp.analysis import Analysis

__all__ = ["EXTRACTORS", "VERSION", "Draft", "Speaker", "drafts"]

Extractor = Callable[[Analysis], Iterable[Draft | Refusal]]

# Each is a plain function; a later one adds what the earlier ones left open.
EXTRACTORS: tuple[Extractor, ...] = (patterns.extract,)

# Changes whenever the answers may: then articles that a store holds are read anew.
VERSION = patterns.EXTRACTOR


def drafts(analysis: Analysis) -> Iterator[Draft | Refusal]:
    """What every extractor finds in a document, in their order."""
    for extractor in EXTRACTORS:
        yield from extractor(analysis)
