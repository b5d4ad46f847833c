"""The pipeline on one screen: read → analyse → extract → resolve → store → graph, page, files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from kg.model import Document, Extraction, Skipped

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from kg.store import Store


def extractions(
    documents: Iterable[Document], *, model: str | None = None, threads: int = 1
) -> Iterator[Extraction]:
    """The entities and claims of each document, in order.

    ``model`` names an installed spaCy pipeline to parse with instead of the shipped one.
    """
    from kg.extract import drafts
    from kg.nlp import load
    from kg.nlp.analyse import analyses
    from kg.resolve import resolve

    for analysis in analyses(documents, load(model, threads)):
        yield resolve(analysis, drafts(analysis))
