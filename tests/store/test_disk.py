"""The store in a folder: locks, crashes, foreign folders, full disks."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg import rdf
from kg.errors import ForeignStore, StoreError, StoreLocked
from kg.model import Document, Extraction
from kg.store import Store, open_store
from kg.store.embedded import Disk, Memory
from tests.store.articles import article, lineage, said
from tests.store.writer import version

ROOT = Path(__file__).parents[2]


def opened(folder: Path, *, read_only: bool = False, create: bool = True) -> Store:
    return Store(Disk(folder, read_only=read_only, create=create), lineage=lineage)


def python(*arguments: str, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
        [sys.executable, *arguments], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options,
    )


def test_what_was_put_is_there_when_opened_again(tmp_path: Path) -> None:
    kept = article("a", said("palantir", "suppliesTo", "ice"))
    with opened(tmp_path / "s") as store:
        store.put(kept)
        store.flush()
    with opened(tmp_path / "s") as store:
        assert store.extraction(kept.document.id) == rdf.kept(kept)


def test_a_missing_or_empty_folder_becomes_a_store_with_a_marker(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "deep" / "new"):
        opened(folder).close()
        assert json.loads((folder / "kg-store.json").read_text())["format"] == 1


def test_a_store_in_the_folder_we_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store().close()
    assert (tmp_path / "kg.store" / "kg-store.json").exists()


def test_a_folder_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ForeignStore, match=r"holds files of another program.*empty or new folder"):
        opened(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    with pytest.raises(ForeignStore, match="is a file"):
        opened(tmp_path / "f")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "7"])
def test_a_marker_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "kg-store.json").write_text(content)
    with pytest.raises(ForeignStore, match="not the marker"):
        opened(tmp_path)


def test_a_newer_format_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "kg-store.json").write_text('{"format": 2}')
    with pytest.raises(StoreError, match=r"format 2, this kg reads format 1; update kg"):
        opened(tmp_path)


def test_without_create_a_missing_store_is_an_error_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        opened(tmp_path / "s", create=False)
    assert not (tmp_path / "s").exists()


def test_a_second_writer_in_another_process_is_told_who_and_what_to_do(tmp_path: Path) -> None:
    with opened(tmp_path / "s"):
        second = python("-c", f"from kg.store import open_store; open_store({str(tmp_path / 's')!r})")
        _, words = second.communicate(timeout=60)
    assert "kg.errors.StoreLocked" in words
    assert f"in use by process {os.getpid()}" in words
    assert str(tmp_path / "s") in words
    assert "--store" in words


def test_a_second_writer_in_this_process_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "s"), pytest.raises(StoreLocked):
        opened(tmp_path / "s")


def test_a_closed_store_can_be_opened_again_at_once(tmp_path: Path) -> None:
    for _ in range(5):
        store = opened(tmp_path / "s")
        store.close()
        store.close()


def test_many_read_together_but_never_beside_a_writer(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as writer:
        writer.put(article("a", said("palantir", "suppliesTo", "ice")))
        with pytest.raises(StoreLocked):
            opened(tmp_path / "s", read_only=True)
    with opened(tmp_path / "s", read_only=True) as one, opened(tmp_path / "s", read_only=True) as two:
        assert one.query("ASK { ?s ?p ?o }") is two.query("ASK { ?s ?p ?o }") is True
        with pytest.raises(StoreLocked):
            opened(tmp_path / "s")


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    opened(tmp_path / "s").close()
    with opened(tmp_path / "s", read_only=True) as store, pytest.raises(StoreError):
        store.put(article("a", said("palantir", "suppliesTo", "ice")))


@pytest.mark.parametrize("seed", range(5))
def test_a_killed_writer_loses_no_finished_article_and_leaves_no_half(tmp_path: Path, seed: int) -> None:
    folder = tmp_path / "s"
    writer = python("-m", "tests.store.writer", str(folder))
    assert writer.stdout
    first = writer.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.8))
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    done = [tuple(map(int, line.split())) for line in (first + rest).splitlines() if line.count(" ") == 1]
    last = dict(done)
    with opened(folder, create=False) as store:
        again = Store(Memory(), lineage=lineage)
        for number in last:
            kept = store.extraction(version(number, 0).document.id)
            # The article in flight may be one edition further than what was printed.
            possible = (last[number], last[number] + 1)
            editions = [edition for edition in possible if version(number, edition).document == kept.document]
            assert len(editions) == 1
            stand = tuple(claim for claim in kept.claims if not claim.withdrawn)
            assert stand == rdf.kept(version(number, editions[0])).claims
        for document in _documents(store):
            again.put(store.extraction(document))
        assert set(map(str, again.quads())) == set(map(str, store.quads()))


def _documents(store: Store) -> list[str]:
    graphs = {rdf.ident(str(quad.graph_name)[1:-1]) for quad in store.quads()}
    return sorted(graph for graph in graphs if graph.startswith("doc-"))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root")
@pytest.mark.skipif(not shutil.which("unshare"), reason="a mount of our own needs unshare")
def test_a_full_disk_is_named_and_what_was_kept_stays(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from kg.errors import StoreError
from tests.store.test_disk import filling, opened
store, kept = opened(Path({str(tmp_path)!r}) / "s"), 0
try:
    for number in range(2000):
        store.put(filling(number))
        kept += 1
except StoreError as error:
    print(error)
store.close()
with opened(Path({str(tmp_path)!r}) / "s", read_only=True) as store:
    for number in range(kept):
        store.extraction(filling(number).document.id)
print("kept", kept > 0)
"""
    script = f'mount -t tmpfs -o size=24m tmpfs "{tmp_path}" && exec "{sys.executable}" -c "$0"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, program], cwd=ROOT, capture_output=True, text=True, timeout=300,
    )
    if "denied" in done.stderr or "unshare" in done.stderr:
        pytest.skip("this root may not mount")
    assert done.returncode == 0, done.stderr
    assert "disk is full" in done.stdout
    assert str(tmp_path) in done.stdout
    assert "kept True" in done.stdout


def filling(number: int) -> Extraction:
    """An article too random to be compressed."""
    words = random.Random(number).randbytes(60_000).hex()
    return article(f"a{number}", said("palantir", "suppliesTo", "ice"), extra=words)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.filterwarnings("ignore::DeprecationWarning:oxrdflib")
def test_rdflib_reads_the_store_without_falling_back_to_its_own_evaluator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import rdflib.plugins.sparql.processor as processor

    def fell_back(*_: object, **__: object) -> None:
        raise AssertionError("rdflib evaluates the query itself")

    monkeypatch.setattr(processor, "evalQuery", fell_back)
    with opened(tmp_path / "s") as store:
        store.put(article("a", said("palantir", "suppliesTo", "ice")))
        dataset = store.rdflib()
        text = f"SELECT ?s {{ GRAPH {rdf.ASSERTED} {{ ?s <{rdf.TG}suppliesTo> ?o }} }}"
        assert [str(row.s) for row in dataset.query(text)] == ["urn:techgov:entity:palantir"]
        prepared = processor.prepareQuery(text)
        with pytest.raises(AssertionError, match="rdflib evaluates"):
            list(dataset.query(prepared))
        del dataset


def test_the_text_of_the_marker_names_this_program(tmp_path: Path) -> None:
    opened(tmp_path / "s").close()
    assert json.loads((tmp_path / "s" / "kg-store.json").read_text())["created_by"].startswith("kg ")


def test_a_document_without_any_claim_is_kept(tmp_path: Path) -> None:
    with opened(tmp_path / "s") as store:
        silent = article("a")
        assert isinstance(silent.document, Document)
        assert store.put(silent).kind == "new"
        assert store.put(silent).kind == "unchanged"
