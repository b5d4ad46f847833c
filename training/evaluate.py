"""Measures a model through its spaCy pipeline, from raw text: tokens, sentences, tags, trees, entities.

Trees are scored as in the CoNLL 2018 shared task: words are aligned by their characters, a word that is cut otherwise
counts as wrong, F1 over all words with punctuation. `python -m training.evaluate MODEL… --corpora DIR` prints it.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.corpora import Word, conllu
from training.labels import KINDS, spans

type_of = {
    "Company": "ORG",
    "GovernmentBody": "ORG",
    "Organization": "ORG",
    "Person": "PER",
    "Place": "LOC",
    "State": "LOC",
}


@dataclass(slots=True)
class Score:
    """Counts that make an F1."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, right: int, predicted: int, gold: int) -> None:
        """Count one more document."""
        self.right += right
        self.predicted += predicted
        self.gold += gold

    @property
    def precision(self) -> float:
        """In per cent."""
        return 100 * self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """In per cent."""
        return 100 * self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """In per cent."""
        return 200 * self.right / (self.predicted + self.gold) if self.predicted + self.gold else 0.0


@dataclass(slots=True)
class Gold:
    """A document of a test set: its raw text, its words by sentence, its entities by letters without white space."""

    text: str
    sentences: list[list[Word]]
    entities: list[tuple[int, int, str]] = field(default_factory=list)


def treebank(paths: Iterable[Path], names: Path | None = None) -> list[Gold]:
    """The documents of a treebank, with the entities of Universal NER if they are given."""
    known = _uner_spans(names) if names else {}
    gold = []
    for path in paths:
        for text, (_, sentences) in zip(_raw(path), conllu(path), strict=True):
            document = Gold(text, sentences)
            offset = 0
            for words in sentences:
                letters = "".join(word.form for word in words).replace(" ", "")
                document.entities += [(offset + a, offset + b, kind) for a, b, kind in known.get(letters, ())]
                offset += len(letters)
            gold.append(document)
    return gold


def tree_scores(nlp: Callable[[str], Any], documents: Sequence[Gold]) -> dict[str, Score]:
    """Tokens, sentences, UPOS, XPOS, lemmas, UAS, LAS; "LAS:sub" with subtypes, "LAS-punct" and no punctuation."""
    scores = {
        name: Score()
        for name in ("tokens", "sentences", "UPOS", "XPOS", "lemmas", "UAS", "LAS", "LAS:sub", "LAS-punct")
    }
    for document in documents:
        doc = nlp(document.text)
        count = _letters(doc.text)
        tokens = [token for token in doc if not token.is_space]
        system = {(count[t.idx], count[t.idx + len(t)]): t for t in tokens}
        gold, position = [], 0
        for words in document.sentences:
            placed = []
            for word in words:
                length = len(word.form.replace(" ", ""))
                placed.append((position, position + length))
                position += length
            gold.append(placed)
        ends = {(placed[0][0], placed[-1][1]) for placed in gold if placed}
        found = {
            (count[first.idx], count[last.idx + len(last)])
            for first, last in (_ends(sent) for sent in doc.sents)
            if first is not None
        }
        scores["sentences"].add(len(ends & found), len(found), len(ends))
        plain = sum(word.relation != "punct" for words in document.sentences for word in words)
        totals = (len(tokens), sum(map(len, document.sentences)))
        right: Counter[str] = Counter()
        for words, placed in zip(document.sentences, gold, strict=True):
            for word, span in zip(words, placed, strict=True):
                token = system.get(span)
                if token is None:
                    continue
                right["tokens"] += 1
                right["UPOS"] += token.pos_ == word.upos
                right["XPOS"] += token.tag_ == word.xpos
                right["lemmas"] += token.lemma_ == word.lemma or word.lemma == "_"
                head = token.head
                above = (count[head.idx], count[head.idx + len(head)]) if head.i != token.i else None
                if above != (placed[word.head] if word.head >= 0 else None):
                    continue
                right["UAS"] += 1
                right["LAS"] += token.dep_.split(":")[0] == word.relation.split(":")[0]
                right["LAS:sub"] += token.dep_ == word.relation
                right["LAS-punct"] += token.dep_ == word.relation != "punct"
        for name in scores:
            if name == "LAS-punct":
                scores[name].add(right[name], plain, plain)
            elif name != "sentences":
                scores[name].add(right[name], *totals)
    return scores


def entity_scores(
    nlp: Callable[[str], Any], documents: Sequence[Gold], kinds: Sequence[str], read: Callable[[Any], str | None]
) -> dict[str, Score]:
    """Exact spans and types, by type and all together; `read` gives an entity its type, None to leave it out."""
    scores = {kind: Score() for kind in ("all", *kinds)}
    for document in documents:
        doc = nlp(document.text)
        count = _letters(doc.text)
        found = {(count[e.start_char], count[e.end_char], read(e)) for e in doc.ents}
        found = {span for span in found if span[2] is not None}
        gold = {span for span in document.entities if span[2] in kinds}
        scores["all"].add(len(found & gold), len(found), len(gold))
        for kind in kinds:
            ours, theirs = ({span for span in side if span[2] == kind} for side in (found, gold))
            scores[kind].add(len(ours & theirs), len(ours), len(theirs))
    return scores


def coarse(entity: Any) -> str | None:
    """PER, ORG or LOC of a span of `doc.ents`; a country that acts counts as a place."""
    return type_of.get(fine(entity) or "")


def coarse_acting(entity: Any) -> str | None:
    """As `coarse`, a country that acts being an organisation."""
    return "ORG" if fine(entity) == "State" else coarse(entity)


def fine(entity: Any) -> str | None:
    """Our kind of a span of `doc.ents`, State told apart."""
    return "State" if entity.ent_id_ == "geopolitical" else str(entity.label_)


def test_sets(corpora: Path) -> dict[str, list[Gold]]:
    """What is never trained on."""
    gum = corpora / "treebanks/gum"
    news = [gum / f"GUM_news_{name}.conllu" for name in ("homeopathic", "iodine", "nasa", "sensitive")]
    return {
        "PUD": treebank([corpora / "treebanks/ud-pud/en_pud-ud-test.conllu"], corpora / "ner/uner/en_pud-ud-test.iob2"),
        "EWT test": treebank([corpora / "treebanks/ud-ewt/test.conllu"], corpora / "ner/uner/en_ewt-ud-test.iob2"),
        "GUM news": treebank([path for path in news if path.exists()]),
    }


def report(models: dict[str, Path], corpora: Path, target: Path | None) -> str:
    """The evaluation report, also written to `target`."""
    from kg.nlp.pipeline import shipped
    from training.annotations import held_out

    sets = test_sets(corpora)
    domain = held_out(corpora / "news")
    parts = [_HEADING]
    for name, folder in models.items():
        nlp = shipped(folder)
        nlp("Warm up.")
        lines = [
            f"\n## {name}\n",
            "| trees | tokens | sentences | UPOS | XPOS | lemmas | UAS | LAS | LAS, subtypes | no punctuation |",
        ]
        lines.append("|" + "---|" * 10)
        for title, documents in sets.items():
            scores = tree_scores(nlp, documents)
            lines.append(f"| {title} | " + " | ".join(f"{score.f1:.1f}" for score in scores.values()) + " |")
        lines += ["\n| entities | all P | R | F1 | PER | ORG | LOC |", "|" + "---|" * 7]
        for title in ("PUD", "EWT test"):
            scores = entity_scores(nlp, sets[title], ("PER", "ORG", "LOC"), coarse)
            lines.append(_row(f"UNER {title}", scores))
            scores = entity_scores(nlp, sets[title], ("PER", "ORG", "LOC"), coarse_acting)
            lines.append(_row(f"UNER {title}, acting countries as ORG", scores))
        lines += [
            "\n| domain entities, P / R / F1 (names) | " + " | ".join(domain) + " |",
            "|" + "---|" * (1 + len(domain)),
        ]
        measured = [entity_scores(nlp, documents, KINDS, fine) for documents in domain.values()]
        for kind in ("all", *KINDS):
            lines.append(f"| {kind} | " + " | ".join(_cell(scores[kind]) for scores in measured) + " |")
        texts = [document.text for documents in sets.values() for document in documents]
        began = time.process_time()
        words = sum(len(doc) for doc in nlp.pipe(texts))
        lines.append(f"\n{words / (time.process_time() - began):,.0f} tokens a second of processor time, one thread.")
        parts.append("\n".join(lines))
    text = "\n".join(parts) + "\n"
    if target is not None:
        target.write_text(text, encoding="utf-8")
    return text


_HEADING = """# Evaluation of the language model

Written by `training/evaluate.py`: from raw text, through the spaCy pipeline as shipped, on texts never trained on.
Trees: F1 in the manner of the CoNLL 2018 shared task (all words, with punctuation, words aligned by characters); LAS
compares universal relations as there, the next column subtypes too, the last one subtypes and no punctuation.
Entities: exact span and type; UNER's ORG is our Company, GovernmentBody and Organization, its LOC our Place and
countries that act. The domain sets are the tenth of our own annotations that was held out."""


def _row(title: str, scores: dict[str, Score]) -> str:
    whole = scores["all"]
    cells = [f"{whole.precision:.1f}", f"{whole.recall:.1f}", f"{whole.f1:.1f}"]
    cells += [f"{score.f1:.1f} ({score.gold})" for kind, score in scores.items() if kind != "all"]
    return f"| {title} | " + " | ".join(cells) + " |"


def _cell(score: Score) -> str:
    return f"{score.precision:.0f} / {score.recall:.0f} / {score.f1:.1f} ({score.gold})"


def _ends(sentence: Any) -> tuple[Any, Any]:
    tokens = [token for token in sentence if not token.is_space]
    return (tokens[0], tokens[-1]) if tokens else (None, None)


def _letters(text: str) -> list[int]:
    """How many letters that are no white space stand before each position."""
    counts, seen = [0], 0
    for character in text:
        seen += not character.isspace()
        counts.append(seen)
    return counts


def _raw(path: Path) -> Iterator[str]:
    parts: list[str] = []
    gap = ""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# newdoc"):
            if parts:
                yield "".join(parts)
            parts, gap = [], ""
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            gap = "\n\n" if parts else ""
        elif line.startswith("# text = "):
            parts.append(gap + line.removeprefix("# text = "))
            gap = " "
    if parts:
        yield "".join(parts)


def _uner_spans(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    known: dict[str, list[tuple[int, int, str]]] = {}
    words: list[str] = []
    labels: list[str] = []
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        fields = line.split("\t")
        if len(fields) > 2 and fields[0].isdigit():
            words.append(fields[1].replace(" ", ""))
            labels.append(fields[2])
        elif not line and words:
            at = [0]
            for word in words:
                at.append(at[-1] + len(word))
            known["".join(words)] = [
                (at[a], at[b], kind) for a, b, kind in spans(labels) if kind in ("PER", "ORG", "LOC")
            ]
            words, labels = [], []
    return known


def main() -> None:
    """Print the report of one or more models."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path, nargs="+")
    parser.add_argument("--corpora", type=Path, required=True)
    arguments = parser.parse_args()
    print(report({path.name: path for path in arguments.models}, arguments.corpora, None))


if __name__ == "__main__":
    main()
