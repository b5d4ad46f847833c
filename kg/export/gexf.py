"""GEXF: the graph for Gephi."""

from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import SubElement

from networkx.readwrite.gexf import GEXFWriter

from kg.export import Files, Source
from kg.export.flat import flat


def files(source: Source, folder: Path) -> Files:
    graph = flat(source.graph)
    for _, _, claim, values in graph.edges(keys=True, data=True):
        values["id"] = claim
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    for meta in writer.xml.iter("meta"):
        # The day of writing and the library's version would differ between builds of the same graph.
        meta.clear()
        SubElement(meta, "creator").text = "kg"
    out = BytesIO()
    writer.write(out)
    return {"graph.gexf": out.getvalue() + b"\n"}
