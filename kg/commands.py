"""The commands: one call of the Python API each, and printing; a docstring is the help, its last line an example."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from kg import printing
from kg.errors import UnknownName, UsageError
from kg.model import Document, Skipped

if TYPE_CHECKING:
    from kg.store import Store

Arguments: TypeAlias = argparse.Namespace

FAILURE, INTERRUPTED = 1, 130


def do_build(args: Arguments) -> int:
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


def do_read(args: Arguments) -> int:
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


def do_extract(args: Arguments) -> int:
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


def do_ask(args: Arguments) -> int:
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


def do_show(args: Arguments) -> int:
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


def do_path(args: Arguments) -> int:
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


def do_rank(args: Arguments) -> int:
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


def do_view(args: Arguments) -> int:
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


def do_export(args: Arguments) -> int:
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


def do_check(args: Arguments) -> int:
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


def do_score(args: Arguments) -> int:
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
        print(printing.clean(render(scores, errors=args.errors), lines=True), end="")
    return 0


def do_info(args: Arguments) -> int:
    """Show versions, the language model, and what the store holds.

    Example: kg info
    """
    from kg.info import info

    printing.facts(info(args.store), as_json=args.json)
    return 0


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
