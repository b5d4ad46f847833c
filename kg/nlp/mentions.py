"""Names in a document, and which of them are names of the same one."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc, Span, Token

from kg.model import Document, Kind, Mention
from kg.nlp.acronyms import definitions, spells
from kg.nlp.analysis import Form, Reference, Referent
from kg.nlp.register import Match, matches
from kg.nlp.text import head_of
from kg.register import Body, fold

ORGANISATIONS = frozenset({Kind.COMPANY, Kind.GOVERNMENT_BODY, Kind.ORGANIZATION})

_KINDS = {kind.value: kind for kind in Kind}
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_TAILS = frozenset("cloud platform software service system app tool technology database spyware device".split())
# Verbs of which a place is a subject only where it stands for its government.
_ACTING = frozenset(
    """accuse adopt agree allow announce approve argue arrest ask attack authorize award back ban blacklist
    blame block buy call cancel charge claim clear condemn consider criticise criticize cut declare defend
    demand denounce deny deploy deport detain enact expand expel export extend fine fund grant hack halt hold
    impose insist invest investigate launch lift order outlaw pass plan prohibit propose protest purchase pursue
    regulate reject request require restrict say seek sell sentence sign spy sue support suspend urge use veto
    vote vow want warn withdraw""".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A named stretch of tokens with what is known of its kind; ``acts``: a place that stands for its government."""

    start: int
    end: int
    kind: Kind
    bodies: tuple[Body, ...] = ()
    acts: bool = False


def referents(document: Document, doc: Doc) -> tuple[list[Referent], list[Reference]]:
    """The named entities of a document and every reference to them by name, in the order of the text."""
    found = _propagated(doc, _merged(doc))
    groups = _Groups(doc, found)
    return groups.result(document)


def _merged(doc: Doc) -> list[Name]:
    """The model's names and the register's, one name a stretch: the longer wins, the register knows the kind."""
    models = [name for name in _of_model(doc) if _is_name(doc, name)]
    taken = {i: name for name in models for i in range(name.start, name.end)}
    out = {(n.start, n.end): n for n in models}
    for match in matches(doc):
        rivals = {(n.start, n.end): n for i in range(match.start, match.end) if (n := taken.get(i))}
        if not match.sure and (match.start, match.end) not in rivals:
            continue
        if any(_contains(n, match) or n.kind is Kind.PERSON for n in rivals.values()):
            continue
        for span in rivals:
            out.pop(span, None)
        registered = _of_register(doc, match, list(rivals.values()))
        if registered is not None:
            out[match.start, match.end] = registered
    return sorted(out.values(), key=lambda n: n.start)


def _contains(name: Name, match: Match) -> bool:
    return (name.start <= match.start and match.end <= name.end) and (name.end - name.start) > (match.end - match.start)


def _of_model(doc: Doc) -> Iterator[Name]:
    for ent in doc.ents:
        kind = _KINDS.get(ent.label_)
        if kind is None:
            continue
        geopolitical = ent.ent_id_ == "geopolitical"
        end = _without_tail(ent) if kind is Kind.PRODUCT else ent.end
        while end - 1 > ent.start and doc[end - 1].text in _POSSESSIVE:
            end -= 1
        yield Name(ent.start, end, Kind.PLACE if geopolitical else kind, acts=geopolitical)


def _without_tail(product: Span) -> int:
    """Where a product's name ends: "Azure cloud platform" is named Azure."""
    end = product.end
    while end - 1 > product.start and product.doc[end - 1].is_lower and product.doc[end - 1].lemma_ in _TAILS:
        end -= 1
    return end


def _is_name(doc: Doc, name: Name) -> bool:
    text = doc[name.start : name.end].text
    single = name.end - name.start == 1 and name.kind is not Kind.PRODUCT
    if single and text.islower() and doc[name.start].pos_ == "NOUN":
        return False  # "the department" is a description; a headline in small letters has its names as PROPN
    return any(c.isalnum() for c in text) and not (len(text) == 1 and text != "X") and len(text) <= 120


def _of_register(doc: Doc, match: Match, rivals: list[Name]) -> Name | None:
    acts = any(n.acts for n in rivals) or _acts(head_of(doc[match.start : match.end]))
    kinds = Counter(body.kind for body in match.bodies)
    if rivals and len(rivals) == 1 and (rivals[0].start, rivals[0].end) == (match.start, match.end):
        # The sentence decides between bodies that share a name (Amazon the company, the product …).
        same = tuple(b for b in match.bodies if b.kind is rivals[0].kind)
        if same:
            return Name(match.start, match.end, rivals[0].kind, same, acts)
        if rivals[0].kind is Kind.PLACE and not any(b.id.endswith("-government") for b in match.bodies):
            return rivals[0]
    kind = kinds.most_common(1)[0][0]
    if kind is Kind.GOVERNMENT_BODY and _is_country(doc, match):
        return Name(match.start, match.end, Kind.PLACE, match.bodies, acts)
    return Name(match.start, match.end, kind, match.bodies, acts)


def _is_country(doc: Doc, match: Match) -> bool:
    """Whether the name is the bare name of a country or capital, which may also be only a place."""
    text = fold(doc[match.start : match.end].text)
    return all(body.id.endswith("-government") for body in match.bodies) and "government" not in text


def _acts(token: Token) -> bool:
    verb = token.head
    return token.dep_ == "nsubj" and verb.lemma_.lower() in _ACTING


def _propagated(doc: Doc, names: list[Name]) -> list[Name]:
    """The names, and every other place where one of them stands in the same letters but was not seen."""
    taken = {i for name in names for i in range(name.start, name.end)}
    first: dict[str, Name] = {}
    for name in names:
        if name.kind is not Kind.PLACE or name.acts:
            first.setdefault(doc[name.start].text, name)
    wanted: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        wanted[doc[name.start].text].append(name)
    more: list[Name] = []
    for i, token in enumerate(doc):
        if i in taken or not token.text[:1].isupper():
            continue
        for name in sorted(wanted.get(token.text, ()), key=lambda n: n.start - n.end):
            size = name.end - name.start
            span = range(i, i + size)
            if i + size > len(doc) or taken & set(span) or _common(doc, i, size):
                continue
            if all(doc[i + k].text == doc[name.start + k].text for k in range(size)):
                more.append(replace(name, start=i, end=i + size, acts=_acts(head_of(doc[i : i + size]))))
                taken |= set(span)
                break
    return sorted(names + more, key=lambda n: n.start)


def _common(doc: Doc, start: int, size: int) -> bool:
    # The first word of a sentence is capitalised whatever it is; a single one proves nothing unless in capitals.
    token = doc[start]
    return size == 1 and bool(token.is_sent_start) and token.pos_ not in {"PROPN"} and not token.text.isupper()


@dataclass(slots=True)
class _Group:
    names: list[Name] = field(default_factory=list)
    texts: Counter[str] = field(default_factory=Counter)
    votes: Counter[Kind] = field(default_factory=Counter)
    known: Body | None = None
    acts: bool = False

    @property
    def kind(self) -> Kind:
        if self.known is not None and self.known.kind is not Kind.GOVERNMENT_BODY:
            return self.known.kind
        if self.acts:
            return Kind.GOVERNMENT_BODY
        best = self.votes.most_common(1)[0][0]
        return self.known.kind if self.known is not None and best is not Kind.PLACE else best

    @property
    def longest(self) -> str:
        return max(self.texts, key=lambda t: (len(t.split()), len(t), t))


class _Groups:
    """Names grouped by whom they name: by register, equal spelling, acronym, surname or leading words."""

    def __init__(self, doc: Doc, names: list[Name]) -> None:
        self.doc = doc
        self.groups: list[_Group] = []
        self.by_key: dict[tuple[str, str], _Group] = {}
        self.acronyms = {short.text: fold(long.text) for long, short in definitions(doc)}
        unambiguous = {b.id for n in names if len(n.bodies) == 1 for b in n.bodies}
        # Long names first, so that a short form finds what it shortens.
        for name in sorted(names, key=lambda n: (-(n.end - n.start), n.start)):
            self._place(name, unambiguous)

    def _place(self, name: Name, unambiguous: set[str]) -> None:
        text = _trimmed(self.doc, name)
        body = _chosen(name.bodies, unambiguous)
        group = self._find(name, text, body)
        if group is None:
            group = _Group()
            self.groups.append(group)
        group.names.append(name)
        group.texts[text] += 1
        group.votes[name.kind] += 1
        group.acts = group.acts or (name.acts and name.kind is Kind.PLACE) or _government(name)
        group.known = group.known or body
        for key in _keys(text, body):
            self.by_key.setdefault(key, group)

    def _find(self, name: Name, text: str, body: Body | None) -> _Group | None:
        for key in _keys(text, body):
            group = self.by_key.get(key)
            if group is not None and (body is None or group.known is None or group.known.id == body.id):
                return group
        long = self.acronyms.get(text)
        if long and ("fold", long) in self.by_key:
            return self.by_key["fold", long]
        if body is not None:
            return None
        return self._by_initials(text) or self._by_part(name, text)

    def _by_initials(self, text: str) -> _Group | None:
        if not (2 <= len(text) <= 6 and text.isupper()):
            return None
        fits = [g for g in self.groups if g.kind in ORGANISATIONS and any(spells(text, t) for t in g.texts)]
        return fits[0] if len(fits) == 1 else None

    def _by_part(self, name: Name, text: str) -> _Group | None:
        words = fold(text).split()
        fits = [g for g in self.groups if _shortens(words, name.kind, g)]
        if not fits:
            return None
        before = [g for g in fits if any(n.start < name.start for n in g.names)]
        return max(before or fits, key=lambda g: max((n.start for n in g.names if n.start < name.start), default=-1))

    def result(self, document: Document) -> tuple[list[Referent], list[Reference]]:
        ordered = sorted(self.groups, key=lambda g: min(n.start for n in g.names))
        made: list[Referent] = []
        references: list[Reference] = []
        for index, group in enumerate(ordered):
            spans = sorted(group.names, key=lambda n: n.start)
            mentions = tuple(_mention(document, self.doc, n, group.kind) for n in spans)
            texts = tuple(dict.fromkeys(m.text for m in mentions))
            known = group.known if group.known is not None and group.kind is group.known.kind else None
            made.append(Referent(index, group.kind, group.longest, texts, mentions, known.id if known else None))
            for n in spans:
                root = head_of(self.doc[n.start : n.end]).i
                references.append(Reference(n.start, n.end, root, Form.NAME, (index,)))
        return made, sorted(references, key=lambda r: r.start)


def _keys(text: str, body: Body | None) -> Iterable[tuple[str, str]]:
    if body is not None:
        yield "body", body.id
    yield "fold", fold(text)


def _government(name: Name) -> bool:
    return name.kind is Kind.GOVERNMENT_BODY


def _chosen(bodies: tuple[Body, ...], unambiguous: set[str]) -> Body | None:
    """The one body that a name stands for here; None if the document does not tell several apart."""
    if len(bodies) == 1:
        return bodies[0]
    named = [b for b in bodies if b.id in unambiguous]
    return named[0] if len(named) == 1 else None


def _shortens(words: list[str], kind: Kind, group: _Group) -> bool:
    """Whether the words are a short form of a group's name: "Wyden" of Ron Wyden, "Clearview" of Clearview AI."""
    if not words or group.kind is not kind:
        return False
    for text in group.texts:
        full = fold(text).split()
        if len(full) <= len(words):
            continue
        if kind is Kind.PERSON and (full[-len(words) :] == words or (full[0], full[-1]) == (words[0], words[-1])):
            return True
        if kind in {Kind.COMPANY, Kind.ORGANIZATION} and full[: len(words)] == words and len(words[0]) > 3:
            return True
    return False


def _trimmed(doc: Doc, name: Name) -> str:
    return doc[name.start : name.end].text


def _mention(document: Document, doc: Doc, name: Name, kind: Kind) -> Mention:
    span = doc[name.start : name.end]
    return Mention(document.id, span.start_char, span.end_char, document.text[span.start_char : span.end_char], kind)
