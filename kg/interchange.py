"""Interchange: an article's claims as one JSON object, in the shape that annotators edit and ``kg score`` reads."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from kg.errors import InputError
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
    Refusal,
    Status,
)
from kg.register import fold
from kg.resolve.identity import entity_id

Record: TypeAlias = dict[str, Any]
Check: TypeAlias = Callable[[str, Kind, Kind], str | None]
Lookup: TypeAlias = Callable[[Kind, tuple[str, ...]], str | None]


def record(extraction: Extraction) -> Record:
    """One JSON object for an article: id, title, date, source, url, text, entities and claims.

    Entities are numbered e1, e2 … as the text names them, claims stand in the order of their evidence. Beside the gold
    shape, an entity of the register has its id as ``known``, a claim has start, end, confidence and extractor. A
    claim shows the first of its pieces of evidence. Withdrawn claims are no longer the article's and stay out.
    """
    text = extraction.document.text
    drafts = sorted((_entity_record(entity, text) for entity in extraction.entities), key=lambda pair: pair[0])
    numbers = {id: f"e{number}" for number, (_, id, _) in enumerate(drafts, 1)}
    names = {entity.id: entity.name for entity in extraction.entities}
    claims = [_claim_record(claim, numbers, names) for claim in extraction.claims if claim.withdrawn is None]
    document = extraction.document
    return {
        "id": document.name,
        "title": document.title,
        "date": document.published.isoformat() if document.published else None,
        "source": document.source,
        "url": document.url,
        "text": text,
        "entities": [{"id": numbers[id], **entity} for _, id, entity in drafts],
        "claims": sorted(claims, key=_place),
    }


def extraction(
    record: Mapping[str, Any],
    document: Document | None = None,
    *,
    check: Check | None = None,
    lookup: Lookup | None = None,
    amount: Callable[[str], Amount] = Amount,
    period: Callable[[str], Period] = Period,
) -> Extraction:
    """The extraction that a record describes: "Acme supplies the Navy" with its quote found in the text.

    ``document`` is the article as ``kg.read`` gave it; without it the record's own text and dates are taken.
    ``check`` says why a relation cannot stand between two kinds (default: the ontology), ``lookup`` gives the
    register id for a kind and names where the record has no ``known`` (default: the register), ``amount`` and
    ``period`` read what is written as money and date.

    A claim that cannot stand is refused with a reason: evidence that is not in the text, an end that is no entity,
    an unknown relation or status, kinds that the relation does not join. Two entities that turn out to be the same
    become one. Raises InputError for a record without id or text.
    """
    document = document or _document(record)
    reader = _Reader(document, check or _ontology_check(), lookup or _register_lookup(), amount, period)
    for number, row in enumerate(_rows(record, "entities"), 1):
        reader.entity(row, number)
    for number, row in enumerate(_rows(record, "claims"), 1):
        reader.claim(row, number)
    return Extraction(document, reader.entities(), tuple(reader.claims.values()), tuple(reader.refused))


# Writing


def _entity_record(entity: Entity, text: str) -> tuple[tuple[Any, ...], str, Record]:
    """The order of an entity among others, its id, and its row."""
    mentions = _mentioned(entity, text)
    row: Record = {
        "name": entity.name, "type": str(entity.kind), "mentions": mentions, "generic": entity.generic,
    }
    if entity.known:
        row["known"] = entity.id
    first = min((text.index(name) for name in mentions), default=len(text))
    return (first, entity.name, str(entity.kind), entity.generic, entity.id), entity.id, row


def _mentioned(entity: Entity, text: str) -> list[str]:
    """The names that the text uses, in the order of their first use; "the agency" and "it" are not names."""
    names = {entity.name, *entity.names}
    written = {mention.text for mention in entity.mentions} & names
    found = written or {name for name in names if name.strip() and _whole(name, text)}
    return sorted((name for name in found if name in text), key=lambda name: (text.index(name), name))


def _claim_record(claim: Claim, numbers: Mapping[str, str], names: Mapping[str, str]) -> Record:
    evidence, qualifiers = claim.evidence[0], claim.qualifiers
    written = {
        "amount": qualifiers.amount and qualifiers.amount.text,
        "product": qualifiers.product,
        "program": qualifiers.program,
        "date": qualifiers.date and qualifiers.date.text,
        # A partner is an entity of the article or just a name.
        "through": [names.get(partner, partner) for partner in qualifiers.through],
    }
    return {
        "subject": numbers[claim.proposition.subject],
        "predicate": claim.proposition.relation,
        "object": numbers[claim.proposition.object],
        "status": str(claim.status),
        "attributed_to": claim.attribution.name if claim.attribution else None,
        "qualifiers": {name: value for name, value in written.items() if value},
        "evidence": evidence.quote,
        "start": evidence.start,
        "end": evidence.end,
        "confidence": claim.confidence,
        "extractor": claim.extractor,
    }


def _place(claim: Record) -> tuple[Any, ...]:
    subject, object = (int(claim[end].removeprefix("e")) for end in ("subject", "object"))
    return claim["start"], claim["end"], subject, claim["predicate"], object, claim["status"]


# Reading


class _Refused(Exception):
    """A row cannot stand; the words are the reason, which is counted."""


@dataclass(slots=True)
class _Draft:
    """An entity while it is read: rows that mean the same one are merged."""

    kind: Kind
    name: str
    generic: bool
    known: bool
    names: dict[str, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Reader:
    document: Document
    check: Check
    lookup: Lookup
    amount: Callable[[str], Amount]
    period: Callable[[str], Period]
    drafts: dict[str, _Draft] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)

    def entity(self, row: Mapping[str, Any], number: int) -> None:
        name = _text(row.get("name"))
        kind = _member(Kind, row.get("type"))
        if not name or kind is None:
            why = "entity without name" if not name else "unknown entity type"
            self.refused.append(Refusal(why, f"entity {number}: {name or row.get('id')!r} {row.get('type')!r}", 0, 0))
            return
        generic = bool(row.get("generic"))
        names = dict.fromkeys([name, *filter(None, map(_text, _list(row.get("mentions"))))])
        known = _text(row.get("known")) or (None if generic else self.lookup(kind, tuple(names)))
        id = entity_id(kind, name, self.document.id if generic else None, known)
        draft = self.drafts.setdefault(id, _Draft(kind, name, generic, bool(known)))
        draft.names.update(names)
        self.ids[str(row.get("id"))] = id

    def entities(self) -> tuple[Entity, ...]:
        names = {id: [*draft.names] for id, draft in self.drafts.items()}
        mentions = _mentions(self.document, names, {id: draft.kind for id, draft in self.drafts.items()})
        return tuple(
            Entity(id, draft.kind, draft.name, tuple(draft.names), draft.generic, draft.known, mentions.get(id, ()))
            for id, draft in self.drafts.items()
        )

    def claim(self, row: Mapping[str, Any], number: int) -> None:
        try:
            claim = self._claim(row)
        except _Refused as refused:
            said = " ".join(str(row.get(part)) for part in ("subject", "predicate", "object"))
            quote = _text(row.get("evidence")) or ""
            start = max(0, self.document.text.find(quote)) if quote else 0
            self.refused.append(Refusal(str(refused), f"claim {number}: {said}: {quote}", start, start))
            return
        # The same proposition with the same status is one claim with more evidence.
        first = self.claims.setdefault(claim.id, claim)
        if first is not claim:
            self.claims[claim.id] = _with_evidence(first, claim.evidence)

    def _claim(self, row: Mapping[str, Any]) -> Claim:
        subject, object = self._end(row, "subject"), self._end(row, "object")
        if subject == object:
            raise _Refused("both ends are one entity")
        relation = _text(row.get("predicate")) or ""
        if reason := self.check(relation, self.drafts[subject].kind, self.drafts[object].kind):
            raise _Refused(reason)
        status = _member(Status, row.get("status", Status.ASSERTED))
        if status is None:
            raise _Refused("unknown status")
        return Claim(
            self.document.id, Proposition(subject, relation, object), status, (self._evidence(row),),
            self._attribution(row.get("attributed_to")), self._qualifiers(row.get("qualifiers")),
            _confidence(row.get("confidence", 1.0)), _text(row.get("extractor")) or "",
        )

    def _end(self, row: Mapping[str, Any], end: str) -> str:
        try:
            return self.ids[str(row.get(end))]
        except KeyError:
            raise _Refused(f"{end} is no entity of the article") from None

    def _evidence(self, row: Mapping[str, Any]) -> Evidence:
        text, quote = self.document.text, row.get("evidence")
        start, end = (row.get(name) if type(row.get(name)) is int else None for name in ("start", "end"))
        if not isinstance(quote, str) or not quote:
            raise _Refused("no evidence given")
        if start is not None and end is not None and start >= 0 and text[start:end] == quote:
            return Evidence.of(self.document, start, end)
        found = [match.start() for match in re.finditer(f"(?={re.escape(quote)})", text)]
        if not found:
            raise _Refused("evidence is not in the text")
        near = min(found, key=lambda place: abs(place - (start or 0)))
        return Evidence.of(self.document, near, near + len(quote))

    def _attribution(self, value: object) -> Attribution | None:
        name = _text(value)
        if not name:
            return None
        wanted = fold(name)
        named = (id for id, draft in self.drafts.items() if wanted in set(map(fold, draft.names)))
        return Attribution(name, next(named, None))

    def _qualifiers(self, value: object) -> Qualifiers:
        given = value if isinstance(value, Mapping) else {}
        amount, day = _text(given.get("amount")), _text(given.get("date"))
        return Qualifiers(
            amount=self.amount(amount) if amount else None,
            product=_text(given.get("product")),
            program=_text(given.get("program")),
            date=self.period(day) if day else None,
            through=tuple(filter(None, map(_text, _list(given.get("through"))))),
        )


def _document(record: Mapping[str, Any]) -> Document:
    name, text = record.get("id"), record.get("text")
    if type(name) is int:
        name = str(name)
    if not isinstance(name, str) or not name.strip() or not isinstance(text, str):
        raise InputError(f"article {name!r}: an object with id and text is wanted, as `kg extract` prints it")
    return Document(
        f"id:{name}", name, text, title=_text(record.get("title")), source=_text(record.get("source")),
        url=_text(record.get("url")), published=_date(record.get("date")),
    )


def _mentions(
    document: Document, names: dict[str, list[str]], kinds: Mapping[str, Kind],
) -> dict[str, tuple[Mention, ...]]:
    """Where the text names each entity: the longest name at a place counts, so "Azure" is not in "Azure Government"."""
    owner = {name: id for id in reversed(names) for name in names[id]}
    found: dict[str, list[Mention]] = {id: [] for id in names}
    spans = list(_longest(owner, document.text))
    for start, end in spans:
        name = document.text[start:end]
        found[owner[name]].append(Mention(document.id, start, end, name, kinds[owner[name]]))
    # A name that only stands inside another one was written nevertheless.
    seen = {document.text[start:end] for start, end in spans}
    for id, own in names.items():
        for name in own:
            if (start := document.text.find(name)) >= 0 and (name not in seen or owner[name] != id):
                found[id].append(Mention(document.id, start, start + len(name), name, kinds[id]))
    return {id: tuple(sorted(mentions, key=lambda mention: mention.start)) for id, mentions in found.items()}


def _longest(names: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    wanted = sorted((name for name in names if name in text), key=lambda name: (-len(name), name))
    if wanted:
        for match in re.finditer("|".join(map(_pattern, wanted)), text):
            yield match.span()


def _whole(name: str, text: str) -> bool:
    return name in text and re.search(_pattern(name), text) is not None


def _pattern(name: str) -> str:
    before = r"(?<!\w)" if name[:1].isalnum() else ""
    after = r"(?!\w)" if name[-1:].isalnum() else ""
    return f"{before}{re.escape(name)}{after}"


def _with_evidence(claim: Claim, more: tuple[Evidence, ...]) -> Claim:
    return replace(claim, evidence=tuple(dict.fromkeys((*claim.evidence, *more))))


def _confidence(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 <= value <= 1.0:
        raise _Refused("confidence is no number from 0 to 1")
    return float(value)


def _ontology_check() -> Check:
    from kg.ontology import load

    return load().check


def _register_lookup() -> Lookup:
    from kg.register import load

    register = load()

    def only_body(kind: Kind, names: tuple[str, ...]) -> str | None:
        # Two bodies of one name ("Department of Transportation") are a matter for judgement, not for a guess.
        for name in names:
            found = {body.id for body in register.find(name) if body.kind == kind}
            if len(found) == 1:
                return found.pop()
        return None

    return only_body


def _rows(record: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    rows = record.get(part) or []
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise InputError(f"article {record.get('id')!r}: {part} is to be a list of objects")
    return rows


def _list(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    return [value] if value else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _member(kinds: Any, value: object) -> Any:
    return kinds(value) if isinstance(value, str) and value in set(kinds) else None


def _date(value: object) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
