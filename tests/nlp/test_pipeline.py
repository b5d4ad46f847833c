"""The shipped pipeline: what it writes into a Doc, on any text, whatever else is in the batch; and a user's own one."""

from __future__ import annotations

import itertools
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy import displacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

import kg.nlp
from kg.errors import ModelError
from kg.nlp import pipeline
from kg.nlp.lemma import Lemmas
from kg.nlp.pieces import gap_before, letter_case
from kg.nlp.pipeline import SHIPPED, shipped
from kg.nlp.tokens import tokenizer
from kg.nlp.tree import best_labels, best_tree

STORY = (
    "ICE buys more software\n\n"
    "The U.S. said on Tuesday that Palantir won a $41 million contract from Immigration and Customs Enforcement (ICE). "
    "Microsoft's lawyers didn't comment. “We asked them twice,” said Maria Ortega, who leads the group.\n\n"
    "China denied it."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return kg.nlp.load()


def annotations(doc: Doc) -> list[object]:
    tokens = [
        (t.text, t.tag_, t.pos_, t.lemma_, t.dep_, t.head.i, t.is_sent_start, t.ent_iob, t.ent_type_) for t in doc
    ]
    return [*tokens, doc.user_data["kg_ent_score"]]


def test_one_pass_writes_everything_that_users_of_spacy_expect(nlp: Language) -> None:
    doc = nlp(STORY)
    for layer in ("TAG", "POS", "LEMMA", "DEP", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE"):
        assert doc.has_annotation(layer), layer
    assert [s.root.text for s in doc.sents][-1] == "denied"
    assert ("Palantir", "Company") in {(e.text, e.label_) for e in doc.ents}
    assert "<svg" in displacy.render(doc, style="dep", jupyter=False)
    assert "Palantir" in displacy.render(doc, style="ent", jupyter=False)


def test_dependencies_are_universal(nlp: Language) -> None:
    doc = nlp("The contract was signed by Palantir.")
    assert {t.text: t.dep_ for t in doc} == {
        "The": "det",
        "contract": "nsubj:pass",
        "was": "aux:pass",
        "signed": "root",
        "by": "case",
        "Palantir": "obl:agent",
        ".": "punct",
    }


def test_a_country_that_acts_is_a_geopolitical_government_body(nlp: Language) -> None:
    doc = nlp("China denied that it had hacked the ministry.")
    assert next((e.text, e.label_, e.ent_id_) for e in doc.ents) == ("China", "GovernmentBody", "geopolitical")


def test_an_empty_line_always_ends_a_sentence(nlp: Language) -> None:
    doc = nlp("Palantir wins the\n\ncontract of the army\n\nand more")
    starts = [doc[s.start].text for s in doc.sents]
    assert starts == ["Palantir", "contract", "and"]


def test_entities_end_where_their_sentence_ends(nlp: Language) -> None:
    doc = nlp("Lawyers for Shield\n\nAI went home. " * 20)
    for entity in doc.ents:
        assert entity[0].sent == entity[-1].sent


def test_each_entity_has_a_probability(nlp: Language) -> None:
    doc = nlp(STORY)
    scores = doc.user_data["kg_ent_score"]
    assert len(scores) == len(doc.ents) > 4
    assert all(0 < score <= 1 for score in scores)


def test_a_doc_can_be_sent_to_another_process(nlp: Language) -> None:
    doc = nlp(STORY)
    assert annotations(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == annotations(doc)
    hidden = spacy.load(SHIPPED, config={"components.kg_encoder.hidden": True})(STORY)
    copy = Doc(nlp.vocab).from_bytes(hidden.to_bytes())
    assert np.array_equal(copy.user_data["kg_hidden"], hidden.user_data["kg_hidden"])


def test_neighbours_in_a_batch_change_nothing(nlp: Language) -> None:
    texts = [STORY, "X", "", STORY[::-1], "Google and Amazon supply Israel. " * 40, STORY]
    alone = [annotations(nlp(text)) for text in texts if text]
    together = [annotations(doc) for doc in nlp.pipe(texts, batch_size=4) if len(doc)]
    assert together == alone


def test_a_paragraph_far_away_changes_nothing(nlp: Language) -> None:
    filler = "The committee met in private and said nothing of the contract to anybody outside. " * 12 + "\n\n"
    first, second = nlp(STORY + "\n\n" + filler), nlp(STORY + "\n\n" + filler + filler + STORY)
    length = len(nlp(STORY))
    assert annotations(first)[:length] == annotations(second)[:length]


def test_threads_are_an_option() -> None:
    component = kg.nlp.load(threads=2).get_pipe("kg_encoder")
    assert component.threads == 2
    assert kg.nlp.load() is kg.nlp.load()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "😀😀 🇺🇸",
        "x" * 5000,
        "a-b" * 3000,
        "word " * 1500,
        "\n\nLeading lines.\n \nTrailing ones \n\n",
        "\u200b\u2028\x00\ud7ff",
        "I. " * 400,
    ],
    ids=["empty", "blank", "lines", "emoji", "long token", "hyphens", "long sentence", "outer lines", "odd", "short"],
)
def test_any_text_becomes_trees(nlp: Language, text: str) -> None:
    assert_trees(nlp(text), text)


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("ab AZ.,'\"()\n\n-1$“”é😀\t"), max_size=120))
def test_any_letters_become_trees(text: str) -> None:
    assert_trees(kg.nlp.load()(text), text)


def assert_trees(doc: Doc, text: str) -> None:
    assert doc.text == text
    for sentence in doc.sents:
        assert [t.i for t in sentence if t.head.i == t.i] == [sentence.root.i]
        assert all(t.head.sent == sentence for t in sentence)


def test_a_very_long_document_is_read_to_its_end(nlp: Language) -> None:
    text = (STORY + "\n\n") * 400
    doc = nlp(text)
    assert len(text) > 100_000
    assert doc[len(doc) - 3].text == "it"
    assert sum(e.text == "China" for e in doc.ents) == 400


def test_each_token_is_read_in_one_window(nlp: Language) -> None:
    encoder = nlp.get_pipe("kg_encoder").encoder
    words = [word for n in range(300) for word in ("The", "agency", f"n{n}", "bought", "it", ".")]
    windows = list(pipeline._windows(encoder, words, [1] * len(words)))
    assert [begin for begin, *_ in windows] == [0, *(end for _, end, *_ in windows[:-1])]
    assert windows[-1][1] == len(words)
    assert len(windows) > 5


def test_an_opening_quotation_mark_belongs_to_its_sentence() -> None:
    words, gaps = ["it", ".", '"', "We", "left"], [1, 0, 1, 0, 1]
    assert pipeline._sentence_starts(words, gaps, [0.0, -5.0, -5.0, 5.0, -5.0]) == [0, 2]


def test_vectors_of_tokens_are_there_on_demand() -> None:
    nlp = spacy.load(SHIPPED, config={"components.kg_encoder.hidden": True})
    doc = nlp(STORY)
    hidden = doc.user_data["kg_hidden"]
    assert hidden.shape == (len(doc), 384)
    assert hidden.dtype == np.float16
    assert "kg_hidden" not in kg.nlp.load()(STORY).user_data


def test_spacy_saves_and_opens_the_pipeline(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "copy")
    assert annotations(spacy.load(tmp_path / "copy")(STORY)) == annotations(nlp(STORY))


@pytest.mark.parametrize("name", ["encoder.onnx", "relations.onnx", "wordpieces.json", "labels.json", "lemmas.json"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str) -> None:
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "model"))
    damaged = copy / "kg_encoder" / name
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(ModelError, match=f"{name} is damaged"):
        shipped(copy)
    damaged.unlink()
    with pytest.raises(ModelError, match=f"{name} cannot be read"):
        shipped(copy)


def test_a_missing_model_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        shipped(tmp_path)
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "model"))
    (copy / "kg_encoder" / "manifest.json").write_text("{")
    with pytest.raises(ModelError, match=r"manifest\.json is damaged"):
        shipped(copy)


def test_torch_is_never_imported() -> None:
    code = "import sys, kg.nlp; kg.nlp.load()('It works.'); assert not {'torch', 'training'} & set(sys.modules)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_tokens_are_those_of_universal_dependencies() -> None:
    tokenize = tokenizer()
    for text, tokens in {
        "The re-elected London-based MP": "The re-elected London - based MP",
        "non-Microsoft code": "non - Microsoft code",
        "CAN'T and DON’T": "CA N'T and DO N’T",
        "What?! On 2019-05-01, at 7:30PM!!!": "What ?! On 2019-05-01 , at 7:30 PM !!!",
        "Capt. Lee's $1.2bn and/or £3m": "Capt. Lee 's $ 1.2bn and / or £ 3 m",
        "wed in May": "wed in May",
    }.items():
        assert [t.text for t in tokenize(text)] == tokens.split(), text


def test_a_lemma_is_told_by_the_form_then_the_verb_then_the_ending_then_the_encoder() -> None:
    lemmas = Lemmas({"sought VBD": "seek"}, {"ies NNS": "3y"}, ["accuse"])
    told = [lemmas.of(*word) for word in (("Sought", "VBD", "0"), ("accused", "VBD", "2"), ("Agencies", "NNS", "1"))]
    assert told == ["seek", "accuse", "agency"]
    assert lemmas.of("Blorbs", "NNS", "1") == "blorb"
    assert lemmas.of("Blorb", "NNP", "=0") == "Blorb"


def test_letter_case_and_gaps_tell_names_from_words() -> None:
    assert letter_case("Apple") != letter_case("apple") != letter_case("APPLE")
    assert [gap_before(space) for space in ("", " ", " \n", "\n \n")] == [0, 1, 2, 3]


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.integers(-9, 9), min_size=n * (n + 1), max_size=n * (n + 1))))
def test_the_tree_is_the_best_of_all_trees(values: list[int]) -> None:
    size = int((len(values)) ** 0.5)
    scores = np.array(values, dtype=float).reshape(size, size + 1)
    heads = best_tree(scores)
    trees = [t for t in itertools.product(range(size + 1), repeat=size) if is_tree(t)]
    assert is_tree(tuple(heads.tolist()))
    assert score_of(scores, heads) == max(score_of(scores, tree) for tree in trees)


def is_tree(heads: tuple[int, ...]) -> bool:
    def reaches_root(node: int) -> bool:
        for _ in heads:
            if node:
                node = heads[node - 1]
        return node == 0

    return heads.count(0) == 1 and all(reaches_root(node) for node in range(1, len(heads) + 1))


def score_of(scores: np.ndarray, heads: tuple[int, ...]) -> float:
    return float(sum(scores[i, head] for i, head in enumerate(heads)))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(-9, 0), min_size=5, max_size=5), min_size=1, max_size=4))
def test_the_labels_are_the_best_legal_sequence(values: list[list[int]]) -> None:
    names = ["O", "B-Law", "I-Law", "B-Date", "I-Date"]
    scores = np.array(values, dtype=float)
    found = best_labels(scores, names)

    def legal(path: tuple[int, ...]) -> bool:
        return all(b not in (2, 4) or a in (b, b - 1) for a, b in zip((0, *path), path, strict=False))

    paths = [path for path in itertools.product(range(5), repeat=len(values)) if legal(path)]
    assert legal(tuple(found))
    assert sum(scores[i, k] for i, k in enumerate(found)) == max(
        sum(scores[i, k] for i, k in enumerate(path)) for path in paths
    )


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spaCy pipeline with the labels of spaCy's own English ones, taught one sentence."""
    nlp = spacy.blank("en")
    words = ["Google", "was", "paid", "by", "the", "Pentagon", "and", "France", "."]
    heads = [2, 2, 2, 2, 5, 3, 5, 5, 2]
    labels = ["nsubjpass", "auxpass", "ROOT", "agent", "det", "pobj", "cc", "conj", "punct"]
    reference = Doc(nlp.vocab, words=words, heads=heads, deps=labels, sent_starts=[True] + [False] * 8)
    nlp.add_pipe("parser", config={"min_action_freq": 1})
    example = Example(Doc(nlp.vocab, words=words), reference)
    optimizer = nlp.initialize(lambda: [example])
    for _ in range(40):
        nlp.update([example], sgd=optimizer)
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "ORG", "pattern": "Google"},
            {"label": "ORG", "pattern": "the Pentagon"},
            {"label": "GPE", "pattern": "France"},
            {"label": "NORP", "pattern": "paid"},
        ]
    )
    folder = tmp_path_factory.mktemp("tiny") / "en_tiny"
    nlp.to_disk(folder)
    return folder


def test_an_installed_pipeline_speaks_our_labels(tiny: Path) -> None:
    doc = kg.nlp.load(str(tiny))("Google was paid by the Pentagon and France .")
    entities = [(e.text, e.label_) for e in doc.ents]
    assert entities == [("Google", "Organization"), ("Pentagon", "Organization"), ("France", "Place")]
    assert [(t.text, t.dep_, t.head.text) for t in doc] == [
        ("Google", "nsubj:pass", "paid"),
        ("was", "aux:pass", "paid"),
        ("paid", "root", "paid"),
        ("by", "case", "Pentagon"),
        ("the", "det", "Pentagon"),
        ("Pentagon", "obl:agent", "paid"),
        ("and", "cc", "France"),
        ("France", "conj", "Pentagon"),
        (".", "punct", "paid"),
    ]


def test_a_copula_gives_way_to_its_noun() -> None:
    from kg.nlp.installed import kg_labels

    doc = Doc(
        spacy.blank("en").vocab,
        words=["Hoan", "is", "head", "of", "Clearview"],
        heads=[1, 1, 1, 2, 3],
        deps=["nsubj", "ROOT", "attr", "prep", "pobj"],
        pos=["PROPN", "AUX", "NOUN", "ADP", "PROPN"],
    )
    assert [(t.dep_, t.head.text) for t in kg_labels(doc)] == [
        ("nsubj", "head"),
        ("cop", "head"),
        ("root", "head"),
        ("case", "Clearview"),
        ("nmod", "head"),
    ]


def test_an_installed_pipeline_must_parse_and_name(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no spaCy pipeline 'en_nowhere'"):
        kg.nlp.load("en_nowhere")
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelError, match=r"no token\.dep and no doc\.ents"):
        kg.nlp.load(str(tmp_path / "blank"))
