"""How fast articles become claims on one core, which stage takes how much, peak memory, and the start of `kg --help`.

    python benchmarks/pipeline.py ARTICLES [--articles N] [--json]

ARTICLES is anything that `kg build` reads. Seconds are processor time. Memory is the peak of a process of its own that
builds N/4, N/2 and N articles; ARTICLES should hold that many.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from kg.model import Document

T = TypeVar("T")

STAGES = ("read", "language model", "mentions and coreference", "claims", "entities", "store", "files")
_BATCH = 32
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1")


class Clock:
    """Processor seconds by stage."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STAGES, 0.0)

    def time(self, stage: str, work: Callable[..., T], *arguments: Any) -> T:
        began = time.process_time()
        try:
            return work(*arguments)
        finally:
            self.seconds[stage] += time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles_at", metavar="ARTICLES", type=Path)
    parser.add_argument("--articles", type=int, default=400, metavar="N")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=("speed", "build"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.only == "speed":
        print(json.dumps(speed(given.articles_at, given.articles)))
        return
    if given.only == "build":
        build(given.articles_at, given.articles)
        return
    result = {
        "speed": json.loads(_run(given.articles_at, given.articles, "speed")[0]),
        "memory": memory(given.articles_at, given.articles),
        "kg --help, processor seconds": start(),
    }
    if given.json:
        print(json.dumps(result, indent=1))
    else:
        show(result)


def articles(source: Path, number: int) -> Iterator[Document]:
    """The first articles of a source."""
    from kg.read import documents

    return islice((read for read in documents([source]) if isinstance(read, Document)), number)


def speed(source: Path, number: int) -> dict[str, Any]:
    """Processor seconds of each stage; loading the language model stands apart."""
    from kg.build import software
    from kg.export import export_all
    from kg.extract import drafts
    from kg.nlp import load
    from kg.nlp.analyse import analysis
    from kg.resolve import resolve
    from kg.store import open_store

    began = time.process_time()
    nlp, by = load(None, 1), software()
    list(nlp.pipe(["The agency bought it."]))
    loading = time.process_time() - began
    clock, read, words, claims = Clock(), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "kg.store") as store:
        stream = articles(source, number)
        while batch := clock.time("read", _next, stream):
            docs = clock.time("language model", _parsed, nlp, batch)
            for document, doc in zip(batch, docs, strict=True):
                found = clock.time("mentions and coreference", analysis, document, doc)
                drafted = clock.time("claims", lambda found=found: list(drafts(found)))
                extraction = clock.time("entities", lambda found=found, d=drafted: resolve(found, d, software=by))
                clock.time("store", store.put, extraction)
                read, words, claims = read + 1, words + len(doc), claims + len(extraction.claims)
        clock.time("store", store.flush)
        clock.time("files", export_all, store, Path(folder) / "exports")
    total = sum(clock.seconds.values())
    return {
        "articles": read, "words": words, "claims": claims, "seconds": round(total, 2),
        "articles a second": round(read / total, 2), "words a second": round(words / total),
        "loading the language model": round(loading, 2),
        "share": {stage: round(seconds / total, 3) for stage, seconds in clock.seconds.items()},
    }


def memory(source: Path, number: int) -> dict[str, float]:
    """Peak resident memory in MB of builds of a quarter, a half and all of the articles."""
    parts = (number // 4, number // 2, number)
    # Linux counts kilobytes, macOS bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return {str(part): round(_run(source, part, "build")[1].ru_maxrss / unit) for part in parts}


def build(source: Path, number: int) -> None:
    """What `kg build --no-files` does with the first articles of a source."""
    from kg.build import build
    from kg.printing import document_record
    from kg.store import open_store

    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "kg.store") as store:
        some = Path(folder) / "articles.jsonl"
        with some.open("w", encoding="utf-8") as file:
            for article in articles(source, number):
                file.write(json.dumps(document_record(article)) + "\n")
        done = build([some], store)
        assert done.read == number, f"{source} has {done.read} articles, not {number}"


def start() -> float:
    """Processor seconds of `kg --help`, the least of five."""
    usages = [_usage("-m", "kg", "--help")[1] for _ in range(5)]
    return float(round(min(usage.ru_utime + usage.ru_stime for usage in usages), 3))


def show(result: dict[str, Any]) -> None:
    """The figures as lines."""
    figures = result["speed"]
    for name in ("articles", "words", "claims", "seconds", "articles a second", "words a second"):
        print(f"{name:28} {figures[name]:>10,}")
    print(f"{'loading the language model':28} {figures['loading the language model']:>10} s")
    for stage, share in figures["share"].items():
        print(f"  {stage:26} {share:>10.1%}")
    for number, megabytes in result["memory"].items():
        print(f"peak memory, {number + ' articles':15} {megabytes:>10,} MB")
    print(f"{'kg --help':28} {result['kg --help, processor seconds']:>10} s of processor time")


def _next(stream: Iterator[Document]) -> list[Document]:
    return list(islice(stream, _BATCH))


def _parsed(nlp: Any, batch: list[Document]) -> list[Any]:
    return list(nlp.pipe(document.text for document in batch))


def _run(source: Path, number: int, part: str) -> tuple[str, Any]:
    return _usage(str(Path(__file__).resolve()), str(source), "--articles", str(number), "--only", part)


def _usage(*arguments: str) -> tuple[str, Any]:
    """What a Python process on one core printed and used.

    This process stays small: Linux counts the memory of the parent to a new process.
    """
    process = subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ, **_ONE_CORE},
    )
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    return printed, usage


if __name__ == "__main__":
    main()
