"""Training windows: one to four consecutive sentences as the integers that the network and its loss need."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from kg.nlp.lemma import script_of
from kg.nlp.pieces import Features, WordPieces
from training.corpora import Sentence, Text
from training.labels import LABELS

MOST_PIECES_A_WINDOW = 256
MISSING = -100


@dataclass(frozen=True, slots=True)
class Inventory:
    """The classes of each head, in the order of the network's outputs."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    lemma: tuple[str, ...]
    relation: tuple[str, ...]
    entity: tuple[str, ...] = LABELS

    @staticmethod
    def of(texts: Iterable[Text], lemmas: int = 500) -> Inventory:
        """What the treebanks use; of the lemma scripts the most frequent."""
        words = [word for text in texts for s in text.sentences for word in s.parse or ()]
        scripts = Counter(script_of(word.form, word.lemma) for word in words)
        return Inventory(
            tuple(sorted({word.upos for word in words})),
            tuple(sorted({word.xpos for word in words})),
            tuple(script for script, count in scripts.most_common(lemmas) if count > 2),
            tuple(sorted({word.relation for word in words})),
        )


@dataclass(frozen=True, slots=True)
class Window:
    """One window: encoder input and targets; a target that is not known is MISSING or an empty list."""

    features: Features
    sentence: list[int]
    upos: list[int]
    xpos: list[int]
    lemma: list[int]
    head: list[int]
    relation: list[int]
    labels: list[int]
    starts: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side, padded."""

    pieces: Tensor
    cases: Tensor
    gaps: Tensor
    mask: Tensor
    first: Tensor
    last: Tensor
    words: int
    sentence: Tensor
    upos: Tensor
    xpos: Tensor
    lemma: Tensor
    head: Tensor
    relation: Tensor
    labels: Tensor
    starts: Tensor


class Windows:
    """Cuts texts into windows, differently each time."""

    def __init__(self, inventory: Inventory, pieces: WordPieces) -> None:
        self._pieces = pieces
        self._index = {
            name: {value: number for number, value in enumerate(getattr(inventory, name))}
            for name in ("upos", "xpos", "lemma", "relation")
        }

    def cut(self, text: Text, chance: random.Random) -> Iterator[Window]:
        """The windows of one text: runs of one to four sentences that fit."""
        position = 0
        while position < len(text.sentences):
            run, room = [], MOST_PIECES_A_WINDOW - 2
            for sentence in text.sentences[position : position + chance.choice((1, 2, 3, 4))]:
                room -= sum(len(self._pieces.of(word)) for word in sentence.words)
                if room < 0:
                    break
                # One loss a kind of knowledge: a window is all parsed or not at all.
                if run and _known(sentence) != _known(run[0]):
                    break
                run.append(sentence)
            if run:
                yield self._window(run, text.segmented, chance)
            position += max(1, len(run))

    def _window(self, run: Sequence[Sentence], segmented: bool, chance: random.Random) -> Window:
        letters = _letters(chance)
        words = [letters(word) for sentence in run for word in sentence.words]
        sentence_of = [number for number, sentence in enumerate(run) for _ in sentence.words]
        gaps = _varied_gaps(run, chance)
        starts = [MISSING] * len(words)
        if segmented:
            starts = [int(b != a) for a, b in zip([-1, *sentence_of], sentence_of, strict=False)]
            starts[0] = MISSING
        upos, xpos, lemma, head, relation, labels = [], [], [], [], [], []
        offset = 0
        for sentence in run:
            for word in sentence.parse or ():
                upos.append(self._index["upos"].get(word.upos, MISSING))
                xpos.append(self._index["xpos"].get(word.xpos, MISSING))
                lemma.append(self._index["lemma"].get(script_of(word.form, word.lemma), MISSING))
                head.append(word.head + offset + 1 if word.head >= 0 else 0)
                relation.append(self._index["relation"].get(word.relation, MISSING))
            labels.extend(sentence.labels or ())
            offset += len(sentence.words)
        features = self._pieces.features(words, gaps)
        return Window(features, sentence_of, upos, xpos, lemma, head, relation, labels, starts)


def batches(windows: Iterable[Window], most_pieces: int, chance: random.Random) -> list[list[Window]]:
    """Windows of like length together, at most `most_pieces` with the padding; in random order."""
    shuffled = list(windows)
    chance.shuffle(shuffled)
    made: list[list[Window]] = []
    for begin in range(0, len(shuffled), 1500):
        batch: list[Window] = []
        for window in sorted(shuffled[begin : begin + 1500], key=lambda w: len(w.features.pieces)):
            if batch and len(window.features.pieces) * (len(batch) + 1) > most_pieces:
                made.append(batch)
                batch = []
            batch.append(window)
        made.append(batch)
    chance.shuffle(made)
    return made


def collate(windows: Sequence[Window]) -> Batch:
    """The tensors of a batch."""
    inputs = [window.features for window in windows]
    return Batch(
        _padded([f.pieces for f in inputs], 0),
        _padded([f.cases for f in inputs], 0),
        _padded([f.gaps for f in inputs], 0),
        _padded([[1] * len(f.pieces) for f in inputs], 0),
        _padded([f.first for f in inputs], 0),
        _padded([f.last for f in inputs], 0),
        sum(len(window.sentence) for window in windows),
        _padded([w.sentence for w in windows], -1),
        *(
            _padded([getattr(w, name) for w in windows], filler, len_of=[len(w.sentence) for w in windows])
            for name, filler in (
                ("upos", MISSING),
                ("xpos", MISSING),
                ("lemma", MISSING),
                ("head", MISSING),
                ("relation", MISSING),
                ("labels", 0),
                ("starts", MISSING),
            )
        ),
    )


def _known(sentence: Sentence) -> tuple[bool, bool]:
    return sentence.parse is not None, sentence.labels is not None


def _letters(chance: random.Random) -> Callable[[str], str]:
    # Headlines come in capitals, in title case and in small letters.
    draw = chance.random()
    if draw < 0.04:
        return str.lower
    if draw < 0.07:
        return str.upper
    if draw < 0.10:
        return lambda word: word[:1].upper() + word[1:]
    return str


def _varied_gaps(run: Sequence[Sentence], chance: random.Random) -> list[int]:
    gaps: list[int] = []
    wrapped = chance.random() < 0.03
    for sentence in run:
        draw = chance.random()
        gap = 3 if draw < 0.25 else 2 if draw < 0.3 else sentence.gaps[0]
        gaps.append(gap)
        for index, inner in enumerate(sentence.gaps[1:], 1):
            gaps.append(2 if wrapped and inner and index % 13 == 0 else inner)
    gaps[0] = 3 if chance.random() < 0.5 else 1
    return gaps


def _padded(rows: Sequence[Sequence[int]], filler: int, len_of: Sequence[int] | None = None) -> Tensor:
    width = max(len_of) if len_of else max(len(row) for row in rows)
    return torch.tensor([[*row, *[filler] * (width - len(row))] for row in rows])
