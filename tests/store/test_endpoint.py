"""A SPARQL server as a store: what only happens over a network."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from kg.errors import ForeignStore, QueryError, StoreError
from kg.store import open_store
from kg.store.endpoint import Addresses, Endpoint
from tests.store.server import empty, oxigraph

UPDATE = {"Content-Type": "application/sparql-update"}
FORMAT = b'{"head":{"vars":["format"]},"results":{"bindings":[{"format":{"type":"literal","value":"1","datatype":' \
         b'"http://www.w3.org/2001/XMLSchema#integer"}}]}}'


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler, bytes], tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A small HTTP server on this machine whose answers the test writes."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, content = answer(self, body)
            self.send_response(status)
            for name, value in ({"Content-Type": "application/sparql-results+json"} | headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StoreError, match=rf"http://127.0.0.1:{port} cannot be reached .*is the server running"):
        open_store(f"http://127.0.0.1:{port}")


def test_a_server_that_goes_away_is_a_clear_error() -> None:
    with oxigraph() as address:
        store = open_store(address)
    with store, pytest.raises(StoreError, match="cannot be reached"):
        store.query("ASK { ?s ?p ?o }")


def test_data_of_another_program_is_refused(server: str) -> None:
    empty(server)
    httpx.post(f"{server}/update", content="INSERT DATA { <urn:a> <urn:b> 1 }", headers=UPDATE)
    with pytest.raises(ForeignStore, match="holds data of another program"):
        open_store(server)


def test_without_create_an_empty_server_is_no_store(server: str) -> None:
    empty(server)
    with pytest.raises(StoreError, match="there is no store"):
        open_store(server, create=False)


def test_a_newer_format_is_refused(server: str) -> None:
    empty(server)
    httpx.post(f"{server}/update", headers=UPDATE, content=(
        "INSERT DATA { GRAPH <urn:techgov:graph:store> { <urn:techgov:store> <urn:techgov:ontology#format> 2 } }"
    ))
    with pytest.raises(StoreError, match="format 2, this kg reads format 1"):
        open_store(server)


def test_an_answer_cut_in_the_middle_is_noticed() -> None:
    whole = b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"}},{"s":{"ty'

    def answer(_: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        return 200, {}, FORMAT if b"urn:techgov:store" in body else whole

    with answering(answer) as address, open_store(address) as store, pytest.raises(QueryError, match="cut short"):
        store.query("SELECT ?s { ?s ?p ?o }")


def test_a_server_that_only_reads_says_so_when_written_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = str(tmp_path_factory.mktemp("server"))
    with oxigraph("--location", folder) as address:
        open_store(address).close()
    with (
        oxigraph("--location", folder, command="serve-read-only") as address, open_store(address) as store,
        pytest.raises(StoreError, match="does not let us in"),
    ):
        store.backend.change((), list(store.backend.quads()))


@pytest.mark.parametrize(("challenge", "sent"), [
    ('Basic realm="kg"', "Basic "), ('Digest realm="kg", nonce="1", qop="auth"', "Digest "),
])
def test_a_login_is_given_in_the_way_that_the_server_asks_for(challenge: str, sent: str) -> None:
    seen: list[str] = []

    def answer(request: BaseHTTPRequestHandler, _: bytes) -> tuple[int, dict[str, str], bytes]:
        seen.append(request.headers.get("Authorization", ""))
        if not seen[-1].startswith(sent):
            return 401, {"WWW-Authenticate": challenge}, b""
        return 200, {}, FORMAT

    with answering(answer) as address, open_store(address.replace("//", "//ann:secret@")) as store:
        assert "secret" not in store.place
        store.query("SELECT ?format { ?s ?p ?format }")
    assert seen[0] == ""
    assert seen[-1].startswith(sent)
    assert {each.partition(" ")[0] for each in seen} == {"", sent.strip()}


def test_a_wrong_login_is_an_error_without_the_password() -> None:
    def answer(*_: object) -> tuple[int, dict[str, str], bytes]:
        return 401, {"WWW-Authenticate": 'Basic realm="kg"'}, b""

    with answering(answer) as address, pytest.raises(StoreError, match="does not let us in") as error:
        open_store(address.replace("//", "//ann:secret@"))
    assert "secret" not in str(error.value)


def test_a_server_that_never_answers_is_given_up() -> None:
    done = threading.Event()

    def answer(*_: object) -> tuple[int, dict[str, str], bytes]:
        done.wait(5)
        return 200, {}, b""

    with answering(answer) as address:
        with pytest.raises(StoreError, match="no answer in time"):
            Endpoint(address, timeout=0.2)
        done.set()


def test_the_doors_of_a_server_follow_custom_or_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Addresses.of("http://h:1/") == Addresses("http://h:1/query", "http://h:1/update", "http://h:1/store")
    assert Addresses.of("https://u:p@h/sparql").update == "https://h/sparql"
    monkeypatch.setenv("KG_STORE_UPDATE", "http://h/ds/statements")
    monkeypatch.setenv("KG_STORE_USER", "ann")
    assert Addresses.of("http://h/ds").update == "http://h/ds/statements"
    assert Addresses.of("http://h/ds").user == "ann"
