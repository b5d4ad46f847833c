"""Our own annotations: what is published of them, how they become training text, and what is held out."""

from __future__ import annotations

import doctest
import importlib
import json
from pathlib import Path

import pytest

from training.annotations import CODES, NEWS, OWN, Block, gold_of, marked, read_news, read_own, text_of
from training.labels import ANY, LABELS, masks, only, spans
from training.register import names_by_kind
from training.variants import variants


def labels_of(block: Block) -> list[str]:
    sentences = text_of(block).sentences
    return [LABELS[mask.bit_length() - 1] for s in sentences for mask in s.labels or ()]


def test_marks_become_spans_and_the_text_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("### own-001\n{{Microsoft|C}} sued {{ICE|G}}.\n\n### bbc-1 10 18\nin {{Paris|X}}\n")
    first, second = marked(path)
    assert (first.text, first.names) == ("Microsoft sued ICE.", [(0, 9, "Company"), (15, 18, "GovernmentBody")])
    assert (second.document, second.start, second.end, second.text) == ("bbc-1", 10, 18, "in Paris")


def test_a_block_becomes_labelled_tokens() -> None:
    block = Block("own", 0, 0, "Shield AI won.", [(0, 9, "Company")])
    assert labels_of(block) == ["B-Company", "I-Company", "O", "O"]


def test_a_name_that_ends_within_a_token_is_left_open() -> None:
    (sentence,) = text_of(Block("own", 0, 0, "The Googlers left.", [(4, 10, "Company")])).sentences
    assert sentence.labels == [1, ANY, 1, 1]


def test_news_is_published_as_offsets_without_its_text() -> None:
    rows = [json.loads(line) for line in NEWS.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 1000
    for row in rows:
        assert set(row) == {"id", "start", "end", "sha256", "names"}
        assert all(kind in CODES.values() and 0 <= a < b <= row["end"] - row["start"] for a, b, kind in row["names"])


def test_news_is_used_only_where_the_article_is_the_same(tmp_path: Path) -> None:
    row = json.loads(NEWS.read_text(encoding="utf-8").split("\n")[0])
    assert read_news(NEWS, tmp_path) == []
    article = {"id": row["id"], "text": "x" * row["end"]}
    (tmp_path / "news.jsonl").write_text(json.dumps(article) + "\n")
    assert read_news(NEWS, tmp_path) == []


def test_our_own_sentences_are_whole_and_their_names_stand_in_them() -> None:
    blocks = read_own(OWN)
    assert len(blocks) > 800
    assert {kind for block in blocks for _, _, kind in block.names} == set(CODES.values())
    for block in blocks:
        assert all(block.text[a:b].strip() == block.text[a:b] != "" for a, b, _ in block.names)


def test_a_tenth_is_held_out_and_whole_articles_go_together() -> None:
    blocks = read_own(OWN)
    assert 0.06 < sum(block.held_out for block in blocks) / len(blocks) < 0.14
    assert len({Block("bbc-1", start, 9, "text", []).held_out for start in range(5)}) == 1


def test_variants_exchange_names_and_keep_their_spans() -> None:
    block = Block(
        "own", 0, 0, "Oracle sued Intel, said Oracle.", [(0, 6, "Company"), (12, 17, "Company"), (24, 30, "Company")]
    )
    companies = {*names_by_kind()["Company"], "Oracle", "Intel"}
    texts = set()
    for variant in variants([block], 20, seed=1):
        names = [variant.text[a:b] for a, b, _ in variant.names]
        assert set(names) <= companies
        assert names[0] == names[2]
        assert variant.text == f"{names[0]} sued {names[1]}, said {names[2]}."
        texts.add(variant.text)
    assert len(texts) > 10


def test_what_a_corpus_leaves_open_is_a_set_of_labels() -> None:
    outside, name = masks(2, [(1, 2, frozenset({"Company", "Organization"}))], ["Money"])
    assert {LABELS[k] for k in range(len(LABELS)) if outside >> k & 1} == {"O", "B-Money", "I-Money"}
    assert {LABELS[k] for k in range(len(LABELS)) if name >> k & 1} == {"B-Company", "B-Organization"}
    assert masks(1, [(0, 1, only("Law") | {"O"})], [])[0] & 1


def test_spans_of_a_broken_sequence_are_still_spans() -> None:
    assert spans(["I-Law", "I-Date", "O", "B-Law", "B-Law"]) == [
        (0, 1, "Law"),
        (1, 2, "Date"),
        (3, 4, "Law"),
        (4, 5, "Law"),
    ]


def test_gold_spans_count_letters_without_white_space() -> None:
    assert gold_of(Block("own", 0, 0, "to New  York", [(3, 12, "Place")])).entities == [(2, 9, "Place")]


@pytest.mark.parametrize(
    "module", ["training.labels", "training.names", "kg.nlp.lemma", "kg.nlp.pieces", "kg.nlp.tokens", "kg.nlp.tree"]
)
def test_examples_in_docstrings_hold(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(module))
    assert outcome.attempted
    assert not outcome.failed
