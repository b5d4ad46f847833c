"""A real SPARQL server for tests: the oxigraph program on a free port of this machine."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def oxigraph(*options: str, command: str = "serve") -> Iterator[str]:
    """The address of a server that ends with the block."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    assert program, "the tests need the program `oxigraph`: pip install oxigraph"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, command, "--bind", f"127.0.0.1:{port}", *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def empty(address: str) -> None:
    """Drop all that a server holds."""
    httpx.post(f"{address}/update", content="DROP ALL", headers={"Content-Type": "application/sparql-update"})


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert server.poll() is None, "the server ended at once"
        try:
            httpx.get(f"{address}/query?query=ASK%7B%7D", timeout=5)
            return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"no server at {address} after ten seconds")
