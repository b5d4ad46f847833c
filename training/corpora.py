"""The open corpora as one kind of sentence: words, gaps, and a parse or permitted entity labels where known."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.labels import BODY, OTHER, SPOT, Span, masks, only, spans
from training.names import body_kinds, is_demonym, is_people

# Genres of GUM whose texts are free to use.
GUM_GENRES = ("academic", "bio", "court", "interview", "news", "speech", "textbook", "vlog", "voyage")


@dataclass(slots=True)
class Word:
    """A word of a treebank; head is its index in the sentence, -1 for the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    head: int
    relation: str
    space_after: bool
    misc: str


@dataclass(slots=True)
class Sentence:
    """What is known of one sentence: `parse` and `labels` (bit masks, one a word) may be missing."""

    words: list[str]
    gaps: list[int]
    parse: list[Word] | None = None
    labels: list[int] | None = None


@dataclass(slots=True)
class Text:
    """Consecutive sentences of a document; `segmented` if their boundaries can be learned from."""

    name: str
    sentences: list[Sentence]
    segmented: bool = False


def open_corpora(root: Path) -> dict[str, list[Text]]:
    """Every open corpus that is trained on, by name; the test sets are not among them."""
    relabelled = _relations(root / "ner/re-docred/dev_revised.json")
    held_out = _relations(root / "ner/re-docred/test_revised.json")
    crossner = root / "ner/crossner"
    return {
        "ewt": ewt(root / "treebanks/ud-ewt/train.conllu"),
        "ewt-dev": ewt(root / "treebanks/ud-ewt/dev.conllu", root / "ner/uner/en_ewt-ud-dev.iob2"),
        "gum": gum(root / "treebanks/gum", "train"),
        "gentle": gum(root / "treebanks/gum", "gentle"),
        "wikigold": tagged(root / "ner/wikigold/wikigold.conll.txt", _wikigold, ("Money", "Date", "Law", "Program")),
        "wnut17": tagged(root / "ner/wnut17/wnut17train.conll", _wnut, ("Money", "Date", "Law", "Program"))
        + tagged(root / "ner/wnut17/emerging.dev.conll", _wnut, ("Money", "Date", "Law", "Program")),
        "re3d": re3d(root / "ner/re3d"),
        # Of the last 150 documents the program is tested.
        "re-docred": relabelled + held_out[:350],
        "crossner": [
            text
            for domain in ("politics", "science", "ai")
            for part in ("train", "dev", "test")
            if (domain, part) != ("politics", "test")
            for text in tagged(crossner / domain / f"{part}.txt", _crossner, _crossner_open(domain))
        ],
    }


def conllu(path: Path) -> Iterator[tuple[str, list[list[Word]]]]:
    """The documents of a CoNLL-U file: name and sentences."""
    name, sentences, rows = path.stem, [], []
    glued: dict[int, bool] = {}
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# newdoc"):
            if sentences:
                yield name, sentences
            name, sentences = line.partition("=")[2].strip(), []
        elif line and line[0] != "#":
            fields = line.split("\t")
            if "-" in fields[0]:
                first, last = map(int, fields[0].split("-"))
                glued |= dict.fromkeys(range(first, last), False) | {last: "SpaceAfter=No" not in fields[9]}
            elif "." not in fields[0]:
                rows.append(fields)
        elif rows:
            sentences.append([_word(fields, glued) for fields in rows])
            rows, glued = [], {}
    if sentences:
        yield name, sentences


def ewt(path: Path, names: Path | None = None) -> list[Text]:
    """UD EWT, with the entity labels of Universal NER where they are given."""
    known = _uner(names) if names else {}
    texts = []
    for name, trees in conllu(path):
        sentences = []
        for words in trees:
            sentence = _parsed(words)
            labels = known.get("".join(sentence.words))
            if labels is not None and len(labels) == len(words):
                found = [(a, b, _coarse(kind)) for a, b, kind in spans(labels)]
                sentence.labels = masks(len(words), found, ("Product", "Program", "Law", "Money", "Date"))
            sentences.append(sentence)
        texts.append(Text(name, sentences, segmented=True))
    return texts


def gum(folder: Path, part: str) -> list[Text]:
    """GUM's open genres and GENTLE: trees and named mentions; "train" leaves out the tests and the news of dev."""
    listed = (folder / "splits.md").read_text(encoding="utf-8")
    split = {name: listed.split(f"## {name}\n")[1].split("\n## ")[0] for name in ("dev", "test")}
    texts = []
    for path in sorted(folder.glob("*.conllu")):
        genre = path.stem.split("_")[1]
        held_out = f"{path.stem}\n" in split["test"] or (genre == "news" and f"{path.stem}\n" in split["dev"])
        where = "gentle" if path.stem.startswith("GENTLE") else "test" if held_out else "train"
        if where != part or (where != "gentle" and genre not in GUM_GENRES):
            continue
        for name, trees in conllu(path):
            sentences = []
            for words in trees:
                sentence = _parsed(words)
                sentence.labels = masks(len(words), _gum_names(words), ("Product", "Program", "Law", "Money"))
                sentences.append(sentence)
            texts.append(Text(name, sentences, segmented=True))
    return texts


def tagged(path: Path, kinds: Callable[[str, str], frozenset[str]], open_kinds: Sequence[str]) -> list[Text]:
    """A file of one word and one BIO label a line; `kinds` says what a corpus label and a name permit."""
    texts: list[Text] = []
    words: list[str] = []
    labels: list[str] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        fields = line.split()
        if len(fields) >= 2 and not line.startswith("-DOCSTART"):
            words.append(_unbracketed(fields[0]))
            labels.append(_bio(fields[-1], labels))
            continue
        if words:
            found = [(a, b, kinds(kind, " ".join(words[a:b]))) for a, b, kind in spans(labels)]
            sentence = Sentence(words, guess_gaps(words), labels=masks(len(words), found, open_kinds))
            if not texts or len(texts[-1].sentences) >= 8:
                texts.append(Text(path.stem, []))
            texts[-1].sentences.append(sentence)
            words, labels = [], []
    return texts


def re3d(root: Path) -> list[Text]:
    """re3d: government press releases and Wikipedia, entities by character offset."""
    texts = []
    for folder in sorted(p for p in root.iterdir() if p.is_dir()):
        marked: dict[str, list[tuple[int, int, frozenset[str]]]] = {}
        for row in map(json.loads, _lines(folder / "entities.json")):
            kinds = _re3d(row["type"], row["value"])
            if kinds:
                marked.setdefault(row["documentId"], []).append((row["begin"], row["end"], kinds))
        for row in map(json.loads, _lines(folder / "documents.json")):
            text = Text(row["_id"], [])
            for start, line in _with_offsets(row["text"], r"[^\n]+"):
                pieces = list(_with_offsets(line, r"\w+|[^\w\s]"))
                if not pieces:
                    continue
                where = {start + offset: index for index, (offset, _) in enumerate(pieces)}
                until = {start + offset + len(word): index + 1 for index, (offset, word) in enumerate(pieces)}
                here = [span for span in marked.get(row["_id"], ()) if span[0] in where and span[1] in until]
                found = [(where[begin], until[end], kinds) for begin, end, kinds in here]
                words = [word for _, word in pieces]
                gaps = [1] + [int(b > a + len(w)) for (a, w), (b, _) in itertools.pairwise(pieces)]
                labels = masks(len(words), longest(found), ("Product", "Program", "Law"))
                text.sentences.append(Sentence(words, gaps, labels=labels))
            texts.append(text)
    return texts


def longest(found: Iterable[Span]) -> list[Span]:
    """The spans that remain if of two that overlap the shorter goes."""
    kept: list[Span] = []
    taken: set[int] = set()
    for start, end, kinds in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        if start < end and taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((start, end, kinds))
    return sorted(kept, key=lambda span: span[0])


def guess_gaps(words: Sequence[str]) -> list[int]:
    """The gap before each word of a text whose spaces are lost."""
    gaps, quoted = [], False
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        gap = 0 if word in _NO_SPACE_BEFORE or before in _NO_SPACE_AFTER else 1
        if word == '"':
            gap = 0 if quoted else gap
            quoted = not quoted
        elif before == '"' and quoted:
            gap = 0
        if word in ("-", "/") or before in ("-", "/"):
            gap = 0
        gaps.append(gap if index else 1)
    return gaps


_NO_SPACE_BEFORE = (
    ",",
    ".",
    ";",
    ":",
    "!",
    "?",
    ")",
    "]",
    "}",
    "%",
    "'s",
    "n't",
    "'re",
    "'ve",
    "'ll",
    "'d",
    "'m",
    "’s",
    "’",
)
_NO_SPACE_AFTER = ("(", "[", "{", "$", "£", "€", "“", "‘")


def _word(fields: list[str], glued: dict[int, bool]) -> Word:
    space = glued.get(int(fields[0]), "SpaceAfter=No" not in fields[9])
    return Word(fields[1], fields[2], fields[3], fields[4], int(fields[6]) - 1, fields[7], space, fields[9])


def _parsed(words: list[Word]) -> Sentence:
    gaps = [1] + [int(word.space_after) for word in words[:-1]]
    return Sentence([word.form for word in words], gaps, parse=words)


def _uner(path: Path) -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    words, labels = [], []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        fields = line.split("\t")
        if len(fields) > 2 and fields[0].isdigit():
            words.append(fields[1])
            labels.append(fields[2])
        elif not line and words:
            known["".join(words)] = labels
            words, labels = [], []
    return known


def _coarse(kind: str) -> frozenset[str]:
    return {"PER": only("Person"), "ORG": BODY, "LOC": SPOT}.get(kind, OTHER)


def _gum_names(words: list[Word]) -> list[Span]:
    found: list[Span] = []
    for start, end, kind, identity in _gum_mentions(words):
        head = next((i for i in range(start, end) if not start <= words[i].head < end), start)
        if kind == "time":
            while start < end and words[start].upos in ("DET", "ADP"):
                start += 1
            if any(c.isdigit() for w in words[start:end] for c in w.form) or words[head].upos == "PROPN":
                # Long ones hold clauses; where the date ends in them is left open.
                kinds = only("Date") if end - start <= 6 else frozenset({"O", "Date"})
                found.append((start, end, kinds))
            continue
        if words[head].upos != "PROPN":
            continue
        first, last = _name_around(words, start, end, head, joined=bool(identity) and kind != "person")
        name = " ".join(word.form for word in words[first:last])
        if kind == "organization":
            kinds = body_kinds(name) | {"State"} if not body_kinds(name) < BODY else body_kinds(name)
            found.append((first, last, frozenset(kinds)))
        else:
            found.append((first, last, {"person": only("Person"), "place": SPOT}.get(kind, OTHER)))
    return longest(found)


def _gum_mentions(words: list[Word]) -> Iterator[tuple[int, int, str, str]]:
    pending: list[tuple[int, str]] = []
    for index, word in enumerate(words):
        value = next((part[7:] for part in word.misc.split("|") if part.startswith("Entity=")), "")
        for whole, opened, closed in re.findall(r"\(([^()]*)\)|\(([^()]*)|([^()]*)\)", value):
            if whole:
                yield index, index + 1, *_gum_kind(whole)
            elif opened:
                pending.append((index, opened))
            elif closed:
                for position in reversed(range(len(pending))):
                    if pending[position][1].split("-")[0] == closed:
                        start, info = pending.pop(position)
                        yield start, index + 1, *_gum_kind(info)
                        break


def _gum_kind(info: str) -> tuple[str, str]:
    # GRP-etype-infstat-salience-centering-minspan-link-identity
    parts = info.split("-", 7)
    return (parts[1] if len(parts) > 1 else "", parts[7] if len(parts) > 7 else "")


def _name_around(words: list[Word], start: int, end: int, head: int, *, joined: bool) -> tuple[int, int]:
    first, last = head, head + 1
    while first > start and _in_name(words[first - 1]):
        first -= 1
    while last < end:
        following = [word.form[:1].isupper() for word in words[last + 1 : min(last + 3, end)]]
        link = joined and words[last].form in ("of", "for", "and", "the", "on") and any(following)
        if not (link or _in_name(words[last])):
            break
        last += 1
    while last - 1 > head and words[last - 1].form in ("'s", "’s", "-", ",", "of", "for", "and", "the", "on"):
        last -= 1
    return first, last


def _in_name(word: Word) -> bool:
    if word.upos in ("PROPN", "NUM") or word.form in ("&", "-"):
        return True
    return word.form[:1].isupper() and word.upos not in ("DET", "PRON", "VERB") and word.relation != "root"


def _bio(label: str, before: Sequence[str]) -> str:
    # WikiGold writes I- for the first word of a name too.
    if label.startswith("I-") and (not before or before[-1][2:] != label[2:]):
        return "B-" + label[2:]
    return label


def _unbracketed(word: str) -> str:
    return {"-LRB-": "(", "-RRB-": ")", "``": '"', "''": '"'}.get(word, word)


def _wikigold(kind: str, name: str) -> frozenset[str]:
    if kind == "ORG":
        return body_kinds(name)
    return _coarse(kind)


def _wnut(kind: str, name: str) -> frozenset[str]:
    return {
        "corporation": only("Company"),
        "group": body_kinds(name) - {"Company"} or only("Organization"),
        "product": only("Product"),
        "creative-work": frozenset({"O", "Product"}),
        "location": SPOT,
        "person": only("Person"),
    }[kind]


def _crossner_open(domain: str) -> tuple[str, ...]:
    return ("Money", "Date", "Law", "Program") + (() if domain == "ai" else ("Product",))


def _crossner(kind: str, name: str) -> frozenset[str]:
    if kind in ("person", "politician", "scientist", "researcher"):
        return only("Person")
    if kind == "organisation":
        return body_kinds(name)
    return {
        "politicalparty": only("Organization"),
        "university": only("Organization"),
        "country": SPOT,
        "location": only("Place"),
        "product": only("Product"),
        "programlang": frozenset({"O", "Product"}),
        "algorithm": frozenset({"O", "Product"}),
        "conference": frozenset({"O", "Organization"}),
        "academicjournal": frozenset({"O", "Organization", "Product"}),
        "astronomicalobject": frozenset({"O", "Place"}),
        "election": only("O"),
        "award": only("O"),
    }.get(kind, OTHER)


def _re3d(kind: str, name: str) -> frozenset[str]:
    return {
        "Organisation": body_kinds(name),
        "Location": SPOT,
        "Person": only("Person"),
        "Money": only("Money"),
        "Temporal": only("Date"),
        "Nationality": frozenset({"O", "Place"}),
        "MilitaryPlatform": frozenset({"O", "Product"}),
        "Vehicle": frozenset({"O", "Product"}),
        "Weapon": frozenset({"O", "Product"}),
        "DocumentReference": frozenset({"O", "Law"}),
    }.get(kind, frozenset())


# What a Wikidata relation says of its two ends: (kind of the subject, kind of the object), "" for nothing.
_ENDS = {
    "P169": ("Company", "Person"),
    "P176": ("Product", "Company"),
    "P178": ("Product", "Company"),
    "P264": ("", "Company"),
    "P102": ("", "Organization"),
    "P69": ("", "Organization"),
    "P54": ("", "Organization"),
    "P463": ("", "Organization"),
    "P241": ("", "GovernmentBody"),
    "P194": ("", "GovernmentBody"),
    "P488": ("Organization", ""),
}


def _relations(path: Path) -> list[Text]:
    """Re-DocRED; the relations that it marks tell the kinds of some of its organisations."""
    texts = []
    for record in json.loads(path.read_text(encoding="utf-8")):
        told: dict[int, str] = {}
        for relation in record["labels"]:
            for end, kind in zip((relation["h"], relation["t"]), _ENDS.get(relation["r"], ("", "")), strict=True):
                if kind:
                    told[end] = kind
        found: list[list[Span]] = [[] for _ in record["sents"]]
        for index, cluster in enumerate(record["vertexSet"]):
            names = {mention["name"] for mention in cluster}
            for mention in cluster:
                kinds = _docred(mention["type"], mention["name"], names, told.get(index, ""))
                if kinds:
                    found[mention["sent_id"]].append((mention["pos"][0], mention["pos"][1], kinds))
        sentences = []
        for words, entities in zip(record["sents"], found, strict=True):
            if not words or not all(word.strip() for word in words):
                continue
            inside = [span for span in entities if span[1] <= len(words)]
            labels = masks(len(words), longest(inside), ("Money", "Law", "Program", "Product"))
            sentences.append(Sentence(words, guess_gaps(words), labels=labels))
        texts.append(Text(record["title"], sentences))
    return texts


def _docred(kind: str, name: str, names: set[str], told: str) -> frozenset[str]:
    if kind == "ORG" and is_people(name):
        return only("O")
    if kind == "ORG":
        return only(told) if told in BODY else body_kinds(name)
    if kind == "MISC":
        return only("Product") if told == "Product" else OTHER
    if kind == "NUM":
        return only("Money") if re.search(r"[$£€]|dollar|euro|pound|US\$", name) else frozenset()
    if kind == "LOC" and is_demonym(name) and (len(names) > 1 or not name.endswith(("an", "i"))):
        # "German" stands among the mentions of Germany; a people is no place.
        return only("O")
    return {"PER": only("Person"), "LOC": SPOT, "TIME": only("Date")}.get(kind, frozenset())


def _with_offsets(text: str, pattern: str) -> Iterator[tuple[int, str]]:
    return ((match.start(), match.group()) for match in re.finditer(pattern, text))


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
