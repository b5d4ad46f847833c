"""What `kg ask` costs: every named question over synthetic articles in a store on disk.

    python benchmarks/ask.py 1000 10000

An article has 8 claims between 6 entities; a fifth of the claims are alleged, denied, planned or ended. Bodies and
companies are drawn with a skew, as in news: few are in most articles. Milliseconds are processor time of the one
thread that asks.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median

from kg import queries
from kg.model import (
    Amount,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Proposition,
    Qualifiers,
    Status,
)
from kg.store import Store
from kg.store.embedded import Disk
from kg.store.profile import Profile

GIVEN = {"body": "body-40", "company": "company-40", "entity": "company-40", "someone": "person-40", "one": "body-40",
         "other": "body-5", "outlet": "Outlet 3"}
RELATIONS = {
    (Kind.COMPANY, Kind.GOVERNMENT_BODY): ("suppliesTo", "lobbies", "sues"),
    (Kind.GOVERNMENT_BODY, Kind.COMPANY): ("awardsContractTo", "awardsContractTo", "investigates"),
    (Kind.GOVERNMENT_BODY, Kind.PRODUCT): ("uses",),
    (Kind.COMPANY, Kind.PRODUCT): ("makes",),
    (Kind.COMPANY, Kind.COMPANY): ("partnersWith", "acquires", "suppliesTo", "criticizes"),
    (Kind.PERSON, Kind.GOVERNMENT_BODY): ("leads", "worksFor", "formerlyWorkedFor", "criticizes"),
    (Kind.PERSON, Kind.COMPANY): ("leads", "worksFor", "formerlyWorkedFor"),
    (Kind.GOVERNMENT_BODY, Kind.GOVERNMENT_BODY): ("sharesDataWith",),
}
STATUSES = [Status.ASSERTED] * 16 + [Status.ALLEGED, Status.DENIED, Status.PLANNED, Status.ENDED]
KINDS = {"company": (Kind.COMPANY, 800), "body": (Kind.GOVERNMENT_BODY, 300), "product": (Kind.PRODUCT, 800),
         "person": (Kind.PERSON, 3000)}


def lineage(id: str) -> Sequence[Profile]:
    """Bodies in threes: body-4, body-5 and body-6 stand below body-1."""
    kind, _, number = id.rpartition("-")
    if kind != "body":
        return ()
    parent = f"body-{(int(number) - 1) // 3}" if int(number) > 3 else None
    own = Profile(id, Kind.GOVERNMENT_BODY, f"Body {number}", frozenset({f"B{number}"}), known=True, parent=parent)
    return (own, *(lineage(parent) if parent else ()))


def articles(number: int) -> Iterator[Extraction]:
    """Synthetic articles, always the same ones."""
    draw = random.Random(1)
    for each in range(number):
        yield article(each, draw)


def article(number: int, draw: random.Random) -> Extraction:
    kinds = ("company", "company", "body", "body", "product", "person")
    ids = list(dict.fromkeys(_drawn(kind, draw) for kind in kinds))
    sentence = "In a statement on Tuesday the company said that the agency had agreed to the work. "
    text = sentence * 40
    document = Document(
        f"https://example.org/{number}", f"a{number}", text, f"Article {number}", f"Outlet {number % 40}",
        published=date(2012 + number % 14, 1 + number % 12, 1 + number % 28),
    )
    claims = {}
    while len(claims) < 8:
        claim = _claim(document, *draw.sample(ids, 2), len(claims) * len(sentence), len(sentence) - 1, draw)
        if claim:
            claims[claim.id] = claim
    entities = tuple(Entity(id, KINDS[id.partition("-")[0]][0], id.replace("-", " ").title(),
                            known=id.startswith("body")) for id in ids)
    return Extraction(document, entities, tuple(claims.values()))


def _drawn(kind: str, draw: random.Random) -> str:
    return f"{kind}-{int(KINDS[kind][1] * draw.random() ** 3) + 1}"


def _claim(
    document: Document, subject: str, object: str, start: int, length: int, draw: random.Random
) -> Claim | None:
    relations = RELATIONS.get((KINDS[subject.partition("-")[0]][0], KINDS[object.partition("-")[0]][0]))
    if not relations:
        return None
    value = draw.randrange(1, 9_000) * 100_000
    qualifiers = Qualifiers(Amount(f"${value:,}", Decimal(value), "USD")) if draw.random() < 0.2 else Qualifiers()
    return Claim(
        document.id, Proposition(subject, draw.choice(relations), object), draw.choice(STATUSES),
        (Evidence.of(document, start, start + length),), Attribution("a spokesman") if draw.random() < 0.5 else None,
        qualifiers, 0.9, "benchmark-1",
    )


def main() -> None:
    for number in map(int, sys.argv[1:] or ["1000"]):
        with tempfile.TemporaryDirectory() as folder:
            measure(number, Path(folder) / "store")


def measure(number: int, folder: Path) -> None:
    store = Store(Disk(folder), lineage=lineage)
    whole = list(articles(number))
    start = time.thread_time()
    for _ in store.put_many(whole[:-200]):
        pass
    many = (time.thread_time() - start) * 1000 / max(1, number - 200)
    singles = []
    for extraction in whole[-200:]:
        start = time.thread_time()
        store.put(extraction)
        singles.append((time.thread_time() - start) * 1000)
    print(f"{number} articles: put_many {many:.1f} ms an article, put {median(singles):.1f} ms (median)")
    for name in queries.names():
        # Everybody who ever changed sides makes 250,000 rows of synthetic people.
        asked = [p for p in queries.load(name).parameters if not p.optional or p.name == "someone"]
        wanted = {parameter.name: GIVEN[parameter.name] for parameter in asked}
        times = []
        for _ in range(2):
            start = time.thread_time()
            rows = queries.ask(store, name, **wanted).rows
            times.append((time.thread_time() - start) * 1000)
        print(f"{name:28} {min(times):8.1f} ms {len(rows):7} rows", flush=True)
    store.close()


if __name__ == "__main__":
    main()
