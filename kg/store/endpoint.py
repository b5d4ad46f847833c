"""Any SPARQL 1.1 server: query, update and Graph Store protocol over HTTP."""

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import httpx
from pyoxigraph import (
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from kg import rdf
from kg.errors import ForeignStore, QueryError, StoreError
from kg.store.backend import Answer, Rows, keywords, query_error, refuse_update
from kg.store.embedded import FORMAT, data

_MARK = Quad(NamedNode("urn:techgov:store"), NamedNode(rdf.TG + "format"), rdf.literal(FORMAT), rdf.STORE)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The three doors of a server, and who comes in."""

    query: str
    update: str
    data: str
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, address: str) -> "Addresses":
        """The doors by custom: ``http://host:7878`` has ``/query``, ``/update`` and ``/store`` (Oxigraph);
        an address that ends in ``/sparql`` (Virtuoso …) answers everything there.

        KG_STORE_UPDATE and KG_STORE_DATA name other doors, KG_STORE_USER and KG_STORE_PASSWORD the login, which may
        also stand in the address.
        """
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        base = urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))
        if base.endswith("/sparql"):
            doors = base, base, base + "-graph-crud"
        else:
            base = base.removesuffix("/query")
            doors = base + "/query", base + "/update", base + "/store"
        return cls(
            doors[0], os.environ.get("KG_STORE_UPDATE", doors[1]), os.environ.get("KG_STORE_DATA", doors[2]),
            parts.username or os.environ.get("KG_STORE_USER", ""),
            parts.password or os.environ.get("KG_STORE_PASSWORD", ""),
        )


class Endpoint:
    """A SPARQL server as a backend. ``place`` never shows a password."""

    def __init__(
        self, address: str, *, create: bool = True, read_only: bool = False, timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._at, self._read_only = Addresses.of(address), read_only
        self.place = self._at.query.removesuffix("/query")
        login = _Login(self._at.user, self._at.password) if self._at.user else None
        self._client = httpx.Client(auth=login, timeout=httpx.Timeout(timeout, connect=10.0), transport=transport)
        try:
            self._check_mark(create and not read_only)
        except BaseException:
            self.close()
            raise

    def query(self, sparql: str) -> Answer:
        refuse_update(sparql)
        response = self._ask(sparql)
        kind = response.headers.get("content-type", "").partition(";")[0].strip()
        try:
            if kind == "application/sparql-results+json":
                return _results(response.content)
            return list(_triples(response.content, kind))
        except (SyntaxError, ValueError) as error:
            # Servers that run out of time answer 200 and stop in the middle.
            raise QueryError(
                f"the answer of {self.place} was cut short or cannot be read ({error}); "
                "ask for less (LIMIT), or raise the server's time-out"
            ) from None

    def quads(self, graph: NamedNode | None = None, subjects: Iterable[NamedNode] | None = None) -> Iterator[Quad]:
        if graph is None:
            answer = self.query("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }")
            assert isinstance(answer, Rows)
            yield from (Quad(*row) for row in answer.rows)
        elif subjects is None:
            yield from (Quad(t.subject, t.predicate, t.object, graph) for t in self._graph(graph))
        elif wanted := " ".join(map(str, subjects)):
            answer = self.query(f"SELECT ?s ?p ?o {{ VALUES ?s {{ {wanted} }} GRAPH {graph} {{ ?s ?p ?o }} }}")
            assert isinstance(answer, Rows)
            yield from (Quad(s, p, o, graph) for s, p, o in answer.rows)

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        if self._read_only:
            raise StoreError(f"{self.place} was opened for reading only")
        both = ("DELETE", data(removed)), ("INSERT", data(added))
        if parts := [f"{verb} DATA {{ {lines} }}" for verb, lines in both if lines]:
            self._send("POST", self._at.update, " ;\n".join(parts), "application/sparql-update", "*/*")

    def flush(self) -> None:
        """Nothing to do: a server has written what it has answered."""

    def close(self) -> None:
        self._client.close()

    def _check_mark(self, create: bool) -> None:
        answer = self.query(f"SELECT ?format {{ GRAPH {rdf.STORE} {{ {_MARK.subject} {_MARK.predicate} ?format }} }}")
        assert isinstance(answer, Rows)
        formats = [rdf.python(row[0]) for row in answer.rows]
        if formats == [FORMAT]:
            return
        if formats:
            raise StoreError(f"{self.place} has store format {formats[0]}, this kg reads format {FORMAT}; update kg")
        if self.query("ASK { { ?s ?p ?o } UNION { GRAPH ?g { ?a ?b ?c } } }"):
            raise ForeignStore(f"{self.place} holds data of another program; name an empty dataset for the store")
        if not create:
            raise StoreError(
                f"there is no store at {self.place}; make one with `kg build ARTICLES --store {self.place}`"
            )
        self.change((), [_MARK])

    def _ask(self, sparql: str) -> httpx.Response:
        words = keywords(sparql)
        params: list[tuple[str, str]] = []
        if "FROM" not in words and "GRAPH" not in words:
            # A protocol dataset would empty the named graphs of a query that walks them.
            params = [("default-graph-uri", graph.value) for graph in (rdf.ASSERTED, rdf.ENTITIES)]
        form = next((w for w in words if w in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}), "")
        accept = "application/n-triples" if form in {"CONSTRUCT", "DESCRIBE"} else "application/sparql-results+json"
        try:
            return self._send("POST", self._at.query, sparql, "application/sparql-query", accept, params)
        except _Refused as refused:
            raise query_error(sparql, refused.words) from None

    def _graph(self, graph: NamedNode) -> Iterator[Triple]:
        try:
            response = self._send("GET", self._at.data, None, None, "application/n-triples", [("graph", graph.value)])
        except _Refused as refused:
            if refused.status == 404:
                return iter(())
            raise StoreError(f"{self.place} refused to give {graph}: {refused.words}") from None
        return _triples(response.content, response.headers.get("content-type", "").partition(";")[0].strip())

    def _send(
        self, method: str, url: str, body: str | None, kind: str | None, accept: str,
        params: Iterable[tuple[str, str]] = (),
    ) -> httpx.Response:
        headers = {"Accept": accept} | ({"Content-Type": f"{kind}; charset=utf-8"} if kind else {})
        content = None if body is None else body.encode()
        with _network(self.place):
            response = self._client.request(
                method, url, content=content, headers=headers, params=httpx.QueryParams(tuple(params)),
            )
        if response.is_success:
            return response
        words = " ".join(response.text.split())[:500] or response.reason_phrase
        if (response.status_code, url) in {(400, self._at.query), (404, self._at.data)}:
            raise _Refused(response.status_code, words)
        if response.status_code in {401, 403}:
            raise StoreError(
                f"{self.place} does not let us in ({response.status_code}); "
                "give the login in KG_STORE_USER and KG_STORE_PASSWORD, or ask for the right to write"
            )
        raise StoreError(f"{self.place} answered {response.status_code}: {words}")


class _Refused(Exception):
    def __init__(self, status: int, words: str) -> None:
        self.status, self.words = status, words


class _Login(httpx.Auth):
    """Basic or Digest, whichever the server asks for; nothing is sent to one that asks for no login."""

    def __init__(self, user: str, password: str) -> None:
        self._user, self._password = user, password
        self._settled: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._settled is not None:
            yield from self._settled.auth_flow(request)
            return
        response = yield request
        if response.status_code != 401:
            return
        challenge = response.headers.get("www-authenticate", "").lower()
        kind = httpx.DigestAuth if "digest" in challenge else httpx.BasicAuth
        self._settled = kind(self._user, self._password)
        yield from self._settled.auth_flow(request)


@contextmanager
def _network(place: str) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException:
        raise StoreError(f"{place} gave no answer in time; ask for less, or look whether the server is well") from None
    except httpx.HTTPError as error:
        raise StoreError(f"{place} cannot be reached ({error}); is the server running, and the network up?") from None


def _results(content: bytes) -> Answer:
    results = parse_query_results(content, format=QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return bool(results)
    assert isinstance(results, QuerySolutions)
    return Rows(tuple(variable.value for variable in results.variables), [tuple(solution) for solution in results])


def _triples(content: bytes, kind: str) -> Iterator[Triple]:
    format = RdfFormat.from_media_type(kind) or RdfFormat.N_TRIPLES
    return (quad.triple for quad in parse(content, format=format))
