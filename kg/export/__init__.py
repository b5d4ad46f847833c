"""Exports: a store as files, sorted and without a clock, so that the same store gives the same bytes.

The articles' full text is in none of them, only what claims quote: licences rarely allow to pass it on.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, cast

from kg.errors import UnknownName, UsageError
from kg.export.file import write

if TYPE_CHECKING:
    import networkx as nx

    from kg.store import Store

Files: TypeAlias = dict[str, bytes]


class Source:
    """What an export is made of: a store and its graph, which several formats share."""

    def __init__(self, store: "Store", title: str | None = None) -> None:
        self.store, self.title = store, title

    @cached_property
    def graph(self) -> "nx.MultiDiGraph":
        from kg.graph import graph

        return graph(self.store)


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a store: what it is for, the names of its files, and what makes their bytes."""

    about: str
    files: tuple[str, ...]
    make: Callable[[Source, Path], Files]


def export(store: "Store", format: str, target: str | Path, *, title: str | None = None) -> list[Path]:
    """Write a store in one format and return the files: ``export(store, "ttl", "exports")`` → exports/graph.ttl.

    ``target`` is a folder, which is made if it is missing, or, for a format of one file, a file with its extension.
    ``title`` is the page's. A file is replaced whole or not at all. The manifest describes the other exports in its
    folder: write it last.

    Raises UnknownName for a format, OutputError with the path for a full disk, a missing permission and the like.
    """
    return _export(Source(store, title), format, Path(target))


def export_all(
    store: "Store", folder: str | Path, formats: Iterable[str] | None = None, *, title: str | None = None
) -> list[Path]:
    """Write a store in several formats (default: all) into one folder, the manifest after the others."""
    wanted = list(FORMATS if formats is None else formats)
    for format in wanted:
        _known(format)
    source = Source(store, title)
    order = sorted(dict.fromkeys(wanted), key=lambda name: name == "manifest")
    return [path for format in order for path in _export(source, format, Path(folder))]


def _export(source: Source, name: str, target: Path) -> list[Path]:
    format = _known(name)
    paths = _paths(name, format, target)
    made = format.make(source, paths[0].parent)
    return [write(path, made[file]) for path, file in zip(paths, format.files, strict=True)]


def _known(name: str) -> Format:
    if name not in FORMATS:
        raise UnknownName("export format", name, FORMATS, f"there are {', '.join(FORMATS)}")
    return FORMATS[name]


def _paths(name: str, format: Format, target: Path) -> list[Path]:
    extension = Path(format.files[0]).suffix
    if target.suffix.lower() != extension or target.is_dir():
        return [target / file for file in format.files]
    if len(format.files) > 1:
        raise UsageError(f"{name} writes {' and '.join(format.files)}; name a folder instead of {target}")
    return [target]


# Formats: their modules load networkx and RDF libraries, which a list of formats does not need.


def _made(module: str, source: Source, folder: Path) -> Files:
    return cast(Files, import_module(f"kg.export.{module}").files(source, folder))


def _rdf(format: str, source: Source, folder: Path) -> Files:
    from kg.rdf import serialize

    return {f"graph.{format}": serialize(source.store.quads(text=False), format)}


FORMATS: Mapping[str, Format] = {
    "ttl": Format("RDF as Turtle; without graphs, all triples together", ("graph.ttl",), partial(_rdf, "ttl")),
    "trig": Format("RDF as TriG, one graph per article", ("graph.trig",), partial(_rdf, "trig")),
    "nq": Format("RDF as N-Quads, one statement a line", ("graph.nq",), partial(_rdf, "nq")),
    "jsonld": Format("RDF as JSON-LD, one graph per article", ("graph.jsonld",), partial(_rdf, "jsonld")),
    "graphml": Format("claims as edges, for networkx, Gephi, yEd", ("graph.graphml",), partial(_made, "graphml")),
    "gexf": Format("claims as edges, for Gephi", ("graph.gexf",), partial(_made, "gexf")),
    "csv": Format("claims and entities as tables", ("claims.csv", "entities.csv"), partial(_made, "tables")),
    "html": Format("the page, one file for any browser", ("graph.html",), partial(_made, "page")),
    "manifest": Format("counts, and the hash of every other file", ("manifest.json",), partial(_made, "manifest")),
}
