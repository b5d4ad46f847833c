"""Scores of heads and of labels → the best tree, the best sequence; greedy where that is already exact."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating]
Numbers = npt.NDArray[np.int64]


def best_tree(scores: Floats) -> Numbers:
    """The heads of the best tree with one root; ``scores[i, 0]`` is token i as root, ``[i, j + 1]`` under token j.

    Heads count from 1, 0 is the root, as in CoNLL-U.

    >>> best_tree(np.array([[1.0, 0.0, 9.0], [2.0, 6.0, 0.0]])).tolist()
    [2, 0]
    """
    scores = np.array(scores, dtype=np.float64)
    tokens = np.arange(len(scores))
    scores[tokens, tokens + 1] = -np.inf
    heads: Numbers = scores.argmax(1)
    if _is_tree(heads):
        return heads
    # Each root costs more than all the rest can win: the best tree has the one root that every tree needs.
    finite = scores[np.isfinite(scores)]
    square = np.full((len(scores) + 1, len(scores) + 1), -np.inf)
    square[1:] = scores
    square[1:, 0] -= (finite.max() - finite.min() + 1) * (len(scores) + 1)
    return np.array(_arborescence(square)[1:], dtype=np.int64)


def best_labels(scores: Floats, labels: Sequence[str]) -> list[int]:
    """The best BIO sequence, Viterbi over the legal transitions; ``scores[i, k]`` is label k's log-probability at i.

    >>> best_labels(np.log([[0.1, 0.8, 0.1], [0.3, 0.1, 0.6]]), ["O", "B-Person", "I-Person"])
    [1, 2]
    >>> best_labels(np.log([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]), ["O", "B-Person", "I-Person"])
    [1, 2]
    """
    greedy = [int(k) for k in scores.argmax(1)]
    if all(_follows(labels[a], labels[b]) for a, b in zip([labels.index("O"), *greedy], greedy, strict=False)):
        return greedy
    legal = np.array([[0.0 if _follows(a, b) else -np.inf for b in labels] for a in labels])
    best = scores[0] + legal[labels.index("O")]
    back: list[npt.NDArray[np.intp]] = []
    for row in scores[1:]:
        routes = best[:, None] + legal
        back.append(routes.argmax(0))
        best = routes.max(0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def _follows(before: str, after: str) -> bool:
    return not after.startswith("I-") or before[2:] == after[2:]


def _is_tree(heads: Numbers) -> bool:
    if np.count_nonzero(heads == 0) != 1:
        return False
    # Pointer doubling: after log2(n) rounds each token points to its ancestor n steps up, the root in a tree.
    ancestors = np.concatenate([[0], heads])
    for _ in range(len(heads).bit_length()):
        ancestors = ancestors[ancestors]
    return not ancestors.any()


def _arborescence(scores: npt.NDArray[np.float64]) -> list[int]:
    """Chu-Liu/Edmonds: the heads of the best arborescence from node 0; ``scores[i, j]`` is j as head of i."""
    size = len(scores)
    heads = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return [int(head) for head in heads]
    outside = np.array([node for node in range(size) if node not in cycle])
    ring = np.array(sorted(cycle))
    # The cycle becomes one node, the last; entering it at a node breaks that node's arc.
    smaller = np.full((len(outside) + 1, len(outside) + 1), -np.inf)
    smaller[:-1, :-1] = scores[np.ix_(outside, outside)]
    leaving = scores[np.ix_(outside, ring)]
    smaller[:-1, -1] = leaving.max(1)
    entering = scores[np.ix_(ring, outside)] - scores[ring, heads[ring]][:, None]
    smaller[-1, :-1] = entering.max(0)
    solved = _arborescence(smaller)
    result = [int(head) for head in heads]
    for index in range(1, len(outside)):
        head = solved[index]
        result[outside[index]] = int(ring[leaving[index].argmax()] if head == len(outside) else outside[head])
    source = solved[-1]
    result[int(ring[entering[:, source].argmax()])] = int(outside[source])
    return result


def _cycle(heads: npt.NDArray[np.intp]) -> set[int]:
    colour = [0] * len(heads)
    colour[0] = 2
    for start in range(1, len(heads)):
        path = []
        node = start
        while colour[node] == 0:
            colour[node] = 1
            path.append(node)
            node = int(heads[node])
        if colour[node] == 1:
            return set(path[path.index(node) :])
        for seen in path:
            colour[seen] = 2
    return set()
