"""The command line: arguments, one call of the Python API, printing."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from kg import __version__, printing
from kg.errors import KgError, UnknownName, UsageError
from kg.model import Document, Skipped

if TYPE_CHECKING:
    from kg.store import Store

Arguments: TypeAlias = argparse.Namespace
Run: TypeAlias = Callable[[Arguments], int]
Part: TypeAlias = Callable[[argparse.ArgumentParser], None]

FAILURE, WRONG_USE, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 failure, 2 wrong use, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        # Articles hold any character, terminals do not.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")
    given = list(sys.argv[1:] if argv is None else argv)
    verbose = 0
    try:
        args = parse(given)
        verbose = args.verbose
        _quiet_libraries(verbose)
        status = int(args.run(args))
        sys.stdout.flush()
        return status
    except KgError as error:
        if verbose > 1:
            raise
        print(f"kg: {printing.clean(str(error), lines=True)}", file=sys.stderr)
        return WRONG_USE if isinstance(error, UsageError) else FAILURE
    except BrokenPipeError:
        # Whoever reads has seen enough; the interpreter would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except OSError as error:
        if verbose > 1:
            raise
        where = f"{error.filename}: " if error.filename else "the output cannot be written: "
        print(f"kg: {where}{error.strerror or error}", file=sys.stderr)
        _drop_output()
        return FAILURE
    except KeyboardInterrupt:
        print("kg: interrupted", file=sys.stderr)
        return INTERRUPTED


def parse(argv: Sequence[str]) -> Arguments:
    """The arguments of a command line, with the function that carries it out as ``run``."""
    if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
        raise UnknownName("command", argv[0], COMMANDS, "`kg --help` lists them")
    return parser().parse_args(argv)


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    top = _Parser(
        prog="kg", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="News articles in; sourced claims about technology companies and governments out.",
        epilog="Start with: kg build seeds\nThen: kg show ICE, kg ask --list, and open exports/graph.html.\n"
        "`kg COMMAND --help` explains a command. docs/guide.md tells all of it on one page.",
    )
    top.add_argument("--version", action="version", version=f"kg {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (run, *parts) in COMMANDS.items():
        summary, _, more = (run.__doc__ or "").partition("\n")
        command = commands.add_parser(
            name, help=_lower(summary), description=f"{summary}\n{_unindented(more)}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        for part in parts:
            part(command)
        command.add_argument("--json", action="store_true", help="print JSON, for other programs")
        command.add_argument(
            "-v", "--verbose", action="count", default=0, help="more detail; twice: tracebacks of errors as well",
        )
        command.set_defaults(run=run)
    return top


# Commands: the docstring is the help; its last line is an example that a test runs.


def _build(args: Arguments) -> int:
    """Read articles, keep their claims, write the page and files.

    PATHS are files, folders, globs or addresses: text, HTML, PDF, JSON Lines, feeds, web archives.
    What is already in the store and has not changed is not read again. An article is kept as soon
    as it is finished: after an interruption, the same command goes on.

    Example: kg build seeds -o exports
    """
    from kg.build import Summary, build

    exports = None if args.no_files else Path(args.output)
    so_far = Summary()
    with _store(args, write=True) as store, printing.progress(not args.json) as show:

        def progress(summary: Summary, title: str) -> None:
            nonlocal so_far
            so_far = summary
            show(summary.read, sum(summary.claims.values()), title)

        try:
            so_far = build(
                args.paths, store, exports=exports, model=args.model, threads=args.threads, title=args.title,
                progress=progress,
            )
        except KeyboardInterrupt:
            _print_summary(args, so_far, interrupted=True)
            return INTERRUPTED
    _print_summary(args, so_far)
    return _found(so_far.read)


def _read(args: Arguments) -> int:
    """Print articles as they are read, without looking for claims.

    One JSON object a line. Shows what is taken for the body, title, date and source of a page. What
    gives no article is listed with its reason on standard error. The output is input for `kg build`
    and `kg extract`.

    Example: kg read seeds
    """
    from kg.read import documents

    skipped: list[Skipped] = []
    found = 0
    for document in _articles(documents(args.paths), skipped):
        printing.json_line(printing.document_record(document))
        found += 1
    printing.skipped(skipped, verbose=True)
    return _found(found)


def _extract(args: Arguments) -> int:
    """Print the entities and claims of articles, and keep nothing.

    One JSON object an article and line: they have the shape that annotators edit, `kg score`
    compares and `kg build` reads. --format table is for people. --silent lists the sentences that
    name two or more entities and gave no claim, --refused the drafts that were turned down, with
    reasons.

    Example: kg extract seeds --format table
    """
    from kg.build import extractions
    from kg.interchange import record
    from kg.read import documents

    skipped: list[Skipped] = []
    with printing.progress(not sys.stdout.isatty()) as show:
        articles = _articles(documents(args.paths), skipped)
        number = claims = 0
        for number, extraction in enumerate(extractions(articles, model=args.model, threads=args.threads), 1):
            claims += len(extraction.claims)
            show(number, claims, extraction.document.title or extraction.document.name)
            if args.silent or args.refused:
                printing.left_out(extraction, silent=args.silent, refused=args.refused, as_json=args.json)
            elif args.format == "table" and not args.json:
                printing.extraction(extraction)
            else:
                printing.json_line(record(extraction))
    printing.skipped(skipped, verbose=True)
    return _found(number)


def _ask(args: Arguments) -> int:
    """Answer a named question or a SPARQL query.

    `kg ask --list` shows the questions and what they want to be told. An entity is given by name,
    id or IRI. A SPARQL text may use the prefixes tg:, rdf:, skos:, prov:, oa:, schema: without
    declaring them; `-` reads it from standard input.

    Example: kg ask suppliers-of-a-body body=ICE
    """
    from kg import queries

    if args.list or args.question is None:
        printing.questions([queries.load(name) for name in queries.names()], as_json=args.json)
        return 0
    question = sys.stdin.read() if args.question == "-" else args.question
    with _store(args) as store:
        answer = queries.ask(store, question, **_parameters(args.parameters))
    printing.rows(answer.columns, answer.rows, format="json" if args.json else args.format, verbose=args.verbose > 0)
    return 0


def _show(args: Arguments) -> int:
    """Show all that the articles say about one entity.

    Claims by relation, each with its status, whom the article credits, the quote and the outlet.
    The entity is given by name, id or IRI.

    Example: kg show ICE
    """
    from kg.dossier import dossier
    from kg.queries import entity

    with _store(args) as store:
        found = dossier(_graph(store, args), entity(store, args.entity))
    printing.dossier(found, as_json=args.json)
    return 0


def _path(args: Arguments) -> int:
    """Show how two entities are connected, with the evidence.

    The shortest chains of claims, each step with its quotes. Only asserted claims count unless
    --status says otherwise. A chain may follow a relation against its direction unless --directed.

    Example: kg path Microsoft ICE
    """
    from kg.analyse import paths
    from kg.queries import entity

    with _store(args) as store:
        start, goal = entity(store, args.start), entity(store, args.goal)
        graph = _graph(store, args)
    there = start in graph and goal in graph
    ways = paths(graph, start, goal, k=args.top, directed=args.directed, **_counted(args)) if there else ()
    printing.ways(graph, list(ways), as_json=args.json)
    return 0


def _rank(args: Arguments) -> int:
    """Rank entities by a measure of the graph.

    The measures are pagerank, degree, betweenness and eigenvector. Only asserted claims count
    unless --status says otherwise.

    Example: kg rank --by degree --top 5
    """
    from kg import analyse

    measures = {"pagerank", "degree", "betweenness", "eigenvector"}
    if args.by not in measures:
        raise UnknownName("measure", args.by, measures, f"there are {', '.join(sorted(measures))}")
    with _store(args) as store:
        graph = _graph(store, args)
    values = getattr(analyse, args.by)(graph, **_counted(args))
    printing.ranking(graph, list(values.items())[: args.top], by=args.by, as_json=args.json)
    return 0


def _view(args: Arguments) -> int:
    """Write the page: one HTML file that needs no network.

    Example: kg view -o page.html --focus ICE
    """
    from kg.queries import entity
    from kg.view import write_page

    with _store(args) as store:
        focus = entity(store, args.focus) if args.focus else None
        page = write_page(_graph(store, args), args.output, title=args.title, focus=focus)
    printing.files([page], as_json=args.json)
    return 0


def _export(args: Arguments) -> int:
    """Write the store as RDF, tables, graph files or the page.

    FORMAT is ttl, trig, nq, jsonld, graphml, gexf, csv, html, manifest or all. The same store gives
    the same bytes.

    Example: kg export csv -o exports
    """
    from kg.export import export, export_all

    with _store(args) as store:
        written = export_all(store, args.output) if args.format == "all" else export(store, args.format, args.output)
    printing.files(written, as_json=args.json)
    return 0


def _check(args: Arguments) -> int:
    """Check the store against the shapes of the ontology.

    Every claim, entity and article is looked at; `ontology/shapes.ttl` says what must hold. The
    exit status is 1 if anything is wrong.

    Example: kg check
    """
    from kg.check import check

    with _store(args) as store:
        report = check(store)
    printing.check_report(report, as_json=args.json)
    return 0 if report.sound else FAILURE


def _score(args: Arguments) -> int:
    """Compare extracted claims with annotated ones.

    Prints precision, recall and F1. GOLD and PREDICTED are files or folders in the shape that `kg
    extract` prints. Articles are matched by id.

    Example: kg score gold.jsonl predicted.jsonl --errors 5
    """
    from kg.score import render, score_files

    scores = score_files(args.gold, args.predicted)
    for warning in scores.warnings:
        print(f"kg: {printing.clean(warning)}", file=sys.stderr)
    if args.json:
        printing.json_value(scores.figures())
    else:
        print(printing.clean(render(scores, errors=args.errors), lines=True))
    return 0


def _info(args: Arguments) -> int:
    """Show versions, the language model, and what the store holds.

    Example: kg info
    """
    from kg.info import info

    printing.facts(info(args.store), as_json=args.json)
    return 0


# Arguments


def _paths(command: argparse.ArgumentParser) -> None:
    command.add_argument("paths", metavar="PATHS", nargs="+", help="files, folders, globs, addresses, or -")


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--store", metavar="DIR|URL", help="a folder, or the address of a SPARQL server (default: kg.store)",
    )


def _language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--model", metavar="NAME", help="an installed spaCy pipeline instead of the shipped one")
    command.add_argument("--threads", type=_positive, default=1, metavar="N", help="threads of the language model (1)")


def _titled(command: argparse.ArgumentParser) -> None:
    command.add_argument("--title", default="Claims", help="the heading of the page")


def _filters(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("only claims")
    group.add_argument("--status", action="append", metavar="S", help="asserted, alleged, denied, planned or ended")
    group.add_argument("--relation", action="append", metavar="R", help="of this relation, such as suppliesTo")
    group.add_argument("--source", action="append", metavar="OUTLET", help="from this outlet")
    group.add_argument("--since", metavar="DAY", help="from this day, month or year on: 2024-06-30, 2024-06, 2024")
    group.add_argument("--until", metavar="DAY", help="up to this day, month or year")
    group.add_argument("--min-confidence", type=float, default=0.0, metavar="P", help="at least this sure, 0 to 1")


def _build_options(command: argparse.ArgumentParser) -> None:
    group = command.add_mutually_exclusive_group()
    group.add_argument("-o", "--output", default="exports", metavar="DIR", help="where the files go (default: exports)")
    group.add_argument("--no-files", action="store_true", help="keep the claims in the store and write no files")


def _extract_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", type=_one_of("format", "jsonl", "table"), default="jsonl", help="jsonl or table")
    command.add_argument("--silent", action="store_true", help="sentences with two or more entities and no claim")
    command.add_argument("--refused", action="store_true", help="drafts that did not become claims, with reasons")


def _ask_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("question", metavar="NAME|SPARQL", nargs="?", help="a question's name, or SPARQL text")
    command.add_argument("parameters", metavar="KEY=VALUE", nargs="*", help="what the question wants to be told")
    command.add_argument("--list", action="store_true", help="list the questions")
    command.add_argument(
        "--format", type=_one_of("format", "table", "csv", "json"), default="table", help="table, csv or json",
    )


def _show_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("entity", metavar="ENTITY", help="a name, an id or an IRI")


def _path_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("start", metavar="A", help="an entity")
    command.add_argument("goal", metavar="B", help="another one")
    command.add_argument("--top", type=_positive, default=1, metavar="N", help="how many chains (1)")
    command.add_argument("--directed", action="store_true", help="follow relations from subject to object only")


def _rank_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", default="pagerank", metavar="MEASURE", help="what to rank by (pagerank)")
    command.add_argument("--top", type=_positive, default=20, metavar="N", help="how many (20)")


def _view_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("-o", "--output", default="page.html", metavar="FILE", help="the page (default: page.html)")
    command.add_argument("--focus", metavar="ENTITY", help="the entity that the page opens on")


def _export_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("format", metavar="FORMAT", help="a format, or all")
    command.add_argument(
        "-o", "--output", default="exports", metavar="TARGET", help="a folder, or a file (default: exports)",
    )


def _score_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("gold", metavar="GOLD", help="annotated articles")
    command.add_argument("predicted", metavar="PREDICTED", help="extracted articles")
    command.add_argument("--errors", type=int, default=0, metavar="N", help="list what differs in N articles")


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return int(text)


def _one_of(what: str, *choices: str) -> Callable[[str], str]:
    def chosen(text: str) -> str:
        if text not in choices:
            raise argparse.ArgumentTypeError(str(UnknownName(what, text, choices, f"there are {', '.join(choices)}")))
        return text

    return chosen


COMMANDS: dict[str, tuple[Run, *tuple[Part, ...]]] = {
    "build": (_build, _paths, _build_options, _where, _language, _titled),
    "read": (_read, _paths),
    "extract": (_extract, _paths, _extract_options, _language),
    "ask": (_ask, _ask_options, _where),
    "show": (_show, _show_options, _where, _filters),
    "path": (_path, _path_options, _where, _filters),
    "rank": (_rank, _rank_options, _where, _filters),
    "view": (_view, _view_options, _where, _titled, _filters),
    "export": (_export, _export_options, _where),
    "check": (_check, _where),
    "score": (_score, _score_options),
    "info": (_info, _where),
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the words of the other errors."""

    def error(self, message: str) -> NoReturn:
        print(f"kg: {message}; `{self.prog} --help` explains", file=sys.stderr)
        raise SystemExit(WRONG_USE)


# Helpers of the commands


def _store(args: Arguments, *, write: bool = False) -> "Store":
    from kg.store import open_store

    return open_store(args.store, create=write, read_only=not write)


def _graph(store: "Store", args: Arguments) -> Any:
    from kg.graph import graph

    return graph(
        store, statuses=args.status, relations=args.relation, sources=args.source, since=args.since, until=args.until,
        min_confidence=args.min_confidence,
    )


def _counted(args: Arguments) -> dict[str, None]:
    """The statuses that an analysis counts: asserted by default, all that the graph has if the user chose them."""
    return {"statuses": None} if args.status else {}


def _found(articles: int) -> int:
    if articles:
        return 0
    print("kg: no article in what was named", file=sys.stderr)
    return FAILURE


def _articles(read: Iterable[Document | Skipped], skipped: list[Skipped]) -> Iterator[Document]:
    for article in read:
        if isinstance(article, Skipped):
            skipped.append(article)
        else:
            yield article


def _parameters(pairs: Iterable[str]) -> dict[str, str]:
    given = {}
    for pair in pairs:
        name, mark, value = pair.partition("=")
        if not mark or not name.isidentifier():
            raise UsageError(f"{pair!r} is no KEY=VALUE, such as body=ICE; put a SPARQL text in quotation marks")
        given[name] = value
    return given


def _print_summary(args: Arguments, summary: Any, *, interrupted: bool = False) -> None:
    place = args.store or "kg.store"
    if args.json:
        printing.json_value({**printing.summary_record(summary), "interrupted": interrupted})
    else:
        # Where nothing was read, the reasons are what matters.
        verbose = args.verbose > 0 or not summary.read
        printing.summary(summary, place, verbose=verbose, interrupted=interrupted)


def _quiet_libraries(verbose: int) -> None:
    import logging

    # PDF and HTML libraries log each flaw of a file; kg itself says what it skips.
    logging.basicConfig(level=logging.INFO if verbose > 1 else logging.CRITICAL, format="%(name)s: %(message)s")


def _drop_output() -> None:
    # What is left in the buffer cannot be written either.
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _unindented(text: str) -> str:
    return "\n".join(line.removeprefix("    ") for line in text.splitlines()).rstrip()
