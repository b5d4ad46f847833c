"""Who may import whom: one line of data goes one way, and each library has its rooms."""

import ast
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "kg"

# A room and the rooms that it may know. "kg" is the package itself, for its version.
_VALUES = {"errors", "model"}
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "model": set(),
    "ontology": _VALUES,
    "register": _VALUES | {"ontology"},
    "read": _VALUES,
    "nlp": _VALUES | {"ontology", "register"},
    "extract": _VALUES | {"ontology", "register", "nlp"},
    "resolve": _VALUES | {"ontology", "register", "nlp", "extract"},
    "interchange": _VALUES | {"ontology", "register", "resolve"},
    "score": _VALUES,
    "rdf": _VALUES | {"ontology"},
    "store": _VALUES | {"ontology", "register", "rdf"},
    "check": _VALUES | {"ontology", "rdf", "store", "queries"},
    "queries": _VALUES | {"ontology", "rdf", "store"},
    "graph": _VALUES | {"ontology", "rdf", "store"},
    "analyse": _VALUES | {"ontology", "register", "graph"},
    "dossier": _VALUES | {"ontology", "register", "graph"},
    "view": _VALUES | {"ontology", "graph"},
    "export": _VALUES | {"kg", "ontology", "rdf", "store", "graph", "view"},
    "build": _VALUES | {"kg", "read", "nlp", "extract", "resolve", "interchange", "store", "graph", "export"},
    "info": _VALUES | {"kg", "ontology", "register", "nlp", "store"},
    "printing": _VALUES | {"build", "queries", "dossier", "analyse", "check"},
    "commands": _VALUES | {
        "kg", "printing", "read", "interchange", "score", "store", "check", "queries", "graph", "analyse", "dossier",
        "view", "export", "build", "info",
    },
    "cli": _VALUES | {"kg", "printing", "commands"},
    "__main__": {"cli"},
}

# A library and the rooms that may import it; one that stands nowhere here may be imported by none.
LIBRARIES: dict[str, set[str]] = {
    "spacy": {"nlp"},
    "spacy.tokens": {"nlp", "extract", "resolve"},  # the Doc that the extractors read
    "onnxruntime": {"nlp"},
    "tokenizers": {"nlp"},
    "numpy": {"nlp", "analyse", "view"},
    "pyoxigraph": {"ontology", "rdf", "store", "queries", "check"},
    "rdflib": {"ontology", "rdf", "store"},
    "oxrdflib": {"store"},
    "networkx": {"graph", "analyse", "dossier", "view", "export", "build", "printing"},
    "pyvis": {"view"},
    "jinja2": {"view"},
    "markupsafe": {"view"},
    "httpx": {"read", "store"},
    "trafilatura": {"read"},
    "lxml": {"read"},
    "feedparser": {"read"},
    "warcio": {"read"},
    "pypdf": {"read"},
    "protego": {"read"},
    "charset_normalizer": {"read"},
    "rich": {"printing"},
}


def imported(source: str, module: str = "module") -> Iterator[str]:
    """The absolute names that a module's text imports, at its top or inside functions."""
    for node in ast.walk(ast.parse(source, module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide which room is meant"
            names = [f"kg.{alias.name}" for alias in node.names] if node.module == "kg" else [str(node.module)]
            yield from names


def rooms() -> dict[str, set[str]]:
    """What each room imports, by its name under kg/."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).with_suffix("").parts[0]
        if room != "__init__":
            found[room].update(imported(path.read_text("utf-8"), str(path)))
    return dict(found)


def strangers(room: str, names: set[str]) -> list[str]:
    """The imports of a room that the tables above do not allow."""
    return sorted(name for name in names if not _allowed(room, name))


def _allowed(room: str, name: str) -> bool:
    top, _, rest = name.partition(".")
    if top == "kg":
        other = rest.partition(".")[0]
        return other == room or other in ROOMS[room] or ("kg" in ROOMS[room] and other in {"", "__version__"})
    if top in sys.stdlib_module_names:
        return True
    places = LIBRARIES.get(top, set()) | LIBRARIES.get(".".join(name.split(".")[:2]), set())
    return room in places


@pytest.mark.parametrize("room", sorted(rooms()))
def test_a_room_imports_only_what_it_may_know(room: str) -> None:
    assert room in ROOMS, f"kg/{room} is new: say in ROOMS which rooms it may know"
    assert strangers(room, rooms()[room]) == []


def test_the_rooms_have_no_cycle() -> None:
    order = list(TopologicalSorter(ROOMS).static_order())
    assert order.index("model") < order.index("rdf") < order.index("store") < order.index("cli")


@pytest.mark.parametrize(("room", "line"), [
    ("model", "from kg.errors import KgError"),
    ("store", "import spacy"),
    ("view", "from kg.build import build"),
    ("extract", "from spacy.language import Language"),
    ("extract", "def f():\n    import rdflib"),
    ("graph", "import requests"),
])
def test_a_forbidden_import_is_noticed(room: str, line: str) -> None:
    assert strangers(room, set(imported(line)))


def test_help_imports_no_library() -> None:
    modules = "print('\\n'.join(sorted(sys.modules)))"
    before = _python(f"import sys; {modules}").split()
    after = _python(f"import sys, kg.cli; kg.cli.parser().format_help(); {modules}").split()
    libraries = {name.partition(".")[0] for name in set(after) - set(before)} - sys.stdlib_module_names
    assert libraries == {"kg"}


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    loaded = _python("import sys, kg; print('\\n'.join(name for name in sys.modules if name.startswith('kg.')))")
    assert loaded.split() == []


def test_help_costs_less_than_three_tenths_of_a_second_of_processor_time() -> None:
    assert min(_cost("-m", "kg", "--help") for _ in range(3)) < 0.3


def _python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _cost(*arguments: str) -> float:
    """Processor seconds of a Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
