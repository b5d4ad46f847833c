"""The gate of the shipped model: our own sentences, which it never saw in training, with floors that only rise.

The figures on public test sets are in training/report.md; their corpora are not part of the project.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

import kg.nlp
from training.annotations import OWN, gold_of, read_own
from training.corpora import conllu
from training.evaluate import Gold, entity_scores, fine, tree_scores
from training.labels import KINDS

TREES = Path(__file__).parent / "own.conllu"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return kg.nlp.load()


@pytest.fixture(scope="module")
def sentences() -> list[Gold]:
    texts = [line.removeprefix("# text = ") for line in TREES.read_text().splitlines() if line.startswith("# text")]
    trees = [words for _, sentences in conllu(TREES) for words in sentences]
    return [Gold(text, [words]) for text, words in zip(texts, trees, strict=True)]


@pytest.mark.parametrize(
    ("measure", "floor"),
    [
        ("tokens", 99.5),
        ("UPOS", 98.5),
        ("XPOS", 98.5),
        ("lemmas", 99.0),
        ("UAS", 95.5),
        ("LAS", 94.5),
        ("LAS-punct", 90.0),
    ],
)
def test_our_sentences_are_parsed(nlp: Language, sentences: list[Gold], measure: str, floor: float) -> None:
    assert len(sentences) == 30
    assert tree_scores(nlp, sentences)[measure].f1 >= floor


def test_sentences_are_found_in_running_text(nlp: Language, sentences: list[Gold]) -> None:
    whole = Gold(" ".join(s.text for s in sentences), [words for s in sentences for words in s.sentences])
    assert tree_scores(nlp, [whole])["sentences"].f1 >= 98


@pytest.mark.parametrize(
    ("kind", "floor"),
    [("all", 85.0), ("Company", 88.0), ("GovernmentBody", 80.0), ("Organization", 80.0), ("State", 85.0)],
)
def test_held_out_names_are_found_with_their_kind(nlp: Language, kind: str, floor: float) -> None:
    documents = [gold_of(block) for block in read_own(OWN) if block.held_out]
    assert len(documents) > 60
    assert entity_scores(nlp, documents, KINDS, fine)[kind].f1 >= floor
