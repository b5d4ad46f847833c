"""Who does what to whom: the arguments of a verb or an event noun, whatever the form of the sentence.

Roles of a verb: ``subject`` and ``object`` are the deep ones (a passive's agent is its subject), ``recipient`` is the
indirect object, and any preposition is a role of its own name ("to", "with", "for" …).
Roles of a noun: ``possessor`` ("Palantir's contract"), ``modifier`` ("a Pentagon contract"), ``bearer`` (who *is* it:
"Poulson, director of …"), prepositions, and through a light verb ``giver`` ("awarded a contract"), ``taker`` ("won a
contract") and ``holder`` ("signed a contract").
"""

from collections import defaultdict
from collections.abc import Iterator

from spacy.tokens import Token

from kg.nlp.clauses import RELATIVE, antecedent, surface_subjects
from kg.nlp.text import first_conjunct, is_passive, particle_lemma, preposition

Roles = dict[str, list[Token]]

GIVING = frozenset("award give grant hand offer issue assign sign_over pay bestow".split())
TAKING = frozenset("win receive get land secure obtain clinch gain accept capture snag score nab earn garner".split())
HOLDING = frozenset(
    """sign have hold renew extend make reach strike announce enter ink negotiate maintain keep conclude seal enjoy
    pursue seek sell complete finalize inaugurate form launch establish cut cancel terminate end drop scrap void suspend
    pull abandon exit quit sever lose file bring lodge submit open begin start conduct run carry_out lead express raise
    voice issue expand forge build agree_to work_on bid_for bid_on compete_for""".split()
)

_USING = frozenset({"use", "deploy", "employ", "utilize", "engage", "participate"})


def verb_roles(verb: Token) -> Roles:
    """The arguments of a verb, with those it shares with the clause above it."""
    roles: Roles = defaultdict(list)
    passive = is_passive(verb) or _passive_participle(verb)
    roles["object" if passive else "subject"] += surface_subjects(verb)
    for child in verb.children:
        if child.dep_ == "obj" and preposition(child):
            roles[preposition(child)].append(child)  # "bid for JEDI", whatever the parser calls it
        elif child.dep_ == "obj" or (child.dep_ == "obl:agent" and not preposition(child)):
            roles["object"].append(antecedent(child, verb))
        elif child.dep_ == "iobj":
            roles["recipient"].append(antecedent(child, verb))
        elif child.dep_ in {"obl", "obl:agent", "nmod"} and not _beyond(child, verb):
            _oblique(roles, child, passive)
        elif child.dep_ in {"xcomp", "ccomp"} and child.pos_ in {"NOUN", "PROPN"} and not _has_copula(child):
            roles["complement"].append(child)
    if verb.dep_ == "acl:relcl" and not roles["object"] and not passive and _gap_is_object(verb):
        roles["object"].append(verb.head)
    if not roles["object"] and not passive:
        # "ordered Outlogic to stop": whoever is told to do it, the parser may call an indirect object.
        roles["object"] += roles["recipient"]
    for clause in verb.subtree:
        if clause.dep_ == "acl:relcl" and clause.i != verb.i:
            for child in (c for c in clause.children if c.dep_ == "obl" and _beyond(c, clause)):
                _oblique(roles, child, passive)
    for noun in list(roles["object"]):
        _of_object(roles, noun)
    return roles


def _beyond(phrase: Token, clause: Token) -> bool:
    """Whether a phrase behind a relative clause and its comma belongs to the clause above.

    "provides tools to DHS, which oversees ICE, through partners": the partners are the provider's.
    """
    edge = phrase.left_edge
    before = edge if edge.text == "," else phrase.doc[max(edge.i - 1, 0)]
    return clause.dep_ == "acl:relcl" and before.text == "," and before.i > clause.i


def _oblique(roles: Roles, child: Token, passive: bool) -> None:
    name = preposition(child)
    if (name == "by" and passive) or child.dep_ == "obl:agent":
        roles["subject"].append(child)
    elif name:
        roles[name].append(child)


def _of_object(roles: Roles, noun: Token) -> None:
    # "supplies software to ICE": the parser may hang "to ICE" on the software.
    for child in noun.children:
        if child.dep_ == "nmod" and (name := preposition(child)) and name != "of":
            roles[f"~{name}"].append(child)


def _passive_participle(verb: Token) -> bool:
    """Whether a participle behind its noun is passive: "a firm owned by …"."""
    return verb.tag_ == "VBN" and verb.dep_ == "acl" and not any(c.dep_ in {"aux", "nsubj"} for c in verb.children)


def _gap_is_object(verb: Token) -> bool:
    """Whether a relative clause lacks its object: "the software that ICE uses" has another subject."""
    subjects = [c for c in verb.children if c.dep_ == "nsubj"]
    return bool(subjects) and all(c.lower_ not in RELATIVE for c in subjects)


def noun_roles(noun: Token) -> Roles:
    """The arguments of an event or role noun, those of its light verb included."""
    roles: Roles = defaultdict(list)
    for child in noun.children:
        name = preposition(child)
        if child.dep_ == "nmod:poss":
            roles["possessor"].append(antecedent(child, noun))
        elif child.dep_ in {"compound", "nmod:desc", "nmod:unmarked", "amod"} and child.pos_ in {"PROPN", "NOUN"}:
            roles["modifier"].append(child)
        elif child.dep_ in {"nmod", "obl"} and name:
            roles[name].append(child)
    if noun.dep_ in {"compound", "nmod:desc"} and noun.head.pos_ == "PROPN":
        # "Google president Brad Smith": both nouns hang on the name, the company's before the post's.
        roles["modifier"] += [
            c for c in noun.head.children if c.i < noun.i and c.pos_ == "PROPN" and c.dep_ == "compound"
        ]
        roles["possessor"] += [c for c in noun.head.children if c.i < noun.i and c.dep_ == "nmod:poss"]
    if noun.dep_ == "conj" and not roles["possessor"]:
        # "Palantir's employees and CEO": whose the first is, the second is too.
        roles["possessor"] += [c for c in first_conjunct(noun).children if c.dep_ == "nmod:poss"]
    roles["bearer"] += list(_bearers(noun))
    _through_light_verb(noun, roles)
    _through_use(noun, roles)
    return roles


def _bearers(noun: Token) -> Iterator[Token]:
    """Who is said to be it: by "is", apposition, a title before a name, or "as"."""
    first = first_conjunct(noun)
    if _has_copula(first):
        yield from surface_subjects(first)
    if first.dep_ == "appos":
        yield first.head
    for child in first.children:
        if child.dep_ in {"appos", "flat"} and child.pos_ == "PROPN":
            yield child
    if first.dep_ in {"compound", "nmod:desc", "flat"} and first.head.pos_ == "PROPN":
        yield first.head
    following = noun.nbor() if noun.i + 1 < noun.sent.end else noun
    if following.pos_ == "PROPN" and following.head.i != noun.i:
        yield following  # "CEO Nat Friedman", whatever the parser makes of it
    if first.dep_ == "obl" and preposition(first) == "as" and first.head.pos_ == "VERB":
        yield from _objects(first.head) or surface_subjects(first.head)
    if first.dep_ == "xcomp" and not _has_copula(first) and first.head.pos_ == "VERB":
        yield from _objects(first.head) or surface_subjects(first.head)
    if first.dep_ in {"obj", "xcomp"} and first.head.lemma_ in {"become", "remain"}:
        yield from surface_subjects(first.head)
    if first.dep_ == "nsubj" and first.head.lemma_ == "include":
        # "ByteDance's lobbyists include …"
        yield from (c for c in first.head.children if c.dep_ == "obj")
    if first.dep_ == "nsubj" and _has_copula(first.head):
        # "The head of the agency is …"
        yield first.head


def _objects(verb: Token) -> list[Token]:
    if is_passive(verb):
        return surface_subjects(verb)
    return [c for c in verb.children if c.dep_ == "obj"]


def _through_light_verb(noun: Token, roles: Roles) -> None:
    first = first_conjunct(noun)
    verb = first.head
    if verb.pos_ != "VERB" or first.dep_ not in {"obj", "nsubj:pass", "obl", "acl:relcl", "xcomp"}:
        _throughantecedent(noun, roles)
        return
    lemma = particle_lemma(verb)
    if first.dep_ == "obl":
        lemma = f"{lemma}_{preposition(first)}"
    _share(roles, verb, lemma, first)


def _throughantecedent(noun: Token, roles: Roles) -> None:
    """Arguments from a clause about the noun: "the contract that Palantir signed", "a contract awarded to Palantir"."""
    for child in noun.children:
        if child.dep_ in {"acl:relcl", "acl"} and child.pos_ == "VERB":
            _share(roles, child, particle_lemma(child), noun)


def _share(roles: Roles, verb: Token, lemma: str, noun: Token) -> None:
    shared = verb_roles(verb)
    actors = [t for t in shared["subject"] if t.i != noun.i]
    takers = shared["recipient"] + shared["to"]
    subjects = [t for t in surface_subjects(verb) if t.i != noun.i]
    if lemma not in GIVING | TAKING | HOLDING:
        # "protested the contract": whoever protests has no part in it.
        return
    if lemma in GIVING:
        passive = is_passive(verb)
        roles["giver"] += actors
        # "Palantir was awarded a contract": the surface subject takes.
        roles["taker"] += takers + (subjects if passive else [])
    elif lemma in TAKING:
        roles["taker"] += actors
    else:
        roles["holder"] += actors
    for name, tokens in shared.items():
        if name.strip("~").isalpha() and name not in {"subject", "object", "recipient", "complement"}:
            roles[name.strip("~")] += [t for t in tokens if t not in roles[name.strip("~")] and t.i != noun.i]


def _has_copula(token: Token) -> bool:
    return any(c.dep_ == "cop" for c in token.children)


def _through_use(noun: Token, roles: Roles) -> None:
    """Who does what something is used for: "ICE uses its technology for surveillance"."""
    verb = noun.head
    if noun.dep_ == "obl" and preposition(noun) in {"for", "in"} and verb.lemma_ in _USING:
        roles["user"] += verb_roles(verb)["subject"]
