"""Layout: no box covers another, whatever the graph, and the same graph always stands the same way."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.view.layout import layout, overlaps


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_box_covers_another(data: st.DataObject) -> None:
    boxes = data.draw(st.lists(st.tuples(st.integers(20, 260), st.integers(20, 90)), max_size=30))
    ends = st.integers(0, max(len(boxes) - 1, 0))
    links = data.draw(st.lists(st.tuples(ends, ends), max_size=60)) if boxes else []
    points = layout(boxes, links)
    assert len(points) == len(boxes)
    assert overlaps(boxes, points) == []


@pytest.mark.parametrize("n", [1, 2, 60, 300])
def test_a_star_a_chain_and_a_tangle_have_no_overlaps(n: int) -> None:
    chance = random.Random(n)
    boxes = [(chance.randint(80, 220), chance.choice([34, 52, 70])) for _ in range(n)]
    star = [(0, i) for i in range(1, n)]
    chain = [(i, i + 1) for i in range(n - 1)]
    tangle = [(chance.randrange(n), chance.randrange(n)) for _ in range(3 * n)]
    for links in (star, chain, tangle, []):
        assert overlaps(boxes, layout(boxes, links)) == []


def test_overlaps_are_noticed() -> None:
    assert overlaps([(100, 40), (100, 40)], [(0, 0), (90, 10)]) == [(0, 1)]
    assert overlaps([(100, 40), (100, 40)], [(0, 0), (100, 0)]) == []


def test_the_order_of_links_does_not_matter() -> None:
    boxes = [(120, 34)] * 12
    links = [(i, (i * 5 + 1) % 12) for i in range(12)]
    assert layout(boxes, links) == layout(boxes, [(b, a) for a, b in reversed(links)])


def test_linked_boxes_stand_nearer_than_strangers() -> None:
    boxes = [(120, 34)] * 20
    links = [(i, i + 1) for i in range(9)] + [(i, i + 1) for i in range(10, 19)] + [(0, 10)]
    points = layout(boxes, links)

    def apart(a: int, b: int) -> float:
        return ((points[a][0] - points[b][0]) ** 2 + (points[a][1] - points[b][1]) ** 2) ** 0.5

    assert max(apart(a, b) for a, b in links) < apart(9, 19)
