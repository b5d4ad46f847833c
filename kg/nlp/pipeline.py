"""spaCy's face of the language model: the component ``kg_encoder`` writes tags, lemmas, parse, sentences and entities.

The labels are those of Universal Dependencies (``obj``, ``nsubj:pass``, ``root``), which the extraction expects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.errors import ModelError
from kg.nlp.encoder import ENCODER, LABELS, LEMMAS, MANIFEST, PIECES, RELATIONS, Encoder, Numbers, Reading
from kg.nlp.pieces import gap_before
from kg.nlp.tree import best_labels, best_tree

SHIPPED = Path(__file__).parent.parent / "models" / "en_kg_news"
# A State is a country or city that acts: for spaCy a GovernmentBody that may be read as a place.
GEOPOLITICAL = "geopolitical"

_ROOM = 190  # word pieces a window
_MOST_ROOM = 480  # for a sentence that is longer than that
_LOOK_AHEAD = 4  # tokens after a sentence start that are needed to be sure of it


def load(model: str | None = None, threads: int = 1) -> Language:
    """The pipeline: the shipped one, or an installed spaCy pipeline by name, its entity labels put in our words.

    An installed pipeline that knows only organisations leaves the finer kinds to the register.
    """
    return _load(model, threads)


@lru_cache(maxsize=4)
def _load(model: str | None, threads: int) -> Language:
    if model is None:
        return shipped(SHIPPED, threads=threads)
    from kg.nlp.installed import installed

    return installed(model)


def shipped(folder: Path, *, threads: int = 1) -> Language:
    """The pipeline of a folder laid out as ours, for instance one that was trained anew."""
    if not (folder / "config.cfg").is_file():
        raise ModelError(f"no language model at {folder}: {folder / 'config.cfg'} is missing; install kg again")
    try:
        nlp = spacy.load(folder, config={"components.kg_encoder.threads": threads})
    except (OSError, ValueError) as error:
        raise ModelError(f"spaCy cannot open the language model at {folder}: {error}") from error
    # Text is read in windows: its length costs time, not memory beside the Doc.
    nlp.max_length = 100_000_000
    return nlp


@Language.factory(
    "kg_encoder",
    assigns=["token.tag", "token.pos", "token.lemma", "token.head", "token.dep", "token.is_sent_start", "doc.ents"],
    default_config={"threads": 1, "hidden": False},
)
def kg_encoder(nlp: Language, name: str, threads: int, hidden: bool) -> EncoderComponent:
    """The factory that spaCy calls; the model's files come with ``from_disk``."""
    return EncoderComponent(nlp.vocab, name, threads=threads, hidden=hidden)


class EncoderComponent:
    """Reads a Doc in windows and writes what the encoder says into it.

    With ``hidden``, ``doc.user_data["kg_hidden"]`` holds a float16 vector a token. ``doc.user_data["kg_ent_score"]``
    holds a probability for each entity, in the order of ``doc.ents``.
    """

    def __init__(self, vocab: Vocab, name: str = "kg_encoder", *, threads: int = 1, hidden: bool = False) -> None:
        self.vocab, self.name, self.threads, self.hidden = vocab, name, threads, hidden
        self._encoder: Encoder | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc; what it says depends on its text alone."""
        tokens = [token.i for token in doc if not token.is_space]
        if not tokens:
            doc.user_data["kg_ent_score"] = []
            return doc
        writer = _Writer(doc, np.array(tokens), self.encoder, hidden=self.hidden)
        words, gaps = [doc[i].text for i in tokens], _gaps(doc, tokens)
        for begin, end, reading, starts in _windows(self.encoder, words, gaps):
            writer.window(begin, end, reading, starts)
        writer.close()
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Annotate Docs one after the other: a larger batch would gain nothing on a processor."""
        return map(self, stream)

    @property
    def encoder(self) -> Encoder:
        """The language model; it is there once the component was read from disk."""
        if self._encoder is None:
            raise ModelError("kg_encoder has no language model yet: load a pipeline with kg.nlp.load() or spacy.load()")
        return self._encoder

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> EncoderComponent:
        """Open the model's files."""
        self._encoder = Encoder(Path(path), threads=self.threads)
        labels = self._encoder.labels
        for group in (labels.xpos, labels.relation, [label[2:] for label in labels.entity]):
            for label in group:
                self.vocab.strings.add(label)
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Copy the model's files."""
        target = Path(path)
        target.mkdir(parents=True, exist_ok=True)
        for name in (ENCODER, RELATIONS, PIECES, LABELS, LEMMAS, MANIFEST):
            (target / name).write_bytes((self.encoder.folder / name).read_bytes())


class _Writer:
    """Collects the columns of a Doc, sentence by sentence, and writes them at once."""

    def __init__(self, doc: Doc, tokens: Numbers, encoder: Encoder, *, hidden: bool) -> None:
        self._doc, self._tokens, self._encoder = doc, tokens, encoder
        strings = doc.vocab.strings
        labels = encoder.labels
        self._xpos = np.array([strings.add(tag) for tag in labels.xpos], dtype=np.uint64)
        self._upos = np.array([strings[tag] for tag in labels.upos], dtype=np.uint64)
        self._relation = np.array([strings.add(relation) for relation in labels.relation], dtype=np.uint64)
        self._columns = {
            attribute: np.zeros(len(doc), dtype=np.uint64)
            for attribute in ("TAG", "POS", "LEMMA", "HEAD", "DEP", "ENT_IOB", "ENT_TYPE", "ENT_ID")
        }
        self._columns["ENT_IOB"][:] = 2
        self._heads = np.zeros(len(doc), dtype=np.int64)
        self._scores: list[float] = []
        self._hidden = np.zeros((len(doc), 384), dtype=np.float16) if hidden else None

    def window(self, begin: int, end: int, reading: Reading, starts: list[int]) -> None:
        """Tokens begin…end, read in one window whose sentences start at ``starts``."""
        where, length = self._tokens[begin:end], end - begin
        heads = np.zeros(length, dtype=np.int64)
        for start, stop in zip(starts, [*starts[1:], length], strict=True):
            scores = reading.arcs[start:stop]
            local = best_tree(np.concatenate([scores[:, :1], scores[:, start + 1 : stop + 1]], 1))
            heads[start:stop] = np.where(local == 0, 0, local + start)
            self._entities(where[start:stop], reading.entity[start:stop])
        self._heads[where] = np.where(heads == 0, where, where[heads - 1])
        relations = self._encoder.relations(reading.heads[heads], reading.dependents[:length])
        self._columns["DEP"][where] = self._relation[relations]
        self._columns["TAG"][where] = self._xpos[reading.xpos[:length]]
        self._columns["POS"][where] = self._upos[reading.upos[:length]]
        labels, strings = self._encoder.labels, self._doc.vocab.strings
        lemmas = self._columns["LEMMA"]
        for token, tag, script in zip(where.tolist(), reading.xpos.tolist(), reading.lemma.tolist(), strict=False):
            form = self._doc[token].text
            lemmas[token] = strings.add(self._encoder.lemmas.of(form, labels.xpos[tag], labels.lemma[script]))
        if self._hidden is not None:
            self._hidden[where] = reading.hidden[:length]

    def close(self) -> None:
        """Write the Doc. White space hangs on the token before it, at the text's beginning on the one after it."""
        doc, columns = self._doc, self._columns
        for token in doc:
            if token.is_space:
                self._heads[token.i] = token.i - 1 if token.i > self._tokens[0] else self._tokens[0]
                columns["TAG"][token.i] = doc.vocab.strings.add("_SP")
                columns["POS"][token.i] = doc.vocab.strings["SPACE"]
                columns["LEMMA"][token.i] = token.orth
                columns["DEP"][token.i] = doc.vocab.strings.add("dep")
        columns["HEAD"] = (self._heads - np.arange(len(doc))).astype(np.int64).view(np.uint64)
        array: Any = np.stack(list(columns.values()), 1)
        doc.from_array(list(columns), array)
        doc.user_data["kg_ent_score"] = self._scores
        if self._hidden is not None:
            doc.user_data["kg_hidden"] = self._hidden

    def _entities(self, where: Numbers, scores: Any) -> None:
        names = self._encoder.labels.entity
        labels = best_labels(scores, names)
        if not any(labels):
            return
        columns, strings = self._columns, self._doc.vocab.strings
        begin = -1
        for index, label in enumerate([*labels, 0]):
            if begin >= 0 and not names[label].startswith("I-"):
                first, last = self._doc[int(where[begin])], self._doc[int(where[index - 1])]
                # Line breaks inside a name belong to it.
                columns["ENT_IOB"][first.i : last.i + 1] = 1
                columns["ENT_IOB"][first.i] = 3
                kind = names[labels[begin]][2:]
                if kind == "State":
                    columns["ENT_ID"][first.i : last.i + 1] = strings.add(GEOPOLITICAL)
                columns["ENT_TYPE"][first.i : last.i + 1] = strings.add("GovernmentBody" if kind == "State" else kind)
                chosen = scores[np.arange(begin, index), labels[begin:index]]
                self._scores.append(float(np.exp(chosen.mean())))
                begin = -1
            if names[label].startswith("B-"):
                begin = index


def _gaps(doc: Doc, tokens: list[int]) -> list[int]:
    text = doc.text  # spaCy puts it together anew at each call
    gaps = []
    previous = -1
    for i in tokens:
        if previous < 0:
            gaps.append(3)
        elif i == previous + 1:
            gaps.append(1 if doc[previous].whitespace_ else 0)
        else:
            between = text[doc[previous].idx + len(doc[previous]) : doc[i].idx]
            gaps.append(gap_before(between))
        previous = i
    return gaps


def _windows(encoder: Encoder, words: list[str], gaps: list[int]) -> Iterator[tuple[int, int, Reading, list[int]]]:
    """Windows begin…end with their reading and the sentence starts in them, each token in one window.

    A window ends at an empty line or at the last sure sentence start; what follows is read again in the next.
    """
    sizes = [len(encoder.pieces.of(word)) for word in words]
    begin = 0
    while begin < len(words):
        for room in (_ROOM, _MOST_ROOM):
            end = _fill(sizes, begin, room, gaps)
            reading = encoder.read(words[begin:end], gaps[begin:end])
            starts = _sentence_starts(words[begin:end], gaps[begin:end], reading.starts.tolist())
            if end == len(words) or gaps[end] == 3:
                break
            sure = [i for i in starts if i and i + _LOOK_AHEAD <= end - begin]
            if sure:
                end = begin + sure[-1]
                starts = [i for i in starts if i < sure[-1]]
                break
        yield begin, end, reading, starts
        begin = end


def _sentence_starts(words: list[str], gaps: list[int], scores: list[float]) -> list[int]:
    starts = {0}
    for i, score in enumerate(scores):
        if gaps[i] != 3 and score <= 0:
            continue
        # An opening quotation mark or bracket belongs to what it opens.
        while i and gaps[i] == 0 and (words[i - 1] in "“‘([{" or (words[i - 1] in "\"'" and gaps[i - 1])):
            i -= 1
        starts.add(i)
    return sorted(starts)


def _fill(sizes: list[int], begin: int, room: int, gaps: list[int]) -> int:
    """How far a window reaches: to the last empty line of its second half, else as far as there is room."""
    end, paragraph = begin, 0
    used = 0
    while end < len(sizes) and used + sizes[end] <= room:
        if gaps[end] == 3 and used > room // 2:
            paragraph = end
        used += sizes[end]
        end += 1
    return end if end == len(sizes) or gaps[end] == 3 else paragraph or end
