"""A process that puts articles into a store and prints each one it has kept; tests kill it."""

import sys
from datetime import date

from kg.model import Extraction
from kg.store import Store
from kg.store.embedded import Disk
from tests.store.articles import article, lineage, said


def version(number: int, edition: int) -> Extraction:
    """Edition of an article: every odd one says something else."""
    claims = [said(f"company{number % 5}", "suppliesTo", "ice"), said("ice", "uses", f"product{number % 7}")]
    if edition % 2:
        claims = [said(f"company{number % 5}", "suppliesTo", "hsi", "asserted"), *claims[1:]]
    return article(f"a{number}", *claims, extra="filler " * 200 + str(edition))


def main(folder: str) -> None:
    from pathlib import Path

    with Store(Disk(Path(folder)), lineage=lineage, today=lambda: date(2026, 1, 1)) as store:
        for edition in range(1000):
            for number in range(20):
                store.put(version(number, edition))
                print(number, edition, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
