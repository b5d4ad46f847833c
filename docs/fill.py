"""Fills what is generated in README.md and docs/guide.md: help texts, and outputs on the seed article."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "guide.md")

_BLOCK = re.compile(r"(<!-- (?P<kind>help|output): (?P<what>[^\n]+) -->\n```text\n)(?P<body>.*?)(```)", re.DOTALL)


def filled(text: str, folder: Path) -> str:
    """A page with its blocks as they are to be; ``folder`` has a store built from seeds/."""

    def block(found: re.Match[str]) -> str:
        command = f"kg {found['what']} --help" if found["kind"] == "help" else found["what"]
        return f"{found[1]}{output(command, folder)}{found[5]}"

    return _BLOCK.sub(block, text)


def output(command: str, folder: Path) -> str:
    """What a command of kg prints in a folder, on a terminal of 100 columns."""
    name, *arguments = shlex.split(command)
    assert name == "kg", f"{command!r} is no command of kg"
    done = subprocess.run(
        [sys.executable, "-m", "kg", *arguments], cwd=folder, check=False,
        env={**os.environ, "COLUMNS": "100", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, encoding="utf-8",
    )
    if done.returncode:
        raise SystemExit(f"`{command}` in a block of the pages fails: {done.stderr}")
    return done.stdout


def prepare(folder: Path) -> None:
    """Build a store from seeds/ in a folder of its own."""
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    output("kg build seeds", folder)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        for page in PAGES:
            page.write_text(filled(page.read_text("utf-8"), Path(name)), "utf-8")


if __name__ == "__main__":
    main()
