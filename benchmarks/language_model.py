"""How fast the language model reads, on one core: `python benchmarks/language_model.py TEXT… [--fp32 FOLDER]`.

Beside the shipped pipeline stand its floor, spaCy's tokenizer alone, and on wish the same network in 32 bits (training
leaves it in its --out folder). Each runs in a process of its own, so that memory and start-up are its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    """Print one row a pipeline."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path, nargs="+", help="text files; or JSON Lines with a field `text`")
    parser.add_argument("--fp32", type=Path, help="a model folder of 32-bit weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--words", type=int, default=100_000, help="stop after so many words")
    parser.add_argument("--only", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        print(json.dumps(measure(arguments.only, arguments)))
        return
    names = ["tokenizer", "shipped", *(["fp32"] if arguments.fp32 else [])]
    print("| pipeline | words | words a second | start-up, s | memory, MB |\n|---|---|---|---|---|")
    for name in names:
        command = [sys.executable, *sys.argv, "--only", name]
        row = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        print("| {name} | {words:,} | {rate:,.0f} | {start:.2f} | {memory:.0f} |".format(**row))


def measure(name: str, arguments: argparse.Namespace) -> dict[str, object]:
    """Read the texts with one pipeline; the rate is of processor time, the start-up of the clock, imports included."""
    if arguments.threads == 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    began = time.perf_counter()
    import spacy

    if name == "tokenizer":
        nlp = spacy.blank("en")
    else:
        from kg.nlp.pipeline import SHIPPED, shipped

        nlp = shipped(arguments.fp32 if name == "fp32" else SHIPPED, threads=arguments.threads)
    nlp("Ready.")
    start = time.perf_counter() - began
    texts, words = [], 0
    for text in read(arguments.texts):
        texts.append(text)
        words += len(text.split())
        if words >= arguments.words:
            break
    began = time.process_time()
    for _ in nlp.pipe(texts):
        pass
    rate = words / (time.process_time() - began)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"name": name, "words": words, "rate": rate, "start": start, "memory": memory}


def read(paths: list[Path]) -> list[str]:
    """The texts of plain and JSON Lines files."""
    texts = []
    for path in paths:
        content = path.read_text(encoding="utf-8")
        texts += [json.loads(line)["text"] for line in content.splitlines()] if path.suffix == ".jsonl" else [content]
    return texts


if __name__ == "__main__":
    main()
