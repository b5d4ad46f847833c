"""The graph for XML formats: plain values, lists joined, nothing missing, no character that XML forbids."""

import re
from collections.abc import Mapping
from typing import Any

import networkx as nx

SEPARATOR = " | "
# Readers of GEXF take "start" and "end" for times.
_RENAMED = {"start": "quote_start", "end": "quote_end"}


def flat(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """A copy whose nodes and edges have a label and whose edges weigh as much as their confidence.

    A value that is not known is left out. A character that XML 1.0 cannot hold becomes U+FFFD.
    """
    found = nx.MultiDiGraph()
    for node, values in graph.nodes(data=True):
        found.add_node(clean(node), label=clean(values["name"]), **_plain(values))
    for subject, object, claim, values in graph.edges(keys=True, data=True):
        found.add_edge(clean(subject), clean(object), key=clean(claim), weight=values["confidence"], **_plain(values))
    return found


def clean(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {_RENAMED.get(name, name): _value(value) for name, value in values.items() if value not in (None, [])}


def _value(value: Any) -> str | int | float | bool:
    if isinstance(value, list):
        return clean(SEPARATOR.join(value))
    return clean(value) if isinstance(value, str) else value


# A carriage return is allowed but reaches the reader as a line feed.
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
