"""Relations by dependency patterns: the trigger words and roles of patterns.toml, matched in the parse."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product as pairs
from pathlib import Path
from typing import Any

from spacy.tokens import Span, Token

from kg.errors import OntologyError
from kg.extract.arguments import makers, referents
from kg.extract.attribution import speaker
from kg.extract.draft import Draft, Speaker
from kg.extract.qualifiers import qualifiers
from kg.extract.roles import Roles, noun_roles, verb_roles
from kg.extract.status import doubted, status
from kg.model import Kind, Refusal, Status
from kg.nlp.analysis import Analysis, Form, Reference
from kg.nlp.text import conjuncts, first_conjunct, particle_lemma, preposition
from kg.ontology import load as ontology

EXTRACTOR = "patterns.v1"

_FORMER = frozenset({"former", "ex", "onetime", "retired", "ex-", "then", "late"})
_DEPUTY = frozenset(
    {
        "vice",
        "deputy",
        "assistant",
        "associate",
        "co",
        "senior",
        "regional",
        "technical",
        "executive_vice",
        "majority",
        "minority",
        "democratic",
        "republican",
        "gop",
    }
)
_DEALS = frozenset({"contract", "deal", "agreement", "order", "award"})  # no product themselves
_LEAVING = frozenset({"step", "resign", "quit", "retire", "leave", "depart"})
_LONGEST = 110  # tokens; a longer "sentence" is a run of headlines, whatever the parser makes of it
_UTTERANCES = frozenset({"lobbies", "criticizes", "supports", "testifiesBefore"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of patterns.toml."""

    relation: str
    lemmas: frozenset[str]
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    orient: str = ""
    require: tuple[str, ...] = ()
    require_any: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    require_words: tuple[tuple[str, frozenset[str]], ...] = ()
    product: tuple[str, ...] = ()
    subject_kinds: frozenset[Kind] = frozenset()
    object_kinds: frozenset[Kind] = frozenset()
    past: str = ""
    post: str = ""
    status: Status | None = None
    confidence: float = 0.8


def extract(analysis: Analysis) -> Iterator[Draft | Refusal]:
    """Drafts of claims in the order of the text; a draft whose ends don't fit the ontology comes as a Refusal."""
    verbs, nouns = patterns()
    for token in analysis.doc:
        if token.pos_ in {"VERB", "AUX"} and (rows := verbs.get(particle_lemma(token))):
            yield from _matched(analysis, token, verb_roles(token), rows)
        elif (
            token.pos_ in {"NOUN", "PROPN"} and not _named(analysis, token) and (rows := nouns.get(_noun_lemma(token)))
        ):
            yield from _matched(analysis, token, noun_roles(token), rows)
    yield from _possessives(analysis)


@cache
def patterns() -> tuple[dict[str, tuple[Pattern, ...]], dict[str, tuple[Pattern, ...]]]:
    """The patterns by trigger lemma, of verbs and of nouns; OntologyError for a row that cannot be right."""
    data = tomllib.loads((Path(__file__).parent / "patterns.toml").read_text("utf-8"))
    return _index(data["verb"]), _index(data["noun"])


def _index(rows: list[dict[str, Any]]) -> dict[str, tuple[Pattern, ...]]:
    by_lemma: dict[str, list[Pattern]] = defaultdict(list)
    for row in rows:
        pattern = _pattern(row)
        for lemma in sorted(pattern.lemmas):
            by_lemma[lemma].append(pattern)
    return {lemma: tuple(found) for lemma, found in by_lemma.items()}


def _pattern(row: dict[str, Any]) -> Pattern:
    unknown = set(row) - set(Pattern.__dataclass_fields__)
    if unknown or not row.get("lemmas") or row.get("relation") not in ontology().relations:
        raise OntologyError(
            f"patterns.toml: {row.get('relation')!r} with {sorted(unknown)} is no pattern of the ontology"
        )
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    values["lemmas"] = frozenset(values["lemmas"])
    values["require_words"] = tuple((r, frozenset(words)) for r, words in row.get("require_words", {}).items())
    try:
        for key in ("subject_kinds", "object_kinds"):
            values[key] = frozenset(Kind(kind) for kind in values.get(key, ()))
        if "status" in values:
            values["status"] = Status(values["status"])
    except ValueError as error:
        raise OntologyError(f"patterns.toml: {error}, in a row of {row['relation']!r}") from error
    return Pattern(**values)


def _named(analysis: Analysis, token: Token) -> bool:
    reference = analysis.at(token)
    return reference is not None and reference.form is Form.NAME


def _noun_lemma(token: Token) -> str:
    lemma = token.lemma_.lower()
    compound = [c for c in token.children if c.dep_ in {"compound", "amod"} and c.i == token.i - 1]
    if compound and f"{compound[0].lower_}_{lemma}" in {
        "task_order",
        "vice_president",
        "attorney_general",
        "chief_executive",
    }:
        return f"{compound[0].lower_}_{lemma}"
    if lemma == "general" and token.i and token.doc[token.i - 1].lower_ == "attorney":
        return "attorney_general"
    return lemma


def _matched(analysis: Analysis, trigger: Token, roles: Roles, rows: tuple[Pattern, ...]) -> Iterator[Draft | Refusal]:
    """The drafts of the first pattern that fits each pair of ends; a later one adds only other pairs."""
    settled: set[frozenset[int]] = set()
    for pattern in rows:
        if not _holds(analysis, trigger, roles, pattern):
            continue
        found = list(_ends(analysis, roles, pattern, trigger))
        for draft in (_draft(analysis, trigger, roles, pattern, *ends) for ends in found):
            if isinstance(draft, Draft):
                pair = frozenset((draft.subject, draft.object))
                if pair in settled:
                    continue
                yield draft
            elif draft is not None:
                yield draft
        settled |= {frozenset(ends) for ends in found if _fits(analysis, pattern, *ends)}


def _holds(analysis: Analysis, trigger: Token, roles: Roles, pattern: Pattern) -> bool:
    if any(not _tokens(trigger, roles, name) for name in pattern.require):
        return False
    if any(_tokens(trigger, roles, name) for name in pattern.unless):
        return False
    if pattern.require_any and not any(_tokens(trigger, roles, name) for name in pattern.require_any):
        return False
    return all(
        any(m.lemma_.lower() in words for t in _tokens(trigger, roles, role) for m in conjuncts(t))
        for role, words in pattern.require_words
    )


def _tokens(trigger: Token, roles: Roles, name: str) -> list[Token]:
    """The tokens of a role; "clause" is any clausal complement, "object>with" the with-phrase of the object."""
    if name == "clause":
        return list(_complements(trigger))
    outer, _, inner = name.partition(">")
    if not inner:
        return roles.get(name, [])
    if outer == "object":
        return [t for noun in roles.get("object", ()) if noun.pos_ == "NOUN" for t in noun_roles(noun).get(inner, ())]
    inside = _complements(trigger) if outer == "clause" else (c for c in trigger.children if c.dep_ == outer)
    return [t for c in inside if c.pos_ in {"VERB", "AUX"} for t in verb_roles(c).get(inner, ())]


def _complements(trigger: Token) -> Iterator[Token]:
    """Clauses that complete a word; an adverbial one only if it is an infinitive ("while …" completes nothing)."""
    for child in trigger.children:
        infinitive = any(c.dep_ == "mark" and c.lower_ == "to" for c in child.children)
        if child.dep_ in {"xcomp", "ccomp"} or (child.dep_ == "advcl" and infinitive):
            yield child


def _ends(analysis: Analysis, roles: Roles, pattern: Pattern, trigger: Token) -> Iterator[tuple[int, int]]:
    if pattern.either:
        yield from _parties(analysis, roles, pattern)
        return
    subjects = _filled(analysis, trigger, roles, pattern.subject, pattern.subject_kinds)
    objects = _filled(analysis, trigger, roles, pattern.object, pattern.object_kinds)
    for subject, object in pairs(subjects, objects):
        if subject != object:
            yield subject, object


def _filled(
    analysis: Analysis, trigger: Token, roles: Roles, names: tuple[str, ...], kinds: frozenset[Kind]
) -> tuple[int, ...]:
    """The referents in the first of the roles that holds any of a fitting kind."""
    for name in names:
        found: list[int] = []
        for token in _tokens(trigger, roles, name):
            direct = referents(analysis, token)
            found += [i for i in direct if not kinds or analysis.referents[i].kind in kinds]
            if kinds & {Kind.COMPANY} and not (direct and found):
                found += makers(analysis, token)
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _parties(analysis: Analysis, roles: Roles, pattern: Pattern) -> Iterator[tuple[int, int]]:
    """Two sides of a deal: those of the first role that is filled against those of the next."""
    sides = [list(dict.fromkeys(i for t in roles.get(n, ()) for i in referents(analysis, t))) for n in pattern.either]
    filled = [side for side in sides if side]
    if not filled:
        return
    others = [i for side in filled[1:] for i in side] or filled[0][1:]
    first = filled[0] if len(filled) > 1 else filled[0][:1]
    for a, b in pairs(first, dict.fromkeys(others)):
        if a == b:
            continue
        if pattern.orient != "government-first":
            yield a, b
            continue
        kinds = analysis.referents[a].kind, analysis.referents[b].kind
        if kinds[0] is Kind.GOVERNMENT_BODY and kinds[1] in {Kind.COMPANY, Kind.ORGANIZATION}:
            yield a, b
        elif kinds[1] is Kind.GOVERNMENT_BODY and kinds[0] in {Kind.COMPANY, Kind.ORGANIZATION}:
            yield b, a


def _fits(analysis: Analysis, pattern: Pattern, subject: int, object: int) -> bool:
    kinds = analysis.referents[subject].kind, analysis.referents[object].kind
    return ontology().check(pattern.relation, *kinds) is None


def _draft(
    analysis: Analysis, trigger: Token, roles: Roles, pattern: Pattern, subject: int, object: int
) -> Draft | Refusal:
    start, end = _bounds(trigger.sent)
    ends = analysis.referents[subject], analysis.referents[object]
    said = status(trigger, post=bool(pattern.post))
    relation = _relation(trigger, pattern, said)
    claimed = f"({ends[0].name}) {relation} ({ends[1].name})"
    if len(trigger.sent) > _LONGEST or (len(trigger.sent) > _LONGEST // 3 and "MORE" in {t.text for t in trigger.sent}):
        return Refusal("run-on sentence", claimed, start, end)
    if said is None:
        return Refusal("question, demand or prevented act", claimed, start, end)
    problem = ontology().check(relation, ends[0].kind, ends[1].kind)
    if problem is not None:
        return Refusal("does not fit the ontology", f"{claimed}: {problem}", start, end)
    credited = speaker(analysis, trigger, (subject,))
    if credited is not None and credited.referent == subject and relation in _UTTERANCES:
        credited = None
    wares = (t for name in pattern.product for t in _tokens(trigger, roles, name))
    product = [t for t in wares if t.lemma_ not in _DEALS and not {subject, object} & set(referents(analysis, t))]
    return Draft(
        relation,
        subject,
        object,
        trigger.i,
        start,
        end,
        _settled(analysis, said, relation, pattern, subject, credited),
        credited,
        qualifiers(analysis, trigger, roles, product),
        pattern.confidence,
        EXTRACTOR,
    )


def _settled(
    analysis: Analysis, said: Status, relation: str, pattern: Pattern, subject: int, credited: Speaker | None
) -> Status:
    """The status with what the pattern and the source add to the sentence's own."""
    if said is Status.ENDED and relation == "formerlyWorkedFor":
        return Status.ASSERTED
    if said is not Status.ASSERTED:
        return said
    if pattern.status is not None:
        return pattern.status
    if credited is None:
        return said
    if relation == "attacks" and credited.referent == subject:
        return Status.ALLEGED  # a gang that says it broke in may boast
    named = credited.referent is not None and not analysis.referents[credited.referent].generic
    return said if named else doubted(said, credited.name)


def _relation(trigger: Token, pattern: Pattern, said: Status | None) -> str:
    """The pattern's relation, or what tense, "former" and rank make of it."""
    if said is Status.ENDED and pattern.relation in {"leads", "worksFor"}:
        return "formerlyWorkedFor"
    perfect = any(c.lower_ in {"has", "have"} for c in trigger.children)
    if pattern.past and trigger.tag_ in {"VBD", "VBN"} and not perfect:
        return pattern.past
    if not pattern.post or pattern.relation == "founded":
        return pattern.relation
    # "the then chair and spokesperson": what stands before the first holds of both.
    titles = (trigger, first_conjunct(trigger))
    words = {c.lower_.rstrip("-") for t in titles for c in t.children if c.i < t.i}
    words.add(trigger.lower_.partition("-")[0])
    if words & _FORMER or _served(trigger):
        return "formerlyWorkedFor"
    lesser = words & _DEPUTY or (trigger.dep_ == "conj" and trigger.head.lower_ == "vice")
    return "worksFor" if pattern.post == "head" and lesser else pattern.relation


def _served(post: Token) -> bool:
    """Whether somebody held a post once: "served as director of …", "stepped down as director"."""
    verb = post.head
    if post.dep_ != "obl" or preposition(post) != "as":
        return False
    return verb.lemma_ in _LEAVING or (verb.tag_ == "VBD" and verb.lemma_ in {"serve", "work", "act"})


def _bounds(sentence: Span) -> tuple[int, int]:
    """The characters of a sentence without the white space around it."""
    text, start = sentence.text, sentence.start_char
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _possessives(analysis: Analysis) -> Iterator[Draft]:
    """Who makes a product, by the company's name before it: "Microsoft's Azure"."""
    for reference in analysis.references:
        index = reference.referents[0]
        if reference.form is not Form.NAME or analysis.referents[index].kind is not Kind.PRODUCT:
            continue
        token = analysis.doc[reference.root]
        makers = (i for owner in _owners(analysis, reference, token) for i in referents(analysis, owner))
        for maker in makers:
            if analysis.referents[maker].kind is Kind.COMPANY:
                start, end = _bounds(token.sent)
                yield Draft("makes", maker, index, token.i, start, end, confidence=0.85, extractor=EXTRACTOR)


def _owners(analysis: Analysis, reference: Reference, token: Token) -> list[Token]:
    """The words before a product's name that may say whose it is, its own first word among them."""
    before = [c for c in token.children if c.dep_ in {"nmod:poss", "compound"} and c.i < reference.start]
    if before:
        return before
    # "Microsoft's Azure cloud platform", "Microsoft's cloud platform Azure"
    phrase = token
    while phrase.dep_ in {"compound", "appos", "flat"} and not _named(analysis, phrase.head):
        phrase = phrase.head
    return [c for c in phrase.children if c.dep_ == "nmod:poss" and c.i < token.i]
