"""The page against plain pyvis on the same graph: bytes, seconds to write, to the first picture, frames while panning.

    python benchmarks/page.py [NODES …]        (500, 3000 and 10000 by default; needs playwright and Chromium)

Plain pyvis is what a newcomer gets: its defaults, resources in line, physics on. The browser is offline, so what its
template asks of foreign hosts fails, as it does for a reader without a network.
"""

import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import Browser, sync_playwright
from pyvis.network import Network

from kg.view import write_page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
RELATIONS = [("suppliesTo", "procurement"), ("uses", "procurement"), ("criticizes", "voice"), ("oversees", "structure")]
STATUSES = ["asserted"] * 6 + ["alleged", "denied", "planned", "ended"]
KINDS = ["Company", "GovernmentBody", "Organization", "Person", "Product"]
PAN = """async () => {
  const node = document.querySelector('canvas');
  const { left, top, width, height } = node.getBoundingClientRect();
  const x = left + width * 0.35, y = top + height * 0.12;
  const pointer = { bubbles: true, pointerId: 1, isPrimary: true, button: 0, buttons: 1, pointerType: 'mouse' };
  const fire = (type, dx) => node.dispatchEvent(new PointerEvent(type, { ...pointer, clientX: x + dx, clientY: y }));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  fire('pointerdown', 0);
  const start = performance.now();
  let frames = 0;
  while (performance.now() - start < 3000) { fire('pointermove', (frames * 7) % 200 + 20); await frame(); frames++; }
  fire('pointerup', 0);
  return frames / ((performance.now() - start) / 1000);
}"""


def main(sizes: list[int]) -> None:
    path = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        for nodes in sizes:
            graph = press(nodes, 5 * nodes)
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            print(
                json.dumps(
                    {"nodes": nodes, "claims": graph.number_of_edges(), "page": ours(browser, graph, Path(folder))}
                ),
                flush=True,
            )
            browser.close()
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            print(
                json.dumps(
                    {"nodes": nodes, "claims": graph.number_of_edges(), "pyvis": theirs(browser, graph, Path(folder))}
                ),
                flush=True,
            )
            browser.close()


def press(nodes: int, claims: int) -> nx.MultiDiGraph:
    """An invented graph whose few hubs have most of the claims, as in news."""
    chance = random.Random(nodes)
    graph = nx.MultiDiGraph()
    for i in range(nodes):
        graph.add_node(
            f"e{i}",
            name=f"{chance.choice(['Northern', 'United', 'Global'])} {KINDS[i % 5]} {i}",
            kind=KINDS[i % 5],
            aliases=[f"N{i}"],
        )
    for number in range(claims):
        a, b = int(nodes * chance.random() ** 2), chance.randrange(nodes)
        if a == b:
            continue
        relation, family = chance.choice(RELATIONS)
        graph.add_edge(
            f"e{a}",
            f"e{b}",
            key=f"c{number}",
            relation=relation,
            label=relation,
            family=family,
            status=chance.choice(STATUSES),
            confidence=0.8,
            quote="A sentence of some length says what it says of the two. " * 2,
            document=f"d{number // 8}",
            title=f"Article {number // 8}",
            source=f"Outlet {number % 40}",
            url=f"https://outlet.example/{number // 8}",
            published=f"2026-{number % 12 + 1:02}-15",
        )
    return graph


def ours(browser: Browser, graph: nx.MultiDiGraph, folder: Path) -> dict[str, Any]:
    start = time.perf_counter()
    path = write_page(graph, folder / "ours.html")
    written = time.perf_counter() - start
    opening = opened(browser, path)
    every = opened(browser, path, "#base=all")
    return {"write_s": round(written, 2), "bytes": path.stat().st_size, "opening": opening, "up_to_500": every}


def theirs(browser: Browser, graph: nx.MultiDiGraph, folder: Path) -> dict[str, Any]:
    start = time.perf_counter()
    network = Network(directed=True, cdn_resources="in_line")
    for node, values in graph.nodes(data=True):
        network.add_node(node, label=values["name"])
    for a, b, values in graph.edges(data=True):
        network.add_edge(a, b, label=values["label"])
    path = folder / "theirs.html"
    path.write_text(network.generate_html(notebook=False), encoding="utf-8")
    return {
        "write_s": round(time.perf_counter() - start, 2),
        "bytes": path.stat().st_size,
        "opening": opened(browser, path),
    }


def opened(browser: Browser, path: Path, hash: str = "") -> dict[str, Any]:
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)
    try:
        page.goto("about:blank")
        start = time.perf_counter()
        page.goto(path.as_uri() + hash)
        first = painted(page, start)
        return {
            "first_picture_s": first,
            "drawn": page.evaluate("window.kg ? kg.shown().length : network.body.nodeIndices.length"),
            "frames_per_s": round(page.evaluate(PAN), 1),
        }
    except Exception as error:
        return {"failed": str(error).splitlines()[0][:90]}
    finally:
        context.close()


def painted(page: Any, start: float) -> float | None:
    # Anything but the ground on the canvas is a picture; pyvis hides its canvas behind a bar until it has settled.
    look = """() => {
      const node = document.querySelector('canvas');
      const bar = document.querySelector('#loadingBar');
      if (!node || !node.width || (bar && getComputedStyle(bar).display !== 'none')) return false;
      const { data } = node.getContext('2d').getImageData(0, 0, node.width, node.height);
      for (let i = 3; i < data.length; i += 4) if (data[i]) return true;
      return false;
    }"""
    while time.perf_counter() - start < 90:
        if page.evaluate(look):
            return round(time.perf_counter() - start, 2)
        page.wait_for_timeout(40)
    return None


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or [500, 3000, 10000])
