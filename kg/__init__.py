"""kg reads news and keeps its claims: who supplies, pays, oversees, sues, lobbies or surveils whom, and who says so.

>>> import kg
>>> graph = kg.build_graph(["seeds/"], store=":memory:")        # networkx.MultiDiGraph, one claim an edge
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Nothing heavy is imported before it is used: `import kg` and `kg --help` cost milliseconds.
_HOMES = {
    "read_documents": "kg.read:documents",
    "extract_claims": "kg.build:extractions",
    "build_graph": "kg.build:build_graph",
    "build_store": "kg.build:build",
    "open_store": "kg.store:open_store",
    "ask": "kg.queries:ask",
    "claim_graph": "kg.graph:graph",
    "write_page": "kg.view:write_page",
    "write_export": "kg.export:export",
    "score_files": "kg.score:score_files",
}
__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    module, _, attribute = _HOMES[name].partition(":")
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted(__all__)
