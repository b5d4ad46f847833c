"""Analyses: questions to a graph of claims, answered with networkx and with the claims behind each answer.

A graph of ``kg.graph`` goes in. What is counted are asserted claims alone, unless ``statuses`` says otherwise: a denied
or alleged tie is no tie. Several claims on one proposition are one tie with more evidence.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice, pairwise
from typing import Any, TypeAlias

import networkx as nx

from kg import ontology
from kg.errors import UnknownName, UsageError
from kg.graph import Names, first_day, known_names, last_day, span
from kg.model import Kind, Status
from kg.register import fold

Row: TypeAlias = dict[str, Any]

ASSERTED = (Status.ASSERTED,)
POSTS = ("worksFor", "leads", "formerlyWorkedFor")
PROBES = ("investigates", "sues", "restricts")
# Each is read from the public body's side: whether the body is the subject.
SUPPLY = {"suppliesTo": False, "awardsContractTo": True, "uses": True}


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path, with the claims that carry it in either direction."""

    start: str
    end: str
    claims: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Broker:
    """An entity on the shortest ways between two kinds.

    ``betweenness`` is the share of those ways that lead through it; ``constraint`` is low where its neighbours do
    not know each other, None where it has none.
    """

    entity: str
    betweenness: float
    constraint: float | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A proposition in two periods, with the statuses that it has in each; none where nobody speaks of it."""

    proposition: str
    subject: str
    relation: str
    object: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sides:
    """An entity or pair with the claims of either side: of the company's and the body's, or of both bodies."""

    entities: tuple[str, ...]
    one: tuple[Row, ...]
    other: tuple[Row, ...]


def entity(graph: nx.MultiDiGraph, name: str) -> str:
    """The id of an entity by its id, name or alias: "ICE" gives us-ice. UnknownName offers near misses."""
    if name in graph:
        return name
    wanted = fold(name)
    found: list[str] = [
        id for id, values in graph.nodes(data=True) if wanted in map(fold, (values["name"], *values["aliases"]))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{name!r} may be {' or '.join(found)}; use one of these ids")
    names = [each for _, values in graph.nodes(data=True) for each in (values["name"], *values["aliases"])]
    raise UnknownName("entity", name, names, "the graph has no entity with a similar name")


def claims(
    graph: nx.MultiDiGraph, *, statuses: Names | None = ASSERTED, relations: Names | None = None
) -> Iterator[Row]:
    """The claims that count, each with its id, subject, object and all values of its edge, in the graph's order."""
    wanted = set(known_names("status", statuses, Status)) or None
    named = set(known_names("relation", relations, ontology.load().relations)) or None
    for subject, object, claim, values in graph.edges(keys=True, data=True):
        if (wanted is None or values["status"] in wanted) and (named is None or values["relation"] in named):
            yield {"claim": claim, "subject": subject, "object": object, **values}


def within(
    graph: nx.MultiDiGraph, since: date | str | None = None, until: date | str | None = None
) -> nx.MultiDiGraph:
    """The claims of a period, with the entities at their ends; a claim without a date is in none."""
    first, last = first_day(since) or date.min, last_day(until) or date.max
    inside = []
    for subject, object, claim, values in graph.edges(keys=True, data=True):
        days = span(values)
        if days and days[0] <= last and days[1] >= first:
            inside.append((subject, object, claim))
    return nx.MultiDiGraph(graph.edge_subgraph(inside))


# Projections


def bipartite(
    graph: nx.MultiDiGraph, *, relations: Names | None = None, statuses: Names | None = ASSERTED,
    kinds: tuple[str, str] = (Kind.COMPANY, Kind.GOVERNMENT_BODY),
) -> nx.Graph:
    """Companies on one side (``bipartite`` 0), public bodies on the other (1), one edge a pair that has to do.

    An edge has ``weight`` (how many propositions), ``relations`` and ``claims`` (ids). "Palantir supplies ICE" and
    "ICE awards Palantir a contract" are one edge of weight 2. Other ``kinds`` give other pairs.
    """
    sides = {str(kind): side for side, kind in enumerate(kinds)}
    found = nx.Graph()
    for ends, rows in sorted(_pairs(claims(graph, statuses=statuses, relations=relations)).items()):
        if {graph.nodes[end]["kind"] for end in ends} == set(sides):
            for end in ends:
                found.add_node(end, **graph.nodes[end], bipartite=sides[graph.nodes[end]["kind"]])
            found.add_edge(*ends, **_tie(rows))
    return found


def companies(
    graph: nx.MultiDiGraph, *, relations: Names | None = None, statuses: Names | None = ASSERTED
) -> nx.Graph:
    """Companies that have to do with the same public bodies: weight is how many, ``through`` which, ``claims`` why.

    One-mode projection of the bipartite graph (Borgatti & Everett 1997). "Palantir and Microsoft both supply ICE".
    """
    return _one_mode(bipartite(graph, relations=relations, statuses=statuses), 0)


def bodies(
    graph: nx.MultiDiGraph, *, relations: Names | None = None, statuses: Names | None = ASSERTED
) -> nx.Graph:
    """Public bodies that have to do with the same companies, as ``companies`` the other way round."""
    return _one_mode(bipartite(graph, relations=relations, statuses=statuses), 1)


# Who matters


def degree(graph: nx.MultiDiGraph, *, statuses: Names | None = ASSERTED) -> dict[str, int]:
    """How many others each entity has to do with, whatever the relation and its direction."""
    ties = _simple(graph, statuses)
    return _ranked({id: ties.degree(id) for id in ties})


def betweenness(
    graph: nx.MultiDiGraph, *, statuses: Names | None = ASSERTED, sample: int | None = 1000, seed: int = 0
) -> dict[str, float]:
    """On what share of the shortest ways between others each entity lies (Brandes 2001), directions left aside.

    Above ``sample`` entities it is estimated from that many of them (Brandes & Pich 2007); None counts them all.
    """
    ties = _numbered(_simple(graph, statuses))
    few = None if sample is None or len(ties) <= sample else sample
    return _ranked(_named(nx.betweenness_centrality(ties, k=few, seed=seed), ties))


def pagerank(
    graph: nx.MultiDiGraph, *, statuses: Names | None = ASSERTED, damping: float = 0.85
) -> dict[str, float]:
    """Who is spoken of by those who are spoken of: rank flows from subject to object (Page et al. 1999).

    A pair weighs as many propositions as it has. "Everybody lobbies Congress" makes Congress rank high.
    """
    ties = nx.DiGraph()
    ties.add_nodes_from(_counted(graph, statuses))
    for row in _propositions(claims(graph, statuses=statuses)):
        weight = ties.get_edge_data(row["subject"], row["object"], {"weight": 0})["weight"]
        ties.add_edge(row["subject"], row["object"], weight=weight + 1)
    return _ranked(_settled("PageRank", lambda most: nx.pagerank(ties, alpha=damping, max_iter=most), 500))


def eigenvector(
    graph: nx.MultiDiGraph, *, statuses: Names | None = ASSERTED, rounds: int = 1000
) -> dict[str, float]:
    """Who has to do with those who have to do with many (Bonacich 1987), directions left aside.

    Separate parts of a graph have no common scale: the largest part is measured, all others are 0. Raises
    UsageError where the values do not settle in so many rounds; there is no half-settled answer.
    """
    ties = _simple(graph, statuses)
    parts = sorted(nx.connected_components(ties), key=lambda part: (-len(part), min(part)))
    values = dict.fromkeys(ties, 0.0)
    if parts and len(parts[0]) > 1:
        # A graph, not a view: its order decides the last digits.
        largest = nx.Graph()
        largest.add_edges_from((a, b) for a, b in ties.edges if a in parts[0])
        values.update(_settled(
            "eigenvector centrality", lambda most: nx.eigenvector_centrality(largest, max_iter=most), rounds,
        ))
    return _ranked(values)


def communities(graph: nx.MultiDiGraph, *, statuses: Names | None = ASSERTED, seed: int = 0) -> dict[str, int]:
    """The community of each entity, 0 the largest (Louvain: Blondel et al. 2008); the same seed gives the same.

    A pair weighs as many propositions as it has. Communities depend on the seed: try several before you name them.
    """
    ties = _numbered(_simple(graph, statuses))
    if not ties:
        return {}
    parts = [sorted(part) for part in nx.community.louvain_communities(ties, weight="weight", seed=seed)]
    order = sorted(parts, key=lambda part: (-len(part), part))
    return {ties.nodes[node]["id"]: number for number, part in enumerate(order) for node in part}


def brokers(
    graph: nx.MultiDiGraph, *, between: tuple[str, str] = (Kind.COMPANY, Kind.GOVERNMENT_BODY),
    statuses: Names | None = ASSERTED,
) -> Iterator[Broker]:
    """Entities on the shortest ways from one kind to the other, the most needed first.

    Betweenness over pairs of a company and a public body (Brandes 2008, subset betweenness), and Burt's constraint
    (Burt 1992). "Carahsoft stands between Palantir and ICE".
    """
    for kind in between:
        known_names("kind", kind, Kind)
    ties = _simple(graph, statuses)
    ends = [[node for node in ties if graph.nodes[node]["kind"] == kind] for kind in between]
    shares = nx.betweenness_centrality_subset(ties, *ends, normalized=False)
    pairs = len(ends[0]) * len(ends[1]) or 1
    # Undirected subset betweenness counts a pair half; where both kinds are one, each pair is met twice.
    scale = (1.0 if between[0] == between[1] else 2.0) / pairs
    constraints = nx.constraint(ties) if ties else {}
    found = (
        Broker(node, share * scale, constraints[node] if constraints[node] == constraints[node] else None)
        for node, share in shares.items() if share
    )
    yield from sorted(found, key=lambda broker: (-broker.betweenness, broker.entity))


# How two are connected


def paths(
    graph: nx.MultiDiGraph, source: str, target: str, *, k: int = 3, statuses: Names | None = ASSERTED,
    relations: Names | None = None, directed: bool = False,
) -> Iterator[tuple[Hop, ...]]:
    """The k shortest ways from one entity to another (Yen 1971), each hop with the claims that carry it.

    Entities by id, name or alias. A way may follow a relation against its direction unless ``directed``; a hop's
    claims show which. No way at all gives nothing. "Palantir – (supplies) – ICE – (is overseen by) – DHS".
    """
    start, end = entity(graph, source), entity(graph, target)
    if k < 1:
        raise UsageError(f"k is {k}; ask for at least one way")
    behind: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    ways = nx.DiGraph() if directed else nx.Graph()
    symmetric = {name for name, relation in ontology.load().relations.items() if relation.symmetric}
    for row in claims(graph, statuses=statuses, relations=relations):
        ends = row["subject"], row["object"]
        for pair in (ends, ends[::-1]) if directed and row["relation"] in symmetric else (ends,):
            behind[pair].append(row)
            ways.add_edge(*pair)
    if start == end or start not in ways or end not in ways or not nx.has_path(ways, start, end):
        return
    for nodes in islice(nx.shortest_simple_paths(ways, start, end), k):
        yield tuple(
            Hop(a, b, (*behind.get((a, b), ()), *(() if directed else behind.get((b, a), ()))))
            for a, b in pairwise(nodes)
        )


def ego(
    graph: nx.MultiDiGraph, name: str, *, radius: int = 1, statuses: Names | None = ASSERTED,
    relations: Names | None = None,
) -> nx.MultiDiGraph:
    """An entity with all that it reaches in so many steps, in either direction, and the claims among them."""
    centre = entity(graph, name)
    rows = list(claims(graph, statuses=statuses, relations=relations))
    ties = nx.Graph((row["subject"], row["object"]) for row in rows)
    ties.add_node(centre)
    near = nx.single_source_shortest_path_length(ties, centre, cutoff=radius)
    found = nx.MultiDiGraph(**graph.graph)
    found.add_nodes_from((node, graph.nodes[node]) for node in sorted(near))
    for row in rows:
        if row["subject"] in near and row["object"] in near:
            found.add_edge(row["subject"], row["object"], row["claim"], **_values(row))
    return found


# What happens between companies and public bodies


def compare(
    before: nx.MultiDiGraph, after: nx.MultiDiGraph, *, statuses: Names | None = None
) -> dict[str, list[Changed]]:
    """What is ``new`` in the second of two graphs, what is ``gone``, and where the status ``changed``.

    All statuses count here, each named: "in 2024 planned, in 2025 asserted" is the answer that is looked for. Two
    periods of one graph: ``compare(within(g, until="2024"), within(g, since="2025"))``.
    """
    one, other = (_statuses(claims(graph, statuses=statuses)) for graph in (before, after))
    found: dict[str, list[Changed]] = {"new": [], "gone": [], "changed": []}
    for key in sorted(one.keys() | other.keys(), key=lambda key: key[1:]):
        change = Changed(*key, tuple(sorted(one.get(key, ()))), tuple(sorted(other.get(key, ()))))
        if change.before != change.after:
            found["changed" if change.before and change.after else "gone" if change.before else "new"].append(change)
    return found


def shared_suppliers(
    graph: nx.MultiDiGraph, one: str, other: str, *, statuses: Names | None = ASSERTED
) -> dict[str, Sides]:
    """Who supplies both of two bodies, with the claims on either: Palantir supplies ICE and the Army.

    Supplying is suppliesTo, being awarded a contract, and being used.
    """
    first, second = entity(graph, one), entity(graph, other)
    supplied = _by_body(claims(graph, statuses=statuses, relations=SUPPLY))
    both = sorted(supplied[first].keys() & supplied[second].keys())
    return {
        supplier: Sides((supplier,), tuple(supplied[first][supplier]), tuple(supplied[second][supplier]))
        for supplier in both if graph.nodes[supplier]["kind"] != Kind.PRODUCT
    }


def revolving_door(graph: nx.MultiDiGraph, *, statuses: Names | None = ASSERTED) -> Iterator[Sides]:
    """People who work or worked for a company and for a public body: ``one`` has the company's claims.

    A post in the past is formerlyWorkedFor; when it was, if the article says so, stands in the claim's dates.
    """
    posts: defaultdict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in claims(graph, statuses=statuses, relations=POSTS):
        posts[row["subject"]][graph.nodes[row["object"]]["kind"]].append(row)
    for person, sides in sorted(posts.items()):
        if Kind.COMPANY in sides and Kind.GOVERNMENT_BODY in sides:
            yield Sides((person,), tuple(sides[Kind.COMPANY]), tuple(sides[Kind.GOVERNMENT_BODY]))


def reciprocal(
    graph: nx.MultiDiGraph, *, probes: Collection[str] = PROBES, statuses: Names | None = ASSERTED
) -> Iterator[Sides]:
    """Pairs of a body and a company where the body buys from the company and investigates, sues or restricts it.

    ``one`` has the purchases, ``other`` the probes. "The FTC investigates Microsoft and awards it a contract".
    """
    buying = _by_body(claims(graph, statuses=statuses, relations=SUPPLY))
    probing = _pairs(claims(graph, statuses=statuses, relations=probes), ordered=True)
    for (body, company), rows in sorted(probing.items()):
        kinds = graph.nodes[body]["kind"], graph.nodes[company]["kind"]
        if kinds == (Kind.GOVERNMENT_BODY, Kind.COMPANY) and (bought := buying[body][company]):
            yield Sides((body, company), tuple(bought), tuple(rows))


# Ties


def _counted(graph: nx.MultiDiGraph, statuses: Names | None) -> list[str]:
    """The entities of the claims that count, in the graph's order."""
    ends = {row[end] for row in claims(graph, statuses=statuses) for end in ("subject", "object")}
    return [node for node in graph if node in ends]


def _simple(graph: nx.MultiDiGraph, statuses: Names | None) -> nx.Graph:
    """One undirected edge a pair, its weight the number of propositions."""
    ties = nx.Graph()
    ties.add_nodes_from(_counted(graph, statuses))
    for (a, b), rows in sorted(_pairs(claims(graph, statuses=statuses)).items()):
        ties.add_edge(a, b, weight=len({row["proposition"] for row in rows}))
    return ties


def _numbered(ties: nx.Graph) -> nx.Graph:
    # networkx walks over sets of nodes: sets of numbers have one order in every process, sets of texts do not.
    ids = list(ties)
    found = nx.convert_node_labels_to_integers(ties)
    nx.set_node_attributes(found, dict(enumerate(ids)), "id")
    return found


def _named(values: dict[int, float], ties: nx.Graph) -> dict[str, float]:
    return {ties.nodes[node]["id"]: value for node, value in values.items()}


def _ranked(values: dict[str, Any]) -> dict[str, Any]:
    return dict(sorted(values.items(), key=lambda item: (-item[1], item[0])))


def _settled(what: str, compute: Callable[[int], dict[str, float]], rounds: int) -> dict[str, float]:
    try:
        return compute(rounds)
    except nx.PowerIterationFailedConvergence:
        raise UsageError(
            f"{what} does not settle on this graph in {rounds} rounds; "
            "allow more rounds, or rank by degree or betweenness"
        ) from None


def _propositions(rows: Iterable[Row]) -> Iterator[Row]:
    """The first claim of each proposition."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row["proposition"], row)
    return iter(first.values())


def _pairs(rows: Iterable[Row], *, ordered: bool = False) -> dict[tuple[str, str], list[Row]]:
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        ends = (row["subject"], row["object"])
        found[ends if ordered else (min(ends), max(ends))].append(row)
    return found


def _tie(rows: list[Row]) -> Row:
    return {
        "weight": len({row["proposition"] for row in rows}),
        "relations": sorted({row["relation"] for row in rows}),
        "claims": sorted(row["claim"] for row in rows),
    }


def _one_mode(ties: nx.Graph, side: int) -> nx.Graph:
    found = nx.Graph()
    for node in sorted(ties):
        if ties.nodes[node]["bipartite"] == side:
            found.add_node(node, **{name: value for name, value in ties.nodes[node].items() if name != "bipartite"})
    shared: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for other in sorted(set(ties) - set(found)):
        for pair in combinations(sorted(ties[other]), 2):
            shared[pair].append(other)
    for (a, b), through in sorted(shared.items()):
        behind = {claim for other in through for end in (a, b) for claim in ties.edges[end, other]["claims"]}
        found.add_edge(a, b, weight=len(through), through=through, claims=sorted(behind))
    return found


def _by_body(rows: Iterable[Row]) -> defaultdict[str, defaultdict[str, list[Row]]]:
    """Claims on supply by body, then supplier."""
    found: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        ends = row["subject"], row["object"]
        body, supplier = ends if SUPPLY[row["relation"]] else ends[::-1]
        found[body][supplier].append(row)
    return found


def _statuses(rows: Iterable[Row]) -> dict[tuple[str, str, str, str], set[str]]:
    found: defaultdict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        found[row["proposition"], row["subject"], row["relation"], row["object"]].add(row["status"])
    return found


def _values(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in {"claim", "subject", "object"}}
