"""Whether a store is sound: the rules of ontology/shapes.ttl as SPARQL over all of it, and its inner agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from kg import ontology, rdf
from kg.errors import OntologyError
from kg.model import Kind
from kg.queries import with_prefixes
from kg.store import Rows, Store

SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the rule it breaks, the node, and the graph in which it stands."""

    rule: str
    node: str
    graph: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; ``rules`` is how many it applied."""

    problems: tuple[Problem, ...]
    rules: int

    @property
    def sound(self) -> bool:
        return not self.problems


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with the SPARQL that finds what breaks it (``?node``, ``?graph``)."""

    words: str
    sparql: str


def check(store: Store) -> Report:
    """Every breach of the shapes and of the store's inner agreement.

    The same verdicts as a SHACL engine on each document's graph, found with some hundred queries over the whole
    store. Judgements are no part of a store and are not looked at.
    """
    rules = (*shape_rules(), *AGREEMENT)
    found = [problem for rule in rules for problem in _breaches(store, rule)]
    found += [*_ill_typed(store), *_disagreeing(store)]
    return Report(tuple(sorted(set(found), key=lambda p: (p.rule, p.graph, p.node))), len(rules) + 3)


@cache
def shape_rules() -> tuple[Rule, ...]:
    """The property constraints of shapes.ttl as SPARQL; OntologyError for one that has no translation."""
    nodes: _Nodes = {}
    for triple in rdf.read(ontology.folder() / "shapes.ttl"):
        nodes.setdefault(str(triple.subject), {}).setdefault(triple.predicate.value, []).append(triple.object)
    rules: dict[Rule, None] = {}
    for facts in nodes.values():
        for target in _targets(facts):
            for property in facts.get(SH + "property", []):
                rules.update(dict.fromkeys(_translated(nodes, target, nodes[str(property)])))
            if SH + "nodeKind" in facts:
                rules[Rule("a node has an IRI", f"{target} FILTER (!isIRI(?node))")] = None
    return tuple(rules)


_Nodes: TypeAlias = dict[str, dict[str, list[Any]]]
_NO_CONSTRAINT = {"path", "message", "qualifiedMinCount", "qualifiedMaxCount"}


def _targets(facts: dict[str, list[Any]]) -> Iterator[str]:
    for node in facts.get(SH + "targetClass", []):
        if node.value != rdf.TG + "Judgement":
            yield f"?node rdf:type {node} ."
    yield from (f"?node {node} ?any ." for node in facts.get(SH + "targetSubjectsOf", []))
    yield from (f"?any {node} ?node ." for node in facts.get(SH + "targetObjectsOf", []))


def _translated(nodes: _Nodes, target: str, facts: dict[str, list[Any]]) -> Iterator[Rule]:
    path = _path(nodes, facts[SH + "path"][0])
    words = facts[SH + "message"][0].value
    for name, values in facts.items():
        constraint = name.removeprefix(SH)
        if constraint in _NO_CONSTRAINT:
            continue
        for value in values:
            for breach in _breach(nodes, constraint, path, value):
                yield Rule(words, f"{target} {breach}")


def _breach(nodes: _Nodes, constraint: str, path: str, value: Any) -> tuple[str, ...]:
    """The SPARQL patterns in which ``?node`` breaks one constraint."""
    has, node = f"?node {path} ?v .", str(value)
    missing = f"FILTER NOT EXISTS {{ ?node {path} ?v }}"
    twice = f"?node {path} ?v , ?w . FILTER (!sameTerm(?v, ?w))"
    # Any other number would need a count, which no shape has yet.
    counted = {("minCount", "1"): missing, ("maxCount", "1"): twice}
    match constraint:
        case "minCount" | "maxCount" if (constraint, value.value) in counted:
            return (counted[constraint, value.value],)
        case "datatype":
            return (f"{has} FILTER (!isLiteral(?v) || DATATYPE(?v) != {node})",)
        case "nodeKind":
            return (f"{has} FILTER (!isIRI(?v))",)
        case "in":
            return (f"{has} FILTER (?v NOT IN ({', '.join(_list(nodes, value))}))",)
        case "class":
            return (f"{has} FILTER NOT EXISTS {{ ?v rdf:type {node} }}",)
        case "minLength":
            return (f"{has} FILTER (STRLEN(STR(?v)) < {value.value})",)
        case "pattern":
            return (f"{has} FILTER (!REGEX(STR(?v), {node}))",)
        case "minInclusive":
            return (f"{has} FILTER (!(?v >= {node}))",)
        case "maxInclusive":
            return (f"{has} FILTER (!(?v <= {node}))",)
        case "disjoint":
            return (f"{has} ?node {node} ?v .",)
        case "lessThan":
            return (f"{has} ?node {node} ?w . FILTER (!(?v < ?w))",)
        case "lessThanOrEquals":
            return (f"{has} ?node {node} ?w . FILTER (!(?v <= ?w))",)
        case "qualifiedValueShape":
            listed = ", ".join(_list(nodes, nodes[node][SH + "in"][0]))
            return (
                f"FILTER NOT EXISTS {{ ?node {path} ?v FILTER (?v IN ({listed})) }}",
                f"{twice} FILTER (?v IN ({listed}) && ?w IN ({listed}))",
            )
    raise OntologyError(f"shapes.ttl: sh:{constraint} {node} has no translation into SPARQL; add one to kg/check.py")


def _path(nodes: _Nodes, value: Any) -> str:
    return "/".join(_list(nodes, value)) if str(value) in nodes else str(value)


def _list(nodes: _Nodes, value: Any) -> list[str]:
    items = []
    while str(value) in nodes:
        facts = nodes[str(value)]
        items.append(str(facts[rdf.RDF + "first"][0]))
        value = facts[rdf.RDF + "rest"][0]
    return items


def _breaches(store: Store, rule: Rule) -> Iterator[Problem]:
    text = rule.sparql if "GRAPH" in rule.sparql else f"GRAPH ?graph {{ {rule.sparql} }}"
    for node, graph in _select(store, f"SELECT DISTINCT ?node ?graph {{ {text} }}"):
        yield Problem(rule.words, node, graph or "")


def _ill_typed(store: Store) -> Iterator[Problem]:
    """Propositions whose ends are of kinds that the relation does not take."""
    known = ontology.load()
    kinds = f"VALUES ?kind {{ {' '.join(str(rdf.iri('ontology', kind)) for kind in Kind)} }}"
    for node, graph, relation, subject, object in _select(store, f"""
        SELECT ?node ?graph ?relation ?kind ?object_kind {{
          GRAPH ?graph {{
            ?node rdf:subject ?s ; rdf:predicate ?relation ; rdf:object ?o .
            ?s rdf:type ?kind . ?o rdf:type ?object_kind
          }}
          {kinds} {kinds.replace('?kind', '?object_kind')}
        }}"""):
        reason = known.check(rdf.ident(relation), Kind(rdf.ident(subject)), Kind(rdf.ident(object)))
        if reason:
            yield Problem(reason, node, graph)


def _disagreeing(store: Store) -> Iterator[Problem]:
    """Plain triples without a claim that asserts them, and the other way round."""
    # Two plain queries and sets: as one query with a double negation it takes minutes.
    plain = set(_select(store, "SELECT ?s ?p ?o { GRAPH graph:asserted { ?s ?p ?o } }"))
    asserting = {tuple(triple): (node, graph) for *triple, node, graph in _select(store, """
        SELECT ?s ?p ?o ?about ?graph {
          GRAPH ?graph {
            ?claim tg:status tg:asserted ; tg:proposition ?about .
            ?about rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
          }
          MINUS { GRAPH ?graph { ?claim tg:withdrawn ?day } }
        }""")}
    for triple in asserting.keys() - plain:
        yield Problem("what a claim asserts stands among the plain triples", *asserting[triple])
    for subject, _, _ in plain - asserting.keys():
        yield Problem("a plain triple is asserted by a claim that stands", subject, rdf.ASSERTED.value)


def _select(store: Store, sparql: str) -> list[tuple[Any, ...]]:
    answer = store.query(with_prefixes(sparql))
    assert isinstance(answer, Rows)
    return answer.rows


_EVIDENCE = (
    "?node rdf:type tg:Evidence ; oa:hasSource ?article ; tg:version ?version ; "
    "oa:start ?start ; oa:end ?end ; oa:exact ?quote ."
)
AGREEMENT = (
    Rule("a quote is as long as its span", f"{_EVIDENCE} FILTER (STRLEN(?quote) != ?end - ?start)"),
    # Evidence of a withdrawn claim points into an earlier version, which nobody has any more.
    Rule("the article says what is quoted where it is quoted",
         f"{_EVIDENCE} ?article tg:version ?version ; schema:text ?text . "
         "FILTER (SUBSTR(?text, ?start + 1, ?end - ?start) != ?quote)"),
    Rule("the evidence of a claim that stands is of the article's present version",
         f"?claim tg:evidence ?node . {_EVIDENCE} ?article tg:version ?now . "
         "FILTER (?version != ?now) FILTER NOT EXISTS { ?claim tg:withdrawn ?day }"),
    Rule("an entity of a document has a profile",
         "GRAPH ?graph { ?node skos:prefLabel ?name } "
         "FILTER NOT EXISTS { GRAPH graph:entities { ?node skos:prefLabel ?any } }"),
)
