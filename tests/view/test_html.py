"""The file itself: one file, one policy, the same bytes every time, and nothing that a graph says is markup."""

import json
import os
import random
import re
import subprocess
import sys
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest

from kg.errors import OutputError, UnknownName
from kg.view import page, write_page
from kg.view.data import payload
from kg.view.network import bundles, draw, wrap


class Parts(HTMLParser):
    """The tags of a page and what stands in its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: list[tuple[str, dict[str, str | None], str]] = []
        self.inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag in {"script", "style"}
        if self.inside:
            self.blocks.append((tag, dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            tag, attrs, text = self.blocks[-1]
            self.blocks[-1] = (tag, attrs, text + data)


def data_of(html: str) -> dict[str, object]:
    block = next(text for _, attrs, text in Parts(html).blocks if attrs.get("type") == "application/json")
    loaded = json.loads(block)
    assert isinstance(loaded, dict)
    return loaded


def test_two_pages_of_one_graph_are_the_same_bytes(press: nx.MultiDiGraph) -> None:
    nodes, edges = list(press.nodes(data=True)), list(press.edges(keys=True, data=True))
    random.Random(7).shuffle(nodes)
    random.Random(8).shuffle(edges)
    other = nx.MultiDiGraph(**press.graph)
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert page(press) == page(other)


def test_the_page_does_not_depend_on_the_hash_seed(press: nx.MultiDiGraph, tmp_path: Path) -> None:
    nx.write_gml(nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "d"), ("a", "é")]), tmp_path / "g.gml")
    code = "import sys, networkx as nx; from kg.view import page; print(page(nx.read_gml(sys.argv[1])))"
    made = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / "g.gml")],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_the_policy_allows_exactly_the_scripts_and_the_style_of_the_page(press: nx.MultiDiGraph) -> None:
    parts = Parts(page(press))
    policy = next(
        str(attrs["content"]) for tag, attrs in parts.tags if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    code = [text for tag, attrs, text in parts.blocks if "type" not in attrs]
    hashes = {"sha256-" + b64encode(sha256(text.encode()).digest()).decode() for text in code}
    assert len(hashes) == 3
    assert set(re.findall(r"sha256-[A-Za-z0-9+/=]+", policy)) == hashes


def test_the_page_names_no_file_beside_itself(press: nx.MultiDiGraph) -> None:
    for tag, attrs in Parts(page(press)).tags:
        assert tag not in {"img", "iframe", "object", "embed", "base"}
        assert not {name for name in attrs if name.startswith("on") or name in {"style", "srcset"}}
        assert attrs.get("src") is None
        assert (attrs.get("href") or "#")[0] == "#" or attrs["href"] == "data:,"


def test_the_page_weighs_less_than_a_megabyte_without_its_data() -> None:
    assert len(page(nx.MultiDiGraph()).encode()) < 1_000_000


def test_the_licence_of_vis_network_travels_with_it() -> None:
    text = page(nx.MultiDiGraph())
    assert "Permission is hereby granted, free of charge" in text
    assert "Almende B.V" in text


def test_every_claim_and_every_entity_is_in_the_data(press: nx.MultiDiGraph) -> None:
    data = payload(press)
    assert {entity["id"] for entity in data.entities} == set(press)
    assert {claim["id"] for claim in data.claims} == {key for _, _, key in press.edges(keys=True)}
    for claim in data.claims:
        subject, object_ = data.entities[claim["s"]]["id"], data.entities[claim["o"]]["id"]
        values = press.edges[subject, object_, claim["id"]]
        assert data.relations[claim["r"]]["name"] == values["relation"]
        assert claim["quote"] == values["quote"]
        assert data.documents[claim["d"]]["id"] == values["document"]


def test_what_was_left_out_is_told(press: nx.MultiDiGraph) -> None:
    told = {item["what"]: item["count"] for item in payload(press).missing}
    assert told == {"refused": 5, "generic_hidden": 4, "skipped": 2}


def test_pyvis_builds_one_line_for_a_pair_and_direction(press: nx.MultiDiGraph) -> None:
    drawing = draw(payload(press))
    ids = [edge["id"] for edge in drawing.edges]
    assert len(ids) == len(set(ids))
    assert {(edge["from"], edge["to"]) for edge in drawing.edges} == set(bundles(payload(press)))


def test_a_symmetric_relation_has_one_line_whoever_is_named_first() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", key="1", relation="partnersWith")
    graph.add_edge("b", "a", key="2", relation="partnersWith")
    graph.add_edge("b", "a", key="3", relation="suppliesTo")
    assert bundles(payload(graph)) == {(0, 1): [0, 1], (1, 0): [2]}


def test_a_large_graph_opens_on_the_busiest_entity_and_its_neighbours() -> None:
    graph = nx.MultiDiGraph()
    for i in range(200):
        graph.add_edge("hub", f"leaf-{i:03}", key=f"h{i}", relation="uses")
        graph.add_edge(f"leaf-{i:03}", f"twig-{i:03}", key=f"t{i}", relation="uses")
    data = data_of(page(graph))
    entities = data["entities"]
    assert isinstance(entities, list)
    opening = data["opening"]
    assert isinstance(opening, list)
    names = {entities[i]["id"] for i, _, _ in opening}
    assert "hub" in names
    assert len(names) == 25
    assert not any(name.startswith("twig") for name in names)


def test_the_focus_is_what_the_page_opens_on(press: nx.MultiDiGraph) -> None:
    drawing = draw(payload(press), "kestrel")
    ids = [entity["id"] for entity in payload(press).entities]
    around = {"kestrel", *press.successors("kestrel"), *press.predecessors("kestrel")}
    assert {ids[i] for i in drawing.opening} == around


def test_an_unknown_focus_is_told_with_near_misses(press: nx.MultiDiGraph) -> None:
    with pytest.raises(UnknownName, match="did you mean 'northwind'"):
        page(press, focus="nothwind")


def test_a_graph_without_any_attributes_still_makes_a_page() -> None:
    graph = nx.MultiDiGraph([("a", "b"), (1, 2)])
    data = payload(graph)
    assert [entity["name"] for entity in data.entities] == ["1", "2", "a", "b"]
    assert page(graph)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "nonsense", None])
def test_a_confidence_that_is_no_number_does_not_break_the_data(value: object) -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", key="c", confidence=value, amount_value=value)
    assert data_of(page(graph))["claims"]


def test_a_long_name_is_cut_to_three_short_lines() -> None:
    assert wrap("Department of Homeland Security") == ["Department of", "Homeland Security"]
    lines = wrap("word " * 500)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert max(map(len, wrap("x" * 10_000))) < 30


def test_a_page_is_written_whole_or_not_at_all(press: nx.MultiDiGraph, tmp_path: Path) -> None:
    target = write_page(press, tmp_path / "page.html", title="One")
    with pytest.raises(OutputError, match="cannot write the page"):
        write_page(press, tmp_path / "no-such-folder" / "page.html")
    assert target.read_text(encoding="utf-8") == page(press, title="One")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
