"""Who the subject of a clause is, where the clause itself does not say (Universal Dependencies labels)."""

from spacy.tokens import Token

from kg.nlp.text import is_passive, preposition

RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
# Verbs whose infinitive belongs to their object: "urged Google to cancel".
_OBJECT_CONTROL = frozenset(
    """ask urge force order allow let help persuade require want tell call encourage enable permit direct compel press
    push pressure invite instruct authorize oblige get hire pay prompt lead bar ban prevent stop prohibit accuse forbid
    block""".split()
)
_SUBJECT_CONTROL = frozenset({"promise", "threaten", "vow", "use"})
_LETTERS = frozenset("letter petition statement campaign memo email op-ed note appeal".split())
_MAX_CLIMB = 6


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subjects of a verb, from the clause above where its own is silent."""
    own = [c for c in verb.children if c.dep_ in {"nsubj", "nsubj:pass"}]
    if own:
        return [antecedent(t, verb) for t in own]
    if depth > _MAX_CLIMB:
        return []
    head, dep = verb.head, verb.dep_
    if dep == "conj":
        return surface_subjects(head, depth + 1)
    if dep in {"acl:relcl", "acl"}:
        return _of_adnominal(verb, depth)
    if dep in {"xcomp", "advcl", "ccomp"} and head.pos_ in {"VERB", "AUX", "ADJ", "NOUN"}:
        return _controller(verb, head, depth)
    return []


def _of_adnominal(verb: Token, depth: int) -> list[Token]:
    noun = verb.head
    if any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children):
        # "won a contract to supply ICE": whoever got the contract supplies.
        possessors = [c for c in noun.children if c.dep_ == "nmod:poss"]
        if possessors:
            return possessors
        partners = [c for c in noun.children if c.dep_ == "nmod" and preposition(c) == "with"]
        if partners and noun.dep_ == "obj":
            return partners
        governor = noun.head
        if noun.dep_ in {"obj", "obl", "nsubj:pass"} and governor.pos_ == "VERB":
            given = [c for c in governor.children if c.dep_ == "iobj"]
            return given or surface_subjects(governor, depth + 1)
        return []
    return _signers(noun, depth) or [noun]


def _signers(noun: Token, depth: int) -> list[Token]:
    """Who speaks through a letter: "employees signed a letter urging Google to …"."""
    if noun.lemma_.lower() not in _LETTERS:
        return []
    own = [c for c in noun.children if c.dep_ == "nmod:poss" or (c.dep_ == "nmod" and preposition(c) in {"by", "from"})]
    if own or noun.dep_ not in {"obj", "nsubj:pass"} or noun.head.pos_ != "VERB":
        return own
    if is_passive(noun.head):
        return [c for c in noun.head.children if c.dep_ == "obl:agent" or (c.dep_ == "obl" and preposition(c) == "by")]
    return surface_subjects(noun.head, depth + 1)


def _controller(verb: Token, head: Token, depth: int) -> list[Token]:
    # "believes ICE uses it", "urged Google to cancel": an object before the clause is its subject.
    between = [c for c in head.children if c.dep_ in {"obj", "iobj"} and head.i < c.i < verb.i]
    if verb.dep_ in {"ccomp", "xcomp"} and between and head.lemma_.lower() not in _SUBJECT_CONTROL:
        return between
    if verb.dep_ == "advcl" and between and any(c.dep_ == "mark" and c.lower_ in {"of", "from"} for c in verb.children):
        # "accused ICE of spying", "barred Huawei from selling"
        return between
    if verb.dep_ == "ccomp" and verb.tag_ not in {"VB", "VBG"}:
        return []
    if head.lemma_.lower() in _OBJECT_CONTROL and not is_passive(head):
        on = [c for c in head.children if c.dep_ == "obl" and preposition(c) in {"on", "to"} and c.i < verb.i]
        return between or (on if head.lemma_.lower() in {"call", "appeal"} else [])
    return surface_subjects(head, depth + 1)


def antecedent(token: Token, verb: Token) -> Token:
    """What a relative pronoun stands for; the token itself if it is none."""
    if token.lower_ not in RELATIVE or token.tag_ not in {"WP", "WDT", "WP$", "IN", "DT"}:
        return token
    clause = verb
    for _ in range(_MAX_CLIMB):
        if clause.dep_ == "acl:relcl":
            return clause.head
        if clause.dep_ in {"conj", "xcomp", "advcl", "ccomp", "nsubj", "nsubj:pass", "obj", "obl", "nmod"}:
            clause = clause.head
        else:
            break
    return token
