"""Layout: where the boxes of a graph stand, the same on every machine, none upon another."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kg.view.room import Words, make_room

Floats = NDArray[np.float64]
Box = tuple[int, int]
Point = tuple[int, int]

# Room around each box up to a number of boxes: where there are few, the words on the lines are shown.
GAPS = ((16, 56.0, 44.0), (40, 36.0, 30.0), (10**9, 26.0, 22.0))
ASPECT = 1.2


def layout(boxes: Sequence[Box], links: Iterable[tuple[int, int]], words: Sequence[Words] = ()) -> list[Point]:
    """The centre of each box: linked ones near each other, none overlapping, whole pixels, room for words on lines.

    Stress majorisation (Gansner, Koren, North 2004) per connected part; the parts stand on shelves, largest first.
    """
    pairs = sorted({(min(a, b), max(a, b)) for a, b in links if a != b})
    parts = [_part(part, boxes, pairs, words) for part in _components(len(boxes), pairs)]
    points: list[Point] = [(0, 0)] * len(boxes)
    for members, centres in _shelves(parts, boxes):
        for member, (x, y) in zip(members, centres, strict=True):
            points[member] = (round(float(x)), round(float(y)))
    return points


def overlaps(boxes: Sequence[Box], points: Sequence[Point]) -> list[tuple[int, int]]:
    """The pairs of boxes that cover each other at the given centres."""
    size = np.array(boxes, dtype=np.float64).reshape(-1, 2)
    return _collisions(np.array(points, dtype=np.float64).reshape(-1, 2), size)


def _part(
    members: list[int], boxes: Sequence[Box], pairs: list[tuple[int, int]], words: Sequence[Words]
) -> tuple[list[int], Floats]:
    index = {member: i for i, member in enumerate(members)}
    links = [(index[a], index[b]) for a, b in pairs if a in index]
    size = np.array([boxes[m] for m in members], dtype=np.float64)
    padded = size + np.array(_gap(len(boxes)))
    centres = _apart(_spread(_stress(_distances(len(members), links)), padded), padded)
    inside = [replace(some, a=index[some.a], b=index[some.b]) for some in words if some.a in index]
    return members, make_room(centres, size, inside, lambda moved: _apart(moved, padded)) if inside else centres


def _gap(n: int) -> tuple[float, float]:
    return next((x, y) for most, x, y in GAPS if n <= most)


def _spread(centres: Floats, padded: Floats) -> Floats:
    # A sheet some times as large as its boxes, wider than high: dense enough to be read as a whole.
    extent = np.maximum(centres.max(axis=0) - centres.min(axis=0), 0.8)
    room = 1.5 + 20 / (len(centres) + 8)
    high = math.sqrt(room * float((padded[:, 0] * padded[:, 1]).sum()) / ASPECT)
    x, y = high * ASPECT / float(extent[0]), high / float(extent[1])
    # Stretching one way more than this would tell lies about who is near whom.
    spread: Floats = centres * np.array([min(x, 2.4 * y), min(y, 1.2 * x)])
    return spread


def _components(n: int, pairs: list[tuple[int, int]]) -> list[list[int]]:
    root = list(range(n))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for a, b in pairs:
        root[max(find(a), find(b))] = min(find(a), find(b))
    parts: dict[int, list[int]] = {}
    for i in range(n):
        parts.setdefault(find(i), []).append(i)
    return sorted(parts.values(), key=lambda part: (-len(part), part[0]))


def _distances(n: int, links: list[tuple[int, int]]) -> Floats:
    neighbours: list[set[int]] = [set() for _ in range(n)]
    for a, b in links:
        neighbours[a].add(b)
        neighbours[b].add(a)
    far = np.full((n, n), float(10 * n))
    np.fill_diagonal(far, 0.0)
    for a, b in links:
        # Ends that share few neighbours stand further apart, so that a hub gets room for its leaves.
        apart = len(neighbours[a] ^ neighbours[b])
        far[a, b] = far[b, a] = 1.0 + 0.22 * math.sqrt(apart)
    for k in range(n):
        np.minimum(far, far[:, k, None] + far[None, k, :], out=far)
    return far


def _stress(far: Floats) -> Floats:
    n = len(far)
    steps = 160 if n <= 150 else 80
    centres = _scaled(far)
    with np.errstate(divide="ignore"):
        weight = np.where(far > 0, far**-2.0, 0.0)
    total = np.maximum(weight.sum(axis=1), 1e-12)
    for _ in range(steps):
        delta = centres[:, None, :] - centres[None, :, :]
        length = np.sqrt(delta[..., 0] ** 2 + delta[..., 1] ** 2)
        ratio = np.where(length > 1e-9, far / np.maximum(length, 1e-9), 0.0)
        wanted = (weight[..., None] * (centres[None, :, :] + delta * ratio[..., None])).sum(axis=1) / total[:, None]
        # Sums may differ in the last bit between processors; rounding keeps that from growing.
        centres = np.round(centres + 0.8 * (wanted - centres), 7)
    return centres if n > 1 else np.zeros((1, 2))


def _scaled(far: Floats) -> Floats:
    n = len(far)
    square = far**2
    centred = -0.5 * (square - square.mean(axis=0)[None, :] - square.mean(axis=1)[:, None] + square.mean())
    columns: list[Floats] = []
    for axis in range(2):
        vector = np.array([((i * 7919 + axis * 104729) % 1009) / 1009 - 0.5 for i in range(n)])
        for _ in range(50):
            for column in columns:
                vector = vector - column * float((column * vector).sum())
            vector = np.round((centred * vector[None, :]).sum(axis=1), 9)
            vector = vector / max(math.sqrt(float((vector**2).sum())), 1e-12)
        columns.append(vector)
    spread = float(far.max()) / 2
    # Leaves of one hub look alike to the scaling; a spiral keeps them from falling onto one point.
    spiral = [(math.cos(i * 2.399963) * 0.4, math.sin(i * 2.399963) * 0.4) for i in range(n)]
    start: Floats = np.round(np.stack(columns, axis=1) * spread * math.sqrt(n) / 2 + np.array(spiral), 6)
    return start


def _apart(centres: Floats, size: Floats) -> Floats:
    centres = centres.copy()
    for sweep in range(400):
        colliding = _collisions(centres, size)
        if not colliding:
            break
        if sweep and sweep % 60 == 0:
            centres *= 1.08
        for a, b in colliding:
            _push(centres, size, a, b)
    while _collisions(centres, size):
        centres = centres * 1.1 + np.array([[0.0, 0.5 * i] for i in range(len(centres))])
    return centres


def _push(centres: Floats, size: Floats, a: int, b: int) -> None:
    dx, dy = centres[b] - centres[a]
    over_x = (size[a, 0] + size[b, 0]) / 2 - abs(dx)
    over_y = (size[a, 1] + size[b, 1]) / 2 - abs(dy)
    if over_x <= 0 or over_y <= 0:
        return
    axis, over = (0, over_x) if over_x < over_y else (1, over_y)
    away = (dx, dy)[axis]
    step = math.copysign(over / 2 + 0.5, away if away else 1.0)
    centres[a, axis] -= step
    centres[b, axis] += step


def _collisions(centres: Floats, size: Floats) -> list[tuple[int, int]]:
    # From left to right, each box meets only those whose left edge comes before its right one.
    left, right = centres[:, 0] - size[:, 0] / 2, centres[:, 0] + size[:, 0] / 2
    order = np.argsort(left, kind="stable")
    ends = np.searchsorted(left[order], right[order], side="left")
    low, high = (centres[:, 1] - size[:, 1] / 2)[order], (centres[:, 1] + size[:, 1] / 2)[order]
    found: list[tuple[int, int]] = []
    for k, end in enumerate(ends):
        hits = np.nonzero((low[k + 1 : end] < high[k]) & (high[k + 1 : end] > low[k]))[0]
        found.extend((int(order[k]), int(order[k + 1 + hit])) for hit in hits)
    return sorted((min(pair), max(pair)) for pair in found)


def _shelves(parts: list[tuple[list[int], Floats]], boxes: Sequence[Box]) -> list[tuple[list[int], Floats]]:
    placed: list[tuple[list[int], Floats]] = []
    width = max((_extent(part, boxes)[1][0] for part in parts), default=0.0) or 1.0
    gap_x, gap_y = _gap(len(boxes))
    x = y = tall = 0.0
    for part in parts:
        low, (wide, high) = _extent(part, boxes)
        if x and x + wide > width:
            x, y, tall = 0.0, y + tall + gap_y, 0.0
        placed.append((part[0], part[1] - low + np.array([x, y])))
        x, tall = x + wide + gap_x, max(tall, high)
    middle = np.array([width / 2, (y + tall) / 2])
    return [(members, centres - middle) for members, centres in placed]


def _extent(part: tuple[list[int], Floats], boxes: Sequence[Box]) -> tuple[Floats, tuple[float, float]]:
    half = np.array([boxes[m] for m in part[0]], dtype=np.float64) / 2
    low, high = (part[1] - half).min(axis=0), (part[1] + half).max(axis=0)
    return low, (float(high[0] - low[0]), float(high[1] - low[1]))
