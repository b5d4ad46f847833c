"""What descriptions and pronouns refer to: "the agency", "it", "its employees", "they"."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.model import Document, Kind, Mention
from kg.nlp.analysis import Form, Reference, Referent
from kg.nlp.clauses import surface_subjects
from kg.nlp.text import SUBJECTS, conjuncts, first_conjunct
from kg.register import load

# Heads of descriptions, by the kind they describe.
_DESCRIPTIONS: dict[str, Kind] = {
    **dict.fromkeys(
        """company firm giant corporation startup start-up contractor vendor supplier maker manufacturer provider
        developer chipmaker carrier retailer conglomerate operator reseller automaker subsidiary""".split(),
        Kind.COMPANY,
    ),
    **dict.fromkeys(
        """agency department bureau ministry commission regulator committee court administration watchdog authority
        panel government council military force office legislature parliament senate house tribunal police""".split(),
        Kind.GOVERNMENT_BODY,
    ),
    **dict.fromkeys(
        """group union organization organisation association university charity nonprofit newspaper outlet coalition
        institute party foundation network bloc publication magazine broadcaster""".split(),
        Kind.ORGANIZATION,
    ),
    **dict.fromkeys("program programme project initiative operation".split(), Kind.PROGRAM),
    **dict.fromkeys("law bill act legislation treaty measure ordinance".split(), Kind.LAW),
    **dict.fromkeys("app platform service software tool product chatbot browser device".split(), Kind.PRODUCT),
}
# Descriptions that must share a word with the name: "the commission" is no department.
_NAMED_AFTER = frozenset(
    """department bureau ministry commission committee court council office senate house parliament tribunal
    union association university institute foundation party police authority coalition bloc administration government
    military force""".split()
)
_PEOPLE = frozenset(
    """employee worker staff staffer contractor engineer protester demonstrator activist civilian citizen immigrant
    migrant refugee user customer student researcher academic journalist lawmaker legislator senator critic advocate
    campaigner resident driver shareholder investor dissident protestor child patient consumer people coder scientist
    veteran soldier analyst expert supporter member technologist developer programmer moderator warehouse_worker
    tenant parent teacher professor Uyghur Palestinian american muslim subscriber personnel""".split()
)
_PERSONAL = {
    "it": "thing", "its": "thing", "itself": "thing",
    "they": "plural", "them": "plural", "their": "plural", "themselves": "plural",
    "he": "person", "him": "person", "his": "person", "she": "person", "her": "person", "himself": "person",
    "herself": "person",
}  # fmt: skip
_THINGS = frozenset({Kind.COMPANY, Kind.GOVERNMENT_BODY, Kind.ORGANIZATION})
_GENERIC_BODIES = {
    "police": Kind.GOVERNMENT_BODY, "authorities": Kind.GOVERNMENT_BODY, "enforcement": Kind.GOVERNMENT_BODY,
    "military": Kind.GOVERNMENT_BODY, "governments": Kind.GOVERNMENT_BODY, "agencies": Kind.GOVERNMENT_BODY,
    "companies": Kind.COMPANY, "firms": Kind.COMPANY, "departments": Kind.GOVERNMENT_BODY,
    "contractor": Kind.COMPANY, "vendor": Kind.COMPANY, "regulators": Kind.GOVERNMENT_BODY,
    "universities": Kind.ORGANIZATION, "courts": Kind.GOVERNMENT_BODY, "branch": Kind.GOVERNMENT_BODY,
    "groups": Kind.ORGANIZATION,
}  # fmt: skip
_BARE_BODIES = frozenset({"police", "authorities", "governments", "military", "courts"})
_GENERIC_PRODUCTS = frozenset(
    """software technology system tool platform service database app application spyware malware algorithm camera
    drone computer server chip cloud network equipment hardware""".split()
)
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5}
_DEFINITE = frozenset({"the", "these", "those", "all", "both"})
_LOOK_BACK = 4  # sentences
_MARGIN = 0.75  # by which the best antecedent must beat the next; a tie stays unresolved


@dataclass(frozen=True, slots=True)
class _Candidate:
    reference: Reference
    sentence: int
    subject: bool


def resolved(
    document: Document, doc: Doc, named: list[Referent], names: list[Reference]
) -> tuple[list[Referent], list[Reference]]:
    """The referents with generic ones added, and all references: names, descriptions and pronouns.

    Only what is clear is resolved: an antecedent must fit in kind and number and beat the second best
    by a margin (salience by distance, subjecthood and frequency, after Lappin & Leass 1994).
    """
    return _Resolver(document, doc, named, names).run()


class _Resolver:
    def __init__(self, document: Document, doc: Doc, named: list[Referent], names: list[Reference]) -> None:
        self.document, self.doc = document, doc
        self.referents = list(named)
        self.references = list(names)
        self.sentence = {t.i: n for n, s in enumerate(doc.sents) for t in s}
        self.named_tokens = {i for r in names for i in range(r.start, r.end)}
        self.by_root = {r.root: r for r in names}
        self.frequency = Counter(i for r in names for i in r.referents)
        self.candidates: list[_Candidate] = []
        self.groups: dict[str, int] = {}

    def run(self) -> tuple[list[Referent], list[Reference]]:
        starts = {r.start: r for r in self.references}
        for token in self.doc:
            if token.i in starts:
                self._remember(starts[token.i])
            if token.i in self.named_tokens:
                continue
            reference = (
                self._pronoun(token)
                or self._description(token)
                or self._counted(token)
                or self._people(token)
                or self._generic(token)
            )
            if reference is not None:
                self.references.append(reference)
                self._remember(reference)
        return self.referents, sorted(self.references, key=lambda r: (r.start, r.end))

    def _remember(self, reference: Reference) -> None:
        root = self.doc[reference.root]
        subject = first_conjunct(root).dep_ in SUBJECTS
        self.candidates.append(_Candidate(reference, self.sentence[root.i], subject))

    def _pronoun(self, token: Token) -> Reference | None:
        sort = _PERSONAL.get(token.lower_)
        if sort is None or token.dep_ == "expl" or token.pos_ not in {"PRON", "DET"}:
            return None
        own = self._own_subject(token, sort)
        if own:
            return Reference(token.i, token.i + 1, token.i, Form.PRONOUN, own)
        if sort == "person":
            found = self._best(token, lambda r: r.kind is Kind.PERSON)
        elif sort == "thing":
            found = self._best(token, lambda r: r.kind in _THINGS and not r.generic)
        else:
            found = self._plural(token)
        return Reference(token.i, token.i + 1, token.i, Form.PRONOUN, found) if found else None

    def _own_subject(self, token: Token, sort: str) -> tuple[int, ...]:
        """A possessive mostly goes back to the subject of its own clause: "Oracle pursues its bid"."""
        if token.dep_ != "nmod:poss":
            return ()
        clause = token.head
        while clause.pos_ not in {"VERB", "AUX"} and clause.head.i != clause.i:
            clause = clause.head
        subjects = [s for s in surface_subjects(clause) if s.i < token.i]
        if token.head.lemma_.lower() in _GENERIC_PRODUCTS and sort == "thing":
            # "Microsoft says that ICE uses its technology": whose technology it is, the user's verb does not tell.
            return self._ware_owner(token)
        found = [i for s in subjects for m in conjuncts(s) if (r := self._reference_at(m)) for i in r.referents]
        wanted = {"person": {Kind.PERSON}, "thing": _THINGS, "plural": _THINGS | {Kind.GROUP}}[sort]
        if not found or any(self.referents[i].kind not in wanted for i in found):
            return ()
        return tuple(dict.fromkeys(found)) if sort == "plural" or len(set(found)) == 1 else ()

    def _ware_owner(self, token: Token) -> tuple[int, ...]:
        """The nearest company before that is a subject in the same sentence."""
        here = self.sentence[token.i]
        for candidate in reversed(self.candidates):
            index = candidate.reference.referents[0]
            company = self.referents[index].kind is Kind.COMPANY and not self.referents[index].generic
            if candidate.sentence == here and candidate.subject and company:
                return (index,)
        return ()

    def _description(self, token: Token) -> Reference | None:
        kind = _DESCRIPTIONS.get(token.lemma_.lower())
        if kind is None or token.pos_ != "NOUN" or token.dep_ in {"compound", "flat"} or token.tag_ == "NNS":
            return None
        if not any(c.dep_ == "det" and c.lower_ in {"the", "this", "that"} for c in token.children):
            return None
        if any(c.dep_ in {"acl:relcl", "acl", "nmod", "appos"} and not _aside(c) for c in token.children):
            return None
        if any(c.i in self.named_tokens for c in token.children if c.dep_ in {"compound", "nmod:poss"}):
            return None
        noun = token.lower_
        found = self._best(token, lambda r: r.kind is kind and not r.generic and self._suits(noun, r))
        found = found or self._only_one(token, kind)
        start = min([token.i, *(c.i for c in token.children if c.dep_ in {"det", "amod", "compound"})])
        return Reference(start, token.i + 1, token.i, Form.NOMINAL, found) if found else None

    def _only_one(self, token: Token, kind: Kind) -> tuple[int, ...]:
        """The one referent of a kind that the text has named so far: then "the union" can mean no other."""
        before = {i for c in self.candidates if c.reference.root < token.i for i in c.reference.referents}
        fits = [i for i in before if self.referents[i].kind is kind and not self.referents[i].generic]
        near = any(
            self.sentence[token.i] - c.sentence <= _LOOK_BACK
            for c in self.candidates
            if fits == [c.reference.referents[0]]
        )
        return (fits[0],) if len(fits) == 1 and near else ()

    def _counted(self, token: Token) -> Reference | None:
        """As many of a kind as were named last: "all four companies", "the two agencies"."""
        kind = _DESCRIPTIONS.get(token.lemma_.lower())
        number = next((_NUMBERS.get(c.lower_) for c in token.children if c.dep_ == "nummod"), None)
        definite = any(c.dep_ in {"det", "det:predet"} and c.lower_ in _DEFINITE for c in token.children)
        if kind is None or number is None or not definite or token.tag_ != "NNS":
            return None
        here = self.sentence[token.i]
        found: dict[int, None] = {}
        for candidate in reversed(self.candidates):
            index = candidate.reference.referents[0]
            if here - candidate.sentence > _LOOK_BACK or len(found) > number:
                break
            if candidate.reference.form is Form.NAME and self.referents[index].kind is kind:
                found[index] = None
        if len(found) != number:
            return None
        return Reference(token.i, token.i + 1, token.i, Form.NOMINAL, tuple(sorted(found)))

    def _suits(self, noun: str, referent: Referent) -> bool:
        if noun not in _NAMED_AFTER:
            return True
        names = list(referent.names)
        if referent.known:
            names += load().body(referent.known).names
            names.append(load().body(referent.known).name)
        return any(noun in name.casefold().split() for name in names)

    def _best(self, token: Token, fits: Callable[[Referent], bool]) -> tuple[int, ...]:
        here = self.sentence[token.i]
        scores: dict[int, float] = {}
        barred = self._clause_mates(token)
        for candidate in self.candidates:
            distance = here - candidate.sentence
            if distance > _LOOK_BACK or candidate.reference.root >= token.i or len(candidate.reference.referents) != 1:
                continue
            index = candidate.reference.referents[0]
            if index in barred or not fits(self.referents[index]):
                continue
            root = self.doc[candidate.reference.root]
            score = 4.0 - 1.3 * distance + (2.0 if candidate.subject else 0.0)
            score += 0.4 * min(self.frequency[index], 5) + candidate.reference.root / (len(self.doc) + 1)
            if root.dep_ in {"compound", "nmod:poss"} and not candidate.subject:
                score -= 1.0
            if first_conjunct(root).i != root.i or any(c.dep_ == "conj" for c in root.children):
                score -= 2.0  # one of several is rarely meant alone
            scores[index] = max(scores.get(index, -9.0), score)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < 1.0:
            return ()
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN:
            return ()
        return (ranked[0][0],)

    def _clause_mates(self, token: Token) -> set[int]:
        """What the token cannot mean: the subject of the verb of which it is an object (binding)."""
        if token.dep_ not in {"obj", "iobj", "obl"} or token.lower_.endswith("self"):
            return set()
        subjects = (c for c in token.head.children if c.dep_ in SUBJECTS)
        return {i for s in subjects if (r := self._reference_at(s)) for i in r.referents}

    def _reference_at(self, token: Token) -> Reference | None:
        for reference in reversed(self.references):
            if reference.root == token.i:
                return reference
        return None

    def _plural(self, token: Token) -> tuple[int, ...]:
        """Coordinated names ("Google and Amazon … they") or a group of people, whichever stands nearer before."""
        here = self.sentence[token.i]
        for candidate in reversed(self.candidates):
            root = self.doc[candidate.reference.root]
            if here - candidate.sentence > 1 or root.i >= token.i:
                continue
            if self.referents[candidate.reference.referents[0]].kind is Kind.GROUP:
                return candidate.reference.referents if candidate.subject else ()
            members = [m for m in conjuncts(first_conjunct(root)) if m.i < token.i]
            joined = [r for m in members if (r := self.by_root.get(m.i))]
            if len(joined) > 1 and len(joined) == len(members) and first_conjunct(root).dep_ in SUBJECTS:
                return tuple(dict.fromkeys(i for r in joined for i in r.referents))
        return ()

    def _people(self, token: Token) -> Reference | None:
        """A group of people, named by a noun phrase: "Google employees", "civilians"; always generic."""
        lemma = token.lemma_.lower()
        if lemma not in _PEOPLE or token.pos_ != "NOUN" or token.dep_ == "compound":
            return None
        if token.tag_ == "NN" and lemma not in {"staff", "personnel", "people"}:
            return None
        return self._nominal(token, Kind.GROUP, repeatable=True)

    def _generic(self, token: Token) -> Reference | None:
        if token.pos_ != "NOUN" or token.dep_ in {"compound", "flat"}:
            return None
        modified = any(c.dep_ in {"amod", "compound"} and c.i not in self.named_tokens for c in token.children)
        kind = _GENERIC_BODIES.get(token.lower_)
        if kind is not None and (modified or token.lower_ in _BARE_BODIES):
            return self._nominal(token, kind, repeatable=True)
        if token.lemma_.lower() in _GENERIC_PRODUCTS:
            return self._product(token, modified)
        return None

    def _product(self, token: Token, modified: bool) -> Reference | None:
        """What a product phrase means: "Microsoft's Azure cloud platform" is Azure.

        "Microsoft cloud services" is neither: it stands for whose it is, which only a relation can tell.
        """
        inside = [r for c in _modifiers(token) if (r := self.by_root.get(c.i))]
        kinds = {self.referents[r.referents[0]].kind: r for r in inside}
        if Kind.PRODUCT in kinds:
            return Reference(token.i, token.i + 1, token.i, Form.NOMINAL, kinds[Kind.PRODUCT].referents)
        if Kind.COMPANY in kinds or not modified:
            return None
        return self._nominal(token, Kind.PRODUCT, repeatable=True)

    def _nominal(self, token: Token, kind: Kind, *, repeatable: bool) -> Reference:
        start, end = _phrase(token)
        span = self.doc[start:end]
        definite = any(c.dep_ == "det" and c.lower_ in {"the", "these", "those"} for c in token.children)
        key = token.lemma_.lower() if end - start == 1 or definite else span.text.casefold()
        index = self.groups.get(key)
        if index is None:
            index = len(self.referents)
            text = self.document.text[span.start_char : span.end_char]
            mention = Mention(self.document.id, span.start_char, span.end_char, text, kind)
            self.referents.append(Referent(index, kind, " ".join(text.split()), (text,), (mention,), None, True))
            self.groups[key] = index
            if repeatable:
                self.groups.setdefault(token.lemma_.lower(), index)
        return Reference(start, end, token.i, Form.NOMINAL, (index,))


def _aside(clause: Token) -> bool:
    """Whether a relative clause only adds to a description that is clear without it: "the company, which …"."""
    edge = clause.left_edge
    return clause.dep_ == "acl:relcl" and edge.i > 0 and "," in {edge.text, edge.nbor(-1).text}


def _phrase(token: Token) -> tuple[int, int]:
    """From a noun's first modifier to its last: without article and number, with "of …" and "at …" behind."""
    left = [c for c in token.children if c.i < token.i and c.dep_ in {"amod", "compound", "nmod:poss"}]
    start = min([token.i, *(min(d.i for d in c.subtree) for c in left)])
    end = token.i + 1
    for child in token.children:
        if child.dep_ == "nmod" and child.i == end + 1 and child.pos_ == "PROPN" and child.left_edge.i == end:
            end = child.i + 1
        elif child.dep_ == "nmod" and child.left_edge.i == end and child.right_edge.i - end <= 5:
            tail = list(_unconjoined(child))
            if tail and any(t.pos_ == "PROPN" for t in tail):
                end = max(t.i for t in tail) + 1
    return start, end


def _modifiers(noun: Token) -> Iterator[Token]:
    """What stands before a noun, and before that: "Microsoft's" and "Azure" and "cloud" of a platform."""
    for child in noun.children:
        if child.dep_ in {"compound", "nmod:poss", "flat", "appos"}:
            yield child
            yield from _modifiers(child)


def _unconjoined(token: Token) -> Iterator[Token]:
    yield token
    for child in token.children:
        if child.dep_ in {"case", "compound", "flat", "det", "amod", "nmod:poss"}:
            yield from _unconjoined(child)
