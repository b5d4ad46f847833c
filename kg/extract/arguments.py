"""From the head word of an argument to the referents it stands for."""

from collections.abc import Iterator

from spacy.tokens import Token

from kg.nlp.analysis import Analysis
from kg.nlp.text import conjuncts, preposition

# Officers speak and act for their body: "ICE agents", "a spokeswoman for Palantir", "the company's lawyers".
_OFFICERS = frozenset(
    """official spokesman spokeswoman spokesperson executive representative agent officer lawyer attorney prosecutor
    investigator inspector leadership management leader head department unit division office branch team subsidiary
    arm regulator administration service bureau headquarters authority""".split()
)
# Things that stand for whoever made or owns them: "Microsoft's technology", "Palantir software".
_WARES = frozenset(
    """technology software tool service platform system product cloud database app data equipment hardware device
    server model camera code website site network feature suite computer chip storage infrastructure""".split()
)
_SUCH_AS = frozenset({"like", "such as", "including"})
_POSSESSIVE = frozenset({"nmod:poss", "compound", "nmod:desc", "nmod:unmarked"})


def referents(analysis: Analysis, token: Token) -> tuple[int, ...]:
    """The referents of an argument and of what is coordinated with it, in the order of the text.

    "Google and Amazon" gives both; "ICE officials" gives ICE; "Microsoft's Azure" gives Azure.
    """
    found = (index for member in conjuncts(token) for index in _of_one(analysis, member))
    return tuple(dict.fromkeys(found))


def makers(analysis: Analysis, token: Token) -> tuple[int, ...]:
    """Whose ware a noun phrase names: "Microsoft's technology", "Palantir software" give the company."""
    if token.lemma_.lower() not in _WARES:
        return ()
    return tuple(dict.fromkeys(i for child in _owners(token) for i in _direct(analysis, child)))


def _of_one(analysis: Analysis, token: Token) -> tuple[int, ...]:
    examples = _examples(analysis, token)
    direct = _direct(analysis, token)
    if direct or examples:
        return direct + examples
    for child in token.children:
        # "the company, Palantir,": the description gives way to the name behind it.
        if child.dep_ in {"appos", "flat"} and (named := _direct(analysis, child)):
            return named
    if token.lemma_.lower() in _OFFICERS:
        return tuple(i for child in _owners(token) for i in _direct(analysis, child))
    # "Falcon 9, the rocket built by SpaceX": what is said of the rocket is said of the name.
    return _direct(analysis, token.head) if token.dep_ == "appos" else ()


def _examples(analysis: Analysis, token: Token) -> tuple[int, ...]:
    """The names behind a plural: "agencies like CBP and ICE", "firms, including Palantir"."""
    if token.tag_ != "NNS":
        return ()
    behind = [c for c in token.children if c.dep_ in {"nmod", "acl", "obl"} and preposition(c) in _SUCH_AS]
    return tuple(i for child in behind for member in conjuncts(child) for i in _direct(analysis, member))


def _direct(analysis: Analysis, token: Token) -> tuple[int, ...]:
    reference = analysis.at(token)
    if reference is None:
        return ()
    # Inside a longer name only its head speaks for it, but a description's own words are not the description.
    return reference.referents if reference.root == token.i or _inside_name(analysis, token) else ()


def _inside_name(analysis: Analysis, token: Token) -> bool:
    reference = analysis.at(token)
    return reference is not None and reference.form == "name"


def _owners(token: Token) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in _POSSESSIVE or (
            child.dep_ == "nmod" and preposition(child) in {"of", "at", "from", "for", "with", "in", "by"}
        ):
            yield from conjuncts(child)
