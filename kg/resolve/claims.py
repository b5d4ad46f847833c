"""Drafts become claims: ends become entities, repeats one claim, contradictions and vague ties are settled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.extract.draft import Draft
from kg.model import (
    Attribution,
    Claim,
    Document,
    Entity,
    Evidence,
    Extraction,
    Kind,
    Mention,
    Proposition,
    Qualifiers,
    Refusal,
    Status,
)
from kg.nlp.analysis import Analysis, Form, Referent
from kg.ontology import load as ontology
from kg.register import load as register
from kg.resolve.identity import entity_id

# A stated supply, use, contract or bid makes "works with" of the same pair superfluous (annotation rule 10).
_SPECIFIC = frozenset({"suppliesTo", "uses", "awardsContractTo", "bidsFor"})


def resolve(analysis: Analysis, drafts: Iterable[Draft | Refusal], *, software: str = "") -> Extraction:
    """What a document gave: entities, claims, refusals with reasons, and the sentences that stayed silent."""
    entities = [_entity(referent, analysis.document) for referent in analysis.referents]
    found = list(drafts)
    refused = [r for r in found if isinstance(r, Refusal)]
    claims = list(_claims(analysis, entities, (d for d in found if isinstance(d, Draft)), refused))
    kept = list(_without_vague(list(_without_contradicted(claims, refused)), refused))
    used = {e for c in kept for e in (c.proposition.subject, c.proposition.object)}
    used |= {c.attribution.entity for c in kept if c.attribution is not None and c.attribution.entity is not None}
    return Extraction(
        analysis.document,
        tuple(_merged(e for e in entities if not e.generic or e.id in used)),
        tuple(kept),
        tuple(refused),
        tuple(_silent(analysis, kept)),
        software,
    )


def _entity(referent: Referent, document: Document) -> Entity:
    own = document.id if referent.generic else None
    id = entity_id(referent.kind, referent.name, own, referent.known)
    name = register().body(referent.known).name if referent.known else referent.name
    return Entity(id, referent.kind, name, referent.names, referent.generic, bool(referent.known), referent.mentions)


def _merged(entities: Iterable[Entity]) -> Iterator[Entity]:
    """Entities of one id as one, in the order of first mention."""
    same: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        same[entity.id].append(entity)
    for first, *others in same.values():
        names = tuple(dict.fromkeys(n for e in (first, *others) for n in e.names))
        mentions = tuple(sorted((m for e in (first, *others) for m in e.mentions), key=_where))
        yield replace(first, names=names, mentions=mentions)


def _where(mention: Mention) -> tuple[int, int]:
    return mention.start, mention.end


@dataclass(slots=True)
class _Building:
    claim: Claim
    evidence: list[Evidence]


def _claims(
    analysis: Analysis, entities: list[Entity], drafts: Iterable[Draft], refused: list[Refusal]
) -> Iterator[Claim]:
    """One claim for each proposition and status, however often the document repeats it."""
    building: dict[tuple[str, Status], _Building] = {}
    for draft in drafts:
        subject, object = entities[draft.subject].id, entities[draft.object].id
        if subject == object:
            refused.append(Refusal("both ends are the same", f"{draft.relation} of {subject}", draft.start, draft.end))
            continue
        if ontology().relations[draft.relation].symmetric and object < subject:
            subject, object = object, subject
        proposition = Proposition(subject, draft.relation, object)
        evidence = Evidence.of(analysis.document, draft.start, draft.end)
        made = _claim(analysis.document, proposition, draft, evidence, entities)
        known = building.setdefault((proposition.id, draft.status), _Building(made, [evidence]))
        if evidence in known.evidence:
            known.claim = replace(known.claim, qualifiers=_filled(known.claim, made))
        else:
            known.evidence.append(evidence)
            known.claim = _again(known.claim, made)
    for built in building.values():
        yield replace(built.claim, evidence=tuple(built.evidence))


def _claim(
    document: Document, proposition: Proposition, draft: Draft, evidence: Evidence, entities: list[Entity]
) -> Claim:
    ids = {e.name: e.id for e in entities} | {n: e.id for e in entities for n in e.names}
    through = tuple(ids.get(name, name) for name in draft.qualifiers.through)
    return Claim(
        document.id, proposition, draft.status, (evidence,), _attribution(draft, entities),
        replace(draft.qualifiers, through=through), draft.confidence, draft.extractor,
    )  # fmt: skip


def _again(claim: Claim, other: Claim) -> Claim:
    """A claim that a second sentence repeats."""
    # Independent sentences that say the same leave less room for an error of reading.
    confidence = round(1 - (1 - claim.confidence) * (1 - other.confidence / 2), 4)
    return replace(claim, qualifiers=_filled(claim, other), confidence=confidence)


def _filled(claim: Claim, other: Claim) -> Qualifiers:
    """A claim's qualifiers, with another's for what it leaves open."""
    old, new = claim.qualifiers, other.qualifiers
    return Qualifiers(
        old.amount or new.amount,
        old.product or new.product,
        old.program or new.program,
        old.date or new.date,
        old.through or new.through,
    )


def _attribution(draft: Draft, entities: list[Entity]) -> Attribution | None:
    if draft.speaker is None:
        return None
    entity = entities[draft.speaker.referent].id if draft.speaker.referent is not None else None
    return Attribution(draft.speaker.name, entity)


def _without_contradicted(claims: list[Claim], refused: list[Refusal]) -> Iterator[Claim]:
    """A sentence that denies something does not assert it as well: the assertion was misread."""
    doubted = {
        (c.proposition.id, e.start) for c in claims if c.status in {Status.DENIED, Status.ALLEGED} for e in c.evidence
    }
    for claim in claims:
        kept = tuple(e for e in claim.evidence if (claim.proposition.id, e.start) not in doubted)
        if claim.status is not Status.ASSERTED or kept == claim.evidence:
            yield claim
            continue
        for evidence in claim.evidence:
            if evidence not in kept:
                refused.append(_refusal("asserted and denied or alleged in one sentence", claim, evidence))
        if kept:
            yield replace(claim, evidence=kept)


def _without_vague(claims: list[Claim], refused: list[Refusal]) -> Iterator[Claim]:
    specific = {_pair(c) for c in claims if c.proposition.relation in _SPECIFIC}
    for claim in claims:
        if claim.proposition.relation == "partnersWith" and _pair(claim) in specific:
            refused.append(_refusal("vague tie beside a specific relation", claim, claim.evidence[0]))
            continue
        yield claim


def _pair(claim: Claim) -> frozenset[str]:
    return frozenset({claim.proposition.subject, claim.proposition.object})


def _refusal(reason: str, claim: Claim, evidence: Evidence) -> Refusal:
    p = claim.proposition
    return Refusal(reason, f"({p.subject}) {p.relation} ({p.object})", evidence.start, evidence.end)


def _silent(analysis: Analysis, claims: list[Claim]) -> Iterator[tuple[int, int]]:
    """Sentences that name two entities, not counting mere places, and gave no claim."""
    spoken = {e.start for c in claims for e in c.evidence}
    for sentence in analysis.sentences():
        inside = {
            i
            for r in analysis.references
            if r.form is Form.NAME and sentence.start <= r.start < sentence.end
            for i in r.referents
            if analysis.referents[i].kind is not Kind.PLACE
        }
        if len(inside) < 2:
            continue
        text = sentence.text
        start = sentence.start_char + len(text) - len(text.lstrip())
        if start not in spoken:
            yield start, sentence.start_char + len(text.rstrip())
