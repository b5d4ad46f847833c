"""The stores that the one suite runs over."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.store import Store
from kg.store.backend import Backend
from kg.store.embedded import Disk, Memory
from kg.store.endpoint import Endpoint
from tests.store.articles import lineage
from tests.store.server import empty, oxigraph

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with oxigraph() as address:
        yield address


@pytest.fixture(params=["memory", "disk", "endpoint"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    made: Backend
    if request.param == "memory":
        made = Memory()
    elif request.param == "disk":
        made = Disk(tmp_path / "kg.store")
    else:
        address = request.getfixturevalue("server")
        empty(address)
        made = Endpoint(address)
    yield made
    made.close()


@pytest.fixture
def store(backend: Backend) -> Store:
    return Store(backend, lineage=lineage, today=lambda: TODAY)
