"""Small readings of the parse that mentions, coreference and extraction share (Universal Dependencies labels)."""

from collections.abc import Iterator

from spacy.tokens import Span, Token

SUBJECTS = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass"})
NOUNS = frozenset({"NOUN", "PROPN"})


def head_of(tokens: Span) -> Token:
    """The token of a span whose head lies outside it; the leftmost if there are several."""
    for token in tokens:
        if token.head.i < tokens.start or token.head.i >= tokens.end or token.head.i == token.i:
            return token
    return tokens[len(tokens) - 1]


def conjuncts(token: Token) -> Iterator[Token]:
    """The token and what is coordinated with it: "Google and Amazon" from "Google"."""
    yield token
    last = max((c.i for c in token.children if c.dep_ == "conj"), default=-1)
    for child in token.children:
        # "Congress, the executive branch, and the courts": a parser may take the second of three for an apposition.
        if child.dep_ == "conj" or (child.dep_ == "appos" and child.i < last and child.left_edge.text == ","):
            yield from conjuncts(child)


def first_conjunct(token: Token) -> Token:
    """The first member of the coordination that a token belongs to."""
    while token.dep_ == "conj":
        token = token.head
    return token


def preposition(token: Token) -> str:
    """The preposition that governs a nominal, in lower case; "" if there is none ("according to" is one)."""
    for child in token.children:
        if child.dep_ == "case" and child.lower_ not in {"'s", "’s", "'", "’"}:
            fixed = [child.lower_, *(c.lower_ for c in child.children if c.dep_ == "fixed")]
            return " ".join(fixed)
    # "to the Department of Homeland Security": the parser may hang "to" on a later word of the name.
    edge = token.left_edge
    return edge.lower_ if edge.i < token.i and edge.dep_ == "case" and edge.pos_ == "ADP" else ""


def is_passive(verb: Token) -> bool:
    return any(c.dep_ in {"nsubj:pass", "aux:pass", "csubj:pass"} for c in verb.children)


def particle_lemma(verb: Token) -> str:
    """The lemma with its particle: "took over" → "take_over"."""
    for child in verb.children:
        if child.dep_ == "compound:prt":
            return f"{verb.lemma_.lower()}_{child.lower_}"
    return verb.lemma_.lower()
