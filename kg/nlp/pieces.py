"""Tokens as the encoder sees them: word pieces, the case of the letters, the gap before the token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

# A token of thousands of letters (a URL, a hash) must not fill a window.
MOST_PIECES = 16
CASES = 9
GAPS = 4


@dataclass(frozen=True, slots=True)
class Features:
    """One window of tokens: parallel lists over pieces, and each token's first and last piece."""

    pieces: list[int]
    cases: list[int]
    gaps: list[int]
    first: list[int]
    last: list[int]


class WordPieces:
    """Cuts tokens into the encoder's word pieces; remembers the tokens that it has seen."""

    def __init__(self, vocabulary: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(vocabulary))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        marks: dict[str, int] = self._tokenizer.get_vocab(with_added_tokens=True)
        self.start, self.end, unknown = (marks[mark] for mark in ("[CLS]", "[SEP]", "[UNK]"))
        self._unknown = (unknown,)
        self._seen: dict[str, tuple[int, ...]] = {}

    def of(self, token: str) -> tuple[int, ...]:
        """The pieces of one token, at least one and at most MOST_PIECES."""
        known = self._seen.get(token)
        if known is not None:
            return known
        ids = self._tokenizer.encode(token[: 8 * MOST_PIECES], add_special_tokens=False).ids[:MOST_PIECES]
        pieces = tuple(ids) or self._unknown
        if len(self._seen) >= 200_000:
            self._seen.clear()
        self._seen[token] = pieces
        return pieces

    def features(self, tokens: Sequence[str], gaps: Sequence[int]) -> Features:
        """The encoder's input for one window, with its start and end marks."""
        window = Features([self.start], [0], [0], [], [])
        for token, gap in zip(tokens, gaps, strict=True):
            pieces = self.of(token)
            window.first.append(len(window.pieces))
            window.pieces.extend(pieces)
            window.last.append(len(window.pieces) - 1)
            window.cases.extend([letter_case(token)] * len(pieces))
            window.gaps.extend([gap] * len(pieces))
        window.pieces.append(self.end)
        window.cases.append(0)
        window.gaps.append(0)
        return window


def letter_case(token: str) -> int:
    """Which of the nine letter cases: the word pieces are lower-cased, and names need the difference.

    >>> [letter_case(t) for t in ("gave", "ICE", "Palantir", "1998", "F-35", "iPhone", ",")]
    [1, 2, 3, 4, 5, 6, 7]
    """
    if token.islower():
        return 5 if any(c.isdigit() for c in token) else 1
    if token.isdigit():
        return 4
    if any(c.isdigit() for c in token):
        return 5
    if token.isupper():
        return 2 if len(token) > 1 else 8
    if token[:1].isupper() and token[1:].islower():
        return 3
    return 6 if any(c.isalpha() for c in token) else 7


def gap_before(whitespace: str) -> int:
    """What stands before a token: 0 nothing, 1 a space, 2 a new line, 3 an empty line."""
    lines = whitespace.count("\n")
    if lines:
        return 3 if lines > 1 else 2
    return 1 if whitespace else 0
