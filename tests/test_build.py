"""A build from files to a store and its exports: nothing twice, nothing lost, nothing left out in silence.

The shipped language model reads the articles; what it makes of them is not looked at here.
"""
# ruff: noqa: E501 - a parse reads best on one line.

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.build import Summary, build, build_graph, extractions, software
from kg.interchange import record
from kg.model import Claim, Document, Entity, Evidence, Extraction, Kind, Proposition, Status
from kg.rdf import TEXT
from kg.store import Store, open_store

STORIES = {
    "harbour": "Palantir supplies software to Immigration and Customs Enforcement, the agency said on Tuesday. "
    "It has a contract with the Department of Homeland Security. The company's spokesman declined to comment on it.",
    "drones": "Microsoft said that it does not sell drones to the United States Army. The Army asked the company for "
    "an answer in March. Nobody at the company was willing to say more about the matter when reporters called.",
    "ledger": "Clearview AI sued the city of Chicago on Monday. Lawyers for the city said that they had not read the "
    "complaint and that they would answer it in court, where a judge is expected to hear both sides in June.",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in STORIES.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def store() -> Iterator[Store]:
    with open_store(":memory:") as kept:
        yield kept


def state(store: Store) -> list[str]:
    return sorted(map(str, store.quads()))


def test_every_article_is_read_and_kept_with_its_text(articles: Path, store: Store) -> None:
    done = build([articles], store)
    assert (done.read, done.unchanged, len(done.skipped)) == (3, 0, 0)
    assert {str(quad.object.value) for quad in store.quads() if quad.predicate == TEXT} == set(STORIES.values())


def test_a_build_again_changes_nothing_and_reads_nothing_anew(articles: Path, store: Store) -> None:
    build([articles], store)
    before = state(store)
    again = build([articles], store)
    assert (again.read, again.unchanged, again.replaced, again.withdrawn) == (3, 3, 0, 0)
    assert state(store) == before


def test_only_an_article_that_changed_is_read_anew(articles: Path, store: Store) -> None:
    build([articles], store)
    (articles / "ledger.txt").write_text(STORIES["ledger"] + " The judge adjourned the hearing.", encoding="utf-8")
    again = build([articles], store)
    assert (again.unchanged, again.replaced) == (2, 1)


def test_the_same_articles_in_another_order_or_one_by_one_give_the_same_store(articles: Path) -> None:
    files = sorted(articles.iterdir())
    with open_store(":memory:") as together, open_store(":memory:") as apart:
        build(files, together)
        for file in reversed(files):
            build([file], apart)
        assert state(together) == state(apart)


def test_an_interrupted_build_keeps_what_was_finished_and_goes_on_there(articles: Path, tmp_path: Path) -> None:
    def interrupt(done: Summary, name: str) -> None:
        raise KeyboardInterrupt

    place = tmp_path / "store"
    with open_store(place) as kept, pytest.raises(KeyboardInterrupt):
        build([articles], kept, progress=interrupt)
    with open_store(place) as kept:
        resumed = build([articles], kept)
        assert (resumed.read, resumed.unchanged) == (3, 1)
        with open_store(":memory:") as whole:
            build([articles], whole)
            assert state(kept) == state(whole)


def test_what_was_skipped_is_counted_with_its_reason(articles: Path, store: Store) -> None:
    (articles / "empty.txt").write_text("", encoding="utf-8")
    (articles / "broken.json").write_text('{"text": ', encoding="utf-8")
    done = build([articles], store)
    assert done.read == 3
    assert len(done.skipped) == 2
    assert sum(done.skipped_by_reason.values()) == 2
    assert {Path(s.address).name.partition(":")[0] for s in done.skipped} == {"empty.txt", "broken.json"}
    assert all(s.reason for s in done.skipped)


def test_progress_is_told_after_each_article_is_kept(articles: Path, store: Store) -> None:
    told: list[tuple[int, str]] = []
    build([articles], store, progress=lambda done, name: told.append((len(list(kept_documents(store))), name)))
    assert [number for number, _ in told] == [1, 2, 3]


def kept_documents(store: Store) -> Iterator[str]:
    yield from {str(q.graph_name) for q in store.quads() if "doc-" in str(q.graph_name)}


def test_exports_are_written_and_the_same_store_gives_the_same_bytes(articles: Path, store: Store, tmp_path: Path) -> None:
    done = build([articles], store, exports=tmp_path / "one")
    again = build([articles], store, exports=tmp_path / "two")
    assert done.files
    assert all(path.is_file() for path in done.files)
    assert [p.name for p in done.files] == [p.name for p in again.files]
    assert [p.read_bytes() for p in done.files] == [p.read_bytes() for p in again.files]


def test_a_graph_is_built_from_files_in_one_call(tmp_path: Path) -> None:
    only = tmp_path / "own.jsonl"
    only.write_text(json.dumps(record(annotated("a"))) + "\n", encoding="utf-8")
    graph = build_graph([only])
    assert [d["relation"] for _, _, d in graph.edges(data=True)] == ["suppliesTo"]


def annotated(name: str) -> Extraction:
    """An article whose claim somebody wrote by hand."""
    text = f"Acme supplies drones to the Harbour Office, says {name}."
    document = Document(f"https://{name}.example/", name, text, url=f"https://{name}.example/")
    acme = Entity("company-1", Kind.COMPANY, "Acme", ("Acme",))
    office = Entity("body-1", Kind.GOVERNMENT_BODY, "Harbour Office", ("Harbour Office",))
    evidence = Evidence.of(document, 0, len(text))
    claim = Claim(document.id, Proposition(acme.id, "suppliesTo", office.id), Status.ASSERTED, (evidence,))
    return Extraction(document, (acme, office), (claim,))


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.jsonl"
    path.write_text("".join(json.dumps(record(annotated(name))) + "\n" for name in "abc"), encoding="utf-8")
    return path


def test_claims_that_somebody_wrote_are_read_back_and_not_extracted(own: Path, store: Store) -> None:
    done = build([own], store)
    assert done.read == 3
    assert done.claims == {("suppliesTo", "asserted"): 3}
    assert len(done.entities) == 2
    assert build([own], store).unchanged == 3


def test_annotated_and_plain_articles_go_into_one_store(own: Path, articles: Path, store: Store) -> None:
    done = build([articles, own], store)
    assert done.read == 6
    assert len(list(kept_documents(store))) == 6
    assert done.claims["suppliesTo", "asserted"] >= 3


def test_an_annotated_article_is_kept_before_the_next_is_read(own: Path, store: Store) -> None:
    read: list[int] = []
    build([own], store, progress=lambda done, name: read.append(done.read))
    assert read == [1, 2, 3]


def test_a_broken_line_among_annotated_articles_is_counted(own: Path, store: Store) -> None:
    own.write_text(own.read_text("utf-8") + '{"id": "d", "text": \n', encoding="utf-8")
    done = build([own], store)
    assert (done.read, len(done.skipped)) == (3, 1)


def test_extractions_come_in_the_order_of_the_documents_and_name_their_software() -> None:
    documents = [Document(name, name, text) for name, text in STORIES.items()]
    found = list(extractions(documents))
    assert [e.document for e in found] == documents
    assert {e.software for e in found} == {software()}
    for extraction in found:
        text = extraction.document.text
        for claim in extraction.claims:
            assert all(text[e.start : e.end] == e.quote for e in claim.evidence)
        for entity in extraction.entities:
            assert all(text[m.start : m.end] == m.text for m in entity.mentions)


def test_an_article_reads_the_same_alone_and_among_others() -> None:
    documents = [Document(name, name, text) for name, text in STORIES.items()]
    together = list(extractions(documents))
    assert [next(extractions([document])) for document in documents] == together


def test_a_summary_says_how_long_it_took(articles: Path, store: Store) -> None:
    began = time.monotonic()
    done = build([articles], store)
    assert 0 < done.seconds <= time.monotonic() - began


def test_the_software_names_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    assert software("own_pipeline").endswith(" own_pipeline")
    assert software() != software("own_pipeline")
