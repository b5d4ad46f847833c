"""What people and programs read on a terminal: tables, quotes, summaries, progress, JSON."""

import csv
import json
import re
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.model import Document, Extraction, Skipped, Status

if TYPE_CHECKING:
    from networkx import MultiDiGraph

    from kg.analyse import Hop
    from kg.build import Summary
    from kg.check import Report
    from kg.dossier import Dossier
    from kg.queries import NamedQuery

# Escape sequences and marks of writing direction in an article must not reach the terminal.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_CONTROL_BUT_LINES = re.compile(_CONTROL.pattern.replace(r"\x00-\x1f", r"\x00-\x08\x0b-\x1f"))

Claim: TypeAlias = Mapping[str, Any]


def clean(text: str, *, lines: bool = False) -> str:
    """Text that is safe to print: control characters become U+FFFD; line ends stay with ``lines``, else spaces."""
    if lines:
        return _CONTROL_BUT_LINES.sub("\ufffd", text)
    return _CONTROL.sub("\ufffd", re.sub(r"\s+", " ", text))


# JSON


def json_line(value: object) -> None:
    """One value on one line."""
    print(json.dumps(value, ensure_ascii=False, default=_plain))


def json_value(value: object) -> None:
    """One value, indented."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))


def document_record(document: Document) -> dict[str, Any]:
    """An article as ``kg read`` prints it: the interchange shape without entities and claims."""
    return {
        "id": document.name, "title": document.title,
        "date": document.published.isoformat() if document.published else None,
        "source": document.source, "url": document.url, "path": document.path, "language": document.language,
        "text": document.text,
    }


def summary_record(summary: "Summary") -> dict[str, Any]:
    """The summary of a build as plain values."""
    return {
        "read": summary.read, "unchanged": summary.unchanged, "replaced": summary.replaced,
        "skipped": [{"address": s.address, "reason": str(s.reason), "detail": s.detail} for s in summary.skipped],
        "skipped_by_reason": dict(sorted(summary.skipped_by_reason.items())),
        "claims": [
            {"relation": relation, "status": status, "count": count}
            for (relation, status), count in sorted(summary.claims.items())
        ],
        "entities": len(summary.entities), "refused": dict(sorted(summary.refused.items())),
        "silent_sentences": summary.silent, "withdrawn": summary.withdrawn,
        "files": [path.as_posix() for path in summary.files], "seconds": round(summary.seconds, 2),
    }


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | Path):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return sorted(value, key=str) if not isinstance(value, tuple) else list(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


# Progress


@contextmanager
def progress(wanted: bool) -> Iterator[Callable[[int, int, str], None]]:
    """A moving line on standard error, if that is a terminal: articles, claims, time, and what was read last."""
    if not wanted or not sys.stderr.isatty():
        yield lambda articles, claims, title: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(), TextColumn("{task.fields[counts]}", markup=False), TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, refresh_per_second=4) as bar:
        task = bar.add_task("loading the language model", total=None, counts="")

        def show(articles: int, claims: int, title: str) -> None:
            room = max(10, console.width - 50)
            counts = f"{_count(articles, 'article')}, {_count(claims, 'claim')}"
            bar.update(task, counts=counts, description=textwrap.shorten(clean(title), room, placeholder=" …"))

        yield show


# Build


def summary(done: "Summary", store: str, *, verbose: bool = False, interrupted: bool = False) -> None:
    """What a build did, in words and one table."""
    if interrupted:
        print("Interrupted. Every article finished so far is kept; the same command goes on from here.")
    new = done.read - done.unchanged - done.replaced
    print(f"Read {_count(done.read, 'article')} in {_seconds(done.seconds)}: "
          f"{new:,} new, {done.replaced:,} changed, {done.unchanged:,} as before.")
    skipped(done.skipped, verbose=verbose, out=sys.stdout)
    if total := sum(done.claims.values()):
        print(f"{_count(total, 'claim')} between {_count(len(done.entities), 'entity', 'entities')}, "
              "by relation and status:")
        _claim_table(done.claims)
    elif done.read > done.unchanged:
        print("No claims in what was read now.")
    if done.refused:
        print(f"{_count(sum(done.refused.values()), 'draft')} refused: {_counts(done.refused)}")
    if done.silent:
        name = "sentence names" if done.silent == 1 else "sentences name"
        print(f"{done.silent:,} {name} two or more entities and gave no claim; `kg extract --silent` lists them.")
    if done.withdrawn:
        print(f"{_count(done.withdrawn, 'claim')} withdrawn: the changed articles no longer make them.")
    print(f"Store: {clean(store)}")
    folders: dict[Path, list[str]] = {}
    for path in done.files:
        folders.setdefault(path.parent, []).append(clean(path.name))
    for folder, names in folders.items():
        print(f"Files in {clean(folder.as_posix())}: {', '.join(names)}")


def skipped(items: Sequence[Skipped], *, verbose: bool = False, out: Any = None) -> None:
    """What was not read: counts by reason; each one with its reason if ``verbose``."""
    out = out or sys.stderr
    if not items:
        return
    counts = _counts(Counter(str(item.reason) for item in items))
    hint = "" if verbose else "; -v lists them"
    print(f"{_count(len(items), 'input')} skipped: {counts}{hint}", file=out)
    if verbose:
        for item in items:
            detail = f" ({clean(item.detail)})" if item.detail else ""
            print(f"  {clean(item.address)}: {clean(str(item.reason))}{detail}", file=out)


def files(paths: Iterable[Path], *, as_json: bool) -> None:
    """The files that a command wrote, one a line."""
    names = [path.as_posix() for path in paths]
    if as_json:
        json_value({"files": names})
        return
    for name in names:
        print(clean(name))


def _claim_table(claims: Counter[tuple[str, str]]) -> None:
    statuses = [status.value for status in Status if any(s == status for _, s in claims)]
    relations = sorted({relation for relation, _ in claims})
    body = [(relation, *(claims[relation, status] or None for status in statuses)) for relation in relations]
    _aligned(("relation", *statuses), body, indent=2)


# Extraction


def extraction(found: Extraction) -> None:
    """An article's claims for people: a heading, then each claim with its quote."""
    document = found.document
    print(clean(document.title or document.name))
    names = {entity.id: entity.name for entity in found.entities}
    for claim in found.claims:
        proposition, quote = claim.proposition, claim.evidence[0].quote
        credit = f"; according to {clean(claim.attribution.name)}" if claim.attribution else ""
        print(f"  {clean(names[proposition.subject])} {proposition.relation} {clean(names[proposition.object])}"
              f" [{claim.status}{credit}]")
        _quote(quote, indent=6)
    if not found.claims:
        print("  no claims")
    print()


def left_out(found: Extraction, *, silent: bool, refused: bool, as_json: bool) -> None:
    """The sentences without a claim and the refused drafts of an article."""
    text, where = found.document.text, found.document.name
    if silent:
        for start, end in found.silent:
            if as_json:
                json_line({"article": where, "start": start, "end": end, "silent": text[start:end]})
            else:
                print(f"{clean(where)}:{start}: {clean(text[start:end])}")
    if refused:
        for refusal in found.refused:
            if as_json:
                json_line({"article": where, "start": refusal.start, "end": refusal.end, "refused": refusal.reason,
                           "detail": refusal.detail})
            else:
                print(f"{clean(where)}:{refusal.start}: {clean(refusal.reason)}: {clean(refusal.detail)}")


# Questions and answers


def questions(queries: Sequence["NamedQuery"], *, as_json: bool) -> None:
    """The named questions, what each wants to be told, and an example."""
    if as_json:
        json_value([
            {"name": query.name, "question": query.question, "parameters": [
                {name: getattr(parameter, name) for name in ("name", "type", "optional", "example", "description")}
                for parameter in query.parameters
            ]}
            for query in queries
        ])
        return
    for query in queries:
        print(f"{query.name}\n    {query.question}")
        for parameter in query.parameters:
            may = " (may be left out)" if parameter.optional else ""
            print(f"    {parameter.name}={_shell(parameter.example)}  {parameter.description}{may}")


def rows(columns: Sequence[str], body: Sequence[Sequence[Any]], *, format: str, verbose: bool = False) -> None:
    """The answer of a query as a table, CSV or JSON."""
    if format == "json":
        json_value([dict(zip(columns, row, strict=True)) for row in body])
    elif format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if cell is None else cell for cell in row] for row in body)
    else:
        table(columns, body, verbose=verbose)


def table(columns: Sequence[str], body: Sequence[Sequence[Any]], *, verbose: bool = False) -> None:
    """Rows for people: aligned columns with quotes below each row, or a block a row where the width is too small.

    Columns that are empty in every row and ids of claims are left out; they are shown if ``verbose``.
    """
    if not body:
        print("nothing found")
        return
    shown = [
        i for i, name in enumerate(columns)
        if verbose or (name != "claim" and not name.endswith("_claim") and any(row[i] is not None for row in body))
    ]
    quotes = [i for i in shown if columns[i] == "quote" or columns[i].endswith("_quote")]
    short = [i for i in shown if i not in quotes]
    cells = [[_cell(row[i]) for i in short] for row in body]
    heads = [columns[i] for i in short]
    below = [[str(row[i]) for i in quotes if row[i] is not None] for row in body]
    if _width_of(heads, cells) <= _terminal():
        _aligned(heads, cells, below=below)
    else:
        _blocks(heads, cells, below)
    if len(body) > 1:
        print(f"{len(body):,} rows")


def facts(values: Mapping[str, Any], *, as_json: bool) -> None:
    """Names and values, one a line; a mapping is indented."""
    if as_json:
        json_value(values)
        return
    for name, value in values.items():
        if isinstance(value, Mapping):
            print(f"{name}:")
            for inner, number in value.items():
                print(f"  {inner}: {_cell(number)}")
        else:
            print(f"{name}: {_cell(value)}")


def _aligned(
    heads: Sequence[str], body: Sequence[Sequence[Any]], *, indent: int = 0, below: Sequence[Sequence[str]] = (),
) -> None:
    cells = [[_cell(cell) for cell in row] for row in body]
    numeric = [all(isinstance(row[i], int | float | None) for row in body) for i in range(len(heads))]
    widths = [max(map(_length, (head, *(row[i] for row in cells)))) for i, head in enumerate(heads)]
    margin = " " * indent

    def line(row: Sequence[str]) -> str:
        padded = (_pad(cell, width, right=right) for cell, width, right in zip(row, widths, numeric, strict=True))
        return (margin + "  ".join(padded)).rstrip()

    print(_bold(line(heads)))
    for number, row in enumerate(cells):
        print(line(row))
        for quote in below[number] if below else ():
            _quote(quote, indent=indent + 4)


def _blocks(heads: Sequence[str], cells: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> None:
    wide = max(map(len, heads))
    for number, row in enumerate(cells):
        if number:
            print()
        for head, cell in zip(heads, row, strict=True):
            if cell:
                print(f"{_bold(head.ljust(wide))}  {cell}")
        for quote in below[number]:
            _quote(quote, indent=4)


# The graph


def dossier(found: "Dossier", *, as_json: bool) -> None:
    """Everything about one entity, by relation."""
    if as_json:
        json_value(found.record())
        return
    entity = found.entity
    print(f"{_bold(clean(entity['name']))}  {entity['kind']}  {found.id}")
    if entity["aliases"]:
        print("also: " + ", ".join(map(clean, entity["aliases"])))
    if entity["parent_name"]:
        print(f"part of: {clean(entity['parent_name'])}")
    articles = len({entry.claim["document"] for entry in found.entries})
    print(f"{_count(len(found.entries), 'claim')} in {_count(articles, 'article')}")
    heading = ""
    for entry in found.entries:
        if entry.heading != heading:
            heading = entry.heading
            print(f"\n{_bold(heading)}")
        print(f"  {clean(entry.other_name)}  [{_standing(entry.claim)}]")
        _evidence(entry.claim, indent=4)


def ways(graph: "MultiDiGraph", found: Sequence[Sequence["Hop"]], *, as_json: bool) -> None:
    """Chains of claims from one entity to another, each step with its evidence."""
    if as_json:
        json_value([[{"start": hop.start, "end": hop.end, "claims": hop.claims} for hop in way] for way in found])
        return
    if not found:
        print("no connection through the claims that count; --status adds others, such as --status alleged")
    names = {id: clean(values["name"]) for id, values in graph.nodes(data=True)}
    for number, way in enumerate(found):
        if number:
            print()
        print(_bold(" – ".join(names[id] for id in (way[0].start, *(hop.end for hop in way)))))
        for hop in way:
            for claim in hop.claims:
                print(f"  {names[claim['subject']]} {claim['label']} {names[claim['object']]}  [{_standing(claim)}]")
                _evidence(claim, indent=4)


def ranking(graph: "MultiDiGraph", values: Sequence[tuple[str, float]], *, by: str, as_json: bool) -> None:
    """Entities with the value of a measure, the highest first."""
    rows = [(graph.nodes[id]["name"], graph.nodes[id]["kind"], value, id) for id, value in values]
    if as_json:
        json_value([dict(zip(("name", "kind", by, "id"), row, strict=True)) for row in rows])
    elif rows:
        _aligned(("name", "kind", by, "id"), rows)
    else:
        print("no claims that count")


def check_report(report: "Report", *, as_json: bool) -> None:
    """What a check found, by rule, with up to ten nodes each."""
    if as_json:
        problems = [{"rule": p.rule, "node": p.node, "graph": p.graph} for p in report.problems]
        json_value({"sound": report.sound, "rules": report.rules, "problems": problems})
        return
    print(f"{_count(report.rules, 'rule')} checked: " + ("nothing is wrong" if report.sound else _count(
        len(report.problems), "problem")))
    by_rule: dict[str, list[str]] = {}
    for problem in report.problems:
        by_rule.setdefault(problem.rule, []).append(f"{problem.node} in {problem.graph}")
    for rule, nodes in by_rule.items():
        print(f"{clean(rule)} ({len(nodes):,})")
        for node in nodes[:10]:
            print(f"  {clean(node)}")
        if len(nodes) > 10:
            print(f"  and {len(nodes) - 10:,} more; --json lists all")


def _evidence(claim: Claim, *, indent: int) -> None:
    if narrow := _qualifiers(claim):
        print(" " * indent + narrow)
    _quote(claim["quote"], indent=indent)
    print(" " * indent + _article(claim))


def _standing(claim: Claim) -> str:
    credit = f"; according to {clean(claim['attributed_to'])}" if claim["attributed_to"] else ""
    return f"{claim['status']}{credit}"


def _qualifiers(claim: Claim) -> str:
    named = [(name, claim[name]) for name in ("amount", "product", "program", "date")]
    if claim["through"]:
        named.append(("through", ", ".join(claim["through"])))
    return "; ".join(f"{name}: {clean(value)}" for name, value in named if value)


def _article(claim: Claim) -> str:
    parts = (claim["source"], claim["published"], claim["title"], claim["url"] or claim["path"])
    return clean(" · ".join(part for part in parts if part))


# Words and widths


def _count(number: int, singular: str, plural: str = "") -> str:
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def _counts(counter: Mapping[str, int]) -> str:
    largest = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{clean(reason)} ({number:,})" for reason, number in largest)


def _seconds(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Decimal):
        return f"{value:,f}"
    return clean(str(value))


def _quote(text: str, *, indent: int) -> None:
    margin = " " * indent
    for line in textwrap.wrap(f"“{clean(text)}”", max(30, _terminal() - indent), break_long_words=False):
        print(margin + line)


def _terminal() -> int:
    return shutil.get_terminal_size((100, 24)).columns


def _width_of(heads: Sequence[str], cells: Sequence[Sequence[str]]) -> int:
    return sum(max(map(_length, (head, *(row[i] for row in cells)))) + 2 for i, head in enumerate(heads))


def _length(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _pad(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - _length(text))
    return space + text if right else text + space


def _bold(text: str) -> str:
    if not sys.stdout.isatty():
        return text
    import os

    return text if os.environ.get("NO_COLOR") else f"\033[1m{text}\033[0m"


def _shell(text: str) -> str:
    return f'"{text}"' if re.search(r"[^\w.:-]", text) else text
