"""A dossier: everything that the articles say about one entity."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from networkx import MultiDiGraph


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim as seen from the entity: "is supplied by" Microsoft. ``claim`` holds the edge's values."""

    heading: str
    other: str
    other_name: str
    claim: "Mapping[str, Any]"


@dataclass(frozen=True, slots=True)
class Dossier:
    """An entity and its claims, those of one relation and direction together."""

    id: str
    entity: "Mapping[str, Any]"
    entries: tuple[Entry, ...]

    def record(self) -> dict[str, Any]:
        """The dossier as plain values, for JSON."""
        claims = [
            {"heading": entry.heading, "other": entry.other, "other_name": entry.other_name, **entry.claim}
            for entry in self.entries
        ]
        return {"id": self.id, **self.entity, "claims": claims}


def dossier(graph: "MultiDiGraph", entity: str) -> Dossier:
    """The dossier of the entity with an id, from a graph of claims; UnknownName if no claim in the graph is about it.

    Entries stand by heading, then by the other entity's name, then by date.
    """
    if entity not in graph:
        raise UnknownName("claim about", entity, (), "the store or the filters leave none")
    from kg.ontology import load

    relations = load().relations
    entries = []
    for _, other, claim_id, claim in graph.out_edges(entity, keys=True, data=True):
        entries.append(_entry(graph, claim["label"], other, claim_id, claim))
    for other, _, claim_id, claim in graph.in_edges(entity, keys=True, data=True):
        entries.append(_entry(graph, relations[claim["relation"]].inverse_label, other, claim_id, claim))
    ordered = sorted(entries, key=lambda e: (e.heading, e.other_name, e.claim["published"] or "", e.claim["id"]))
    values = dict(graph.nodes[entity])
    return Dossier(entity, {**values, "parent_name": _name(graph, values["parent"])}, tuple(ordered))


def _entry(graph: "MultiDiGraph", heading: str, other: str, id: str, claim: "Mapping[str, Any]") -> Entry:
    return Entry(heading, other, graph.nodes[other]["name"], {"id": id, **claim})


def _name(graph: "MultiDiGraph", id: str | None) -> str | None:
    """The name of an entity that need not be in the graph: a parent stands in the register."""
    from kg.register import load

    if id is None or id in graph:
        return graph.nodes[id]["name"] if id else None
    return load().body(id).name if id in load() else id
