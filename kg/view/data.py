"""What the page knows: entities, claims, documents and relations of a graph, ready for JSON."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.ontology import load

CLAIM_TEXTS = (
    "attributed_to", "attributed_entity", "amount", "currency", "product", "program", "date", "date_first",
    "date_last", "quote", "prefix", "suffix", "extractor",
)
DOCUMENT_TEXTS = ("title", "source", "url", "path", "published")


@dataclass(frozen=True, slots=True)
class Payload:
    """A graph as plain values; claims and links name entities, documents and relations by their place in the lists."""

    entities: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    relations: list[dict[str, Any]]
    missing: list[dict[str, Any]]


def payload(graph: nx.MultiDiGraph) -> Payload:
    """The values of a graph in one order that does not depend on how it was built."""
    nodes = {_id(node): values for node, values in graph.nodes(data=True)}
    number = {node: i for i, node in enumerate(sorted(nodes))}
    edges = sorted(
        ((_id(key), _id(a), _id(b), values) for a, b, key, values in graph.edges(keys=True, data=True)),
        key=lambda edge: edge[:3],
    )
    documents = _documents(graph, edges)
    place = {document["id"]: i for i, document in enumerate(documents)}
    relations = _relations(edges)
    kind = {relation["name"]: i for i, relation in enumerate(relations)}
    claims = [
        {"id": key, "s": number[a], "o": number[b], "r": kind[_text(values.get("relation")) or "related"],
         "d": place[_document_of(values)], **_claim(values)}
        for key, a, b, values in edges
    ]
    entities = [_entity(node, nodes[node]) for node in number]
    return Payload(entities, claims, documents, relations, _missing(graph.graph))


def _entity(id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    name = (_text(values.get("name")) or id).strip() or id or "(no name)"
    aliases = sorted({text for alias in values.get("aliases") or () if (text := _text(alias)) and text != name})
    return {"id": id, "name": name} | _kept({
        "kind": _text(values.get("kind")) or "Unknown", "aliases": aliases,
        "known": bool(values.get("known")), "generic": bool(values.get("generic")),
        "parent": _text(values.get("parent")),
    })


def _claim(values: Mapping[str, Any]) -> dict[str, Any]:
    confidence = _number(values.get("confidence"))
    through = [text for item in values.get("through") or () if (text := _text(item))]
    texts = {name: _text(values.get(name)) for name in CLAIM_TEXTS}
    return {"confidence": 1.0 if confidence is None else round(confidence, 4)} | _kept({
        **texts,
        # A claim whose status nobody gave must not pass for a stated one.
        "status": _text(values.get("status")) or "alleged",
        "amount_value": _number(values.get("amount_value")),
        "through": through,
        "evidence_count": int(_number(values.get("evidence_count")) or 1),
    })


def _documents(graph: nx.MultiDiGraph, edges: list[tuple[str, str, str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for _, _, _, values in edges:
        found.setdefault(_document_of(values), values)
    for id, values in (graph.graph.get("documents") or {}).items():
        found[_id(id)] = {**found.get(_id(id), {}), **values}
    return [
        {"id": id} | _kept({name: _text(found[id].get(name)) for name in DOCUMENT_TEXTS}) for id in sorted(found)
    ]


def _id(value: object) -> str:
    return _text(str(value)) or ""


def _document_of(values: Mapping[str, Any]) -> str:
    return _text(values.get("document")) or ""


def _relations(edges: list[tuple[str, str, str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for _, _, _, values in edges:
        name = _text(values.get("relation")) or "related"
        known = load().relations.get(name)
        found.setdefault(name, {
            "name": name,
            "label": _text(values.get("label")) or name,
            "inverse": known.inverse_label if known else None,
            "says": known.definition if known else None,
            "family": _text(values.get("family")) or "other",
            "symmetric": bool(known and known.symmetric),
        })
    return [found[name] for name in sorted(found)]


def _missing(attributes: Mapping[str, Any]) -> list[dict[str, Any]]:
    told = []
    for what in ("refused", "generic_hidden", "skipped", "withdrawn", "filtered"):
        value = attributes.get(what)
        reasons: dict[str, int] = {}
        if isinstance(value, Mapping):
            reasons = {_id(reason): int(count) for reason, count in value.items()}
            count = sum(reasons.values())
        elif isinstance(value, (list, tuple, set, frozenset)):
            count = len(value)
        else:
            count = int(_number(value) or 0)
        if count:
            told.append({"what": what, "count": count, "reasons": sorted(reasons.items())})
    return told


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], False)}


def _text(value: object) -> str | None:
    if value is None:
        return None
    # A lone surrogate cannot be written as UTF-8; it becomes a question mark like any other broken character.
    return str(value).encode("utf-8", "replace").decode("utf-8")


def _number(value: object) -> float | None:
    try:
        number = float(str(value)) if value is not None else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) else None
