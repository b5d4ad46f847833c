"""Where claims are kept: in memory, in a folder, or in any SPARQL 1.1 server."""

from pathlib import Path

from kg.store.backend import Answer, Backend, Rows
from kg.store.embedded import Disk, Memory
from kg.store.keep import Change, Store

__all__ = ["Answer", "Backend", "Change", "Rows", "Store", "open_store"]


def open_store(where: str | Path | None = None, *, create: bool = True, read_only: bool = False) -> Store:
    """The store at a folder (default ``kg.store``), an http(s) address, or ``":memory:"``.

    A folder has one writer, or any number of readers (``read_only``): whoever comes second is refused with
    StoreLocked. Several programs that write at once share a SPARQL server.

    Raises StoreError: no store there and not ``create``; a newer format. ForeignStore: something else is there.
    """
    place = str(where or "kg.store")
    if place == ":memory:":
        return Store(Memory())
    if place.startswith(("http://", "https://")):
        # httpx costs 60 ms: only those who use a server pay.
        from kg.store.endpoint import Endpoint

        return Store(Endpoint(place, create=create, read_only=read_only))
    return Store(Disk(Path(place), create=create, read_only=read_only))
