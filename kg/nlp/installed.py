"""A user's own spaCy pipeline in place of the shipped one: its entity labels and its parse put in our words.

spaCy's English pipelines parse by the CLEAR guidelines ("prep", "pobj", "dobj"); the extraction reads Universal
Dependencies. The conversion covers what the extraction looks at; trees that hold no CLEAR label stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg.errors import ModelError

# Labels of OntoNotes and CoNLL; peoples, events and works of art are none of ours.
KINDS = {
    "ORG": "Organization",
    "GPE": "Place",
    "LOC": "Place",
    "FAC": "Place",
    "PERSON": "Person",
    "PER": "Person",
    "PRODUCT": "Product",
    "LAW": "Law",
    "MONEY": "Money",
    "DATE": "Date",
}
OURS = frozenset({"Company", "GovernmentBody", "Program", *KINDS.values()})

_RENAMED = {
    "ROOT": "root",
    "dobj": "obj",
    "dative": "iobj",
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "acomp": "xcomp",
    "oprd": "xcomp",
    "neg": "advmod",
    "poss": "nmod:poss",
    "prt": "compound:prt",
    "relcl": "acl:relcl",
    "npadvmod": "obl:npmod",
    "quantmod": "advmod",
    "predet": "det:predet",
    "preconj": "cc:preconj",
    "intj": "discourse",
    "meta": "dep",
}
_COPULAS = frozenset({"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "'re", "’re", "'m", "’m"})
_CLEAR = frozenset({"prep", "pobj", "dobj", "nsubjpass", "auxpass", "attr", "acomp", "pcomp", "agent"})


def installed(name: str) -> Language:
    """The installed pipeline (`en_core_web_trf`, a folder) with ``kg_labels`` at its end."""
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError) as error:
        raise ModelError(f"no spaCy pipeline {name!r} is installed: {error}") from error
    assigned = {attribute for pipe in nlp.pipe_names for attribute in nlp.get_pipe_meta(pipe).assigns}
    missing = [needed for needed in ("token.dep", "doc.ents") if needed not in assigned]
    if missing:
        raise ModelError(
            f"the spaCy pipeline {name!r} sets no {' and no '.join(missing)}; kg needs a parser and entities"
        )
    nlp.add_pipe("kg_labels")
    return nlp


@Language.component("kg_labels", assigns=["doc.ents", "token.dep", "token.head"])
def kg_labels(doc: Doc) -> Doc:
    """Entities by our kinds, dependencies by Universal Dependencies."""
    doc.set_ents(list(_entities(doc)))
    if any(token.dep_ in _CLEAR for token in doc):
        _Tree(doc).write()
    return doc


def _entities(doc: Doc) -> Iterable[Span]:
    for entity in doc.ents:
        kind = entity.label_ if entity.label_ in OURS else KINDS.get(entity.label_)
        start, end = entity.start, entity.end
        # OntoNotes takes "the" and the possessive into the name; we do not.
        while start < end and doc[start].lower_ in ("the", "a", "an"):
            start += 1
        while end > start and doc[end - 1].lower_ in ("'s", "’s", "'", "’"):
            end -= 1
        if kind and start < end:
            yield Span(doc, start, end, label=kind)


class _Tree:
    """A CLEAR tree on its way to Universal Dependencies."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.heads = [token.head.i for token in doc]
        self.labels = [_RENAMED.get(token.dep_, token.dep_) for token in doc]

    def write(self) -> None:
        """Convert and write."""
        for token in self.doc:
            if token.dep_ in ("attr", "acomp") and self.heads[token.i] == token.head.i and _is_copula(token.head):
                self._raise_predicate(token, token.head)
        for token in self.doc:
            if token.dep_ in ("prep", "agent", "dative") and any(c.dep_ in ("pobj", "pcomp") for c in token.children):
                self._lower_preposition(token)
        for token in self.doc:
            if token.dep_ == "cc":
                self._move_conjunction(token)
        for token in self.doc:
            if self.labels[token.i] in ("prep", "agent"):
                self.labels[token.i] = "advmod"
            elif self.labels[token.i] == "attr":
                self.labels[token.i] = "xcomp"
        add = self.doc.vocab.strings.add
        offsets = np.array([head - i for i, head in enumerate(self.heads)], dtype=np.int64).view(np.uint64)
        labels = np.array([add(label) for label in self.labels], dtype=np.uint64)
        columns: Any = np.stack([offsets, labels], 1)
        self.doc.from_array(["HEAD", "DEP"], columns)

    def _raise_predicate(self, predicate: Token, copula: Token) -> None:
        """ "Ton-That is the chief executive": the noun becomes the head, the verb its copula."""
        for child in copula.children:
            if child.i != predicate.i and self.heads[child.i] == copula.i:
                self.heads[child.i] = predicate.i
        self.heads[predicate.i] = predicate.i if copula.head.i == copula.i else self.heads[copula.i]
        self.labels[predicate.i] = self.labels[copula.i]
        self.heads[copula.i] = predicate.i
        self.labels[copula.i] = "cop"

    def _lower_preposition(self, preposition: Token) -> None:
        """ "a contract with ICE": ICE hangs on the contract, "with" on ICE."""
        first = next(c for c in preposition.children if c.dep_ in ("pobj", "pcomp"))
        if self.heads[first.i] != preposition.i:
            return
        above = self.heads[preposition.i]
        self.heads[first.i] = above
        if first.dep_ == "pcomp":
            self.labels[first.i] = "acl" if _is_noun(self.doc[above]) else "advcl"
            case = "mark"
        else:
            self.labels[first.i] = "nmod" if _is_noun(self.doc[above]) else "obl"
            if preposition.dep_ == "agent":
                self.labels[first.i] = "obl:agent"
            case = "case"
        self.heads[preposition.i] = first.i
        self.labels[preposition.i] = case
        for child in preposition.children:
            if child.i != first.i and self.heads[child.i] == preposition.i:
                self.heads[child.i] = first.i

    def _move_conjunction(self, conjunction: Token) -> None:
        """ "Google and Amazon": "and" hangs on what follows it."""
        following = [c for c in conjunction.head.children if c.dep_ == "conj" and c.i > conjunction.i]
        if following:
            self.heads[conjunction.i] = following[0].i


def _is_copula(token: Token) -> bool:
    return token.lower_ in _COPULAS


def _is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN", "PRON", "NUM", "SYM") or token.tag_.startswith(("NN", "PRP", "CD"))
