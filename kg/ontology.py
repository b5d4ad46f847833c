"""The ontology: which relations hold between which kinds of entity, and what they are called."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from kg.errors import OntologyError, UnknownName
from kg.model import Kind, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode, Store

NAMESPACE = "urn:techgov:ontology#"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"


@dataclass(frozen=True, slots=True)
class Relation:
    """One of the relations: "supplies to", from an organisation to an organisation."""

    name: str
    label: str
    inverse: str
    inverse_label: str
    definition: str
    family: str
    domain: frozenset[Kind]
    range: frozenset[Kind]
    symmetric: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A kind, status or family: its label and what it means."""

    name: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Ontology:
    """All that ontology/techgov.ttl says about kinds, statuses and relations."""

    relations: "Mapping[str, Relation]"
    kinds: "Mapping[Kind, Term]"
    statuses: "Mapping[Status, Term]"
    families: "Mapping[str, Term]"

    def relation(self, name: str) -> Relation:
        """The relation with a name; UnknownName, with near misses, if there is none."""
        try:
            return self.relations[name]
        except KeyError:
            raise UnknownName("relation", name, self.relations) from None

    def check(self, relation: str, subject: Kind, object: Kind) -> str | None:
        """Why a claim of these kinds is refused, or None if it may stand.

        The reason is short and the same for the same fault, so that refusals can be counted by it.
        """
        known = self.relations.get(relation)
        if known is None:
            return f"no relation {relation!r}"
        if subject not in known.domain:
            return f"subject of {relation} is {_article(subject)}"
        if object not in known.range:
            return f"object of {relation} is {_article(object)}"
        return None


def folder() -> Path:
    """Where the ontology lies: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent
    places = (package / "_ontology", package.parent / "ontology")
    for place in places:
        if (place / "register").is_dir():
            return place
    raise OntologyError(f"no ontology: neither {places[0]} nor {places[1]} is there; install the package again")


@lru_cache(maxsize=1)
def load() -> Ontology:
    """The ontology that ships with kg, read once."""
    return read(folder() / "techgov.ttl")


def read(path: Path) -> Ontology:
    """The ontology in a Turtle file; OntologyError says what is missing or contradicts itself."""
    # The register and the command line's help need folder() and the values above, but no RDF library.
    from pyoxigraph import RdfFormat, Store

    store = Store()
    try:
        store.bulk_load(path=str(path), format=RdfFormat.TURTLE)
    except (OSError, SyntaxError, ValueError) as error:
        raise OntologyError(f"cannot read the ontology {path}: {error}") from error
    reader = _Reader(store)
    families = reader.terms("RelationFamily")
    relations = {relation.name: relation for relation in map(reader.relation, reader.instances("Relation"))}
    if not relations:
        raise OntologyError(f"{path} declares no tg:Relation")
    for relation in relations.values():
        if relation.family not in families:
            raise OntologyError(f"{path}: {relation.name} belongs to no known family ({relation.family!r})")
    kinds, statuses = reader.kinds(), reader.terms("Status")
    _same_names(path, "kinds", kinds, Kind)
    _same_names(path, "statuses", statuses, Status)
    return Ontology(
        relations=MappingProxyType(dict(sorted(relations.items()))),
        kinds=MappingProxyType({kind: kinds[kind] for kind in Kind}),
        statuses=MappingProxyType({status: statuses[status] for status in Status}),
        families=MappingProxyType(dict(sorted(families.items()))),
    )


class _Reader:
    """Looks things up in the parsed file."""

    def __init__(self, store: "Store") -> None:
        from pyoxigraph import NamedNode

        self._store, self._node = store, NamedNode

    def instances(self, class_name: str) -> list["NamedNode"]:
        return self._subjects(f"{RDF}type", NAMESPACE + class_name)

    def terms(self, class_name: str) -> dict[str, Term]:
        return {term.name: term for term in map(self._term, self.instances(class_name))}

    def kinds(self) -> dict[str, Term]:
        """The classes directly below tg:Entity."""
        below = self._subjects(f"{RDFS}subClassOf", f"{NAMESPACE}Entity")
        return {term.name: term for term in map(self._term, below)}

    def relation(self, node: "NamedNode") -> Relation:
        name = _local(node)
        inverse = self._one(node, f"{OWL}inverseOf")
        symmetric = (node, self._node(f"{RDF}type"), self._node(f"{OWL}SymmetricProperty"))
        return Relation(
            name=name,
            label=self._text(node, f"{RDFS}label"),
            inverse=_local(inverse),
            inverse_label=self._text(inverse, f"{RDFS}label"),
            definition=self._text(node, f"{SKOS}definition"),
            family=_local(self._one(node, f"{NAMESPACE}family")),
            domain=self._union(node, f"{RDFS}domain"),
            range=self._union(node, f"{RDFS}range"),
            symmetric=any(True for _ in self._store.quads_for_pattern(*symmetric)),
        )

    def _term(self, node: "NamedNode") -> Term:
        return Term(_local(node), self._text(node, f"{RDFS}label", f"{SKOS}prefLabel"),
                    self._text(node, f"{SKOS}definition"))

    def _union(self, node: "NamedNode", predicate: str) -> frozenset[Kind]:
        """The kinds of a domain or range: of one class, or of the list in its owl:unionOf."""
        union = self._one(node, predicate)
        rest = next(self._objects(union, f"{OWL}unionOf"), None)
        kinds, nil = [union] if rest is None else [], f"{RDF}nil"
        while rest is not None and rest.value != nil:
            kinds.append(self._one(rest, f"{RDF}first"))
            rest = self._one(rest, f"{RDF}rest")
        try:
            return frozenset(Kind(_local(kind)) for kind in kinds)
        except ValueError as error:
            raise OntologyError(f"the ontology's {_local(node)} speaks of {error}") from None

    def _text(self, node: "NamedNode", *predicates: str) -> str:
        for predicate in predicates:
            for found in self._objects(node, predicate):
                return str(found.value)
        raise OntologyError(f"the ontology's {_local(node)} has no {predicates[0]}")

    def _one(self, node: "NamedNode", predicate: str) -> "NamedNode":
        found = list(self._objects(node, predicate))
        if len(found) != 1:
            raise OntologyError(f"the ontology's {_local(node)} has {len(found)} of {predicate}, and needs one")
        return found[0]

    def _objects(self, node: "NamedNode", predicate: str) -> "Iterator[NamedNode]":
        for quad in self._store.quads_for_pattern(node, self._node(predicate), None):
            # Literals and blank nodes have a value like IRIs, and no more is asked of them.
            yield cast("NamedNode", quad.object)

    def _subjects(self, predicate: str, object: str) -> "list[NamedNode]":
        quads = self._store.quads_for_pattern(None, self._node(predicate), self._node(object))
        return sorted((cast("NamedNode", quad.subject) for quad in quads), key=lambda node: node.value)


def _same_names(path: Path, what: str, found: Iterable[str], wanted: Iterable[str]) -> None:
    missing, strange = sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))
    if missing or strange:
        raise OntologyError(f"{path}: the {what} differ from the model's: missing {missing}, unknown {strange}")


def _local(node: "NamedNode") -> str:
    return str(node.value).removeprefix(NAMESPACE)


def _article(kind: Kind) -> str:
    return f"{'an' if kind is Kind.ORGANIZATION else 'a'} {kind}"
