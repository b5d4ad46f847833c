"""Whom an article credits for what a sentence says.

Reported speech ("…, the spokesman said"), "according to", nouns that speak ("documents show"), and quotations, over
several sentences too (Pareti et al. 2013 call these direct, indirect and mixed attribution).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.extract.arguments import referents
from kg.extract.draft import Speaker
from kg.nlp.analysis import Analysis, Form
from kg.nlp.clauses import surface_subjects
from kg.nlp.text import is_passive, preposition

REPORTING = frozenset(
    """say tell state claim allege report announce add note acknowledge admit confirm deny reveal disclose show suggest
    indicate argue believe think insist explain warn write contend estimate assert maintain declare testify stress
    emphasize emphasise describe find conclude accuse charge suspect complain recall reply respond point_out boast
    predict""".split()
)
# "A report that …", "documents that …": what stands in them is theirs.
_SPEAKING_NOUNS = frozenset(
    "report allegation claim document memo leak statement accusation rumor rumour filing".split()
)
_SOURCES = frozenset({"according to", "per"})
_OPEN, _CLOSE = '“"«', '”"»'
_DEPTH = 12


def speaker(analysis: Analysis, trigger: Token, subjects: tuple[int, ...] = ()) -> Speaker | None:
    """The one credited for what a trigger says: the innermost, who knows, in a chain of reports.

    "The Guardian cited documents that say ICE uses Azure" credits the documents. ``subjects`` of a claim that is
    itself an utterance are not credited for it: that A criticises B needs no word of A.
    """
    node = trigger
    for _ in range(_DEPTH):
        found = _source_phrase(analysis, node) or _inserted(analysis, node)
        if found is not None:
            return found
        head = node.head
        if head.i == node.i:
            break
        if node.dep_ in {"ccomp", "xcomp", "advcl", "acl", "parataxis", "csubj"} and head.lemma_.lower() in REPORTING:
            found = _subject(analysis, head)
            if found is not None and not (found.referent in subjects and head.i == trigger.i):
                return found
        if node.dep_ == "acl" and node.lemma_ in REPORTING and node.i != trigger.i:
            return _speaker(analysis, head)
        if node.dep_ in {"acl", "acl:relcl", "ccomp"} and head.lemma_.lower() in _SPEAKING_NOUNS and _that(node):
            return _speaker(analysis, head)
        if _aside(node):
            break
        node = head
    return _quoting(analysis, trigger)


def _aside(node: Token) -> bool:
    """Whether a clause is the author's own addition to what is reported: "… to DHS, which oversees ICE"."""
    edge = node.left_edge
    comma = edge.i > 0 and (edge.text == "," or node.doc[edge.i - 1].text == ",")
    return comma and node.dep_ in {"acl:relcl", "appos"} and not _that(node)


def _that(clause: Token) -> bool:
    """Whether a clause is a noun's content ("a report that …"), not its relative ("a report that angered …")."""
    return any(c.dep_ == "mark" and c.lower_ == "that" for c in clause.children)


def _subject(analysis: Analysis, verb: Token) -> Speaker | None:
    if is_passive(verb):
        agents = [c for c in verb.children if c.dep_ == "obl:agent" or (c.dep_ == "obl" and preposition(c) == "by")]
        return _speaker(analysis, agents[0]) if agents else None
    for token in surface_subjects(verb):
        return _speaker(analysis, token)
    return None


def _source_phrase(analysis: Analysis, node: Token) -> Speaker | None:
    for child in node.children:
        if child.dep_ in {"obl", "nmod", "advmod", "advcl"} and preposition(child) in _SOURCES:
            return _speaker(analysis, child)
        if child.lemma_ == "accord" and child.dep_ in {"case", "advcl", "obl", "advmod", "acl"}:
            for grandchild in child.children:
                if grandchild.dep_ in {"obl", "nmod", "obj"}:
                    return _speaker(analysis, grandchild)
    return None


def _inserted(analysis: Analysis, node: Token) -> Speaker | None:
    """A reporting clause that hangs on what it reports: "ICE, the report says, uses Azure"."""
    for child in node.children:
        if child.dep_ == "parataxis" and child.lemma_.lower() in REPORTING:
            return _subject(analysis, child)
    return None


def _speaker(analysis: Analysis, token: Token) -> Speaker | None:
    found = referents(analysis, token)
    if found:
        referent = analysis.referents[found[0]]
        reference = analysis.at(token)
        direct = reference is not None and reference.root == token.i
        if not direct or (reference is not None and reference.form is not Form.NOMINAL) or not referent.generic:
            return Speaker(referent.name, found[0])
        return Speaker(_phrase(token), found[0])
    if token.pos_ not in {"NOUN", "PROPN"}:
        return None
    return Speaker(_phrase(token))


def _phrase(token: Token) -> str:
    """The noun phrase without its article and clauses: "leaked documents", "four current employees"."""
    kept = {"amod", "compound", "nummod", "flat", "nmod:poss"}
    words = sorted(
        [token, *(t for c in token.children if c.dep_ in kept and c.i < token.i for t in c.subtree)], key=lambda t: t.i
    )
    return "".join(t.text_with_ws for t in words).strip()


@dataclass(frozen=True, slots=True)
class _Quotation:
    start: int
    end: int


def _quoting(analysis: Analysis, trigger: Token) -> Speaker | None:
    """The speaker of the quotation around a trigger, from the words beside its marks."""
    for quotation in _quotations(analysis.doc):
        if not quotation.start < trigger.i < quotation.end:
            continue
        for verb in _beside(analysis.doc, quotation):
            found = _subject(analysis, verb)
            if found is not None:
                return found
    return None


def _quotations(doc: Doc) -> Iterator[_Quotation]:
    start: int | None = None
    for token in doc:
        if token.text in _CLOSE and start is not None and (token.text != '"' or token.i > start):
            yield _Quotation(start, token.i)
            start = None
        elif token.text in _OPEN:
            # A quotation that runs over paragraphs opens each of them anew and closes once.
            start = token.i if start is None or token.text == '"' else start


def _beside(doc: Doc, quotation: _Quotation) -> Iterator[Token]:
    """Reporting verbs outside the quotation, in the sentences where it begins and ends."""
    sentences = {
        doc[quotation.start].sent.start: doc[quotation.start].sent,
        doc[quotation.end].sent.start: doc[quotation.end].sent,
    }
    for sentence in sentences.values():
        for token in sentence:
            if (
                not quotation.start <= token.i <= quotation.end
                and token.lemma_.lower() in REPORTING
                and token.pos_ == "VERB"
            ):
                yield token
