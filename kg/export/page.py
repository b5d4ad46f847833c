"""HTML: the graph as one page for any browser."""

from pathlib import Path

from kg.export import Files, Source


def files(source: Source, folder: Path) -> Files:
    from kg.view import page

    made = page(source.graph, title=source.title) if source.title else page(source.graph)
    return {"graph.html": made.encode()}
