"""README, guide and the other pages say what is so."""

import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from kg import cli
from kg.queries import ask
from kg.store import open_store

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
README, GUIDE = ROOT / "README.md", DOCS / "guide.md"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md")), ROOT / "benchmarks" / "README.md"]

sys.path.insert(0, str(DOCS))
fill = import_module("fill")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guide")
    fill.prepare(folder)
    return folder


@pytest.mark.parametrize("page", [README, GUIDE], ids=lambda page: page.name)
@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="argparse lays out help differently in each Python")
def test_help_texts_and_outputs_are_what_kg_prints(page: Path, built: Path) -> None:
    text = page.read_text("utf-8")
    assert fill.filled(text, built) == text, "run `make seeds`"


def test_the_guide_shows_the_help_of_every_command() -> None:
    text = GUIDE.read_text("utf-8")
    sections = {name: f"### kg {name}\n<!-- help: {name} -->\n```text\nusage: kg {name}" for name in cli.COMMANDS}
    assert [name for name, section in sections.items() if section not in text] == []


def test_a_changed_help_text_is_noticed(tmp_path: Path) -> None:
    page = "<!-- help: info -->\n```text\nusage: kg info, as it was once\n```\n"
    assert fill.filled(page, tmp_path) != page
    assert fill.filled(fill.filled(page, tmp_path), tmp_path) == fill.filled(page, tmp_path)


@pytest.mark.parametrize("page", [README, GUIDE], ids=lambda page: page.name)
def test_python_examples_run(page: Path, built: Path) -> None:
    examples = _blocks(page, "python")
    assert examples
    for example in examples:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", example], cwd=built, env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip(), f"nothing is printed by\n{example}"


def test_sparql_examples_find_something(built: Path) -> None:
    examples = _blocks(GUIDE, "sparql")
    assert len(examples) >= 2
    with open_store(built / "kg.store", create=False, read_only=True) as store:
        assert [example for example in examples if not ask(store, example).rows] == []


def test_commands_in_shell_examples_are_commands() -> None:
    lines = [line for page in PAGES for block in _blocks(page, "sh") for line in block.splitlines()]
    commands = [shlex.split(line, comments=True) for line in lines if line.startswith("kg ")]
    assert len(commands) > 10
    for _, *arguments in commands:
        if ">" in arguments:
            arguments = arguments[: arguments.index(">")]
        if arguments:
            cli.parse(arguments)


def test_links_lead_somewhere() -> None:
    broken = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_anchors_of_the_guide_are_headings() -> None:
    text = GUIDE.read_text("utf-8")
    headings = {re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"(?m)^#+ (.+)$", text)}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) - headings == set()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    shown = subprocess.run(
        [ROOT / ".ci" / "run", "--show"], check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    assert shown == [_marked("test")]
    assert "python -m pytest" in shown[0]


@pytest.mark.parametrize("mark", ["run", "test"])
def test_the_readme_has_one_command_line_each(mark: str) -> None:
    command = _marked(mark)
    assert "\n" not in command
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install")


def test_the_run_command_does_the_main_job() -> None:
    *_, job = _marked("run").split(" && ")
    program, *arguments = shlex.split(job)
    assert program == ".venv/bin/kg"
    parsed = cli.parse(arguments)
    assert (parsed.paths, parsed.output) == (["seeds"], "exports")


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((DOCS / "decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_glossary_explains_ten_words() -> None:
    assert len(re.findall(r"^\*\*\w+\*\*", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)) == 10


def _blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def _marked(mark: str) -> str:
    [command] = re.findall(rf"<!-- {mark} -->\n```sh\n(.+?)\n```", README.read_text("utf-8"), re.DOTALL)
    return command
