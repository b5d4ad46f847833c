"""The entity kinds, their BIO labels, and sets of labels that a corpus leaves open.

A corpus seldom says as much as we ask. What it leaves open is a set of permitted labels at a token, and the
loss is taken over the sum of their probabilities: "ORG" permits three kinds, an unmarked word permits O and
every kind that the corpus does not annotate. A set of labels is a bit mask, so that a window is a list of integers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

KINDS = (
    "Company",
    "GovernmentBody",
    "State",
    "Organization",
    "Person",
    "Product",
    "Program",
    "Law",
    "Place",
    "Money",
    "Date",
)
LABELS = ("O", *(prefix + kind for kind in KINDS for prefix in ("B-", "I-")))
ANY = (1 << len(LABELS)) - 1

BODY = frozenset({"Company", "GovernmentBody", "Organization"})
SPOT = frozenset({"Place", "State"})
# What CoNLL calls MISC: some of it is ours, most of it (events, peoples, works of art) is not.
OTHER = frozenset({"O", "Product", "Program", "Law"})

Span = tuple[int, int, frozenset[str]]


def only(kind: str) -> frozenset[str]:
    """The set of one kind."""
    return frozenset({kind})


def masks(length: int, entities: Iterable[Span], open_kinds: Iterable[str]) -> list[int]:
    """The permitted labels of each token of a sentence.

    >>> [bin(m) for m in masks(2, [(0, 1, only("Company"))], ())]
    ['0b10', '0b1']
    """
    outside = _bits(["O", *(p + kind for kind in open_kinds for p in ("B-", "I-"))])
    permitted = [outside] * length
    for start, end, kinds in entities:
        named = [kind for kind in kinds if kind != "O"]
        empty = outside if "O" in kinds else 0
        permitted[start] = _bits("B-" + kind for kind in named) | empty
        for position in range(start + 1, end):
            permitted[position] = _bits("I-" + kind for kind in named) | empty
    return permitted


def spans(labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """The entities of a BIO sequence.

    >>> spans(["B-LOC", "O", "B-ORG", "I-ORG"])
    [(0, 1, 'LOC'), (2, 4, 'ORG')]
    """
    found: list[tuple[int, int, str]] = []
    start = -1
    for position, label in enumerate([*labels, "O"]):
        if start >= 0 and label != "I-" + labels[start][2:]:
            found.append((start, position, labels[start][2:]))
            start = -1
        if label.startswith("B-") or (label.startswith("I-") and start < 0):
            start = position
    return found


def _bits(labels: Iterable[str]) -> int:
    mask = 0
    for label in labels:
        mask |= 1 << LABELS.index(label)
    return mask
