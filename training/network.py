"""The network: a small BERT with letter case and gaps, and a head for each thing that it says of a token."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from kg.nlp.pieces import CASES, GAPS

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
ARC_WIDTH, RELATION_WIDTH = 256, 64


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many classes each head has."""

    upos: int
    xpos: int
    lemma: int
    relation: int
    entity: int


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.mix = nn.Linear(WIDTH, WIDTH)
        self.mix_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = nn.Linear(WIDTH, INNER)
        self.down = nn.Linear(INNER, WIDTH)
        self.down_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        rows, length, _ = x.shape
        parts = self.qkv(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        q, k, v = parts[0], parts[1], parts[2]
        # Written out: on a processor it trains a third faster than the fused one, and it exports plainly.
        scores = q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)
        mixed = torch.softmax(scores if bias is None else scores + bias, -1) @ v
        mixed = mixed.transpose(1, 2).reshape(rows, length, WIDTH)
        x = self.mix_norm(x + self.dropout(self.mix(mixed)))
        return self.down_norm(x + self.dropout(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """all-MiniLM-L6-v2 with two added embeddings: the case of the letters and the gap before the token."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(30522, WIDTH)
        self.position = nn.Embedding(512, WIDTH)
        self.case = nn.Embedding(CASES, WIDTH)
        self.gap = nn.Embedding(GAPS, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.gap.weight)

    def start_from(self, path: Path) -> None:
        """Take the pretrained weights."""
        given = load_file(path)
        state = {
            "word.weight": given["embeddings.word_embeddings.weight"],
            # The token type is always the first: it is folded into the positions.
            "position.weight": given["embeddings.position_embeddings.weight"]
            + given["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": given["embeddings.LayerNorm.weight"],
            "norm.bias": given["embeddings.LayerNorm.bias"],
        }
        for number in range(LAYERS):
            theirs, ours = f"encoder.layer.{number}.", f"layers.{number}."
            for part in ("weight", "bias"):
                qkv = [given[f"{theirs}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                state[f"{ours}qkv.{part}"] = torch.cat(qkv)
                for name, source in (
                    ("mix", "attention.output.dense"),
                    ("mix_norm", "attention.output.LayerNorm"),
                    ("up", "intermediate.dense"),
                    ("down", "output.dense"),
                    ("down_norm", "output.LayerNorm"),
                ):
                    state[f"{ours}{name}.{part}"] = given[f"{theirs}{source}.{part}"]
        missing, unexpected = self.load_state_dict(state, strict=False)
        if unexpected or set(missing) != {"case.weight", "gap.weight"}:
            raise ValueError(f"{path} holds other weights than all-MiniLM-L6-v2")

    def forward(self, pieces: Tensor, cases: Tensor, gaps: Tensor, mask: Tensor | None = None) -> Tensor:
        positions = self.position.weight[: pieces.shape[1]]
        x = self.word(pieces) + positions + self.case(cases) + self.gap(gaps)
        x = self.dropout(self.norm(x))
        bias = None
        if mask is not None:
            bias = ((1.0 - mask.to(torch.float32)) * -1e4)[:, None, None, :]
            bias = bias.to(torch.bfloat16) if torch.is_autocast_enabled("cpu") else bias
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Network(nn.Module):
    """The encoder and its heads. A token is the mean of its first and last piece."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.dropout = nn.Dropout(0.2)
        self.upos = nn.Linear(WIDTH, sizes.upos)
        self.xpos = nn.Linear(WIDTH, sizes.xpos)
        self.lemma = nn.Linear(WIDTH, sizes.lemma)
        self.entity = nn.Linear(WIDTH, sizes.entity)
        self.start = nn.Linear(WIDTH, 1)
        self.root = nn.Parameter(torch.randn(WIDTH) * 0.02)
        self.arc_head = nn.Linear(WIDTH, ARC_WIDTH)
        self.arc_dependent = nn.Linear(WIDTH, ARC_WIDTH)
        self.arc = nn.Parameter(nn.init.xavier_uniform_(torch.zeros(ARC_WIDTH + 1, ARC_WIDTH)))
        self.relation_head = nn.Linear(WIDTH, RELATION_WIDTH)
        self.relation_dependent = nn.Linear(WIDTH, RELATION_WIDTH)
        self.relation = nn.Parameter(torch.randn(sizes.relation, RELATION_WIDTH + 1, RELATION_WIDTH + 1) * 0.05)

    def tokens(self, x: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """The vectors of the tokens."""
        width = x.shape[-1]
        a = torch.gather(x, 1, first[:, :, None].expand(-1, -1, width))
        b = torch.gather(x, 1, last[:, :, None].expand(-1, -1, width))
        return (a + b) * 0.5

    def with_root(self, tokens: Tensor) -> Tensor:
        """The vectors of the possible heads: the root, then the tokens."""
        root = self.root.to(tokens.dtype).expand(tokens.shape[0], 1, WIDTH)
        return torch.cat([root, tokens], 1)

    def arcs(self, tokens: Tensor) -> Tensor:
        """Scores [row, dependent, head], head 0 being the root."""
        heads = F.gelu(self.arc_head(self.with_root(tokens)))
        dependents = F.gelu(self.arc_dependent(tokens))
        dependents = torch.cat([dependents, torch.ones_like(dependents[:, :, :1])], -1)
        return (dependents @ self.arc.to(dependents.dtype)) @ heads.transpose(1, 2)

    def relation_parts(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """What the relation scores are made of: the possible heads and the dependents."""
        return F.gelu(self.relation_head(self.with_root(tokens))), F.gelu(self.relation_dependent(tokens))

    def relations(self, heads: Tensor, dependents: Tensor) -> Tensor:
        """Scores [token, relation] of dependents with their heads, both [token, RELATION_WIDTH]."""
        one = torch.ones_like(heads[:, :1])
        heads, dependents = torch.cat([heads, one], -1), torch.cat([dependents, one], -1)
        count, width, _ = self.relation.shape
        mixed = dependents @ self.relation.permute(1, 0, 2).reshape(width, count * width).to(dependents.dtype)
        return (mixed.view(-1, count, width) @ heads[:, :, None])[:, :, 0]
