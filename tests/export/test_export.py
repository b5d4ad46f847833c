"""Exports: each format read back by a reader of its own, the same bytes on every build, no half files."""

import csv
import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import rdf
from kg.errors import OutputError, UnknownName, UsageError
from kg.export import FORMATS, Source, export, export_all
from kg.export.file import write
from kg.export.tables import CLAIM_COLUMNS, ENTITY_COLUMNS
from kg.graph import graph
from kg.model import Attribution, Entity, Extraction, Kind, Qualifiers, Status
from kg.store import Store, open_store
from tests import world
from tests.strategies import extractions

HOSTILE = "=cmd|' /C calc'!A0 <script>\"\x0b\x00 \ufffe\U0001f600,\r\n|"


@pytest.fixture(scope="module")
def store() -> Any:
    with world.store() as kept:
        yield kept


@pytest.fixture(scope="module")
def folder(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("exports")
    export_all(store, target)
    return target


def hostile() -> Extraction:
    """An article in which every field that a text can fill is hostile."""
    article = next(world.articles())
    claim = article.claims[1]
    rogue = Entity("acme", Kind.COMPANY, HOSTILE, (f"+{HOSTILE}",))
    bad = replace(
        claim, attribution=Attribution(HOSTILE), extractor=HOSTILE,
        qualifiers=Qualifiers(product=HOSTILE, program=HOSTILE, through=(HOSTILE, f"@{HOSTILE}")),
    )
    document = replace(article.document, title=HOSTILE, source=HOSTILE)
    entities = tuple(rogue if entity.id == "acme" else entity for entity in article.entities)
    return replace(article, document=document, entities=entities, claims=(bad,))


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_bytes().decode(), newline="")))


def test_each_format_writes_the_files_that_it_names(folder: Path) -> None:
    named = {file for format in FORMATS.values() for file in format.files}
    assert {path.name for path in folder.iterdir()} == named
    assert all(path.stat().st_size > 100 for path in folder.iterdir())


def test_a_single_format_goes_to_a_folder_or_to_a_named_file(store: Store, tmp_path: Path) -> None:
    assert export(store, "ttl", tmp_path / "new" / "folder") == [tmp_path / "new" / "folder" / "graph.ttl"]
    assert export(store, "gexf", tmp_path / "mine.GEXF") == [tmp_path / "mine.GEXF"]
    assert export(store, "csv", str(tmp_path)) == [tmp_path / "claims.csv", tmp_path / "entities.csv"]
    (tmp_path / "folder.nq").mkdir()
    assert export(store, "nq", tmp_path / "folder.nq") == [tmp_path / "folder.nq" / "graph.nq"]


def test_the_page_bears_the_title_that_is_given(store: Store, tmp_path: Path) -> None:
    [path] = export(store, "html", tmp_path, title="Who sells to the <Patrol>")
    assert "<title>Who sells to the &lt;Patrol&gt;</title>" in path.read_text("utf-8")


def test_two_tables_do_not_fit_into_one_file(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"claims\.csv and entities\.csv; name a folder"):
        export(store, "csv", tmp_path / "claims.csv")


def test_an_unknown_format_is_refused_before_anything_is_written(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="no export format 'turtl'; did you mean 'ttl'"):
        export_all(store, tmp_path, ["nq", "turtl"])
    assert list(tmp_path.iterdir()) == []


# RDF


# rdflib's own parsers call what rdflib is giving up.
@pytest.mark.filterwarnings("ignore:(Dataset|ConjunctiveGraph)[. ]:DeprecationWarning")
@pytest.mark.parametrize("format", ["trig", "nq", "jsonld"])
def test_rdf_with_graphs_holds_every_quad_but_the_articles_text(store: Store, folder: Path, format: str) -> None:
    dataset = rdflib.Dataset()
    text = (folder / f"graph.{format}").read_text("utf-8")
    dataset.parse(data=text, format={"jsonld": "json-ld", "nq": "nquads"}.get(format, format))
    found = {(s, p, o, g) for s, p, o, g in dataset.quads()}
    assert len(found) == len(set(store.quads(text=False)))
    assert str(rdf.TEXT.value) not in {str(p) for _, p, _, _ in found}


def test_turtle_holds_the_triples_of_all_graphs_together(store: Store, folder: Path) -> None:
    found = rdflib.Graph().parse(data=(folder / "graph.ttl").read_text("utf-8"), format="turtle")
    assert len(found) == len({quad.triple for quad in store.quads(text=False)})
    acme, patrol = (rdflib.URIRef(rdf.iri("entity", id).value) for id in ("acme", "coast-patrol"))
    assert (acme, rdflib.URIRef(rdf.TG + "suppliesTo"), patrol) in found
    # Denied claims are in it as claims, never as plain triples.
    fishers = rdflib.URIRef(rdf.iri("entity", "group-fishers").value)
    assert (patrol, rdflib.URIRef(rdf.TG + "surveils"), fishers) not in found


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "html"])
def test_no_export_holds_the_text_of_an_article(folder: Path, format: str) -> None:
    texts = [each.document.text for each in world.articles()]
    for file in FORMATS[format].files:
        content = (folder / file).read_text("utf-8")
        assert not any(text in content for text in texts)


# Graphs


def test_graphml_reads_back_with_names_kinds_and_weights(store: Store, folder: Path) -> None:
    found = nx.read_graphml(folder / "graph.graphml", force_multigraph=True)
    check_graph(graph(store), found, {key: (a, b, values) for a, b, key, values in found.edges(keys=True, data=True)})


def test_gexf_reads_back_with_names_kinds_and_weights(store: Store, folder: Path) -> None:
    found = nx.read_gexf(folder / "graph.gexf")
    check_graph(graph(store), found, {values["id"]: (a, b, values) for a, b, values in found.edges(data=True)})


def check_graph(wanted: nx.MultiDiGraph, found: nx.MultiDiGraph, edges: dict[str, Any]) -> None:
    assert set(found) == set(wanted)
    assert {key: ends[:2] for key, ends in edges.items()} == {key: (a, b) for a, b, key in wanted.edges(keys=True)}
    assert found.nodes["acme"]["label"] == "Acme Robotics"
    assert found.nodes["acme"]["aliases"] == "Acme | Acme Robotics, Inc."
    assert found.nodes["acme"]["kind"] == "Company"
    assert found.nodes["acme"]["known"] is True
    assert "parent" not in found.nodes["acme"]
    [sold] = [edges[key][2] for *_, key, each in wanted.edges(keys=True, data=True) if each["amount"]]
    assert (sold["weight"], sold["label"], sold["status"]) == (0.75, "supplies to", "asserted")
    assert (sold["amount_value"], sold["through"]) == (1_100_000.0, "Carter Resale | a dealer")
    assert sold["quote_end"] - sold["quote_start"] == len(sold["quote"])
    assert "attributed_to" not in sold


def test_gexf_has_no_clock_and_no_version_of_a_library(folder: Path) -> None:
    [meta] = ElementTree.parse(folder / "graph.gexf").getroot().iter("{http://www.gexf.net/1.2draft}meta")
    assert meta.attrib == {}
    assert [element.text for element in meta] == ["kg"]


# Tables


def test_the_tables_have_the_documented_columns(folder: Path) -> None:
    assert tuple(rows(folder / "claims.csv")[0]) == CLAIM_COLUMNS
    assert tuple(rows(folder / "entities.csv")[0]) == ENTITY_COLUMNS


def test_every_claim_and_entity_is_a_row(store: Store, folder: Path) -> None:
    found = graph(store)
    claims, entities = rows(folder / "claims.csv"), rows(folder / "entities.csv")
    assert {row["claim"] for row in claims} == {key for *_, key in found.edges(keys=True)}
    assert [row["entity"] for row in entities] == sorted(found)
    [sold] = [row for row in claims if row["amount"]]
    assert sold["subject_name"] == "Acme Robotics"
    assert (sold["amount"], sold["amount_value"], sold["confidence"]) == ("$1.10 million", "1100000", "0.75")
    assert (sold["through"], sold["attributed_to"], sold["object_kind"]) == (
        "Carter Resale | a dealer", "", "GovernmentBody",
    )
    [patrol] = [row for row in entities if row["entity"] == "coast-patrol"]
    assert (patrol["known"], patrol["generic"], patrol["claims_as_subject"]) == ("true", "false", "2")


def test_a_table_is_utf8_with_crlf_and_no_mark(folder: Path) -> None:
    content = (folder / "claims.csv").read_bytes()
    assert content.startswith(b"claim,subject,")
    assert content.count(b"\r\n") == 17
    assert "–".encode() in content


def test_no_cell_begins_like_a_formula(tmp_path: Path) -> None:
    with open_store(":memory:") as kept:
        kept.put(hostile())
        export(kept, "csv", tmp_path)
    cells = [cell for file in ("claims.csv", "entities.csv") for row in rows(tmp_path / file) for cell in row.values()]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n")]
    assert f"'{HOSTILE}" in cells


# Hostile and random input


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "manifest"])
def test_hostile_text_stays_text_in_every_format(tmp_path: Path, format: str) -> None:
    with open_store(":memory:") as kept:
        kept.put(hostile())
        paths = export(kept, format, tmp_path)
    if format == "graphml":
        [label] = [v["label"] for _, v in nx.read_graphml(paths[0]).nodes(data=True) if "script" in v["label"]]
        assert "<script>" in label
    elif format == "gexf":
        assert any("<script>" in values["label"] for _, values in nx.read_gexf(paths[0]).nodes(data=True))
    elif format == "jsonld":
        assert "<script>" in json.dumps(json.loads(paths[0].read_bytes()))
    elif format == "html":
        assert HOSTILE not in paths[0].read_text("utf-8")


@given(st.lists(extractions(), max_size=2, unique_by=lambda each: each.document.id))
@settings(max_examples=40, deadline=None)
def test_any_store_gives_xml_and_tables_that_can_be_read(articles: list[Extraction]) -> None:
    with open_store(":memory:") as kept:
        list(kept.put_many(articles))
        source = Source(kept)
        made = {file: content for name in ("graphml", "gexf", "csv")
                for file, content in FORMATS[name].make(source, Path()).items()}
    claims = {key for *_, key in source.graph.edges(keys=True)}
    marked = nx.read_graphml(BytesIO(made["graph.graphml"]), force_multigraph=True)
    assert {key for *_, key in marked.edges(keys=True)} == claims
    assert len(nx.read_gexf(BytesIO(made["graph.gexf"])).edges) == len(claims)
    table = list(csv.DictReader(StringIO(made["claims.csv"].decode(), newline="")))
    assert {row["claim"] for row in table} == claims
    quotes = {key: values["quote"] for *_, key, values in source.graph.edges(keys=True, data=True)}
    assert all(row["quote"].removeprefix("'") == quotes[row["claim"]].removeprefix("'") for row in table)


# The manifest, and the same bytes again


def test_the_manifest_counts_claims_and_hashes_files(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert (manifest["format"], manifest["claims"], manifest["documents"]) == (1, 16, 3)
    assert manifest["by_status"] == {"alleged": 1, "asserted": 12, "denied": 2, "planned": 1}
    assert manifest["by_relation"]["suppliesTo"] == 6
    assert manifest["by_kind"]["Person"] == 2
    assert sorted(each["claims"] for each in manifest["by_document"].values()) == [3, 4, 9]
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for name, values in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert values == {"bytes": len(content), "sha256": sha256(content).hexdigest()}


def test_writing_over_an_earlier_export_gives_the_same_bytes(store: Store, folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        export_all(store, tmp_path)
    assert (tmp_path / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()


def test_the_manifest_leaves_other_peoples_files_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("private")
    export_all(store, tmp_path, ["manifest", "nq"])
    assert set(json.loads((tmp_path / "manifest.json").read_bytes())["files"]) == {"graph.nq"}


REBUILD = """
import sys
from pathlib import Path
from kg.export import export_all
from kg.store import open_store
from tests import world

kept = open_store(":memory:")
articles = list(world.articles())
for article in articles[::-1] if sys.argv[2] == "backwards" else articles:
    kept.put(article)
export_all(kept, Path(sys.argv[1]))
"""


@pytest.mark.parametrize(("seed", "order"), [("0", "forwards"), ("4711", "backwards")])
def test_another_process_writes_the_same_bytes(folder: Path, tmp_path: Path, seed: str, order: str) -> None:
    here = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Pacific/Apia", "PYTHONPATH": str(here)}
    subprocess.run(
        [sys.executable, "-c", REBUILD, str(tmp_path), order], check=True, env=environment, cwd=here, timeout=300,
    )
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


# What can go wrong on disk


def test_a_file_in_the_way_of_a_folder_is_named(store: Store, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(OutputError, match=r"taken/graph\.ttl cannot be written"):
        export(store, "ttl", tmp_path / "taken")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_permission_is_named(store: Store, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="choose a folder that you may write to"):
        export(store, "ttl", tmp_path)


def test_a_disk_without_room_is_named_and_the_old_file_stays(tmp_path: Path) -> None:
    target = write(tmp_path / "graph.nq", b"old")
    # The kernel refuses what goes beyond the limit, in the middle of writing, as a full disk does.
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OutputError, match=r"graph\.nq cannot be written: .*; make room on the disk"):
            write(target, b"new" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["graph.nq"]


def test_a_file_is_replaced_with_the_usual_permissions(tmp_path: Path) -> None:
    target = write(tmp_path / "a", b"one")
    write(target, b"two")
    assert target.read_bytes() == b"two"
    assert target.stat().st_mode & 0o777 == 0o666 & ~current_mask()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def current_mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_denied_claim_is_marked_in_every_graph_format(store: Store, folder: Path) -> None:
    wanted = sum(values["status"] == Status.DENIED for *_, values in graph(store).edges(data=True))
    marked = nx.read_graphml(folder / "graph.graphml", force_multigraph=True)
    for found in (marked, nx.read_gexf(folder / "graph.gexf")):
        assert sum(values["status"] == "denied" for *_, values in found.edges(data=True)) == wanted
