"""What is installed, and what a store holds."""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kg import __version__
from kg.errors import StoreError

_LIBRARIES = ("spacy", "onnxruntime", "pyoxigraph", "rdflib", "networkx", "trafilatura")


def info(store: str | None = None) -> dict[str, Any]:
    """Versions, the language model, the size of the register and the contents of a store.

    A store that is not there yet is no error; one that cannot be opened is.
    """
    from kg.nlp.analyse import model_version
    from kg.ontology import load as ontology
    from kg.register import load as register

    return {
        "kg": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "language model": model_version(),
        "relations": len(ontology().relations),
        "registered names": len(register()),
        "store": contents(store),
    }


def contents(where: str | None = None) -> dict[str, Any]:
    """Where a store is, its size on disk, and how many articles, entities and claims of each status it has."""
    from kg.store import open_store

    place = str(where or "kg.store")
    on_disk = not place.startswith(("http://", "https://", ":"))
    if on_disk and not Path(place).exists():
        return {"place": place, "state": "not there yet; `kg build` makes it"}
    with open_store(place, create=False, read_only=True) as opened:
        counts = {name: _number(opened.query(text)) for name, text in _COUNTS.items()}
        by_status = _by_status(opened.query(_STATUSES))
    size = {"bytes on disk": _size(Path(place))} if on_disk else {}
    return {"place": place, **size, **counts, **by_status}


def _number(answer: Any) -> int:
    if not getattr(answer, "rows", None):
        raise StoreError("the store gives no counts; is it a SPARQL 1.1 server?")
    return int(answer.rows[0][0])


def _by_status(answer: Any) -> dict[str, int]:
    return {f"claims {status.rpartition('#')[2]}": int(count) for status, count in answer.rows}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


_PREFIXES = """
PREFIX tg: <urn:techgov:ontology#>
PREFIX schema: <https://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_COUNTS = {
    "articles": _PREFIXES + "SELECT (COUNT(DISTINCT ?a) AS ?n) { GRAPH ?g { ?a a schema:Article } }",
    "entities": _PREFIXES
    + "SELECT (COUNT(DISTINCT ?e) AS ?n) { GRAPH <urn:techgov:graph:entities> { ?e skos:prefLabel ?name } }",
    "claims": _PREFIXES
    + "SELECT (COUNT(?c) AS ?n) { GRAPH ?g { ?c tg:proposition ?p FILTER NOT EXISTS { ?c tg:withdrawn ?d } } }",
    "claims withdrawn": _PREFIXES + "SELECT (COUNT(?c) AS ?n) { GRAPH ?g { ?c tg:withdrawn ?d } }",
}
_STATUSES = _PREFIXES + """
SELECT ?status (COUNT(?c) AS ?n) {
  GRAPH ?g { ?c tg:proposition ?p ; tg:status ?status FILTER NOT EXISTS { ?c tg:withdrawn ?d } }
} GROUP BY ?status ORDER BY ?status"""
