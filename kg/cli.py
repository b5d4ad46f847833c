"""The command line: arguments, exit status, and what is said when something goes wrong."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeAlias

from kg import __version__, commands, printing
from kg.commands import FAILURE, INTERRUPTED, Arguments
from kg.errors import KgError, UnknownName, UsageError

Run: TypeAlias = Callable[[Arguments], int]
Part: TypeAlias = Callable[[argparse.ArgumentParser], None]

WRONG_USE, PIPE_CLOSED = 2, 141


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
    below = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, (run, *parts) in COMMANDS.items():
        summary, _, more = (run.__doc__ or "").partition("\n")
        command = below.add_parser(
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
    "build": (commands.do_build, _paths, _build_options, _where, _language, _titled),
    "read": (commands.do_read, _paths),
    "extract": (commands.do_extract, _paths, _extract_options, _language),
    "ask": (commands.do_ask, _ask_options, _where),
    "show": (commands.do_show, _show_options, _where, _filters),
    "path": (commands.do_path, _path_options, _where, _filters),
    "rank": (commands.do_rank, _rank_options, _where, _filters),
    "view": (commands.do_view, _view_options, _where, _titled, _filters),
    "export": (commands.do_export, _export_options, _where),
    "check": (commands.do_check, _where),
    "score": (commands.do_score, _score_options),
    "info": (commands.do_info, _where),
}


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the words of the other errors."""

    def error(self, message: str) -> NoReturn:
        print(f"kg: {message}; `{self.prog} --help` explains", file=sys.stderr)
        raise SystemExit(WRONG_USE)


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
