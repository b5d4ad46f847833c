"""Room for words: each line between two boxes gets a stretch where its words cover neither a box nor other words."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Apart = Callable[[Floats], Floats]

STEPS = 60
ROUNDS = 48
# Beyond this many lines a drawing cannot hold all words; the first ones get their room.
MOST = 60
# What stays free around words, so that a piece of the line and its arrow are seen on either side.
MARGIN = (16.0, 10.0)
BETWEEN = 3.0
ROUNDNESS = 0.18


@dataclass(frozen=True, slots=True)
class Words:
    """The words on the line from one box to another, by place of the boxes, and how large they are."""

    a: int
    b: int
    width: float
    height: float
    curved: bool = False


@dataclass(frozen=True, slots=True)
class _Crowd:
    """Words that have no room: where they hurt least and what is in their way there."""

    words: Words
    spot: Floats | None
    boxes: list[int]


def make_room(centres: Floats, sizes: Floats, words: Sequence[Words], apart: Apart) -> Floats:
    """The centres moved until all words have room, or as many as some rounds of pushing can give it to.

    ``apart`` is what keeps boxes from covering each other; the result has been through it.
    """
    words = [some for some in words if some.a != some.b][:MOST]
    best, fewest, now = centres, len(words) + 1, centres
    for turn in range(ROUNDS):
        crowds = _crowds(now, sizes, words)
        if len(crowds) < fewest:
            best, fewest = now, len(crowds)
        if not crowds:
            break
        # Boxes keep their size when the sheet grows: what pushing alone cannot solve, a larger sheet can.
        moved = now * 1.05 if turn % 6 == 5 else now.copy()
        for crowd in crowds:
            _ease(moved, sizes, crowd)
        now = apart(np.round(moved, 3))
    return best


def without_room(centres: Sequence[tuple[int, int]], boxes: Sequence[tuple[int, int]], words: Sequence[Words]) -> int:
    """How many of the words cannot stand on their line without covering a box or words that stand already."""
    at = np.array(centres, dtype=np.float64).reshape(-1, 2)
    return len(_crowds(at, np.array(boxes, dtype=np.float64).reshape(-1, 2), words, (4.0, 4.0)))


def _crowds(
    centres: Floats, sizes: Floats, words: Sequence[Words], margin: tuple[float, float] = MARGIN
) -> list[_Crowd]:
    taken: list[tuple[Floats, Floats]] = []
    crowds: list[_Crowd] = []
    for some in words:
        half = np.array([some.width, some.height]) / 2
        line = _line(centres, some)
        covered = _covers(line, half + np.array(margin), centres, sizes / 2)
        free = np.nonzero(~covered[:, [some.a, some.b]].any(axis=1))[0]
        if not len(free):
            crowds.append(_Crowd(some, None, []))
            continue
        if taken:
            beside = [(spot, extent + BETWEEN) for spot, extent in taken]
            spots, extents = (np.array([pair[k] for pair in beside]) for k in (0, 1))
            words_hit = _covers(line, half, spots, extents).sum(axis=1)
        else:
            words_hit = np.zeros(len(line), dtype=np.int64)
        hits = covered.sum(axis=1) * 2 + words_hit
        middle = float(free.mean())
        chosen = min((int(k) for k in free), key=lambda k: (int(hits[k]), abs(k - middle), k))
        if hits[chosen]:
            crowds.append(_Crowd(some, line[chosen], [int(i) for i in np.nonzero(covered[chosen])[0]]))
        else:
            taken.append((line[chosen], half))
    return crowds


def _line(centres: Floats, words: Words) -> Floats:
    start, end = centres[words.a], centres[words.b]
    t = (np.arange(STEPS + 1) / STEPS)[:, None]
    if not words.curved:
        return np.asarray(start + (end - start) * t, dtype=np.float64)
    # The bend of vis-network's clockwise curve, for pairs that have a line in each direction.
    dx, dy = float(end[0] - start[0]), float(start[1] - end[1])
    share = ROUNDNESS * 0.5 + 0.5
    angle, reach = math.atan2(dy, dx) + share * math.pi, share * math.hypot(dx, dy)
    bend = start + np.array([reach * math.sin(angle), reach * math.cos(angle)])
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end, dtype=np.float64)


def _covers(spots: Floats, half: Floats, centres: Floats, halves: Floats) -> NDArray[np.bool_]:
    gap = np.abs(spots[:, None, :] - centres[None, :, :]) - halves[None, :, :] - half
    return np.asarray((gap < 0).all(axis=2), dtype=np.bool_)


def _ease(centres: Floats, sizes: Floats, crowd: _Crowd) -> None:
    words = crowd.words
    room = np.array([words.width + 2 * MARGIN[0], words.height + 2 * MARGIN[1]])
    if crowd.spot is None:
        wanted = (sizes[words.a] + sizes[words.b]) / 2 + room + 2
        _part(centres, words, wanted)
    elif not crowd.boxes:
        # Only other words are in the way: a longer line gives these somewhere else to stand.
        away = centres[words.b] - centres[words.a]
        step = away / max(float(np.hypot(*away)), 1.0) * 8
        centres[words.a] -= step
        centres[words.b] += step
    for i in crowd.boxes:
        _aside(centres, sizes, i, crowd.spot if crowd.spot is not None else centres[i], room)


def _part(centres: Floats, words: Words, wanted: Floats) -> None:
    # Side by side or one above the other, whatever is less to move.
    away = centres[words.b] - centres[words.a]
    lacking = wanted - np.abs(away)
    axis = 0 if lacking[0] < lacking[1] else 1
    step = math.copysign(min(max(float(lacking[axis]), 0.0) / 2 + 1, 60.0), float(away[axis]))
    centres[words.a, axis] -= step
    centres[words.b, axis] += step


def _aside(centres: Floats, sizes: Floats, i: int, spot: Floats, room: Floats) -> None:
    away = centres[i] - spot
    lacking = (sizes[i] + room) / 2 - np.abs(away)
    axis = 0 if lacking[0] < lacking[1] else 1
    centres[i, axis] += math.copysign(max(float(lacking[axis]), 0.0) + 1, float(away[axis]))
