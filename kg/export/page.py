"""HTML: the graph as one page for any browser."""

from pathlib import Path

from kg.export import Files, Source


def files(source: Source, folder: Path) -> Files:
    from kg.view import page

    return {"graph.html": page(source.graph).encode()}
