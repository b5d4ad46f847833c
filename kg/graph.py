"""The graph: a store's claims as a networkx.MultiDiGraph, entities as nodes, one claim an edge."""

import math
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, TypeAlias

import networkx as nx

from kg import ontology, rdf
from kg.errors import UnknownName, UsageError
from kg.model import Extraction, Status
from kg.store import Rows, Store, open_store

Row: TypeAlias = dict[str, Any]
Names: TypeAlias = Iterable[str] | str


def graph(
    store: Store,
    *,
    statuses: Names | None = None,
    relations: Names | None = None,
    since: date | str | None = None,
    until: date | str | None = None,
    min_confidence: float = 0.0,
    sources: Names | None = None,
) -> nx.MultiDiGraph:
    """All claims of a store that pass the filters, with the entities at their ends.

    A node is an entity's id, with name, kind, aliases, known, generic and parent. An edge runs from subject to
    object under the claim's id, with proposition, relation, label, family, status, attribution, qualifiers, the first
    piece of evidence and its article; docs/analysis.md lists them. ``graph.graph["documents"]`` has the articles.

    ``statuses`` (all by default: look at ``status`` before you count) and ``relations`` are names, ``sources``
    outlets. ``since`` and ``until`` are days, months or years ("2024", "2024-06"): a claim stands at the period that
    it speaks of, else at its article's date; one without either is left out when there is a limit, and counted in
    ``graph.graph["filtered"]``. Withdrawn claims are never in it, only counted.

    Nodes and edges stand in the order of their ids. Raises UnknownName for a status, relation or source.
    """
    chosen = _Filter.of(store, statuses, relations, since, until, min_confidence, sources)
    documents = _documents(store)
    claims, filtered = _claims(store, chosen, documents)
    found = nx.MultiDiGraph()
    ends = {claim[end] for claim in claims.values() for end in ("subject", "object")}
    found.add_nodes_from((id, row) for id, row in _entities(store).items() if id in ends)
    for id, claim in sorted(claims.items(), key=lambda item: (item[1]["subject"], item[1]["object"], item[0])):
        found.add_edge(claim.pop("subject"), claim.pop("object"), key=id, **claim)
    counts = Counter(claim["document"] for claim in claims.values())
    found.graph.update(
        documents={id: {**row, "claims": counts[id]} for id, row in documents.items() if chosen.source(row)},
        withdrawn=_withdrawn(store), refused=_refused(store), filtered=dict(sorted(filtered.items())),
    )
    return found


def from_extractions(extractions: Iterable[Extraction], **filters: Any) -> nx.MultiDiGraph:
    """The graph of extractions that are in no store; filters as in ``graph``."""
    with open_store(":memory:") as store:
        for _ in store.put_many(extractions):
            pass
        return graph(store, **filters)


def first_day(day: date | str | None) -> date | None:
    """The first day of a day, month or year: "2024-06" → 2024-06-01."""
    return _day(day, last=False)


def last_day(day: date | str | None) -> date | None:
    """The last day of a day, month or year: "2024-06" → 2024-06-30."""
    return _day(day, last=True)


def span(edge: Mapping[str, Any]) -> tuple[date, date] | None:
    """The days that an edge of the graph speaks of: its own period, else its article's date; None without either."""
    days = [day for day in (edge["date_first"], edge["date_last"]) if day] or [edge["published"]]
    if not days[0]:
        return None
    return date.fromisoformat(days[0]), date.fromisoformat(days[-1])


def known_names(what: str, names: Names | None, known: Iterable[str]) -> tuple[str, ...]:
    """The names as given, none if there are none; UnknownName for one that is not among the known."""
    choices = {str(each) for each in known}
    wanted = (names,) if isinstance(names, str) else tuple(names or ())
    for name in wanted:
        if name not in choices:
            raise UnknownName(what, name, choices, f"there are {', '.join(sorted(choices)) or 'none'}")
    if names is not None and not wanted:
        raise UsageError(f"an empty list of {what}s leaves nothing; leave the filter out to have all")
    return tuple(str(name) for name in wanted)


# Filters


@dataclass(frozen=True, slots=True)
class _Filter:
    statuses: tuple[str, ...]
    relations: tuple[str, ...]
    since: date | None
    until: date | None
    min_confidence: float
    sources: frozenset[str] | None

    @classmethod
    def of(
        cls, store: Store, statuses: Names | None, relations: Names | None, since: date | str | None,
        until: date | str | None, min_confidence: float, sources: Names | None,
    ) -> "_Filter":
        first, last = first_day(since), last_day(until)
        if first and last and first > last:
            raise UsageError(f"since {first} is after until {last}; swap them")
        if not 0.0 <= min_confidence <= 1.0:
            raise UsageError(f"min_confidence {min_confidence} is not a number from 0 to 1")
        return cls(
            known_names("status", statuses, Status),
            known_names("relation", relations, ontology.load().relations),
            first, last, min_confidence,
            None if sources is None else frozenset(known_names("source", sources, _sources(store))),
        )

    def source(self, document: Row) -> bool:
        return self.sources is None or document["source"] in self.sources

    def reason(self, claim: Row, document: Row) -> str | None:
        """Why a claim is left out, or None."""
        if not self.source(document):
            return "other source"
        if self.since is None and self.until is None:
            return None
        days = span(claim)
        if days is None:
            return "no date"
        early = self.since is not None and days[1] < self.since
        late = self.until is not None and days[0] > self.until
        return "outside the period" if early or late else None

    def sparql(self) -> str:
        """The part of the filter that the store itself applies."""
        nodes = {"status": self.statuses, "relation": self.relations}
        lists = (
            f"VALUES ?{name} {{ {' '.join(str(rdf.iri('ontology', each)) for each in chosen)} }}"
            for name, chosen in nodes.items() if chosen
        )
        least = f"FILTER (?confidence >= {self.min_confidence!r})" if self.min_confidence else ""
        return " ".join((*lists, least))


def _day(day: date | str | None, *, last: bool) -> date | None:
    if day is None or isinstance(day, date):
        return day
    try:
        parts = [int(part) for part in day.split("-")]
        year, month = parts[0], parts[1] if len(parts) > 1 else (12 if last else 1)
        number = parts[2] if len(parts) > 2 else (monthrange(year, month)[1] if last else 1)
        return date(year, month, number)
    except (ValueError, IndexError):
        raise UsageError(f"{day!r} is no day; write 2024-06-30, 2024-06 or 2024") from None


# Queries


def _claims(store: Store, chosen: _Filter, documents: Mapping[str, Row]) -> tuple[dict[str, Row], Counter[str]]:
    """The claims by id, and how many were left out by reason."""
    through = _through(store)
    named = ontology.load().relations
    claims: dict[str, Row] = {}
    filtered: Counter[str] = Counter()
    for id, rows in _grouped(_rows(store, _CLAIMS.replace("#FILTER#", chosen.sparql())), "claim").items():
        row = min(rows, key=lambda row: _number(row["evidence"]))
        document = documents[rdf.ident(row["document"])]
        claim = {**_claim(row), **_article(row, document), "through": through.get(id, []), "evidence_count": len(rows)}
        relation = named.get(claim["relation"])
        claim["label"] = relation.label if relation else claim["relation"]
        claim["family"] = relation.family if relation else "other"
        if reason := chosen.reason(claim, document):
            filtered[reason] += 1
        else:
            claims[id] = claim
    return claims, filtered


def _claim(row: Row) -> Row:
    value = row["amountValue"]
    return {
        "subject": rdf.ident(row["subject"]), "object": rdf.ident(row["object"]),
        "proposition": rdf.ident(row["proposition"]), "relation": rdf.ident(row["relation"]),
        "status": rdf.ident(row["status"]), "attributed_to": row["attributedName"],
        "attributed_entity": _ident(row["attributedTo"]), "confidence": float(row["confidence"]),
        "amount": row["amountText"], "amount_value": _finite(value), "currency": row["currency"],
        "product": row["product"], "program": row["program"], "date": row["dateText"],
        "date_first": _iso(row["dateFirst"]), "date_last": _iso(row["dateLast"]),
        "quote": row["quote"], "prefix": row["prefix"] or "", "suffix": row["suffix"] or "",
        "start": int(row["start"]), "end": int(row["end"]), "extractor": row["extractor"] or "",
    }


def _article(row: Row, document: Row) -> Row:
    return {"document": rdf.ident(row["document"]), **document}


def _documents(store: Store) -> dict[str, Row]:
    rows = _rows(store, _DOCUMENTS)
    return {
        rdf.ident(row["document"]): {
            "title": row["title"], "source": row["source"], "url": row["url"], "path": row["path"],
            "published": _iso(row["published"]),
        }
        for row in sorted(rows, key=lambda row: str(row["document"]))
    }


def _entities(store: Store) -> dict[str, Row]:
    names: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows(store, _ALIASES):
        names[rdf.ident(row["entity"])].add(row["alias"])
    return {
        id: {
            "name": row["name"], "kind": rdf.ident(row["kind"]), "aliases": sorted(names[id] - {row["name"]}),
            "known": bool(row["known"]), "generic": bool(row["generic"]), "parent": _ident(row["parent"]),
        }
        for id, row in sorted((rdf.ident(row["entity"]), row) for row in _rows(store, _ENTITIES))
    }


def _through(store: Store) -> dict[str, list[str]]:
    """The partners of each claim by name, in their order."""
    return {
        id: [row["name"] or row["partner"] for row in sorted(rows, key=lambda row: _number(row["node"]))]
        for id, rows in _grouped(_rows(store, _THROUGH), "claim").items()
    }


def _sources(store: Store) -> set[str]:
    return {row["source"] for row in _rows(store, _SOURCES)}


def _withdrawn(store: Store) -> int:
    return sum(int(row["claims"]) for row in _rows(store, _WITHDRAWN))


def _refused(store: Store) -> int:
    return sum(int(row["drafts"] or 0) for row in _rows(store, _REFUSED))


def _rows(store: Store, sparql: str) -> Iterator[Row]:
    answer = store.query(_PREFIXES + sparql)
    assert isinstance(answer, Rows)
    make: Callable[[Sequence[Any]], Row] = partial(_row, answer.columns)
    return map(make, answer.rows)


def _row(columns: tuple[str, ...], values: Sequence[Any]) -> Row:
    return dict(zip(columns, values, strict=True))


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(rdf.ident(row[column]), []).append(row)
    return found


def _number(node: str) -> int:
    """The place of a numbered node among its like: ``…/evidence/2`` → 2."""
    return int(node.rpartition("/")[2])


def _ident(node: str | None) -> str | None:
    return None if node is None else rdf.ident(node)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _finite(value: Any) -> float | None:
    number = None if value is None else float(value)
    return number if number is not None and math.isfinite(number) else None


_PREFIXES = "".join(f"PREFIX {name}: <{start}>\n" for name, start in rdf.PREFIXES.items())

_CLAIMS = """
SELECT ?claim ?proposition ?subject ?relation ?object ?status ?document ?confidence ?extractor ?attributedName
       ?attributedTo ?amountText ?amountValue ?currency ?product ?program ?dateText ?dateFirst ?dateLast
       ?evidence ?quote ?prefix ?suffix ?start ?end {
  GRAPH ?graph {
    #FILTER#
    ?claim tg:proposition ?proposition ; tg:status ?status ; prov:wasDerivedFrom ?document ;
           tg:confidence ?confidence ; tg:evidence ?evidence .
    ?proposition rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object .
    ?evidence oa:exact ?quote ; oa:start ?start ; oa:end ?end .
    OPTIONAL { ?evidence oa:prefix ?prefix }
    OPTIONAL { ?evidence oa:suffix ?suffix }
    OPTIONAL { ?claim tg:extractor ?extractor }
    OPTIONAL { ?claim tg:attributedName ?attributedName }
    OPTIONAL { ?claim tg:attributedTo ?attributedTo }
    OPTIONAL { ?claim tg:amountText ?amountText }
    OPTIONAL { ?claim tg:amountValue ?amountValue }
    OPTIONAL { ?claim tg:currency ?currency }
    OPTIONAL { ?claim tg:product ?product }
    OPTIONAL { ?claim tg:program ?program }
    OPTIONAL { ?claim tg:dateText ?dateText }
    OPTIONAL { ?claim tg:dateFirst ?dateFirst }
    OPTIONAL { ?claim tg:dateLast ?dateLast }
    FILTER NOT EXISTS { ?claim tg:withdrawn ?day }
  }
}"""

_THROUGH = f"""
SELECT ?claim ?node ?partner ?name {{
  GRAPH ?graph {{ ?claim tg:through ?node . ?node rdf:value ?partner }}
  OPTIONAL {{ GRAPH ?graph {{ ?node tg:entity ?entity }} GRAPH {rdf.ENTITIES} {{ ?entity skos:prefLabel ?name }} }}
}}"""

_DOCUMENTS = """
SELECT ?document ?title ?source ?url ?path ?published {
  GRAPH ?graph {
    ?document a schema:Article .
    OPTIONAL { ?document schema:headline ?title }
    OPTIONAL { ?document tg:source ?source }
    OPTIONAL { ?document schema:url ?url }
    OPTIONAL { ?document tg:path ?path }
    OPTIONAL { ?document schema:datePublished ?published }
  }
}"""

_ENTITIES = f"""
SELECT ?entity ?name ?kind ?known ?generic ?parent {{
  GRAPH {rdf.ENTITIES} {{
    ?entity a ?kind ; skos:prefLabel ?name .
    OPTIONAL {{ ?entity tg:known ?known }}
    OPTIONAL {{ ?entity tg:generic ?generic }}
    OPTIONAL {{ ?entity tg:parent ?parent }}
  }}
}}"""

_ALIASES = f"SELECT ?entity ?alias {{ GRAPH {rdf.ENTITIES} {{ ?entity skos:altLabel ?alias }} }}"
_SOURCES = "SELECT DISTINCT ?source { GRAPH ?graph { ?document a schema:Article ; tg:source ?source } }"
_WITHDRAWN = "SELECT (COUNT(DISTINCT ?claim) AS ?claims) { GRAPH ?graph { ?claim tg:withdrawn ?day } }"
_REFUSED = "SELECT (SUM(?count) AS ?drafts) { GRAPH ?graph { ?document tg:refusedCount ?count } }"
