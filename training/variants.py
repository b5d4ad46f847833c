"""Annotated text with other names in it: from the register, of the same kind and shape.

"Palantir won the contract" teaches one company, with names exchanged it teaches what stands where a company stands.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

from training.annotations import Block
from training.register import names_by_kind

# Of persons the register knows too few; places, states and sums are told by their context as they are.
EXCHANGED = {"Company": 0.6, "GovernmentBody": 0.4, "Organization": 0.5, "Product": 0.6, "Program": 0.7, "Law": 0.7}


def variants(blocks: Iterable[Block], times: int, seed: int) -> Iterator[Block]:
    """`times` variants of each block that has a name to exchange."""
    chance = random.Random(seed)
    for block in blocks:
        if any(kind in EXCHANGED for _, _, kind in block.names):
            for _ in range(times):
                yield _varied(block, chance)


def _varied(block: Block, chance: random.Random) -> Block:
    text, names, position = "", [], 0
    exchanged: dict[str, str] = {}
    for start, end, kind in sorted(block.names):
        text += block.text[position:start]
        name = block.text[start:end]
        if kind in EXCHANGED and name not in exchanged:
            # The same name stays the same name throughout a text.
            exchanged[name] = _other(name, kind, chance) if chance.random() < EXCHANGED[kind] else name
        written = exchanged.get(name, name)
        names.append((len(text), len(text) + len(written), kind))
        text += written
        position = end
    return Block(block.document, 0, 0, text + block.text[position:], names)


def _other(name: str, kind: str, chance: random.Random) -> str:
    shape = _is_acronym(name)
    for _ in range(20):
        other = chance.choice(names_by_kind()[kind])
        if _is_acronym(other) == shape and abs(len(other.split()) - len(name.split())) < 3:
            return other.lower() if name.islower() else other.upper() if name.isupper() and not shape else other
    return name


def _is_acronym(name: str) -> bool:
    return name.isupper() and len(name) < 6
