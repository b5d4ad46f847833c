"""Trained weights → the shipped model: int8 ONNX graphs and labels in a folder that `spacy.load` opens."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
import tomllib
import warnings
from collections import Counter, defaultdict
from pathlib import Path

import spacy
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from kg.nlp import encoder as shipped
from kg.nlp.lemma import LONGEST_ENDING, Lemmas, script_of
from kg.nlp.tokens import configure
from training.corpora import Text, Word
from training.network import Network
from training.train import BACKBONE, sizes
from training.windows import Inventory

NAME = "en_kg_news"
VERSION = "1.0.0"

# The words that name a relation are verbs, whether a treebank has them or not.
PATTERNS = Path(shipped.__file__).parents[1] / "extract" / "patterns.toml"


def export(weights: Path, inventory: Inventory, treebanks: list[Text], folder: Path, *, int8: bool = True) -> None:
    """Write the model of `weights` into `folder`; with int8=False the same network in 32 bits."""
    network = Network(sizes(inventory))
    state = torch.load(weights, weights_only=True)
    network.load_state_dict(state.get("network", state))
    network.eval()
    component = folder / "kg_encoder"
    shutil.rmtree(folder, ignore_errors=True)
    component.mkdir(parents=True)
    _write_encoder(network, component / shipped.ENCODER, int8=int8)
    _write_relations(network, component / shipped.RELATIONS)
    _write_pieces(component / shipped.PIECES)
    labels = {name: list(getattr(inventory, name)) for name in ("upos", "xpos", "lemma", "relation", "entity")}
    (component / shipped.LABELS).write_text(json.dumps(labels, ensure_ascii=False, indent=0), encoding="utf-8")
    (component / shipped.LEMMAS).write_text(
        json.dumps(lemma_tables(treebanks), ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8"
    )
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(component.iterdir())}
    (component / shipped.MANIFEST).write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
    _write_pipeline(folder, component)


def lemma_tables(treebanks: list[Text]) -> dict[str, dict[str, str] | list[str]]:
    """Forms whose lemma is always the same and no regular one; what endings tell, by tag; and the verbs."""
    words = [word for text in treebanks for sentence in text.sentences for word in sentence.parse or ()]
    endings: dict[str, Counter[str]] = defaultdict(Counter)
    having: dict[str, set[str]] = defaultdict(set)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        form = word.form.lower()
        forms[f"{form} {word.xpos}"][word.lemma] += 1
        for length in range(min(LONGEST_ENDING, len(form)) + 1):
            ending = f"{form[len(form) - length :]} {word.xpos}"
            endings[ending][script_of(word.form, word.lemma)] += 1
            having[ending].add(form)
    told: dict[str, str] = {}
    for key in sorted(endings, key=len):
        script, count = endings[key].most_common(1)[0]
        total = endings[key].total()
        ending, tag = key.rsplit(" ", 1)
        shorter = next((told[k] for n in range(1, len(ending) + 1) if (k := f"{ending[n:]} {tag}") in told), "")
        sure = script if total >= 3 and count >= 0.95 * total else ""
        # One word alone does not speak for its ending: "Sept." is no example for "Capt.".
        if sure != shorter and ((total >= 3 and len(having[key]) > 1) or not ending):
            told[key] = sure
    verbs = _verbs(words)
    lemmas = Lemmas({}, told, verbs)
    always = {}
    for key, seen in forms.items():
        form, tag = key.rsplit(" ", 1)
        lemma, count = seen.most_common(1)[0]
        # The lemma of a name keeps its letters, which a table of small letters cannot tell.
        plain = lemma == lemma.lower() and form.isalpha()
        # The guesses tell whether the endings leave it open.
        if plain and count >= max(2, 0.9 * seen.total()) and {lemmas.of(form, tag, g) for g in ("0", "1")} != {lemma}:
            always[key] = lemma
    return {"forms": always, "endings": told, "verbs": verbs}


def _verbs(words: list[Word]) -> list[str]:
    """The verbs of the treebanks that are no slips, and those that name a relation."""
    seen = Counter(word.lemma for word in words if word.xpos.startswith("VB") and word.lemma.isalpha())
    rows = tomllib.loads((PATTERNS).read_text(encoding="utf-8"))["verb"]
    told = {lemma for row in rows for lemma in row["lemmas"] if lemma.isalpha()}
    return sorted(told | {verb for verb, count in seen.items() if count > 1 and verb.islower()})


class _Encoder(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, cases: Tensor, gaps: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        net = self.network
        tokens = net.tokens(net.encoder(pieces, cases, gaps), first, last)
        heads, dependents = net.relation_parts(tokens)
        return (
            tokens[0],
            net.upos(tokens)[0].argmax(-1),
            net.xpos(tokens)[0].argmax(-1),
            net.lemma(tokens)[0].argmax(-1),
            net.start(tokens)[0, :, 0],
            torch.log_softmax(net.entity(tokens)[0], -1),
            net.arcs(tokens)[0],
            heads[0],
            dependents[0],
        )


class _Relations(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, heads: Tensor, dependents: Tensor) -> Tensor:
        return self.network.relations(heads, dependents).argmax(-1)


def _write_encoder(network: Network, path: Path, *, int8: bool) -> None:
    example = torch.ones(1, 12, dtype=torch.int64)
    inputs = (example, example, example, torch.arange(1, 9)[None], torch.arange(2, 10)[None])
    names = ["pieces", "cases", "gaps", "first", "last"]
    outputs = ["hidden", "upos", "xpos", "lemma", "starts", "entity", "arcs", "heads", "dependents"]
    axes = {name: {1: "pieces"} for name in names[:3]} | {name: {1: "tokens"} for name in names[3:]}
    axes |= {name: {0: "tokens"} for name in outputs if name not in ("arcs", "heads")}
    axes |= {"arcs": {0: "tokens", 1: "heads"}, "heads": {0: "heads"}}
    with tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary) / "whole.onnx" if int8 else path
        _export(_Encoder(network), inputs, whole, names, outputs, axes)
        if int8:
            logging.getLogger().setLevel(logging.ERROR)
            quantize_dynamic(
                whole,
                path,
                weight_type=QuantType.QInt8,
                per_channel=True,
                # Seven bits of weight: eight overflow the sums of processors without VNNI, and results would differ.
                reduce_range=True,
                op_types_to_quantize=["MatMul", "Gather"],
            )


def _write_relations(network: Network, path: Path) -> None:
    example = torch.zeros(5, 64)
    axes = {"heads": {0: "tokens"}, "dependents": {0: "tokens"}, "relations": {0: "tokens"}}
    _export(_Relations(network), (example, example), path, ["heads", "dependents"], ["relations"], axes)


def _export(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    outputs: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    module.eval()
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            inputs,
            str(path),
            input_names=names,
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )


def _write_pieces(path: Path) -> None:
    # The tokenizer of the backbone without what only its own training needs.
    given = json.loads((BACKBONE / "tokenizer.json").read_text(encoding="utf-8"))
    given |= {"truncation": None, "padding": None}
    path.write_text(json.dumps(given, ensure_ascii=False), encoding="utf-8")


def _write_pipeline(folder: Path, component: Path) -> None:
    nlp = spacy.blank("en")
    configure(nlp.tokenizer)
    nlp.add_pipe("kg_encoder").from_disk(component)
    nlp.meta |= {
        "name": NAME.removeprefix("en_"),
        "version": VERSION,
        "description": "English news: tags, lemmas, Universal Dependencies, entities of technology and government",
        "license": "CC BY-SA 4.0",
        "spacy_version": ">=3.8,<4",
    }
    with tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary) / NAME
        nlp.to_disk(whole)
        for path in whole.iterdir():
            if path.name != "kg_encoder":
                (shutil.copytree if path.is_dir() else shutil.copy)(path, folder / path.name)
