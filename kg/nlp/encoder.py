"""The encoder: one onnxruntime session reads a window of tokens and says everything that kg knows of each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime  # type: ignore[import-untyped]

from kg.errors import ModelError
from kg.nlp.lemma import Lemmas
from kg.nlp.pieces import WordPieces

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

ENCODER, RELATIONS, PIECES, LABELS, LEMMAS = (
    "encoder.onnx",
    "relations.onnx",
    "wordpieces.json",
    "labels.json",
    "lemmas.json",
)
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Labels:
    """The classes of each head, in the order of the encoder's outputs."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    lemma: tuple[str, ...]
    relation: tuple[str, ...]
    entity: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder says of a window; ``arcs[i, j + 1]`` scores token j as head of i, ``arcs[i, 0]`` the root."""

    hidden: Floats
    upos: Numbers
    xpos: Numbers
    lemma: Numbers
    starts: Floats
    entity: Floats
    arcs: Floats
    heads: Floats
    dependents: Floats


class Encoder:
    """The language model of a folder: word pieces, the network, its labels.

    A window is run by itself and never padded: the int8 network scales its inputs by what a window holds, so that a
    neighbour in a batch would change the result.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        files = checked(folder)
        self.folder = folder
        self.labels = _labels(files[LABELS])
        self.lemmas = Lemmas.read(files[LEMMAS])
        self.pieces = WordPieces(files[PIECES])
        self._encoder = _session(files[ENCODER], threads)
        self._relations = _session(files[RELATIONS], threads)

    def read(self, tokens: Sequence[str], gaps: Sequence[int]) -> Reading:
        """Everything about one window of tokens, at most 510 word pieces of them."""
        window = self.pieces.features(tokens, gaps)
        return Reading(
            *self._encoder.run(
                None,
                {
                    "pieces": np.array([window.pieces], dtype=np.int64),
                    "cases": np.array([window.cases], dtype=np.int64),
                    "gaps": np.array([window.gaps], dtype=np.int64),
                    "first": np.array([window.first], dtype=np.int64),
                    "last": np.array([window.last], dtype=np.int64),
                },
            )
        )

    def relations(self, heads: Floats, dependents: Floats) -> Numbers:
        """The relation of each token to its head, from their rows in ``Reading.heads`` and ``Reading.dependents``."""
        relations: Numbers = self._relations.run(None, {"heads": heads, "dependents": dependents})[0]
        return relations


def checked(folder: Path) -> dict[str, Path]:
    """The files of a model by name, after a check that each is whole."""
    manifest = folder / MANIFEST
    try:
        digests: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(f"no language model at {folder}: {manifest} cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise ModelError(f"the language model's {manifest} is damaged: {error}; install kg again") from error
    for name in (ENCODER, RELATIONS, PIECES, LABELS, LEMMAS):
        try:
            digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(f"the language model's {folder / name} cannot be read ({error.strerror})") from error
        if digest != digests.get(name):
            raise ModelError(f"the language model's {folder / name} is damaged (sha256 {digest}); install kg again")
    return {name: folder / name for name in digests}


def _labels(path: Path) -> Labels:
    values: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    return Labels(*(tuple(values[name]) for name in ("upos", "xpos", "lemma", "relation", "entity")))


def _session(path: Path, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no base but Exception
        raise ModelError(f"onnxruntime cannot open {path}: {error}") from error
