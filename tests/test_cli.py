"""The command line: every command for real, its mistakes, and what stands on the terminal."""

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kg import cli, commands, printing
from kg.build import Summary
from kg.model import Document, Skipped
from kg.store import open_store
from tests import world

ROOT = Path(__file__).resolve().parent.parent
SEEDS, EXPORTS = ROOT / "seeds", ROOT / "exports"

def kg(*arguments: str | Path, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """A command of kg in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **more.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "kg", *map(str, arguments)], cwd=cwd, env=environment, capture_output=True, text=True,
        encoding="utf-8", check=False, **more,
    )


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a store of the invented press."""
    folder = tmp_path_factory.mktemp("press")
    with open_store(folder / "kg.store") as store:
        list(store.put_many(world.articles()))
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with seeds/ and what `kg build seeds` made of it, and two files to score."""
    folder = tmp_path_factory.mktemp("built")
    shutil.copytree(SEEDS, folder / "seeds")
    done = kg("build", "seeds", cwd=folder)
    assert done.returncode == 0, done.stderr
    extracted = kg("extract", "seeds", cwd=folder).stdout
    (folder / "gold.jsonl").write_text(extracted, "utf-8")
    (folder / "predicted.jsonl").write_text(extracted, "utf-8")
    return folder


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, press: Path) -> Path:
    """The folder of the press, as the working folder."""
    monkeypatch.chdir(press)
    monkeypatch.setenv("COLUMNS", "100")
    return press


# Every command, as its help shows it


def examples() -> Iterator[tuple[str, str]]:
    for name in cli.COMMANDS:
        [line] = re.findall(r"^ *Example: (kg .+)$", cli.COMMANDS[name][0].__doc__, re.MULTILINE)
        yield name, line


@pytest.mark.parametrize(("name", "line"), list(examples()), ids=[name for name, _ in examples()])
def test_the_example_in_a_command_s_help_runs(name: str, line: str, built: Path) -> None:
    _, *arguments = shlex.split(line)
    assert arguments[0] == name
    done = kg(*arguments, cwd=built)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_speaks_json(name: str, built: Path) -> None:
    _, *arguments = shlex.split(dict(examples())[name])
    done = kg(*arguments, "--json", cwd=built)
    assert done.returncode == 0, done.stderr
    if name in {"read", "extract"}:
        assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["article"]
    else:
        json.loads(done.stdout)


def test_the_help_lists_every_command_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert [name for name in cli.COMMANDS if not re.search(rf"^ +{name} +\w.{{20}}", shown, re.MULTILINE)] == []


# build


def test_a_build_says_what_it_did(built: Path) -> None:
    done = kg("build", "seeds", "--store", "new.store", "-o", "new", cwd=built)
    assert re.search(r"Read 1 article in [\d.]+ seconds: 1 new, 0 changed, 0 as before\.", done.stdout)
    assert re.search(r"^  relation +asserted", done.stdout, re.MULTILINE)
    assert re.search(r"^  uses +\d", done.stdout, re.MULTILINE)
    assert "Store: new.store" in done.stdout
    assert re.search(r"^Files in new: .*graph\.html", done.stdout, re.MULTILINE)
    assert {"graph.html", "graph.ttl", "claims.csv", "manifest.json"} <= _bytes(built / "new").keys()


def test_a_second_build_reads_nothing_anew(built: Path) -> None:
    before = _bytes(built / "exports")
    done = json.loads(kg("build", "seeds", "--json", cwd=built).stdout)
    assert (done["read"], done["unchanged"], done["claims"]) == (1, 1, [])
    assert _bytes(built / "exports") == before


def test_a_build_in_another_folder_and_with_another_hash_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    made = []
    for number in ("1", "2"):
        folder = tmp_path / f"copy-{number}"
        shutil.copytree(SEEDS, folder / "seeds")
        done = kg("build", "seeds", "-o", "out", "--store", ":memory:", cwd=folder, env={"PYTHONHASHSEED": number})
        assert done.returncode == 0, done.stderr
        made.append(_bytes(folder / "out"))
    assert made[0] == made[1]
    assert made[0] == _bytes(EXPORTS), "exports/ is not what kg makes of seeds/; run `make seeds`"


def test_no_files_writes_no_files(built: Path) -> None:
    done = kg("build", "seeds", "--no-files", "--store", ":memory:", "-o", "nowhere", cwd=built)
    assert done.returncode == cli.WRONG_USE
    done = kg("build", "seeds", "--no-files", "--store", ":memory:", cwd=built)
    assert done.returncode == 0
    assert "Files" not in done.stdout


def test_what_kg_extract_prints_can_be_built(built: Path, tmp_path: Path) -> None:
    shutil.copy(built / "predicted.jsonl", tmp_path)
    done = kg("build", "predicted.jsonl", "--no-files", "--json", cwd=tmp_path)
    one, other = (json.loads(text)["claims"] for text in (done.stdout, kg("build", "seeds", "--store", ":memory:",
                  "--no-files", "--json", cwd=built).stdout))
    assert one == other != []


def test_an_interrupted_build_says_what_it_kept(tmp_path: Path) -> None:
    text = (SEEDS / "article.txt").read_text("utf-8")
    with (tmp_path / "many.jsonl").open("w", encoding="utf-8") as file:
        for number in range(3000):
            file.write(json.dumps({"id": f"a{number}", "text": f"{text} Report number {number}."}) + "\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "build", "many.jsonl"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )
    deadline = time.monotonic() + 60
    while not _size(tmp_path / "kg.store") > 3_000_000 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, error = process.communicate(timeout=60)
    assert process.returncode == commands.INTERRUPTED, error
    assert out.startswith("Interrupted. Every article finished so far is kept")
    said = int(re.findall(r"Read ([\d,]+) articles?", out)[0].replace(",", ""))
    kept = json.loads(kg("info", "--json", cwd=tmp_path).stdout)["store"]["articles"]
    assert 0 < kept <= said < 3000
    assert "Traceback" not in error


# What is asked of a store


def test_show_groups_claims_by_relation_and_names_both_directions(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "Coast Patrol"]) == 0
    shown = capsys.readouterr().out
    assert "is supplied by" in shown
    assert "is overseen by\n  Harbour Office  [asserted]" in shown
    assert "surveils\n  fishers  [denied; according to the Patrol]" in shown
    assert "amount: $1.10 million; product: patrol drones; program: Gull; date: in May 2023; through: " in shown
    assert "The Courier · 2024-03-01 · The courier story · https://courier.example/" in shown


def test_show_filters_by_outlet_and_status(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "Patrol", "--source", "The Ledger", "--status", "asserted", "--json"]) == 0
    claims = json.loads(capsys.readouterr().out)["claims"]
    assert {(c["source"], c["status"]) for c in claims} == {("The Ledger", "asserted")}


def test_show_says_if_the_filters_leave_nothing(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "Patrol", "--until", "1999"]) == cli.WRONG_USE
    assert "the filters leave none" in capsys.readouterr().err


def test_a_path_shows_the_claims_of_each_step(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["path", "Mira Lund", "Harbour Office"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "Mira Lund – Acme Robotics – Coast Patrol – Harbour Office"
    assert any(line.startswith("    “Harbour Office – oversees") for line in shown)


def test_no_path_is_said_in_words(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["path", "Patrol", "fishers"]) == 0
    assert capsys.readouterr().out.startswith("no connection through the claims that count")
    assert cli.main(["path", "Patrol", "fishers", "--status", "denied"]) == 0
    assert capsys.readouterr().out.startswith("Coast Patrol – fishers")


@pytest.mark.parametrize("measure", ["pagerank", "degree", "betweenness", "eigenvector"])
def test_ranks_are_sorted_and_cut(measure: str, at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rank", "--by", measure, "--top", "3", "--json"]) == 0
    values = [row[measure] for row in json.loads(capsys.readouterr().out)]
    assert len(values) == 3
    assert values == sorted(values, reverse=True)


def test_ask_prints_a_table_with_the_quote_below_its_row(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "SELECT (1 AS ?n) (?q AS ?quote) { VALUES ?q { \"first\" \"second\" } } ORDER BY ?q"]) == 0
    assert capsys.readouterr().out == "n\n1\n    “first”\n1\n    “second”\n2 rows\n"


def test_ask_gives_csv_and_json(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = 'SELECT ?a ?b { VALUES (?a ?b) { (1.5 "x, \\"y\\"") (UNDEF "z") } }'
    assert cli.main(["ask", query, "--format", "csv"]) == 0
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["a", "b"], ["1.5", 'x, "y"'], ["", "z"]]
    assert cli.main(["ask", query, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"a": 1.5, "b": 'x, "y"'}, {"a": None, "b": "z"}]


def test_a_table_too_wide_for_the_terminal_becomes_blocks(
    at: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert cli.main(["ask", "suppliers-of-a-body", "body=Patrol"]) == 0
    assert "supplier       Acme Robotics" in re.sub(r" +(?=Acme)", "       ", capsys.readouterr().out)


def test_ask_lists_every_named_question(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from kg.queries import names

    assert cli.main(["ask", "--list"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line for line in shown if not line.startswith(" ")] == list(names())


def test_ask_reads_sparql_from_standard_input(press: Path) -> None:
    done = kg("ask", "-", "--format", "csv", cwd=press, input="ASK { ?a tg:suppliesTo ?b }")
    assert done.stdout == "answer\nTrue\n"


def test_extract_lists_sentences_that_gave_no_claim(built: Path) -> None:
    lines = [json.loads(line) for line in kg("extract", "seeds", "--silent", "--json", cwd=built).stdout.splitlines()]
    text = json.loads(kg("read", "seeds", cwd=built).stdout)["text"]
    assert [line for line in lines if text[line["start"]:line["end"]] != line["silent"]] == []


def test_view_opens_on_the_entity_that_is_asked_for(at: Path, tmp_path: Path) -> None:
    pages = []
    for name in ("Mira Lund", "mira-lund", "Falcon"):
        assert cli.main(["view", "-o", str(tmp_path / "page.html"), "--focus", name, "--title", "A & B"]) == 0
        pages.append((tmp_path / "page.html").read_text("utf-8"))
    assert "<title>A &amp; B</title>" in pages[0]
    assert pages[0] == pages[1] != pages[2]


# Mistakes: what is said, and the exit status


MISTAKES = {
    "no such file": (["build", "nosuch.txt"], 1, "nosuch.txt: no such file or folder"),
    "a folder without articles": (["build", "empty"], 1, "empty: the folder is empty"),
    "a folder with other things only": (["build", "pictures"], 1, "pictures: no articles here"),
    "a binary file named .txt": (["build", "picture.txt"], 1, "picture.txt: this is binary data, not text"),
    "a broken PDF": (["build", "broken.pdf"], 1, "broken.pdf: broken PDF"),
    "HTML without a body": (["build", "no-body.html"], 1, "no-body.html: no article text"),
    "a JSON line cut in half": (["build", "half.jsonl"], 1, "half.jsonl:1: broken JSON"),
    "a store of another program": (["build", "good.txt", "--store", "pictures"], 1, "holds files of another program"),
    "no store": (["ask", "contradictions", "--store", "none"], 1, "there is no store at none; make one with `kg build"),
    "a file as a store": (["ask", "contradictions", "--store", "good.txt"], 1, "good.txt"),
    "a server that is not there": (["ask", "contradictions", "--store", "http://127.0.0.1:9"], 1, "127.0.0.1:9"),
    "unknown command": (["bild", "seeds"], 2, "no command 'bild'; did you mean 'build'?"),
    "unknown query": (["ask", "supliers-of-a-body", "body=Patrol"], 2, "did you mean 'suppliers-of-a-body'"),
    "unknown parameter": (["ask", "suppliers-of-a-body", "bdy=Patrol"], 2, "did you mean 'body'?"),
    "no parameter": (["ask", "suppliers-of-a-body"], 2, "suppliers-of-a-body needs body"),
    "a parameter without =": (["ask", "suppliers-of-a-body", "Patrol"], 2, "'Patrol' is no KEY=VALUE"),
    "unknown entity": (["show", "Cost Patrol"], 2, "no entity 'Cost Patrol'; did you mean 'Coast Patrol'"),
    "unknown relation": (["show", "Patrol", "--relation", "supplyTo"], 2, "did you mean 'suppliesTo'"),
    "unknown status": (["rank", "--status", "assertet"], 2, "no status 'assertet'; did you mean 'asserted'?"),
    "unknown outlet": (["rank", "--source", "The Leger"], 2, "no source 'The Leger'; did you mean 'The Ledger'"),
    "unknown measure": (["rank", "--by", "pagerang"], 2, "no measure 'pagerang'; did you mean 'pagerank'?"),
    "unknown export": (["export", "grapml"], 2, "no export format 'grapml'; did you mean 'graphml'?"),
    "unknown focus": (["view", "--focus", "Acme Robotic"], 2, "did you mean 'Acme Robotics'"),
    "no day": (["rank", "--since", "yesterday"], 2, "'yesterday' is no day"),
    "wrong SPARQL": (["ask", "SELECT ?a { ?a }"], 1, "the query cannot be read"),
    "an update": (["ask", "DELETE WHERE { ?a ?b ?c }"], 1, "DELETE would change the store"),
    "nothing to score": (["score", "empty", "half.jsonl"], 1, "no gold files in empty"),
}


@pytest.fixture(scope="module")
def litter(press: Path) -> Path:
    """The folder of the press with things that are no articles."""
    malformed = ROOT / "tests" / "malformed"
    (press / "empty").mkdir()
    (press / "pictures").mkdir()
    (press / "pictures" / "a.bin").write_bytes(bytes(range(256)) * 8)
    (press / "half.jsonl").write_text('{"id": "a", "text": "Acme sells drones to the', "utf-8")
    (press / "good.txt").write_text((SEEDS / "article.txt").read_text("utf-8"), "utf-8")
    for name in ("picture.txt", "broken.pdf", "no-body.html"):
        shutil.copy(malformed / name, press)
    return press


@pytest.mark.parametrize("name", list(MISTAKES))
def test_a_mistake_is_named_without_a_traceback(
    name: str, litter: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(litter)
    arguments, status, words = MISTAKES[name]
    store = ["--no-files", "--store", ":memory:"] if arguments[0] == "build" and "--store" not in arguments else []
    assert cli.main([*arguments, *store]) == status
    shown = capsys.readouterr()
    assert words in shown.out + shown.err
    assert shown.err.startswith("kg: ")
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("arguments", [
    [], ["build"], ["ask", "x", "--format", "tabel"], ["rank", "--top", "0"], ["read", "seeds", "--colour"],
])
def test_wrong_use_says_where_help_is(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == cli.WRONG_USE
    assert re.search(r"^kg: .+; `kg.* --help` explains$", capsys.readouterr().err)


def test_a_format_is_guessed_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["ask", "x", "--format", "tabel"])
    assert "no format 'tabel'; did you mean 'table'?" in capsys.readouterr().err


def test_a_second_writer_is_told_who_is_there(press: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "kg.store"):
        done = kg("build", SEEDS, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"is in use by process {os.getpid()}" in done.stderr


def test_twice_verbose_shows_the_traceback(press: Path) -> None:
    done = kg("show", "Nobody", "-vv", cwd=press)
    assert done.returncode == 1
    assert "Traceback" in done.stderr
    assert "UnknownName" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_output_that_cannot_be_written_is_named(press: Path) -> None:
    command = f'"{sys.executable}" -m kg ask --list > /dev/full'
    done = subprocess.run(
        command, shell=True, cwd=press, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "kg: the output cannot be written: No space left on device\n")


def test_a_reader_that_has_seen_enough_ends_the_command_in_silence(press: Path) -> None:
    command = f'"{sys.executable}" -m kg ask "SELECT ?a ?b ?c {{ GRAPH ?g {{ ?a ?b ?c }} }}" --json | head -n 1'
    done = subprocess.run(
        command, shell=True, cwd=press, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("[\n", "")


def _may_mount() -> bool:
    if not shutil.which("unshare"):
        return False
    probe = "mount -t tmpfs -o size=1m tmpfs /mnt"
    return subprocess.run(["unshare", "-rm", "sh", "-c", probe], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not _may_mount(), reason="no file system of a chosen size can be mounted here")
@pytest.mark.parametrize("target", ["store", "exports"])
def test_a_full_disk_is_named(target: str, built: Path, tmp_path: Path) -> None:
    options = {
        "store": f'--store "{tmp_path}/kg.store" --no-files', "exports": f'--store :memory: -o "{tmp_path}/exports"',
    }[target]
    # Something else fills the disk; a store wants room for its log alone.
    script = (
        f'mount -t tmpfs -o size=200k tmpfs "{tmp_path}" && cd "{built}" && '
        f'"{sys.executable}" -m kg build seeds {options}'
    )
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"disk is full|No space left", done.stderr)
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


# Printing


def test_control_characters_of_an_article_never_reach_the_terminal() -> None:
    assert printing.clean("a\x1b[2Jb\x9bc\u202ed\ne") == "a\ufffd[2Jb\ufffdc\ufffdd e"
    assert printing.clean("a\nb\x1bc", lines=True) == "a\nb\ufffdc"


def test_lone_surrogates_are_printed_as_escapes(press: Path) -> None:
    done = kg("ask", "--list", cwd=press, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0
    assert "UnicodeEncodeError" not in done.stderr


def test_a_summary_counts_in_plain_words(capsys: pytest.CaptureFixture[str]) -> None:
    done = Summary(read=1204, unchanged=4, replaced=2, silent=1, withdrawn=1, seconds=754.4)
    done.skipped = [Skipped("a.txt", "empty"), Skipped("b.txt", "empty"), Skipped("c.txt", "not English (de)", "Die")]
    done.claims.update({("oversees", "asserted"): 1000, ("uses", "denied"): 1})
    done.refused.update({"both ends are one entity": 3})
    done.entities = {"a", "b"}
    printing.summary(done, "kg.store", verbose=True)
    assert capsys.readouterr().out.splitlines() == [
        "Read 1,204 articles in 12 min 34 s: 1,198 new, 2 changed, 4 as before.",
        "3 inputs skipped: empty (2), not English (de) (1)",
        "  a.txt: empty",
        "  b.txt: empty",
        "  c.txt: not English (de) (Die)",
        "1,001 claims between 2 entities, by relation and status:",
        "  relation  asserted  denied",
        "  oversees     1,000",
        "  uses                     1",
        "3 drafts refused: both ends are one entity (3)",
        "1 sentence names two or more entities and gave no claim; `kg extract --silent` lists them.",
        "1 claim withdrawn: the changed articles no longer make them.",
        "Store: kg.store",
    ]


def test_an_article_as_kg_read_prints_it_is_an_article_again(tmp_path: Path) -> None:
    from kg.read import documents

    article = Document("https://a.example/", "a", (SEEDS / "article.txt").read_text("utf-8"), title="T", source="S")
    (tmp_path / "a.jsonl").write_text(json.dumps(printing.document_record(article)), "utf-8")
    [again] = documents([tmp_path / "a.jsonl"])
    assert isinstance(again, Document)
    assert (again.name, again.text, again.title, again.source) == ("a", article.text, "T", "S")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _size(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    except FileNotFoundError:  # a file that went while it was counted
        return 0
