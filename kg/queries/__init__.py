"""Named questions (one .rq file each) and any SPARQL text, asked of a store."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from kg import rdf
from kg.errors import UnknownName, UsageError
from kg.store import Answer, Rows, Store


@dataclass(frozen=True, slots=True)
class Parameter:
    """A blank in a question: ``# param body: entity "ICE" the government body``; ``entity?`` may be left out."""

    name: str
    type: str
    example: str
    description: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question with a name; its text is SPARQL that runs as it stands, with the examples in its blanks."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str


def names() -> tuple[str, ...]:
    """The names of all questions, sorted."""
    return tuple(sorted(entry.name[:-3] for entry in files(__name__).iterdir() if entry.name.endswith(".rq")))


@cache
def load(name: str) -> NamedQuery:
    """The question with a name; UnknownName offers near misses."""
    if name not in names():
        raise UnknownName("query", name, names(), "`kg ask` lists them; a SPARQL text begins with SELECT or ASK")
    text = files(__name__).joinpath(f"{name}.rq").read_text("utf-8")
    parameters = tuple(
        Parameter(found[1], found[2], found[4], found[5], optional=bool(found[3]))
        for found in re.finditer(r'^# param (\w+): (\w+)(\?)? "([^"]*)" (.+)$', text, re.MULTILINE)
    )
    return NamedQuery(name, text.partition("\n")[0].removeprefix("#").strip(), parameters, text)


def ask(store: Store, name_or_sparql: str, /, **parameters: object) -> Rows:
    """The rows that answer a named question or any SPARQL text (SELECT, ASK, CONSTRUCT, DESCRIBE).

    ``ask(store, "suppliers-of-a-body", body="ICE")``. An entity is given by one of its names, its id or its IRI.
    Cells are str, int, float, Decimal, date, bool or None; an IRI is its text.

    Raises UnknownName: no such question, parameter or entity. UsageError: a parameter is missing, ambiguous or not
    of its type. QueryError: the SPARQL text is wrong, or would change the store.
    """
    if re.fullmatch(r"[\w-]+", name_or_sparql.strip()):
        query = load(name_or_sparql.strip())
        return _rows(store.query(bind(query, _terms(store, query, parameters))))
    if parameters:
        raise UsageError(f"a SPARQL text takes no parameters, {', '.join(sorted(parameters))} given")
    return _rows(store.query(with_prefixes(name_or_sparql)))


def bind(query: NamedQuery, terms: Mapping[str, list[rdf.Term]]) -> str:
    """The query's text with terms in its blanks: each ``VALUES ?body { … }`` gets them, or goes if there are none."""
    text = query.text
    for parameter in query.parameters:
        given = terms.get(parameter.name)
        # str(term) is N-Triples, escapes and all: no word of a user ever becomes SPARQL.
        line = f"VALUES ?{parameter.name} {{ {' '.join(map(str, given))} }}" if given else ""
        blank = rf"VALUES \?{parameter.name} \{{[^}}]*\}}"
        # The pieces are joined, for a replacement string would take the backslashes of a term for its own.
        pieces = re.split(blank, text)
        text, found = line.join(pieces), len(pieces) > 1
        if not found:
            raise ValueError(f"{query.name}.rq declares {parameter.name} and has no VALUES ?{parameter.name} {{ … }}")
    return text


def with_prefixes(sparql: str) -> str:
    """The text with declarations of the prefixes of kg that it uses and does not declare."""
    declared = set(re.findall(r"(?i)\bprefix\s+(\w+)\s*:", sparql))
    used = set(re.findall(r"(?<![\w<:/])(\w+):(?!//)", sparql)) & rdf.PREFIXES.keys()
    header = " ".join(f"PREFIX {name}: <{rdf.PREFIXES[name]}>" for name in sorted(used - declared))
    return f"{header} {sparql}" if header else sparql


def entity(store: Store, name: str) -> str:
    """The id of the entity that a name means: an id, an IRI, or a name in any letter case.

    Of several with the name, one that is named beats generic ones; else UsageError lists them.
    """
    found = _named(store, name)
    if not found:
        raise UnknownName("entity", name, _all_names(store), "`kg ask most-claimed-entities` shows some")
    best = [each for each in found if not each[3]] or found
    if len(best) > 1:
        listed = "; ".join(f"{id} ({label}, {kind})" for id, label, kind, _ in best[:10])
        raise UsageError(f"{name!r} may be any of {len(best)} entities: {listed}; give the id")
    return best[0][0]


def _named(store: Store, name: str) -> list[tuple[str, str, str, bool]]:
    id = rdf.ident(name) if name.startswith("urn:techgov:entity:") else name
    node, words = rdf.iri("entity", id), rdf.literal(" ".join(name.split()))
    for pattern in (
        f"VALUES ?entity {{ {node} }}",
        f"VALUES ?name {{ {words} }} ?entity skos:prefLabel|skos:altLabel ?name .",
        f"?entity skos:prefLabel|skos:altLabel ?name . FILTER (LCASE(?name) = LCASE({words}))",
    ):
        answer = store.query(with_prefixes(
            f"SELECT DISTINCT ?entity ?label ?kind ?generic {{ GRAPH {rdf.ENTITIES} {{ {pattern} "
            "?entity skos:prefLabel ?label ; rdf:type ?kind ; tg:generic ?generic } } ORDER BY ?label ?entity"
        ))
        if isinstance(answer, Rows) and answer.rows:
            return [(rdf.ident(i), label, rdf.ident(kind), generic) for i, label, kind, generic in answer.rows]
    return []


def _all_names(store: Store) -> list[str]:
    answer = store.query(with_prefixes(
        f"SELECT DISTINCT ?name {{ GRAPH {rdf.ENTITIES} {{ ?entity skos:prefLabel|skos:altLabel ?name }} }}"
    ))
    return [name for (name,) in answer.rows] if isinstance(answer, Rows) else []


def _terms(store: Store, query: NamedQuery, given: Mapping[str, object]) -> dict[str, list[rdf.Term]]:
    declared = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in declared:
            raise UnknownName(f"parameter of {query.name}", name, declared, _wanted(query))
    terms = {}
    for name, parameter in declared.items():
        if (value := given.get(name)) is not None:
            terms[name] = [_term(store, parameter, value)]
        elif not parameter.optional:
            raise UsageError(f"{query.name} needs {name} ({parameter.description}); {_wanted(query)}")
    return terms


def _wanted(query: NamedQuery) -> str:
    examples = ", ".join(f'{p.name}="{p.example}"' for p in query.parameters)
    return f"for example {examples}" if examples else "it takes none"


def _term(store: Store, parameter: Parameter, value: object) -> rdf.Term:
    text = str(value)
    if parameter.type == "entity":
        return rdf.iri("entity", entity(store, text))
    make: Any = {"integer": int, "decimal": Decimal, "date": date.fromisoformat, "string": str}[parameter.type]
    try:
        literal = rdf.literal(make(text))
    except (ValueError, InvalidOperation):
        literal = None
    if literal is None:
        raise UsageError(f"{parameter.name} wants a {parameter.type} such as {parameter.example}, not {text!r}")
    return literal  # type: ignore[no-any-return]


def _rows(answer: Answer) -> Rows:
    if isinstance(answer, Rows):
        return answer
    if isinstance(answer, bool):
        return Rows(("answer",), [(answer,)])
    cells = [(rdf.python(t.subject), rdf.python(t.predicate), rdf.python(t.object)) for t in answer]
    return Rows(("subject", "predicate", "object"), sorted(cells, key=str))
