"""Words on lines: they have room where the boxes stand, in the layout and on the screen."""

import random
from typing import Any

import networkx as nx
import pytest

from kg.view.data import payload
from kg.view.layout import layout, overlaps
from kg.view.network import draw
from kg.view.room import Words, without_room

Open = Any
Case = tuple[list[tuple[int, int]], list[Words]]

LINE = 16


def words(pairs: list[tuple[int, int]], width: int = 120, height: int = LINE) -> list[Words]:
    return [Words(a, b, width, height, curved=(b, a) in pairs) for a, b in pairs]


def tree(n: int) -> Case:
    chance = random.Random(n)
    return [(chance.randint(80, 200), chance.choice([34, 52])) for _ in range(n)], words(
        [(chance.randrange(i), i) for i in range(1, n)]
    )


CASES: dict[str, Case] = {
    "two": ([(190, 52), (114, 34)], words([(0, 1)], 150)),
    "there and back": ([(190, 52), (114, 34)], words([(0, 1), (1, 0)], 150, 2 * LINE)),
    "chain": ([(190, 52)] * 7, words([(i, i + 1) for i in range(6)], 160)),
    "star": ([(150, 34)] * 13, words([(0, i) for i in range(1, 13)])),
    "ring": ([(150, 34)] * 9, words([(i, (i + 1) % 9) for i in range(9)])),
    "all with all": ([(150, 52)] * 5, words([(a, b) for a in range(5) for b in range(a)])),
    "wheel": ([(150, 34)] * 8, words([(0, i) for i in range(1, 8)] + [(i, i % 7 + 1) for i in range(1, 8)])),
    "ladder": ([(120, 34)] * 12, words([(i, i + 2) for i in range(10)] + [(i, i + 1) for i in range(0, 12, 2)])),
    "two parts": ([(190, 52)] * 8, words([(0, 1), (1, 2), (4, 5), (5, 6), (6, 7)])),
    **{f"tree of {n}": tree(n) for n in (10, 16, 24)},
}


@pytest.mark.parametrize("case", CASES)
def test_every_line_has_room_for_its_words_and_no_box_covers_another(case: str) -> None:
    boxes, said = CASES[case]
    points = layout(boxes, [(some.a, some.b) for some in said], said)
    assert without_room(points, boxes, said) == 0
    assert overlaps(boxes, points) == []
    assert layout(boxes, [(some.a, some.b) for some in said], said) == points


def test_want_of_room_is_noticed() -> None:
    side_by_side = [(100, 40), (100, 40)]
    said = words([(0, 1)], 80)
    assert without_room([(0, 0), (160, 0)], side_by_side, said) == 1
    assert without_room([(0, 0), (200, 0)], side_by_side, said) == 0
    assert without_room([(0, 0), (0, 80)], side_by_side, said) == 0
    assert without_room([(0, 0), (200, 0), (100, 10)], [*side_by_side, (90, 30)], said) == 1
    crossing = words([(0, 1), (2, 3)], 80)
    assert without_room([(0, 0), (190, 0), (95, -50), (95, 50)], [(100, 40)] * 4, crossing) == 1


def test_without_room_for_words_these_boxes_would_stand_too_close() -> None:
    boxes, said = CASES["chain"]
    assert without_room(layout(boxes, [(some.a, some.b) for some in said]), boxes, said) > 0


def test_a_tangle_does_not_blow_up_for_words_that_cannot_all_have_room() -> None:
    chance = random.Random(3)
    boxes = [(chance.randint(80, 200), 34) for _ in range(60)]
    pairs = sorted({(a, b) for _ in range(180) if (a := chance.randrange(60)) < (b := chance.randrange(60))})

    def wide(points: list[tuple[int, int]]) -> int:
        return max(x for x, _ in points) - min(x for x, _ in points)

    plain, roomy = layout(boxes, pairs), layout(boxes, pairs, words(pairs))
    assert overlaps(boxes, roomy) == []
    assert wide(roomy) <= 1.8 * wide(plain)


def agency() -> nx.MultiDiGraph:
    """An agency between its maker of software and those it is said to watch: wide boxes, words that deny."""
    graph = nx.MultiDiGraph()
    names = {
        "agency": "Coastal and Harbour Enforcement", "office": "Department of Inner Affairs", "maker": "Northwind",
        "cloud": "Skylark", "people": "sailors", "house": "Parliament", "bench": "courts",
        "cabinet": "ministers’ council",
    }
    for id, name in names.items():
        graph.add_node(id, name=name, kind="GovernmentBody")
    rows = [
        ("agency", "surveils", "people", "denied"), ("agency", "uses", "maker", "denied"),
        ("agency", "uses", "cloud", "alleged"), ("maker", "makes", "cloud", "asserted"),
        ("maker", "supplies to", "office", "asserted"), ("office", "oversees", "agency", "asserted"),
        ("maker", "lobbies", "house", "asserted"), ("maker", "lobbies", "bench", "asserted"),
        ("maker", "lobbies", "cabinet", "planned"), ("agency", "worked with", "house", "ended"),
    ]
    for number, (a, label, b, status) in enumerate(rows):
        graph.add_edge(a, b, key=f"c{number}", relation=label, label=label, status=status, document="d")
    return graph


def covering(reader: Any) -> list[tuple[str, str]]:
    drawn = reader.page.evaluate("kg.words()")
    things = [*drawn, *reader.page.evaluate("kg.boxes()")]
    return [(p["text"], q.get("text", q["id"])) for k, p in enumerate(drawn) for q in things[k + 1 :] if cover(p, q)]


def cover(p: dict[str, float], q: dict[str, float]) -> bool:
    wide, high = (p["width"] + q["width"]) / 2, (p["height"] + q["height"]) / 2
    return abs(p["x"] - q["x"]) < wide and abs(p["y"] - q["y"]) < high


def test_no_word_on_a_line_is_under_a_box_or_another_word(open_page: Open) -> None:
    reader = open_page(agency())
    drawn = {some["text"] for some in reader.page.evaluate("kg.words()")}
    assert {"✕ denied: surveils", "✕ denied: uses", "? alleged: uses", "→ planned: lobbies"} <= drawn
    assert len(reader.page.evaluate("kg.words()")) == 10
    assert covering(reader) == []


@pytest.mark.parametrize("focus", [None, "northwind", "border-agency", "kestrel"])
def test_every_line_that_is_more_than_a_plain_statement_shows_its_word(
    press: nx.MultiDiGraph, open_page: Open, focus: str | None
) -> None:
    reader = open_page(press, **({"focus": focus} if focus else {}))
    drawn = {some["id"]: some["text"] for some in reader.page.evaluate("kg.words()")}
    lines = reader.page.evaluate("kg.lines()")
    assert any(line["dashes"] for line in lines)
    for line in lines:
        if line["dashes"]:
            assert drawn[line["id"]].split(":")[0] == line["label"].split(":")[0]
    assert covering(reader) == []


def test_the_words_of_a_chosen_pair_are_whole_and_follow_a_moved_box(open_page: Open) -> None:
    reader = open_page(agency(), hash="#pair=agency,maker")
    [before] = reader.page.evaluate("kg.words()")
    assert before["text"] == "✕ denied: uses"
    spot = reader.page.evaluate("kg.place('maker')")
    reader.page.mouse.move(spot["x"], spot["y"])
    reader.page.mouse.down()
    reader.page.mouse.move(spot["x"] + 60, spot["y"] - 90, steps=5)
    reader.page.mouse.up()
    reader.page.wait_for_timeout(300)
    after = [some for some in reader.page.evaluate("kg.words()") if some["text"] == before["text"]]
    assert after[0]["y"] < before["y"] - 20
    assert covering(reader) == []


def test_the_layout_knows_the_words_that_the_page_writes(press: nx.MultiDiGraph, open_page: Open) -> None:
    graph = nx.MultiDiGraph(press)
    graph.add_edge("orbit", "halcyon", key="odd", relation="uses", label="uses", status="rumoured")
    # One statement comes before two accusations.
    for key, relation, status in (("x", "uses", "alleged"), ("y", "uses", "alleged"), ("z", "makes", "asserted")):
        graph.add_edge("northwind", "halcyon", key=key, relation=relation, label=relation, status=status)
    values = payload(graph)
    said = {(edge["from"], edge["to"]): edge["label"] for edge in draw(values).edges}
    id = [entity["id"] for entity in values.entities]
    compared = set()
    for focus in ("northwind", "border-agency", "halcyon", "meridian"):
        for pair, line in open_page(graph, focus=focus).lines().items():
            assert said[id.index(pair[0]), id.index(pair[1])] == line["label"]
            compared.add(pair)
    assert len(compared) > 30
