"""The page itself: data, style, script and a strict policy put into one file."""

import json
import os
from base64 import b64encode
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import networkx as nx
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kg.errors import OutputError, UnknownName
from kg.view.data import payload
from kg.view.network import draw

TITLE = "Technology and government: who says what"
SCRIPTS = (
    "words.js", "model.js", "state.js", "layout.js", "dom.js", "graph.js", "words-on-lines.js", "claims.js",
    "panel.js", "filters.js", "search.js", "path.js", "table.js", "download.js", "page.js",
)


def page(graph: nx.MultiDiGraph, *, title: str = TITLE, focus: str | None = None) -> str:
    """The whole HTML of the page for a graph of claims; it opens on ``focus``, else on the busiest entity.

    Nothing that an article says is ever markup: texts travel as JSON and are set as text. The policy in the page
    allows its own script and style by their hashes and no request at all. The same graph gives the same bytes.
    """
    if focus is not None and focus not in graph:
        raise UnknownName("entity", focus, map(str, graph), "the focus is an entity's id")
    values = payload(graph)
    drawing = draw(values, focus)
    data = {
        "entities": values.entities, "claims": values.claims, "documents": values.documents,
        "relations": values.relations, "missing": values.missing, "nodes": drawing.nodes, "edges": drawing.edges,
        "options": drawing.options, "opening": sorted((i, *at) for i, at in drawing.opening.items()),
        "focus": drawing.focus,
    }
    clean = title.encode("utf-8", "replace").decode("utf-8")
    library, script, style = _library(), _script(), _asset("page.css")
    html: str = _template().render(
        title=clean,
        style=Markup(style),
        library=Markup(library),
        script=Markup(script),
        data=Markup(_json(data)),
        script_hashes=" ".join(f"'{_hash(text)}'" for text in (library, script)),
        style_hash=f"'{_hash(style)}'",
    )
    return html


def write_page(
    graph: nx.MultiDiGraph, path: str | Path, *, title: str = TITLE, focus: str | None = None
) -> Path:
    """Writes the page to a file and returns its path; the file is replaced whole or not at all."""
    target = Path(path)
    text = page(graph, title=title, focus=focus)
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        os.replace(draft, target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise OutputError(f"cannot write the page {target}: {error.strerror or error}") from error
    return target


def _json(value: Any) -> str:
    # Inside a script element only "</script" and "<!--" matter; no angle bracket or ampersand leaves nothing to chance.
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _asset(name: str) -> str:
    return files("kg.view").joinpath("assets", name).read_text(encoding="utf-8")


@cache
def _library() -> str:
    # vis-network comes with pyvis; its licence travels with every copy of it.
    source = files("pyvis").joinpath("lib", "vis-9.1.2", "vis-network.min.js").read_text(encoding="utf-8")
    code = source.replace("\r\n", "\n").split("//# sourceMappingURL=")[0]
    return "/*\n" + _asset("vis-network.LICENSE.txt") + "*/\n" + code


@cache
def _script() -> str:
    parts = "\n".join(_asset(name) for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


@cache
def _template() -> Any:
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_asset("page.html.j2"))
