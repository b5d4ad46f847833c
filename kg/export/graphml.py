"""GraphML: the graph for networkx, Gephi, yEd and igraph."""

from io import BytesIO
from pathlib import Path

from networkx.readwrite.graphml import GraphMLWriter

from kg.export import Files, Source
from kg.export.flat import flat


def files(source: Source, folder: Path) -> Files:
    # The writer is named: networkx.write_graphml takes lxml where it is installed, which gives other bytes.
    writer = GraphMLWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph_element(flat(source.graph))
    out = BytesIO()
    writer.dump(out)
    return {"graph.graphml": out.getvalue() + b"\n"}
