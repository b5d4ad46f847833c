"""The network that pyvis builds: a box for each entity, one line for each pair and direction."""

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pyvis.network import Network

from kg.view.data import Payload
from kg.view.layout import Box, Point, layout
from kg.view.room import Words
from kg.view.wording import status_word, wording

EVERYTHING = 60
NEIGHBOURS = 24
MOST = 500
LINE_LENGTH, LINES = 19, 3
# As the page's script has it: with more lines than this only the status of one stands on it; letters, lines in pixels.
MANY, LETTER, LEAD = 45, 12.5, 16

OPTIONS = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {"hover": True, "multiselect": False, "tooltipDelay": 100000, "keyboard": False},
    "nodes": {"shape": "custom", "borderWidth": 0},
    "edges": {"smooth": False, "arrowStrikethrough": False, "selectionWidth": 0, "hoverWidth": 0},
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the page draws: pyvis' nodes, edges and options, and the positions of the opening view by node number."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    options: dict[str, Any]
    opening: dict[int, Point]
    focus: int | None


def draw(payload: Payload, focus: str | None = None) -> Drawing:
    """The drawing of a graph: opens on everything if that is little, else on one entity and its neighbours."""
    links = bundles(payload)
    near = _neighbours(len(payload.entities), links)
    boxes = [_box(entity["name"], len(near[i])) for i, entity in enumerate(payload.entities)]
    centre = _centre(payload, near, focus)
    whole = len(payload.entities) <= EVERYTHING and focus is None
    shown = set(range(len(boxes))) if whole else _neighbourhood(centre, near, links)
    opening = _positions(shown, boxes, links, _words(payload, shown, links))
    everything = opening if whole else _positions(_busiest(near, MOST), boxes, links)
    network = Network(directed=True)
    network.node_ids = _Ids()
    for i, entity in enumerate(payload.entities):
        lines = wrap(entity["name"])
        where = {"x": everything[i][0], "y": everything[i][1]} if i in everything else {}
        network.add_node(i, label="\n".join(lines) or " ", shape="custom", group=entity["kind"], box=boxes[i], **where)
    for (a, b), claims in links.items():
        network.add_edge(a, b, id=f"{a}-{b}", label=wording(payload, claims))
    network.set_options(json.dumps(OPTIONS))
    nodes, edges, _, _, _, options = network.get_network_data()
    return Drawing(nodes, edges, json.loads(options), opening, None if whole else centre)


def bundles(payload: Payload) -> dict[tuple[int, int], list[int]]:
    """The claims of each pair in its direction, by number; a relation that is the same both ways has one direction."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, claim in enumerate(payload.claims):
        a, b = claim["s"], claim["o"]
        if payload.relations[claim["r"]]["symmetric"] and b < a:
            a, b = b, a
        found[a, b].append(number)
    return dict(sorted(found.items()))


def wrap(name: str) -> list[str]:
    """A name in at most three short lines: "Department of Homeland Security" in two."""
    lines: list[str] = []
    for word in _plain(name).split():
        if lines and len(lines[-1]) + 1 + len(word) <= LINE_LENGTH:
            lines[-1] += " " + word
        else:
            lines.append(word if len(word) <= LINE_LENGTH + 3 else word[: LINE_LENGTH + 2] + "…")
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], lines[LINES - 1][: LINE_LENGTH - 2] + " …"]
    return lines


class _Ids(list[int]):
    """pyvis looks each id up in a list; with ten thousand nodes that must not be a walk through all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[int] = set()

    def append(self, value: int) -> None:
        super().append(value)
        self._seen.add(value)

    def __contains__(self, value: object) -> bool:
        return value in self._seen


def _box(name: str, degree: int) -> Box:
    lines = wrap(name) or [" "]
    text = max(sum(_width(character) for character in line) for line in lines)
    big = 1.15 if degree >= 8 else 1.0
    return round((text + 46) * big), round((18 * len(lines) + 16) * big)


def _width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 14.5
    return 9.2 if character.isupper() else 4.6 if character in " .,'il|-" else 7.6


def _plain(text: str) -> str:
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} else c for c in text)


def _neighbours(n: int, links: Iterable[tuple[int, int]]) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in range(n)]
    for a, b in links:
        if a != b:
            near[a].add(b)
            near[b].add(a)
    return near


def _centre(payload: Payload, near: Sequence[set[int]], focus: str | None) -> int:
    if focus is not None:
        for i, entity in enumerate(payload.entities):
            if entity["id"] == focus:
                return i
        raise KeyError(focus)
    named = [i for i, entity in enumerate(payload.entities) if not entity.get("generic")]
    return max(named or range(len(near)), key=lambda i: (len(near[i]), -i), default=0)


def _busiest(near: Sequence[set[int]], most: int) -> set[int]:
    return set(sorted(range(len(near)), key=lambda i: (-len(near[i]), i))[:most])


def _neighbourhood(centre: int, near: Sequence[set[int]], links: dict[tuple[int, int], list[int]]) -> set[int]:
    if not near:
        return set()
    weight: Counter[int] = Counter()
    for other in near[centre]:
        weight[other] = len(links.get((centre, other), ())) + len(links.get((other, centre), ()))
    order = sorted(weight, key=lambda i: (-weight[i], -len(near[i]), i))
    return {centre, *order[:NEIGHBOURS]}


def _positions(
    shown: set[int], boxes: Sequence[Box], links: Iterable[tuple[int, int]], words: Sequence[Words] = ()
) -> dict[int, Point]:
    members = sorted(shown)
    index = {member: i for i, member in enumerate(members)}
    inside = [(index[a], index[b]) for a, b in links if a in index and b in index]
    placed = [replace(some, a=index[some.a], b=index[some.b]) for some in words]
    return dict(zip(members, layout([boxes[m] for m in members], inside, placed), strict=True))


def _words(payload: Payload, shown: set[int], links: dict[tuple[int, int], list[int]]) -> list[Words]:
    """What stands on the lines of the opening view; first that of lines which are more than a plain statement."""
    inside = {pair: claims for pair, claims in links.items() if shown.issuperset(pair)}
    full = len(inside) <= MANY
    said = {pair: wording(payload, claims) if full else status_word(payload, claims) for pair, claims in inside.items()}
    plain = {pair: not status_word(payload, claims) for pair, claims in inside.items()}
    order = sorted((pair for pair in said if said[pair]), key=lambda pair: (plain[pair], pair))
    return [Words(a, b, *_extent(said[a, b]), curved=a != b and (b, a) in inside) for a, b in order]


def _extent(text: str) -> tuple[float, float]:
    lines = text.split("\n")
    return max(sum(map(_width, line)) for line in lines) * LETTER / 14, float(LEAD * len(lines))
