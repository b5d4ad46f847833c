"""A small world of invented articles: two suppliers, four public bodies, a person who changes sides."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from kg.model import (
    Amount,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Period,
    Proposition,
    Qualifiers,
    Status,
)
from kg.store import Store, open_store

ENTITIES = {
    entity.id: entity for entity in (
        Entity("acme", Kind.COMPANY, "Acme Robotics", ("Acme", "Acme Robotics, Inc."), known=True),
        Entity("borealis", Kind.COMPANY, "Borealis Cloud", ("Borealis",)),
        Entity("carter-resale", Kind.COMPANY, "Carter Resale"),
        Entity("harbour-office", Kind.GOVERNMENT_BODY, "Harbour Office", known=True),
        Entity("coast-patrol", Kind.GOVERNMENT_BODY, "Coast Patrol", ("Patrol",), known=True),
        Entity("trade-board", Kind.GOVERNMENT_BODY, "Trade Board"),
        Entity("city-of-ostra", Kind.GOVERNMENT_BODY, "City of Ostra"),
        Entity("falcon", Kind.PRODUCT, "Falcon"),
        Entity("mira-lund", Kind.PERSON, "Mira Lund"),
        Entity("ole-berg", Kind.PERSON, "Ole Berg"),
        Entity("group-fishers", Kind.GROUP, "fishers", generic=True),
    )
}


PATROL = Attribution("the Patrol", "coast-patrol")
NOTHING = Qualifiers()


def article(name: str, source: str | None, published: date | None, *claims: dict[str, Any]) -> Extraction:
    """An article whose text is one sentence a claim; a claim's values are those of ``claim`` below."""
    sentences = [_sentence(values) for values in claims]
    document = Document(
        f"https://{name}.example/", name, " ".join(sentences), title=f"The {name} story", source=source,
        url=f"https://{name}.example/", published=published,
    )
    made, start = [], 0
    for values, sentence in zip(claims, sentences, strict=True):
        made.append(_claim(document, start, start + len(sentence), **values))
        start += len(sentence) + 1
    ids = {id for claim in made for id in (claim.proposition.subject, claim.proposition.object)}
    ids |= {partner for claim in made for partner in claim.qualifiers.through if partner in ENTITIES}
    return Extraction(document, tuple(ENTITIES[id] for id in sorted(ids)), tuple(made))


def claim(subject: str, relation: str, object: str, status: Status = Status.ASSERTED, **more: Any) -> dict[str, Any]:
    return {"subject": subject, "relation": relation, "object": object, "status": status, **more}


def articles() -> Iterator[Extraction]:
    yield article(
        "courier", "The Courier", date(2024, 3, 1),
        claim("harbour-office", "oversees", "coast-patrol"),
        claim(
            "acme", "suppliesTo", "coast-patrol", confidence=0.75, extractor="patterns/1",
            qualifiers=Qualifiers(
                amount=Amount("$1.10 million", Decimal("1100000"), "USD"), product="patrol drones", program="Gull",
                date=Period("in May 2023", date(2023, 5, 1), date(2023, 5, 31)), through=("carter-resale", "a dealer"),
            ),
        ),
        claim("borealis", "suppliesTo", "coast-patrol"),
        claim("coast-patrol", "surveils", "group-fishers", Status.DENIED, attribution=PATROL),
    )
    yield article(
        "ledger", "The Ledger", date(2025, 6, 1),
        claim("acme", "suppliesTo", "coast-patrol"),
        claim("acme", "suppliesTo", "city-of-ostra"),
        claim("acme", "makes", "falcon"),
        claim("coast-patrol", "uses", "falcon", Status.ALLEGED, attribution=Attribution("leaked papers")),
        claim("trade-board", "investigates", "borealis"),
        claim("trade-board", "awardsContractTo", "borealis"),
        claim("mira-lund", "formerlyWorkedFor", "acme"),
        claim("mira-lund", "worksFor", "trade-board"),
        claim("ole-berg", "worksFor", "acme"),
    )
    yield article(
        "gazette", None, None,
        claim("borealis", "suppliesTo", "coast-patrol", Status.DENIED),
        claim("borealis", "partnersWith", "acme"),
        claim("borealis", "suppliesTo", "trade-board", Status.PLANNED),
    )


def store() -> Store:
    """All articles in a store in memory."""
    kept = open_store(":memory:")
    list(kept.put_many(articles()))
    return kept


def _sentence(values: dict[str, Any]) -> str:
    subject, object = ENTITIES[values["subject"]].name, ENTITIES[values["object"]].name
    return f"{subject} – {values['relation']}, it is said – {object}."


def _claim(
    document: Document, start: int, end: int, *, subject: str, relation: str, object: str, status: Status,
    attribution: Attribution | None = None, qualifiers: Qualifiers = NOTHING, confidence: float = 1.0,
    extractor: str = "",
) -> Claim:
    return Claim(
        document.id, Proposition(subject, relation, object), status, (Evidence.of(document, start, end),), attribution,
        qualifiers, confidence, extractor,
    )
