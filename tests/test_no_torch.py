"""The shipped language model runs without torch, and nothing that is installed with kg brings it in."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"torch", "tensorflow", "jax", "transformers"}

_EXTRACT = f"""
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {HEAVY!r}:
            raise ImportError(f"{{name}} is not there")

sys.meta_path.insert(0, Refuse())
from kg.cli import main
sys.exit(main(["extract", "seeds"]))
"""


def test_claims_are_extracted_where_torch_cannot_be_imported() -> None:
    done = subprocess.run([sys.executable, "-c", _EXTRACT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"predicate": "uses"' in done.stdout


def test_no_dependency_brings_torch_with_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = needed(project["dependencies"])
    assert {"spacy", "numpy"} < names, "the walk went nowhere"
    assert names & HEAVY == set()


def test_an_extra_of_a_dependency_is_not_followed() -> None:
    assert _name('torch>=2; extra == "gpu"') is None
    assert _name("numpy>=1.26 ; python_version >= '3.9'") == "numpy"


def needed(requirements: list[str]) -> set[str]:
    """The names of distributions that some requirements install, their dependencies included."""
    found: set[str] = set()
    waiting = [name for line in requirements if (name := _name(line))]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        try:
            waiting += [inner for line in requires(name) or [] if (inner := _name(line))]
        except PackageNotFoundError:
            continue  # for another platform or version of Python
    return found


def _name(requirement: str) -> str | None:
    """The distribution that a requirement names; None if it belongs to an extra."""
    if re.search(r"\bextra\s*==", requirement):
        return None
    return re.split(r"[^\w.-]", requirement.strip(), maxsplit=1)[0].lower()
