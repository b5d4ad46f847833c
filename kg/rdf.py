"""Claims as RDF and back: one named graph per document, stable IRIs, no blank nodes."""

import json
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from pyoxigraph import serialize as _serialize

from kg.model import (
    Amount,
    AmountRole,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Mention,
    Period,
    Proposition,
    Qualifiers,
    Status,
)

TG = "urn:techgov:ontology#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
OA = "http://www.w3.org/ns/oa#"
SCHEMA = "https://schema.org/"

PREFIXES = {
    "tg": TG, "rdf": RDF, "xsd": XSD, "skos": SKOS, "prov": PROV, "oa": OA, "schema": SCHEMA,
    "entity": "urn:techgov:entity:", "document": "urn:techgov:document:", "claim": "urn:techgov:claim:",
    "proposition": "urn:techgov:proposition:", "graph": "urn:techgov:graph:",
}
FORMATS = {"nq": RdfFormat.N_QUADS, "trig": RdfFormat.TRIG, "ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD}

Term: TypeAlias = NamedNode | Literal
Value: TypeAlias = str | int | float | Decimal | date | bool | None


def iri(kind: str, id: str) -> NamedNode:
    """The IRI of a thing by kind and id: ``iri("entity", "ice")`` → ``<urn:techgov:entity:ice>``.

    Kinds: entity, document, claim, proposition, judgement, graph, and "ontology" for classes, relations and statuses.
    """
    separator = "#" if kind == "ontology" else ":"
    return NamedNode(f"urn:techgov:{kind}{separator}{quote(id.encode('utf-8', 'surrogatepass'), safe='-._~/')}")


def ident(node: Term | str) -> str:
    """The id inside an IRI of ``iri``: ``<urn:techgov:entity:ice>`` → ``"ice"``."""
    value = node if isinstance(node, str) else node.value
    quoted = value.removeprefix(TG) if value.startswith(TG) else value.split(":", 3)[-1]
    return unquote(quoted, errors="surrogatepass")


ASSERTED = iri("graph", "asserted")
ENTITIES = iri("graph", "entities")
STORE = iri("graph", "store")
SPECIAL = (ASSERTED, ENTITIES, STORE)

TYPE = NamedNode(RDF + "type")
LABEL = NamedNode(SKOS + "prefLabel")
ALT = NamedNode(SKOS + "altLabel")
KNOWN = NamedNode(TG + "known")
GENERIC = NamedNode(TG + "generic")
PARENT = NamedNode(TG + "parent")
TEXT = NamedNode(SCHEMA + "text")
RETRIEVED = NamedNode(TG + "retrieved")
VERSION = NamedNode(TG + "version")
SOFTWARE = NamedNode(TG + "software")


def quads(extraction: Extraction, *, text: bool = True) -> Iterator[Quad]:
    """The graph of one document: its article, entities, propositions, claims and evidence.

    Without ``text`` the article itself stays out; quotes with their context remain.
    """
    graph = iri("graph", extraction.document.id)
    entities = {entity.id: entity for entity in reversed(extraction.entities)}
    triples = chain(
        _article(extraction, text),
        *(_entity(entity, extraction.document.text) for entity in entities.values()),
        *(_claim(claim, entities.keys()) for claim in _merged(extraction.claims)),
    )
    # A proposition that is asserted and denied in one article is written once.
    for subject, predicate, object in dict.fromkeys(triples):
        yield Quad(subject, predicate, object, graph)


def extraction(quads: Iterable[Quad]) -> Extraction:
    """The extraction that one document's graph holds: ``extraction(quads(e)) == kept(e)``."""
    nodes = _nodes(quads)
    documents = [node for node, facts in nodes.items() if _is(facts, SCHEMA + "Article")]
    if len(documents) != 1:
        raise ValueError(f"the graph of one document is wanted, these quads describe {len(documents)}")
    document = _read_document(documents[0], nodes[documents[0]])
    kinds = {TG + kind: kind for kind in Kind}
    entities, claims = [], []
    for node, facts in nodes.items():
        for type_ in facts[TYPE.value]:
            if type_.value in kinds:
                entities.append(_read_entity(node, facts, kinds[type_.value], document))
            elif type_.value == TG + "Claim":
                claims.append(_read_claim(node, nodes, document.id))
    software = _one(nodes[documents[0]], SOFTWARE.value)
    return Extraction(
        document, tuple(sorted(entities, key=lambda entity: entity.id)), tuple(sorted(claims, key=lambda c: c.id)),
        software=software or "",
    )


def kept(extraction: Extraction) -> Extraction:
    """An extraction as RDF keeps it.

    Refused drafts and silent sentences are only counted there; entities, names and claims stand in the order of
    their ids; two claims with one id are one; a lone surrogate, which no RDF literal can hold, becomes U+FFFD.
    """
    extraction = _cleaned(extraction)
    entities = {entity.id: entity for entity in reversed(extraction.entities)}
    return Extraction(
        extraction.document,
        tuple(_kept_entity(entities[id]) for id in sorted(entities)),
        tuple(sorted((_kept_claim(claim) for claim in _merged(extraction.claims)), key=lambda claim: claim.id)),
        software=extraction.software,
    )


def counts(claim: Claim) -> bool:
    """Whether a claim puts its proposition among the plain triples: asserted, and not withdrawn.

    The one place for this rule in Python; ``kg.store.keep`` says the same in SPARQL.
    """
    return claim.status is Status.ASSERTED and claim.withdrawn is None


def asserted(claims: Iterable[Claim]) -> set[Quad]:
    """The plain triples of the propositions that these claims assert."""
    return {shortcut(claim.proposition) for claim in claims if counts(claim)}


def shortcut(proposition: Proposition) -> Quad:
    """A proposition as one plain triple in the graph ``asserted``."""
    return Quad(
        iri("entity", proposition.subject), iri("ontology", proposition.relation), iri("entity", proposition.object),
        ASSERTED,
    )


def python(term: Any) -> Value:
    """A term as a Python value: a number, date or truth where the literal is one, else text; an IRI is its text."""
    if term is None:
        return None
    if not isinstance(term, Literal):
        return str(getattr(term, "value", term))
    make = _VALUES.get(term.datatype.value)
    if make is None:
        return term.value
    try:
        return cast(Value, make(term.value))
    except (ValueError, ArithmeticError):
        return term.value


def literal(value: Value) -> Any:
    """A value as a literal in the form that a store gives back; None for None and for an infinite decimal."""
    match value:
        case date():
            return Literal(value.isoformat(), datatype=_node(XSD, "date"))
        case Decimal():
            return Literal(_decimal(value), datatype=_node(XSD, "decimal")) if value.is_finite() else None
        case str():
            return Literal(_clean(value))
        case None:
            return None
        case _:
            return Literal(value)


def serialize(quads: Iterable[Quad], format: str) -> bytes:
    """Quads in a format (nq, trig, ttl, jsonld): sorted, each once, the same bytes for the same quads.

    Turtle knows no graphs: there a triple of several graphs stands once.
    """
    if format == "jsonld":
        return _json_ld(quads)
    if format == "nq":
        return "".join(sorted({f"{quad} .\n" for quad in quads})).encode()
    if format == "ttl":
        triples = sorted({quad.triple for quad in quads}, key=_triple_key)
        return cast(bytes, _serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES))
    if format == "trig":
        return cast(bytes, _serialize(ordered(quads), format=RdfFormat.TRIG, prefixes=PREFIXES))
    raise ValueError(f"no RDF format {format!r}: {', '.join(FORMATS)}")


def read(path: Path) -> Iterator[Triple]:
    """The triples of a Turtle file."""
    return (quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE))


def ordered(quads: Iterable[Quad]) -> list[Quad]:
    """Quads by graph, subject, predicate and object (types first), each once."""
    return sorted(set(quads), key=lambda quad: (str(quad.graph_name), *_triple_key(quad.triple)))


# Writing


def _article(extraction: Extraction, text: bool) -> Iterator[Triple]:
    document = extraction.document
    node = iri("document", document.id)
    yield Triple(node, TYPE, _node(SCHEMA, "Article"))
    yield Triple(node, VERSION, Literal(document.version))
    yield from _facts(node, {
        TG + "address": document.address,
        TG + "name": document.name,
        TG + "source": document.source,
        TG + "path": document.path,
        TG + "retrieved": document.retrieved,
        SCHEMA + "headline": document.title,
        SCHEMA + "url": document.url,
        SCHEMA + "datePublished": document.published,
        SCHEMA + "inLanguage": document.language,
        SCHEMA + "text": document.text if text else None,
        TG + "refusedCount": len(extraction.refused),
        TG + "silentCount": len(extraction.silent),
        SOFTWARE.value: extraction.software or None,
    })


def _entity(entity: Entity, text: str) -> Iterator[Triple]:
    node = iri("entity", entity.id)
    yield Triple(node, TYPE, _node(TG, entity.kind))
    yield Triple(node, LABEL, literal(entity.name))
    for name in sorted(set(entity.names) - {entity.name}):
        yield Triple(node, ALT, literal(name))
    if entity.known:
        yield Triple(node, KNOWN, Literal(True))
    if entity.generic:
        yield Triple(node, GENERIC, Literal(True))
    spans = sorted({_span(mention, entity.kind) for mention in entity.mentions if _written(mention, text)})
    if spans:
        # One literal for all mentions: a node each would double the graph.
        yield Triple(node, _node(TG, "mentions"), Literal(" ".join(span for _, _, span in spans)))


def _span(mention: Mention, kind: Kind) -> tuple[int, int, str]:
    suffix = "" if mention.kind is kind else f"/{mention.kind}"
    return mention.start, mention.end, f"{mention.start}-{mention.end}{suffix}"


def _written(mention: Mention, text: str) -> bool:
    return text[mention.start:mention.end] == mention.text


def _claim(claim: Claim, entities: Container[str]) -> Iterator[Triple]:
    node, proposition = iri("claim", claim.id), claim.proposition
    about = iri("proposition", proposition.id)
    yield Triple(about, TYPE, _node(TG, "Proposition"))
    yield Triple(about, _node(RDF, "subject"), iri("entity", proposition.subject))
    yield Triple(about, _node(RDF, "predicate"), iri("ontology", proposition.relation))
    yield Triple(about, _node(RDF, "object"), iri("entity", proposition.object))
    yield Triple(node, TYPE, _node(TG, "Claim"))
    yield Triple(node, _node(TG, "proposition"), about)
    yield Triple(node, _node(TG, "status"), _node(TG, claim.status))
    yield Triple(node, _node(PROV, "wasDerivedFrom"), iri("document", claim.document))
    if claim.attribution and claim.attribution.entity:
        yield Triple(node, _node(TG, "attributedTo"), iri("entity", claim.attribution.entity))
    amount, period = claim.qualifiers.amount, claim.qualifiers.date
    yield from _facts(node, {
        TG + "attributedName": claim.attribution.name if claim.attribution else None,
        TG + "confidence": claim.confidence,
        TG + "extractor": claim.extractor or None,
        TG + "withdrawn": claim.withdrawn,
        TG + "amountText": amount.text if amount else None,
        TG + "amountValue": amount.value if amount else None,
        TG + "currency": amount.currency if amount else None,
        TG + "amountRole": str(amount.role) if amount else None,
        TG + "product": claim.qualifiers.product,
        TG + "program": claim.qualifiers.program,
        TG + "dateText": period.text if period else None,
        TG + "dateFirst": period.first if period else None,
        TG + "dateLast": period.last if period else None,
    })
    for number, partner in enumerate(claim.qualifiers.through, 1):
        yield from _through(node, number, partner, entities)
    for number, evidence in enumerate(claim.evidence, 1):
        yield from _evidence(node, number, evidence)


def _through(claim: NamedNode, number: int, partner: str, entities: Container[str]) -> Iterator[Triple]:
    node = NamedNode(f"{claim.value}/through/{number}")
    yield Triple(claim, _node(TG, "through"), node)
    yield Triple(node, _node(RDF, "value"), literal(partner))
    if partner in entities:
        yield Triple(node, _node(TG, "entity"), iri("entity", partner))


def _evidence(claim: NamedNode, number: int, evidence: Evidence) -> Iterator[Triple]:
    node = NamedNode(f"{claim.value}/evidence/{number}")
    yield Triple(claim, _node(TG, "evidence"), node)
    yield Triple(node, TYPE, _node(TG, "Evidence"))
    # One node is both selectors: position and quote describe the same span.
    yield Triple(node, TYPE, _node(OA, "TextPositionSelector"))
    yield Triple(node, TYPE, _node(OA, "TextQuoteSelector"))
    yield Triple(node, _node(OA, "hasSource"), iri("document", evidence.document))
    yield from _facts(node, {
        TG + "version": evidence.version,
        OA + "start": evidence.start,
        OA + "end": evidence.end,
        OA + "exact": evidence.quote,
        OA + "prefix": evidence.prefix or None,
        OA + "suffix": evidence.suffix or None,
    })


def _facts(node: NamedNode, facts: Mapping[str, Value]) -> Iterator[Triple]:
    for predicate, value in facts.items():
        if (object := literal(value)) is not None:
            yield Triple(node, NamedNode(predicate), object)


def _decimal(value: Decimal) -> str:
    digits = format(value, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return "0" if digits in {"-0", ""} else digits


def _node(namespace: str, name: str) -> NamedNode:
    return NamedNode(namespace + name)


def _clean(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text) if _SURROGATE.search(text) else text


_SURROGATE = re.compile("[\ud800-\udfff]")


# What is kept


def _merged(claims: Iterable[Claim]) -> list[Claim]:
    merged: dict[str, Claim] = {}
    for claim in claims:
        first = merged.setdefault(claim.id, claim)
        if first is not claim:
            merged[claim.id] = replace(first, evidence=tuple(dict.fromkeys(first.evidence + claim.evidence)))
    return list(merged.values())


def _kept_entity(entity: Entity) -> Entity:
    return replace(entity, names=tuple(sorted({entity.name, *entity.names})))


def _kept_claim(claim: Claim) -> Claim:
    qualifiers = claim.qualifiers
    amount = qualifiers.amount
    if amount and amount.value is not None and not amount.value.is_finite():
        amount = replace(amount, value=None)
    return replace(claim, qualifiers=replace(qualifiers, amount=amount))


_T = TypeVar("_T")


def _cleaned(value: _T) -> _T:
    if isinstance(value, str):
        return cast(_T, _clean(value))
    if isinstance(value, tuple):
        return cast(_T, tuple(map(_cleaned, value)))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


# Reading

_Facts: TypeAlias = defaultdict[str, list[Any]]


def _nodes(quads: Iterable[Quad]) -> dict[str, _Facts]:
    nodes: dict[str, _Facts] = {}
    for quad in quads:
        facts = nodes.setdefault(cast(NamedNode, quad.subject).value, defaultdict(list))
        facts[quad.predicate.value].append(quad.object)
    return nodes


def _is(facts: _Facts, type_: str) -> bool:
    return any(node.value == type_ for node in facts[TYPE.value])


def _one(facts: _Facts, predicate: str) -> Any:
    values = facts.get(predicate)
    return python(values[0]) if values else None


def _read_document(node: str, facts: _Facts) -> Document:
    return Document(
        address=_one(facts, TG + "address"),
        name=_one(facts, TG + "name"),
        text=_one(facts, SCHEMA + "text") or "",
        title=_one(facts, SCHEMA + "headline"),
        source=_one(facts, TG + "source"),
        url=_one(facts, SCHEMA + "url"),
        path=_one(facts, TG + "path"),
        published=_one(facts, SCHEMA + "datePublished"),
        retrieved=_one(facts, TG + "retrieved"),
        language=_one(facts, SCHEMA + "inLanguage"),
    )


def _read_entity(node: str, facts: _Facts, kind: Kind, document: Document) -> Entity:
    name = _one(facts, LABEL.value)
    return Entity(
        id=ident(node), kind=kind, name=name,
        names=tuple(sorted({name, *(alt.value for alt in facts[ALT.value])})),
        generic=bool(_one(facts, GENERIC.value)), known=bool(_one(facts, KNOWN.value)),
        mentions=tuple(_read_mentions(_one(facts, TG + "mentions") or "", kind, document)),
    )


def _read_mentions(spans: str, kind: Kind, document: Document) -> Iterator[Mention]:
    # Without the article's text nobody can say what was written.
    for span in spans.split() if document.text else ():
        offsets, _, other = span.partition("/")
        start, end = map(int, offsets.split("-"))
        yield Mention(document.id, start, end, document.text[start:end], Kind(other) if other else kind)


def _read_claim(node: str, nodes: dict[str, _Facts], document: str) -> Claim:
    facts = nodes[node]
    about = nodes[facts[TG + "proposition"][0].value]
    subject, relation, object = (ident(about[RDF + part][0]) for part in ("subject", "predicate", "object"))
    name, entity = _one(facts, TG + "attributedName"), facts.get(TG + "attributedTo")
    return Claim(
        document=document,
        proposition=Proposition(subject, relation, object),
        status=Status(ident(facts[TG + "status"][0])),
        evidence=tuple(_read_evidence(nodes[each]) for each in _numbered(facts[TG + "evidence"])),
        attribution=None if name is None else Attribution(name, ident(entity[0]) if entity else None),
        qualifiers=_read_qualifiers(facts, nodes),
        confidence=float(_one(facts, TG + "confidence")),
        extractor=_one(facts, TG + "extractor") or "",
        withdrawn=_one(facts, TG + "withdrawn"),
    )


def _read_qualifiers(facts: _Facts, nodes: dict[str, _Facts]) -> Qualifiers:
    amount, period = _one(facts, TG + "amountText"), _one(facts, TG + "dateText")
    return Qualifiers(
        amount=None if amount is None else Amount(
            amount, _one(facts, TG + "amountValue"), _one(facts, TG + "currency"),
            AmountRole(_one(facts, TG + "amountRole")),
        ),
        product=_one(facts, TG + "product"),
        program=_one(facts, TG + "program"),
        date=None if period is None else Period(period, _one(facts, TG + "dateFirst"), _one(facts, TG + "dateLast")),
        through=tuple(_one(nodes[each], RDF + "value") for each in _numbered(facts[TG + "through"])),
    )


def _read_evidence(facts: _Facts) -> Evidence:
    return Evidence(
        document=ident(facts[OA + "hasSource"][0]), version=_one(facts, TG + "version"),
        start=_one(facts, OA + "start"), end=_one(facts, OA + "end"), quote=_one(facts, OA + "exact"),
        prefix=_one(facts, OA + "prefix") or "", suffix=_one(facts, OA + "suffix") or "",
    )


def _numbered(nodes: list[Any]) -> list[str]:
    return sorted((node.value for node in nodes), key=lambda value: int(value.rpartition("/")[2]))


_VALUES: dict[str, Any] = {
    XSD + "integer": int,
    XSD + "decimal": Decimal,
    XSD + "double": float,
    XSD + "float": float,
    XSD + "date": date.fromisoformat,
    XSD + "boolean": lambda text: text in {"true", "1"},
}


# Files


def _triple_key(triple: Triple) -> tuple[str, bool, str, str]:
    predicate = triple.predicate.value
    return cast(NamedNode, triple.subject).value, predicate != TYPE.value, predicate, str(triple.object)


def _json_ld(quads: Iterable[Quad]) -> bytes:
    graphs: dict[str, dict[str, dict[str, Any]]] = {}
    for quad in ordered(quads):
        graph, subject = (_short(cast(NamedNode, node).value) for node in (quad.graph_name, quad.subject))
        node, predicate = graphs.setdefault(graph, {}).setdefault(subject, {"@id": subject}), quad.predicate.value
        if predicate == TYPE.value:
            node.setdefault("@type", []).append(_short(cast(NamedNode, quad.object).value))
        else:
            node.setdefault(_short(predicate), []).append(_json_value(quad.object))
    context = {**PREFIXES, "@version": 1.1}
    body = [{"@id": graph, "@graph": list(nodes.values())} for graph, nodes in graphs.items()]
    return (json.dumps({"@context": context, "@graph": body}, ensure_ascii=False, indent=1) + "\n").encode()


def _json_value(term: Any) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"@id": _short(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == XSD + "string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": _short(term.datatype.value)}


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and not iri[len(namespace):].startswith("//"):
            return f"{prefix}:{iri[len(namespace):]}"
    return iri
