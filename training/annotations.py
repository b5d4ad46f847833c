"""Our own entity annotations: sentences that we wrote, and names in news articles by offset, without their text.

`python -m training.annotations MARKED… --news DIR` turns text with inline marks (`{{Microsoft|C}} sued`) into
`training/corpus/`. A block begins with `### DOCUMENT START END` (a span of an article) or `### own-NUMBER`.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from spacy.tokens import Doc

from kg.nlp.pieces import gap_before
from kg.nlp.tokens import tokenizer
from training.corpora import Sentence, Text
from training.evaluate import Gold
from training.labels import ANY, KINDS, masks, only

CORPUS = Path(__file__).parent / "corpus"
NEWS, OWN = CORPUS / "news-entities.jsonl", CORPUS / "own-entities.jsonl"
CODES = dict(zip("CGSOPDRLXMT", KINDS, strict=True))


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document, from `start` to `end`, and its names: [start, end, kind] by character in it."""

    document: str
    start: int
    end: int
    text: str
    names: list[tuple[int, int, str]]

    @property
    def held_out(self) -> bool:
        """Whether it is one of the tenth that is never trained on; whole articles are held out."""
        return int(_digest(self.document), 16) % 10 == 0


def domain_corpora(news: Path) -> dict[str, list[Text]]:
    """What is trained on: our sentences, the annotated news for whoever has the articles, both with names exchanged."""
    from training.variants import variants

    corpora = {}
    for name, blocks in (("news", read_news(NEWS, news)), ("own", read_own(OWN))):
        known = [block for block in blocks if not block.held_out]
        corpora[name] = [text_of(block) for block in known]
        corpora[f"{name}-varied"] = [text_of(block) for block in variants(known, times=3, seed=1)]
    return corpora


def held_out(news: Path) -> dict[str, list[Gold]]:
    """The held-out tenth, as test sets."""
    sets = {"news": read_news(NEWS, news), "own sentences": read_own(OWN)}
    return {name: [gold_of(block) for block in blocks if block.held_out] for name, blocks in sets.items()}


def read_own(path: Path) -> list[Block]:
    """Our sentences."""
    return [
        Block(row["id"], 0, len(row["text"]), row["text"], [tuple(name) for name in row["names"]])
        for row in _rows(path)
    ]


def read_news(path: Path, news: Path) -> list[Block]:
    """The annotated news, joined with the articles by id, offset and hash; none if the articles are not there."""
    articles = _articles(news)
    blocks = []
    for row in _rows(path):
        text = articles.get(row["id"], "")[row["start"] : row["end"]]
        if text and _digest(text) == row["sha256"]:
            blocks.append(Block(row["id"], row["start"], row["end"], text, [tuple(name) for name in row["names"]]))
    return blocks


def marked(path: Path) -> Iterator[Block]:
    """The blocks of a file with inline marks."""
    for part in re.split(r"(?m)^### ", path.read_text(encoding="utf-8")):
        head, _, body = part.partition("\n")
        if not head.strip():
            continue
        text, names, position = "", [], 0
        body = body.strip("\n").rstrip()
        for mark in re.finditer(r"\{\{(.+?)\|([A-Z])\}\}", body):
            text += body[position : mark.start()]
            names.append((len(text), len(text) + len(mark[1]), CODES[mark[2]]))
            text += mark[1]
            position = mark.end()
        text += body[position:]
        document, *span = head.split()
        start, end = map(int, span) if span else (0, len(text))
        yield Block(document, start, end, text, names)


def text_of(block: Block) -> Text:
    """The block as training sentences; a name that does not end where a token ends is left open."""
    doc = _tokenizer()(block.text)
    tokens = [token for token in doc if not token.is_space]
    position = {token.i: index for index, token in enumerate(tokens)}
    found, unsure = [], set()
    for start, end, kind in block.names:
        span = doc.char_span(start, end)
        inside = doc.char_span(start, end, alignment_mode="expand")
        if span is not None and span[0].i in position and span[-1].i in position:
            found.append((position[span[0].i], position[span[-1].i] + 1, only(kind)))
        elif inside is not None:
            unsure.update(position[token.i] for token in inside if token.i in position)
    labels = masks(len(tokens), found, ())
    for index in unsure:
        labels[index] = ANY
    gaps = [3] + [gap_before(block.text[a.idx + len(a) : b.idx]) for a, b in itertools.pairwise(tokens)]
    words = [token.text for token in tokens]
    cuts = [0, *_sentence_starts(words), len(words)]
    sentences = [Sentence(words[a:b], gaps[a:b], labels=labels[a:b]) for a, b in itertools.pairwise(cuts) if a < b]
    return Text(block.document, sentences)


def gold_of(block: Block) -> Gold:
    """The block as a test document; spans count letters without white space."""
    letters = [0]
    for character in block.text:
        letters.append(letters[-1] + (not character.isspace()))
    return Gold(block.text, [], [(letters[a], letters[b], kind) for a, b, kind in block.names])


def _sentence_starts(words: list[str]) -> Iterator[int]:
    # Roughly: nothing about boundaries is learned from them.
    for index in range(1, len(words) - 1):
        closes = words[index] in ".?!" or (words[index] in '"”’)' and words[index - 1] in ".?!")
        if closes and (words[index + 1][:1].isupper() or words[index + 1][:1] in '"“‘'):
            yield index + 1


def _articles(news: Path) -> dict[str, str]:
    paths = sorted(news.glob("*.jsonl")) if news.is_dir() else []
    return {row["id"]: row["text"] for path in paths for row in _rows(path)}


def _rows(path: Path) -> Iterator[dict[str, object]]:
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _tokenizer() -> Callable[[str], Doc]:
    return tokenizer()


def _write(path: Path, rows: Iterable[dict[str, object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    """Check the marked files against the articles and write the corpus."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--news", type=Path, required=True)
    arguments = parser.parse_args()
    articles = _articles(arguments.news)
    news: dict[tuple[str, int], Block] = {}
    own: dict[str, Block] = {}
    refused = 0
    for path in arguments.files:
        for block in marked(path):
            if "{{" in block.text or "}}" in block.text:
                refused += 1
                print(f"{path}: {block.document} {block.start}: a mark is not closed")
            elif block.document in articles:
                if articles[block.document][block.start : block.end] == block.text:
                    news[block.document, block.start] = block
                else:
                    refused += 1
                    print(f"{path}: {block.document} {block.start}: the text differs from the article")
            elif block.document.startswith("own-"):
                own[block.text] = block
            else:
                refused += 1
                print(f"{path}: no article {block.document}")
    _write(
        NEWS,
        (
            {"id": b.document, "start": b.start, "end": b.end, "sha256": _digest(b.text), "names": b.names}
            for _, b in sorted(news.items())
        ),
    )
    _write(OWN, ({"id": f"own-{_digest(text)[:12]}", "text": text, "names": b.names} for text, b in own.items()))
    print(f"{len(news)} stretches of news, {len(own)} of our own, {refused} refused")


if __name__ == "__main__":
    main()
