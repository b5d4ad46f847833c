"""The manifest: what the exports of a folder hold, in counts and hashes, without a clock."""

import json
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import networkx as nx

from kg import __version__
from kg.errors import OutputError
from kg.export import FORMATS, Files, Source

FORMAT = 1


def files(source: Source, folder: Path) -> Files:
    value = {"format": FORMAT, "kg": __version__, **_counts(source.graph), "files": _hashes(folder)}
    return {"manifest.json": (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()}


def _counts(graph: nx.MultiDiGraph) -> dict[str, Any]:
    edges = [values for _, _, values in graph.edges(data=True)]
    return {
        "claims": len(edges),
        "propositions": len({values["proposition"] for values in edges}),
        "entities": len(graph),
        "documents": len(graph.graph["documents"]),
        "withdrawn": graph.graph["withdrawn"],
        "by_relation": _tally(values["relation"] for values in edges),
        "by_status": _tally(values["status"] for values in edges),
        "by_kind": _tally(kind for _, kind in graph.nodes(data="kind")),
        "by_document": dict(sorted(graph.graph["documents"].items())),
    }


def _tally(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def _hashes(folder: Path) -> dict[str, dict[str, Any]]:
    """Size and hash of the exports that lie in the folder; other people's files are not looked at."""
    names = sorted(file for format in FORMATS.values() for file in format.files if file != "manifest.json")
    found = {}
    for path in (folder / name for name in names):
        if path.is_file():
            try:
                content = path.read_bytes()
            except OSError as error:
                raise OutputError(f"{path} cannot be read for the manifest: {error.strerror or error}") from error
            found[path.name] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}
    return found
