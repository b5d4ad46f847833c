"""Oxigraph inside this process: in memory, or in a folder of its own."""

import errno
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any, cast

import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions

from kg.errors import ForeignStore, StoreError, StoreLocked
from kg.rdf import ASSERTED, ENTITIES
from kg.store.backend import Answer, Rows, keywords, query_error, refuse_update

FORMAT = 1
MARKER = "kg-store.json"


class Memory:
    """Quads in memory: gone with the process."""

    place = ":memory:"

    def __init__(self) -> None:
        self.inner = pyoxigraph.Store()

    def query(self, sparql: str) -> Answer:
        return _answer(self.inner, sparql)

    def quads(self, graph: NamedNode | None = None, subjects: Iterable[NamedNode] | None = None) -> Iterator[Quad]:
        for subject in (None,) if subjects is None else subjects:
            yield from self.inner.quads_for_pattern(subject, None, None, graph)

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        if lines := data(removed):
            # One update request is one transaction, which remove() followed by extend() is not.
            self.inner.update(f"DELETE DATA {{ {lines} }} ; INSERT DATA {{ {data(added)} }}")
        else:
            self.inner.extend(added)

    def flush(self) -> None: ...

    def close(self) -> None: ...


class Disk(Memory):
    """Quads in a folder that this program made: one writer, or any number of readers.

    Oxigraph leaves a read-only opening beside a writer undefined, so a lock of our own excludes it.
    """

    def __init__(self, folder: Path, *, create: bool = True, read_only: bool = False) -> None:
        self.place, self._lock, self._read_only = str(folder), cast(IO[str] | None, None), read_only
        _check_folder(folder, create and not read_only)
        with _trouble(folder):
            self._lock = _locked(folder, read_only)
            inside = str(folder / "oxigraph")
            try:
                if read_only:
                    self.inner = pyoxigraph.Store.read_only(inside)
                else:
                    self.inner = pyoxigraph.Store(inside)
            except BaseException:
                self.close()
                raise

    def query(self, sparql: str) -> Answer:
        with _trouble(self.place):
            return super().query(sparql)

    def change(self, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        if self._read_only:
            raise StoreError(f"{self.place} was opened for reading only")
        with _trouble(self.place):
            super().change(removed, added)

    def flush(self) -> None:
        with _trouble(self.place):
            self.inner.flush()

    def close(self) -> None:
        # RocksDB gives its own lock back when the last reference goes.
        self.inner = cast(Any, None)
        if self._lock:
            self._lock.close()
            self._lock = None


def data(quads: Iterable[Quad]) -> str:
    """Quads as the inside of INSERT DATA or DELETE DATA."""
    return " ".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}" for quad in quads)


def _answer(store: pyoxigraph.Store, sparql: str) -> Answer:
    refuse_update(sparql)
    # Plain triples stand in the default graph for users: ?company tg:suppliesTo ?agency just works.
    graphs = None if "FROM" in keywords(sparql) else [ASSERTED, ENTITIES]
    try:
        answer = store.query(sparql, default_graph=graphs)  # type: ignore[arg-type]
        if isinstance(answer, QueryBoolean):
            return bool(answer)
        if isinstance(answer, QuerySolutions):
            return _rows(answer)
        return list(answer)
    except SyntaxError as error:
        raise query_error(sparql, str(error)) from None


def _rows(solutions: QuerySolutions) -> Rows:
    return Rows(tuple(variable.value for variable in solutions.variables), [tuple(solution) for solution in solutions])


def _check_folder(folder: Path, create: bool) -> None:
    """Make the folder ours if it is new or empty; refuse what belongs to another program or a later version."""
    marker = folder / MARKER
    if not marker.exists():
        if folder.exists() and not folder.is_dir():
            raise ForeignStore(f"{folder} is a file, not a store; name a folder")
        if folder.is_dir() and any(folder.iterdir()):
            raise ForeignStore(f"{folder} holds files of another program; name an empty or new folder for the store")
        if not create:
            raise StoreError(f"there is no store at {folder}; make one with `kg build ARTICLES --store {folder}`")
        with _trouble(folder):
            folder.mkdir(parents=True, exist_ok=True)
            _write_marker(marker)
    try:
        format = json.loads(marker.read_text("utf-8"))["format"]
    except (ValueError, LookupError, TypeError) as error:
        raise ForeignStore(f"{marker} is not the marker of a kg store ({error}); name another folder") from None
    except OSError as error:
        raise StoreError(f"{marker} cannot be read: {error.strerror}") from None
    if format != FORMAT:
        raise StoreError(
            f"{folder} has store format {format}, this kg reads format {FORMAT}; "
            "update kg, or build the store anew in another folder"
        )


def _write_marker(marker: Path) -> None:
    content = json.dumps({"format": FORMAT, "created_by": f"kg {_version()}"}) + "\n"
    handle, name = tempfile.mkstemp(dir=marker.parent.parent or ".", prefix=f".{MARKER}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        os.replace(name, marker)
    except BaseException:
        os.unlink(name)
        raise


def _version() -> str:
    try:
        return version("techgov-kg")
    except PackageNotFoundError:
        return "from source"


def _locked(folder: Path, shared: bool) -> IO[str] | None:
    """The lock file held open: shared by readers, or this writer's alone."""
    try:
        import fcntl
    except ImportError:  # Windows: Oxigraph's own lock keeps a second writer out
        return None
    # A reader of a store on a read-only medium cannot open a file for writing, and needs no more than to read it.
    lock = (folder / "kg-store.lock").open("r" if shared and not os.access(folder, os.W_OK) else "a+", encoding="utf-8")
    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise _lock_error(folder, holder) from None
    if not shared:
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
    return lock


def _lock_error(folder: Path | str, holder: str = "") -> StoreLocked:
    return StoreLocked(
        f"the store {folder} is in use by {holder or 'another process'}; wait until it is done or end it, "
        "name another store with --store, or put a SPARQL server before the store if several must use it at once"
    )


@contextmanager
def _trouble(place: Path | str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        words = str(error)
        if "LOCK" in words and "lock" in words.replace("LOCK", ""):
            raise _lock_error(place) from None
        if error.errno == errno.ENOSPC or "No space left" in words:
            raise StoreError(f"the disk is full below {place}; make room there, then run the same again") from None
        raise StoreError(f"the store {place} cannot be used: {words}") from None
