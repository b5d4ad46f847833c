"""Small articles for tests, and a family of bodies that stands for the register."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from kg.model import (
    Amount,
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Mention,
    Period,
    Proposition,
    Qualifiers,
    Status,
)
from kg.store.profile import Profile

BODIES = {
    "dhs": Profile("dhs", Kind.GOVERNMENT_BODY, "Department of Homeland Security", frozenset({"DHS"}), known=True),
    "ice": Profile("ice", Kind.GOVERNMENT_BODY, "Immigration and Customs Enforcement", frozenset({"ICE"}), known=True,
                   parent="dhs"),
    "hsi": Profile("hsi", Kind.GOVERNMENT_BODY, "Homeland Security Investigations", frozenset({"HSI"}), known=True,
                   parent="ice"),
    "army": Profile("army", Kind.GOVERNMENT_BODY, "U.S. Army", known=True),
}
KINDS = {
    "azure": Kind.PRODUCT, "gotham": Kind.PRODUCT, "smith": Kind.PERSON, "jones": Kind.PERSON,
    "civilians": Kind.GROUP, "aclu": Kind.ORGANIZATION, "congress": Kind.GOVERNMENT_BODY, "jedi": Kind.PROGRAM,
}


def lineage(id: str) -> Sequence[Profile]:
    """A body of the family, then those above it."""
    body = BODIES.get(id)
    return () if body is None else (body, *lineage(body.parent or ""))


def said(
    subject: str, relation: str, object: str, status: str = "asserted", *, by: str | None = None,
    amount: str | None = None, value: int | None = None, product: str | None = None, when: date | None = None,
    through: tuple[str, ...] = (), confidence: float = 0.9, withdrawn: date | None = None,
) -> Claim:
    """A claim that still lacks its article: give it to ``article``."""
    evidence = Evidence("doc", "text", 0, 1, "x")
    qualifiers = Qualifiers(
        Amount(amount, None if value is None else Decimal(value), "USD") if amount else None, product,
        date=Period(when.isoformat(), when, when) if when else None, through=through,
    )
    credit = Attribution(by, by.lower() if by.lower() in {*KINDS, *BODIES, "microsoft"} else None) if by else None
    return Claim("doc", Proposition(subject, relation, object), Status(status), (evidence,), credit, qualifiers,
                 confidence, "test-1", withdrawn)


def article(
    name: str, *claims: Claim, source: str = "The Outlet", published: date | None = None, extra: str = "",
    entities: tuple[Entity, ...] = (),
) -> Extraction:
    """An article of one sentence a claim, "palantir suppliesTo ice (asserted).", with true evidence and mentions."""
    sentences = []
    for claim in claims:
        about = claim.proposition
        sentences.append(f"{about.subject} {about.relation} {about.object} ({claim.status}).")
    text = "\n".join([*sentences, extra]) or "Nothing."
    document = Document(f"https://example.org/{name}", name, text, title=f"About {name}", source=source,
                        url=f"https://example.org/{name}", published=published)
    placed, start = [], 0
    for claim, sentence in zip(claims, sentences, strict=True):
        placed.append(replace(
            claim, document=document.id, evidence=(Evidence.of(document, start, start + len(sentence)),),
        ))
        start += len(sentence) + 1
    ids = {id for claim in placed for id in _ids(claim)} - {entity.id for entity in entities}
    return Extraction(document, (*entities, *(entity(id, document) for id in sorted(ids))), tuple(placed))


def entity(id: str, document: Document) -> Entity:
    """The entity of a short id: a body of the family, or a thing named like its id."""
    if id in BODIES:
        body = BODIES[id]
        return Entity(id, body.kind, body.name, tuple(sorted(body.names)), known=True, mentions=_mentions(id, document))
    kind = KINDS.get(id, Kind.COMPANY)
    return Entity(id, kind, id.title(), (), generic=kind is Kind.GROUP, mentions=_mentions(id, document))


def _ids(claim: Claim) -> set[str]:
    ids = {claim.proposition.subject, claim.proposition.object, *(t for t in claim.qualifiers.through if " " not in t)}
    return ids | ({claim.attribution.entity} if claim.attribution and claim.attribution.entity else set())


def _mentions(id: str, document: Document) -> tuple[Mention, ...]:
    start = document.text.find(id)
    return () if start < 0 else (Mention(document.id, start, start + len(id), id, KINDS.get(id, Kind.COMPANY)),)
