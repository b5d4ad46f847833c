"""Parses written by hand: what the language model would say if it were always right.

A line is a sentence, ``[label …]`` a subtree, ``label:word`` a subtree of one word; the one bare word of a bracket is
its head, that of the line the root. The labels are those of Universal Dependencies. A star marks the trigger:

    nsubj:Harborwatch uses* obj:Falcon [obl case:since 2021] punct:.

Tags and lemmas follow from the word, its label and its children; ``word/TAG=lemma`` says otherwise. Names are those
of NAMES, invented so that no register knows them, and those that a test adds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import spacy
from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from kg.extract import Draft, drafts
from kg.model import Document, Extraction, Refusal
from kg.nlp.analyse import analysis as analysed
from kg.nlp.analysis import Analysis
from kg.resolve import resolve

NAMES = {
    "Acme": "Company", "Borealis": "Company", "Corvex": "Company", "Dynalith": "Company",
    "Harborwatch": "GovernmentBody", "Tidewatch": "GovernmentBody", "Portguard": "GovernmentBody",
    "Gazelle Trust": "Organization", "Ledgerman": "Organization",
    "Falcon": "Product", "Kestrel": "Product", "Osprey Drive": "Product",
    "Mira Lund": "Person", "Lund": "Person", "Ole Berg": "Person", "Berg": "Person",
    "Concordat": "Program", "Skyline Act": "Law", "Quillhaven": "Place",
}  # fmt: skip

_REGULAR = """accept accuse acquire add agree aim allege allow analyze announce appear apply approve argue ask assist
attack attempt audit authorize award avoid ban bar base block boycott call cancel cease chair charge claim comment
compete complain condemn confirm consider contract criticize cite decide decline defend deliver demand deny deploy
depend design develop disclose discuss donate drop employ end expect expire fail fear fine fire force fund halt head
help hire house identify include indict intend investigate invest join lapse launch license lobby manage market mention
merge monitor move name need negotiate note object offer oppose order outlaw oversee own partner petition plan please
praise prepare press pressure prevent prohibit promise propose protest provide publish raise recall refuse reject rely
renew report request require resign reveal review scrap seem sever share show sign spy stay stop store subpoena sue
suggest supply support surveil suspect suspend switch talk target terminate test testify threaten track train urge use
visit vote want warn wish work wonder deliver question equip rumor express oblige pressurise hack breach found"""
_IRREGULAR = """be is was been being|have has had had having|do does did done doing|say says said said saying|
tell tells told told telling|know knows knew known knowing|think thinks thought thought thinking|
believe believes believed believed believing|make makes made made making|take takes took taken taking|
give gives gave given giving|get gets got got getting|win wins won won winning|buy buys bought bought buying|
sell sells sold sold selling|build builds built built building|lead leads led led leading|hold holds held held holding|
quit quits quit quit quitting|cut cuts cut cut cutting|leave leaves left left leaving|keep keeps kept kept keeping|
let lets let let letting|go goes went gone going|find finds found found finding|run runs ran run running|
write writes wrote written writing|become becomes became become becoming|seek seeks sought sought seeking|
begin begins began begun beginning|bid bids bid bid bidding|oversee oversees oversaw overseen overseeing|
pay pays paid paid paying|see sees saw seen seeing|put puts put put putting|speak speaks spoke spoken speaking|
stop stops stopped stopped stopping|plan plans planned planned planning|ban bans banned banned banning|
bar bars barred barred barring|drop drops dropped dropped dropping|scrap scraps scrapped scrapped scrapping|
spy spies spied spied spying|refer refers referred referred referring|admit admits admitted admitted admitting"""
_MODALS = "will would could can may might should shall must 'll ca wo".split()
_PRONOUNS = "it they them he she him her we us you I itself themselves itself himself herself".split()
_POSSESSIVE = "its their his her our my your".split()
_RELATIVE = {"who": "WP", "whom": "WP", "which": "WDT", "that": "WDT", "whose": "WP$"}
_NOMINAL = frozenset("nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss nmod:desc compound appos flat".split())
_CLAUSAL = frozenset("xcomp ccomp advcl acl acl:relcl csubj parataxis root".split())
_NO_SPACE_BEFORE = frozenset(", . ; : ! ? ) ” ' ’ 's ’s n't n’t %".split())
_NO_SPACE_AFTER = frozenset("( “ $ € £".split())
_TAG_POS = {
    "DT": "DET", "IN": "ADP", "TO": "PART", "MD": "AUX", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON", "WDT": "PRON",
    "WP$": "PRON", "NNP": "PROPN", "NNPS": "PROPN", "NN": "NOUN", "NNS": "NOUN", "JJ": "ADJ", "RB": "ADV", "CD": "NUM",
    "CC": "CCONJ", "POS": "PART", "WRB": "ADV", "RP": "ADP", "$": "SYM", "EX": "PRON", "PDT": "DET", "JJR": "ADJ",
}  # fmt: skip
_PIECE = re.compile(r"\[[a-z:]+|\]|(?:[^\s\[\]]+)")
_LABEL = re.compile(r"(?P<label>[a-z]+(?::(?:pass|poss|relcl|agent|prt|predet|preconj|outer|desc|unmarked))?):(?=.)")
_WORD = re.compile(r"(?P<form>.+?)(?P<star>\*)?(?:/(?P<tag>[A-Z$]+))?(?:=(?P<lemma>\S+))?$")


@dataclass
class _Node:
    label: str
    form: str = ""
    tag: str | None = None
    lemma: str | None = None
    star: bool = False
    order: int = -1
    children: list["_Node"] = field(default_factory=list)


def parse(*lines: str, names: Mapping[str, str] | None = None) -> Doc:
    """The Doc that the lines describe; ``doc.user_data["trigger"]`` is the number of the starred token."""
    words: list[_Node] = []
    heads: list[int] = []
    starts: list[bool] = []
    for line in lines:
        root, found = _tree(line)
        first = len(words)
        above = {id(child): node for node in found for child in node.children}
        for i, node in enumerate(found):
            node.order = first + i
            starts.append(i == 0)
        words += found
        heads += [above.get(id(node), node).order for node in found]
        assert all(n is root or id(n) in above for n in found)
    tags = [node.tag or _tag(node, heads, words) for node in words]
    pos = [_pos(node, tag) for node, tag in zip(words, tags, strict=True)]
    lemmas = [node.lemma or _lemma(node, tag) for node, tag in zip(words, tags, strict=True)]
    texts = [n.form[:1].upper() + n.form[1:] if starts[n.order] and n.form.islower() else n.form for n in words]
    doc = Doc(
        vocab(), texts, _spaces(texts), tags=tags, pos=pos, lemmas=lemmas, heads=heads,
        deps=["ROOT" if n.label == "root" else n.label for n in words], sent_starts=starts,
    )  # fmt: skip
    doc.ents = list(_entities(doc, {**NAMES, **(names or {})}))
    doc.user_data["trigger"] = next((n.order for n in words if n.star), None)
    return doc


def trigger(*lines: str, names: Mapping[str, str] | None = None) -> Token:
    """The starred token of a parse."""
    doc = parse(*lines, names=names)
    return doc[doc.user_data["trigger"]]


def analysis(*lines: str, names: Mapping[str, str] | None = None, published: date | None = None) -> Analysis:
    """The analysis of a parse: its names, descriptions and pronouns resolved."""
    doc = parse(*lines, names=names)
    return analysed(Document("parse", "parse", doc.text, published=published), doc)


def extraction(*lines: str, names: Mapping[str, str] | None = None, published: date | None = None) -> Extraction:
    """All that the extractors and the resolution make of a parse."""
    read = analysis(*lines, names=names, published=published)
    return resolve(read, drafts(read), software="test")


def triples(*lines: str, names: Mapping[str, str] | None = None) -> set[str]:
    """The drafts of a parse as "Acme suppliesTo Harborwatch", with the status behind where it is not asserted."""
    read = analysis(*lines, names=names)
    return {described(read, draft) for draft in drafts(read) if isinstance(draft, Draft)}


def refusals(*lines: str, names: Mapping[str, str] | None = None) -> list[Refusal]:
    return [r for r in drafts(analysis(*lines, names=names)) if isinstance(r, Refusal)]


def described(read: Analysis, draft: Draft) -> str:
    ends = f"{read.referents[draft.subject].name} {draft.relation} {read.referents[draft.object].name}"
    return ends if draft.status == "asserted" else f"{ends} ({draft.status.value})"


@cache
def vocab() -> Vocab:
    return spacy.blank("en").vocab


def _tree(line: str) -> tuple[_Node, list[_Node]]:
    root = _Node("root")
    stack, order = [root], []
    for piece in _PIECE.findall(line):
        if piece == "]":
            assert stack.pop().form, f"a bracket without a head in {line!r}"
        elif piece.startswith("["):
            node = _Node(piece[1:].removesuffix(":"))
            stack[-1].children.append(node)
            stack.append(node)
        elif match := _LABEL.match(piece):
            node = _Node(match["label"])
            stack[-1].children.append(node)
            order.append(_filled(node, piece[match.end():]))
        else:
            assert not stack[-1].form, f"two heads in one bracket, {stack[-1].form!r} and {piece!r}, in {line!r}"
            order.append(_filled(stack[-1], piece))
    assert (len(stack), bool(root.form)) == (1, True), f"open bracket or no root in {line!r}"
    return root, order


def _filled(node: _Node, word: str) -> _Node:
    match = _WORD.match(word)
    assert match, word
    node.form, node.tag, node.lemma, node.star = match["form"], match["tag"], match["lemma"], bool(match["star"])
    return node


def _tag(node: _Node, heads: list[int], words: list[_Node]) -> str:
    word, label = node.form.lower(), node.label
    labels = {c.label for c in node.children}
    fixed = {"det": "DT", "case": "IN", "cc": "CC", "nummod": "CD", "expl": "PRP", "compound:prt": "RP", "fixed": "IN"}
    if label == "punct":
        return "''" if node.form in "”\"" else node.form if node.form in {",", "."} else ":"
    if word == "to" and label == "mark":
        return "TO"
    if label == "case" and word in {"'s", "’s", "'", "’"}:
        return "POS"
    if label in fixed:
        return fixed[label]
    if label == "mark":
        return "IN"
    if word in _MODALS and label == "aux":
        return "MD"
    if word in {"not", "n't", "n’t"}:
        return "RB"
    if label == "nmod:poss" and word in _POSSESSIVE:
        return "PRP$"
    if word in _PRONOUNS:
        return "PRP"
    if word in _RELATIVE and label in _NOMINAL:
        return _RELATIVE[word]
    if node.form[0].isdigit():
        return "CD"
    if node.form[0].isupper():
        return "NNP"
    noun = bool(labels & {"det", "case", "nmod:poss", "amod", "cop", "nummod"})
    if word in _forms() and label not in _NOMINAL | {"amod", "advmod"} and not noun:
        return _verb_tag(node, word, words[heads[node.order]])
    if label == "advmod":
        return "RB"
    if label == "amod":
        return "JJ"
    return "NNS" if re.search(r"[^su]s$", word) and word not in {"news", "business"} else "NN"


def _verb_tag(node: _Node, word: str, head: _Node) -> str:
    _, places = _forms()[word]
    helpers = {c.form.lower() for c in node.children if c.label in {"aux", "aux:pass"}}
    if 4 in places:
        return "VBG"
    if 1 in places:
        return "VBZ"
    perfect = bool(helpers & {"has", "have", "had", "having", "is", "was", "were", "are", "been", "be"})
    if 3 in places and (perfect or (node.label == "acl" and 0 not in places)):
        return "VBN"
    if 2 in places and 0 not in places:
        return "VBD"
    to = any(c.label == "mark" and c.form == "to" for c in node.children)
    bare = to or bool(helpers & {*_MODALS, "do", "does", "did"}) or node.label == "xcomp"
    return "VB" if bare or (node.label == "conj" and head.tag == "VB") else "VBP"


def _pos(node: _Node, tag: str) -> str:
    if node.label in {"aux", "aux:pass", "cop"}:
        return "AUX"
    if node.label == "mark" and tag == "IN":
        return "SCONJ"
    if tag.startswith("VB"):
        return "VERB"
    if node.label == "punct":
        return "PUNCT"
    return _TAG_POS.get(tag, "X")


def _lemma(node: _Node, tag: str) -> str:
    word = node.form.lower()
    if tag == "MD":
        return {"wo": "will", "'ll": "will", "ca": "can"}.get(word, word)
    if word in {"are", "were", "am", "'re", "'s"} and node.label in {"cop", "aux", "aux:pass"}:
        return "be"
    if tag.startswith("VB"):
        return _forms()[word][0] if word in _forms() else word
    if tag == "NNS":
        if word == "people":
            return word
        return word[:-3] + "y" if word.endswith("ies") else re.sub(r"(?<=sh|ch)es$|s$", "", word)
    return node.form if tag in {"NNP", "NNPS"} else word


@cache
def _forms() -> dict[str, tuple[str, frozenset[int]]]:
    """Forms of verbs, with their lemma and places: base, third person, past, participle, gerund."""
    rows = {lemma: (lemma, *_regular(lemma)) for lemma in _REGULAR.split()}
    rows |= {(parts := row.split())[0]: (parts[0], *parts[1:]) for row in _IRREGULAR.split("|")}
    places: dict[str, set[int]] = {}
    for row in rows.values():
        for i, form in enumerate(row):
            places.setdefault(form, set()).add(i)
    return {form: (row[0], frozenset(places[form])) for row in rows.values() for form in row}


def _regular(lemma: str) -> tuple[str, str, str, str]:
    if lemma.endswith("e"):
        return f"{lemma}s", f"{lemma}d", f"{lemma}d", f"{lemma[:-1]}ing"
    if re.search(r"[^aeo]y$", lemma):
        return f"{lemma[:-1]}ies", f"{lemma[:-1]}ied", f"{lemma[:-1]}ied", f"{lemma}ing"
    return re.sub(r"(s|sh|ch|x)s$", r"\1es", f"{lemma}s"), f"{lemma}ed", f"{lemma}ed", f"{lemma}ing"


def _spaces(texts: list[str]) -> list[bool]:
    spaces, inside = [], False
    for word, after in zip(texts, [*texts[1:], ""], strict=True):
        inside = inside != (word == '"')
        glued = after in _NO_SPACE_BEFORE or word in _NO_SPACE_AFTER or (word == '"' and inside)
        spaces.append(not (glued or (after == '"' and inside)))
    return spaces


def _entities(doc: Doc, names: Mapping[str, str]) -> list[Span]:
    found: list[Span] = []
    taken: set[int] = set()
    for name in sorted(names, key=lambda n: -len(n)):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", doc.text):
            span = doc.char_span(*match.span(), label=names[name].partition("!")[0])
            if span is not None and names[name] and not taken & set(range(span.start, span.end)):
                taken |= set(range(span.start, span.end))
                if names[name].endswith("!acts"):
                    span.id_ = "geopolitical"
                found.append(span)
    return found
