"""Names of the project's register, by kind."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from training.labels import KINDS

REGISTER = Path(__file__).parent.parent / "ontology" / "register"


@lru_cache(maxsize=1)
def names_by_kind() -> dict[str, list[str]]:
    """The names of the register by kind, acronyms among them."""
    names: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for path in sorted(REGISTER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                if row.get("kind") in names:
                    known = {row["name"], *row["names"].split("|"), row["acronym"]} - {"", None}
                    names[row["kind"]].extend(sorted(known))
    return names


@lru_cache(maxsize=1)
def kinds_by_name() -> dict[str, frozenset[str]]:
    """The kinds that a name has in the register."""
    kinds: dict[str, set[str]] = {}
    for kind, names in names_by_kind().items():
        for name in names:
            kinds.setdefault(name, set()).add(kind)
    return {name: frozenset(kinds) for name, kinds in kinds.items()}
