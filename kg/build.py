"""The pipeline on one screen: read → analyse → extract → resolve → store → graph, page, files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from kg.model import Document, Extraction, Skipped

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from kg.read import Limits
    from kg.store import Change, Store

_FLUSH_EVERY = 100  # articles


@dataclass(slots=True)
class Summary:
    """What a build did; nothing is left out in silence.

    Counts are of articles, but for claims, refused drafts by reason, silent sentences and withdrawn claims. ``read``
    runs some articles ahead of ``kept``, for the language model sees them in batches.
    """

    read: int = 0
    kept: int = 0
    unchanged: int = 0
    replaced: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    claims: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    silent: int = 0
    withdrawn: int = 0
    entities: set[str] = field(default_factory=set)
    files: list[Path] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def skipped_by_reason(self) -> Counter[str]:
        return Counter(s.reason for s in self.skipped)

    def count(self, extraction: Extraction, change: "Change") -> None:
        """Add one stored article to the figures."""
        self.kept += 1
        self.unchanged += change.kind == "unchanged"
        self.replaced += change.kind == "replaced"
        self.withdrawn += change.withdrawn
        self.claims.update((c.proposition.relation, c.status.value) for c in extraction.claims)
        self.refused.update(r.reason for r in extraction.refused)
        self.silent += len(extraction.silent)
        self.entities.update(e.id for e in extraction.entities)


Progress = Callable[[Summary, str], None]


def build_graph(
    inputs: Iterable[str | Path], *, store: str | Path = ":memory:", model: str | None = None, threads: int = 1
) -> "MultiDiGraph":
    """The graph of claims of files, folders and addresses: entities as nodes, one claim an edge.

    >>> graph = build_graph(["seeds/"])
    >>> sorted({d["relation"] for _, v, d in graph.edges(data=True) if v == "us-ice"})
    ['oversees']
    """
    from kg.graph import graph
    from kg.store import open_store

    with open_store(store) as kept:
        build(inputs, kept, model=model, threads=threads)
        return graph(kept)


def build(
    inputs: Iterable[str | Path],
    store: "Store",
    *,
    exports: Path | None = None,
    model: str | None = None,
    threads: int = 1,
    limits: "Limits | None" = None,
    title: str = "Claims",
    progress: Progress | None = None,
) -> Summary:
    """Read articles, keep their claims in a store, and write the exports; returns what was done.

    An article is kept whole as soon as it is finished: stopping halfway loses no finished one, and the same
    call again goes on where it was, for what is unchanged costs only its reading.
    """
    summary, began = Summary(), monotonic()
    try:
        for extraction in _new(_read(inputs, summary, limits), store, summary, model, threads):
            summary.count(extraction, store.put(extraction))
            if progress is not None:
                progress(summary, extraction.document.title or extraction.document.name)
            if summary.kept % _FLUSH_EVERY == 0:
                store.flush()
    finally:
        store.flush()
        summary.seconds = monotonic() - began
    if exports is not None:
        from kg.export import export_all

        summary.files = export_all(store, exports, title=title)
    summary.seconds = monotonic() - began
    return summary


def extractions(documents: Iterable[Document], *, model: str | None = None, threads: int = 1) -> Iterator[Extraction]:
    """The entities and claims of each document, in order.

    ``model`` names an installed spaCy pipeline to parse with instead of the shipped one.
    """
    from kg.extract import drafts
    from kg.nlp import load
    from kg.nlp.analyse import analyses
    from kg.resolve import resolve

    by = software(model)
    for analysis in analyses(documents, load(model, threads)):
        yield resolve(analysis, drafts(analysis), software=by)


def software(model: str | None = None) -> str:
    """What made an extraction: the version of kg, of its extractors, and of the language model."""
    from kg import __version__
    from kg.extract import VERSION
    from kg.nlp.analyse import model_version

    return f"kg {__version__} {VERSION} {model or model_version()}"


def _read(inputs: Iterable[str | Path], summary: Summary, limits: "Limits | None") -> Iterator[Document | Extraction]:
    """Articles to extract from, and articles whose claims somebody has written already."""
    from kg.extract.qualifiers import amount, period
    from kg.interchange import extraction
    from kg.read import Limits, Record, documents, records

    bounds = limits or Limits()
    plain = []
    for item in inputs:
        if _annotated(item):
            for read in records(item, limits=bounds):
                if isinstance(read, Record):
                    summary.read += 1
                    yield extraction(read.value, amount=amount, period=lambda text: period(text, None))
                else:
                    summary.skipped.append(read)
        else:
            plain.append(item)
    for article in documents(plain, limits=bounds) if plain else ():
        if isinstance(article, Skipped):
            summary.skipped.append(article)
        else:
            summary.read += 1
            yield article


def _annotated(item: str | Path) -> bool:
    """Whether a file holds articles with claims: what ``kg extract`` prints and annotators edit."""
    from kg.read import Record, records

    path = Path(item)
    if not path.is_file() or not {".json", ".jsonl"} & set(path.suffixes):
        return False
    first = next(iter(records(path)), None)
    return isinstance(first, Record) and isinstance(first.value.get("claims"), list)


def _new(
    articles: Iterable[Document | Extraction], store: "Store", summary: Summary, model: str | None, threads: int
) -> Iterator[Extraction]:
    """Extractions of what the store does not have yet from this software."""
    for kind, group in groupby(articles, key=type):
        if kind is Extraction:
            yield from (article for article in group if isinstance(article, Extraction))
        else:
            by = software(model)
            documents = (article for article in group if isinstance(article, Document))
            yield from extractions(_wanted(documents, store, summary, by), model=model, threads=threads)


def _wanted(documents: Iterable[Document], store: "Store", summary: Summary, by: str) -> Iterator[Document]:
    for document in documents:
        if store.has(document, by):
            summary.unchanged += 1
        else:
            yield document
