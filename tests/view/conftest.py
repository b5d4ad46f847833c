"""A small invented press: thirty entities and some eighty claims of every status, and a browser that forgives nothing."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from kg.view import write_page

# fmt: off
# ruff: noqa: E501 - the press is a table, read by its rows
ENTITIES = {
    "northwind": ("Company", "Northwind Systems", ["Northwind", "Northwind Systems Inc."]),
    "halcyon": ("Company", "Halcyon Cloud", ["Halcyon"]),
    "veridian": ("Company", "Veridian Analytics", ["Veridian", "Véridian Analytique"]),
    "orbit": ("Company", "Orbit Mobile", []),
    "kestrel": ("Company", "Kestrel Robotics", ["Kestrel"]),
    "bluefin": ("Company", "Bluefin Resellers", ["Bluefin"]),
    "meridian": ("Company", "Meridian Data Brokers", []),
    "border-agency": ("GovernmentBody", "Federal Border and Customs Agency", ["FBCA", "the border agency"]),
    "interior": ("GovernmentBody", "Department of the Interior and Security", ["DIS", "Interior and Security"]),
    "defence": ("GovernmentBody", "Ministry of Defence", ["MoD"]),
    "tax-office": ("GovernmentBody", "Revenue Office", []),
    "congress": ("GovernmentBody", "Parliament", ["the House"]),
    "court": ("GovernmentBody", "High Court of Appeals", []),
    "metro-police": ("GovernmentBody", "Metropolitan Police", ["the Met"]),
    "audit": ("GovernmentBody", "National Audit Office", ["NAO"]),
    "privacy-league": ("Organization", "Privacy League", []),
    "workers-union": ("Organization", "Technology Workers’ Union", ["TWU"]),
    "gazette": ("Organization", "The Harbour Gazette", ["Gazette"]),
    "institute": ("Organization", "Institute for Public Technology", []),
    "ines-moreau": ("Person", "Inés Moreau", ["Ines Moreau"]),
    "daniel-okafor": ("Person", "Daniel Okafor", []),
    "priya-raman": ("Person", "Priya Raman", []),
    "tom-weiss": ("Person", "Tomáš Weiß", []),
    "skylark": ("Product", "Skylark", ["Skylark Cloud"]),
    "facetrace": ("Product", "FaceTrace", []),
    "ledgerline": ("Product", "Ledgerline", []),
    "sentinel": ("Program", "Project Sentinel", ["Sentinel"]),
    "open-borders-act": ("Law", "Digital Borders Act", []),
    "port-harbour": ("Place", "Port Harbour", []),
    "residents": ("Group", "asylum seekers", []),
}
FAMILY = {
    "suppliesTo": ("supplies to", "procurement"), "uses": ("uses", "procurement"), "makes": ("makes", "procurement"),
    "awardsContractTo": ("awards contract to", "procurement"), "bidsFor": ("bids for", "procurement"),
    "leads": ("leads", "people"), "worksFor": ("works for", "people"),
    "formerlyWorkedFor": ("formerly worked for", "people"), "oversees": ("oversees", "structure"),
    "owns": ("owns", "structure"), "funds": ("funds", "money"), "restricts": ("restricts", "power"),
    "investigates": ("investigates", "power"), "sues": ("sues", "power"), "authorizes": ("authorises", "power"),
    "criticizes": ("criticises", "voice"), "lobbies": ("lobbies", "voice"), "supports": ("supports", "voice"),
    "testifiesBefore": ("testifies before", "voice"), "surveils": ("surveils", "data"),
    "sharesDataWith": ("shares data with", "data"), "partnersWith": ("partners with", "ties"),
    "endsDealWith": ("ends deal with", "ties"), "acquires": ("acquires", "structure"),
}
ARTICLES = {
    "a1": ("The border agency’s cloud bill tripled, papers show", "The Harbour Gazette", "2026-01-12", "https://gazette.example/border-cloud"),
    "a2": ("Northwind: our tools are not for watching people", "Evening Wire", "2026-01-14", "https://wire.example/northwind"),
    "a3": ("Inside Project Sentinel", "The Harbour Gazette", "2026-02-03", "https://gazette.example/sentinel"),
    "a4": ("Auditors question reseller deals", "Public Ledger", "2026-02-20", "https://ledger.example/resellers"),
    "a5": ("Notes from a procurement desk", None, None, None),
    "a6": ("Union members walk out over FaceTrace", "Evening Wire", "2026-03-02", "https://wire.example/walkout"),
}
# subject, relation, object, status, article, attribution, further values
CLAIMS: list[tuple[str, str, str, str, str, str | None, dict[str, object]]] = [
    ("northwind", "suppliesTo", "border-agency", "asserted", "a1", "leaked documents", {"product": "Skylark", "amount": "$19.4 million", "amount_value": 19400000.0, "currency": "USD", "through": ["Bluefin Resellers"]}),
    ("northwind", "suppliesTo", "border-agency", "asserted", "a4", "National Audit Office", {"amount": "$21 million", "amount_value": 21000000.0}),
    ("northwind", "suppliesTo", "border-agency", "denied", "a2", "Northwind Systems", {}),
    ("border-agency", "uses", "skylark", "alleged", "a1", "leaked documents", {}),
    ("border-agency", "uses", "skylark", "asserted", "a3", "The Harbour Gazette", {}),
    ("border-agency", "surveils", "residents", "alleged", "a1", "Privacy League", {"product": "Skylark"}),
    ("border-agency", "surveils", "residents", "denied", "a2", "Northwind Systems", {}),
    ("metro-police", "surveils", "residents", "denied", "a3", "Metropolitan Police", {}),
    ("metro-police", "uses", "facetrace", "alleged", "a6", "Technology Workers’ Union", {}),
    ("northwind", "makes", "skylark", "asserted", "a1", None, {}),
    ("veridian", "makes", "facetrace", "asserted", "a6", None, {}),
    ("halcyon", "makes", "ledgerline", "asserted", "a4", None, {}),
    ("interior", "oversees", "border-agency", "asserted", "a1", None, {}),
    ("interior", "oversees", "metro-police", "ended", "a3", None, {"date": "until 2019", "date_last": "2019-12-31"}),
    ("border-agency", "awardsContractTo", "bluefin", "asserted", "a4", "procurement records", {"amount": "$3.1 million", "amount_value": 3100000.0, "currency": "USD", "date": "September 2025"}),
    ("bluefin", "suppliesTo", "interior", "asserted", "a4", "procurement records", {"product": "Skylark"}),
    ("bluefin", "partnersWith", "northwind", "asserted", "a4", "Bluefin Resellers", {}),
    ("defence", "awardsContractTo", "northwind", "planned", "a3", "Ministry of Defence", {"program": "Project Sentinel", "amount": "up to $250 million", "amount_value": 250000000.0}),
    ("northwind", "bidsFor", "sentinel", "asserted", "a3", None, {}),
    ("halcyon", "bidsFor", "sentinel", "asserted", "a3", None, {}),
    ("kestrel", "bidsFor", "sentinel", "ended", "a3", "Kestrel Robotics", {}),
    ("defence", "funds", "sentinel", "asserted", "a3", None, {"amount": "$40 million", "amount_value": 40000000.0}),
    ("priya-raman", "leads", "northwind", "asserted", "a2", None, {}),
    ("daniel-okafor", "leads", "border-agency", "asserted", "a1", None, {}),
    ("daniel-okafor", "formerlyWorkedFor", "veridian", "asserted", "a4", "company filings", {}),
    ("ines-moreau", "worksFor", "privacy-league", "asserted", "a1", None, {}),
    ("tom-weiss", "leads", "workers-union", "asserted", "a6", None, {}),
    ("privacy-league", "criticizes", "border-agency", "asserted", "a1", None, {}),
    ("privacy-league", "criticizes", "northwind", "asserted", "a2", None, {}),
    ("privacy-league", "sues", "border-agency", "planned", "a1", "Inés Moreau", {}),
    ("workers-union", "criticizes", "veridian", "asserted", "a6", None, {}),
    ("workers-union", "lobbies", "congress", "asserted", "a6", None, {}),
    ("northwind", "lobbies", "congress", "asserted", "a2", None, {}),
    ("northwind", "lobbies", "court", "asserted", "a2", None, {}),
    ("audit", "investigates", "bluefin", "asserted", "a4", None, {}),
    ("audit", "investigates", "border-agency", "planned", "a4", "National Audit Office", {}),
    ("congress", "investigates", "veridian", "alleged", "a6", "people familiar with the matter", {}),
    ("court", "restricts", "facetrace", "planned", "a6", None, {}),
    ("open-borders-act", "supports", "border-agency", "alleged", "a5", None, {}),
    ("meridian", "sharesDataWith", "border-agency", "alleged", "a5", "a former employee", {}),
    ("meridian", "sharesDataWith", "border-agency", "denied", "a5", "Meridian Data Brokers", {}),
    ("meridian", "sharesDataWith", "metro-police", "denied", "a5", "Meridian Data Brokers", {}),
    ("orbit", "sharesDataWith", "meridian", "alleged", "a5", None, {}),
    ("tax-office", "uses", "ledgerline", "asserted", "a4", None, {}),
    ("halcyon", "suppliesTo", "tax-office", "asserted", "a4", "Revenue Office", {"amount": "$900,000", "amount_value": 900000.0}),
    ("tax-office", "endsDealWith", "veridian", "ended", "a4", "Revenue Office", {}),
    ("gazette", "investigates", "border-agency", "asserted", "a1", None, {}),
    ("institute", "criticizes", "sentinel", "asserted", "a3", None, {}),
    ("priya-raman", "testifiesBefore", "congress", "planned", "a2", None, {}),
    ("kestrel", "suppliesTo", "defence", "asserted", "a3", None, {"product": "patrol robots"}),
    ("halcyon", "acquires", "kestrel", "alleged", "a3", "two bankers", {}),
    ("institute", "lobbies", "congress", "asserted", "a3", None, {}),
    ("veridian", "suppliesTo", "metro-police", "asserted", "a6", "Technology Workers’ Union", {"product": "FaceTrace"}),
    ("veridian", "suppliesTo", "metro-police", "denied", "a6", "Metropolitan Police", {"product": "FaceTrace"}),
    ("orbit", "suppliesTo", "interior", "asserted", "a5", None, {}),
    ("halcyon", "suppliesTo", "defence", "asserted", "a3", None, {}),
    ("congress", "authorizes", "open-borders-act", "planned", "a5", None, {}),
    ("northwind", "criticizes", "open-borders-act", "asserted", "a2", None, {}),
    ("residents", "sues", "border-agency", "asserted", "a1", "court filings", {}),
    ("border-agency", "lobbies", "congress", "asserted", "a5", None, {}),
    ("border-agency", "sues", "gazette", "denied", "a1", "Daniel Okafor", {}),
]
# fmt: on


@pytest.fixture(scope="session")
def press() -> nx.MultiDiGraph:
    return make_press()


def make_press() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(
        refused={"a group cannot lead": 3, "range of makes is an organisation": 2},
        generic_hidden=4,
        skipped={"not English": 2},
    )
    for id, (kind, name, aliases) in ENTITIES.items():
        graph.add_node(
            id,
            name=name,
            kind=kind,
            aliases=aliases,
            known=kind == "GovernmentBody",
            generic=kind == "Group",
            parent="interior" if id == "border-agency" else None,
        )
    documents: dict[str, dict[str, object]] = {}
    for number, (subject, relation, object_, status, article, by, more) in enumerate(CLAIMS):
        label, family = FAMILY[relation]
        title, outlet, published, url = ARTICLES[article]
        said = f"{ENTITIES[subject][1]} {label} {ENTITIES[object_][1]}"
        values = {
            "proposition": f"prop-{subject}-{relation}-{object_}",
            "relation": relation,
            "label": label,
            "family": family,
            "status": status,
            "attributed_to": by,
            "attributed_entity": next((id for id, (_, name, _) in ENTITIES.items() if name == by), None),
            "confidence": round(0.55 + (number * 37 % 45) / 100, 2),
            "amount": None,
            "amount_value": None,
            "currency": None,
            "product": None,
            "program": None,
            "date": None,
            "date_first": None,
            "date_last": None,
            "through": [],
            "start": number,
            "end": number + len(said),
            "quote": f"In its account, {said}, a matter that both sides have argued over since the spring.",
            "prefix": "when asked. ",
            "suffix": " Neither would say",
            "document": f"doc-{article}",
            "title": title,
            "source": outlet,
            "url": url,
            "path": None if url else "notes/desk.txt",
            "published": published,
            "extractor": "patterns/1",
            "evidence_count": 1 + number % 3 // 2,
        }
        graph.add_edge(subject, object_, key=f"claim-{number:03}", **{**values, **more})
        documents[f"doc-{article}"] = {
            "title": title,
            "source": outlet,
            "url": url,
            "published": published,
            "path": values["path"],
            "claims": 0,
        }
    graph.graph["documents"] = documents
    return graph


def find_browser() -> str | None:
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        reason = "no chromium, chromium-browser or google-chrome on the path"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = launch(playwright, path)
        yield chromium
        chromium.close()


def launch(playwright: Playwright, path: str) -> Browser:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    return playwright.chromium.launch(executable_path=path, args=flags)


@dataclass(slots=True)
class Reader:
    """A person before the page: an offline window that notes every message, error and request."""

    page: Page
    path: Path
    noise: list[str] = field(default_factory=list)

    def at(self, hash: str = "") -> "Reader":
        self.page.goto("about:blank")
        self.page.goto(self.path.as_uri() + hash)
        return self.until(
            "document.querySelector('#graph-view').hidden || performance.getEntriesByName('first-picture').length > 0"
        )

    def until(self, true: str, argument: object = None) -> "Reader":
        # Playwright's own waiting evaluates a string in the page, which the page's policy refuses.
        for _ in range(100):
            if self.page.evaluate(true, argument):
                return self
            self.page.wait_for_timeout(50)
        raise AssertionError(f"it never came: {true}")

    def shown(self) -> set[str]:
        return set(self.page.evaluate("kg.shown()"))

    def lines(self) -> dict[tuple[str, str], dict[str, object]]:
        return {(line["from"], line["to"]): line for line in self.page.evaluate("kg.lines()")}

    def click(self, id: str, *, twice: bool = False) -> None:
        spot = self.page.evaluate("id => kg.place(id)", id)
        act = self.page.mouse.dblclick if twice else self.page.mouse.click
        act(spot["x"], spot["y"])
        self.page.wait_for_timeout(350)

    def search(self, text: str) -> None:
        self.page.get_by_label("Search entities and their other names").fill(text)

    def choose(self, text: str) -> None:
        self.search(text)
        self.page.keyboard.press("Enter")

    @property
    def panel(self) -> str:
        return self.page.locator("#panel-body").inner_text()

    @property
    def hash(self) -> str:
        return str(self.page.evaluate("location.hash"))


Open = Callable[..., Reader]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    contexts: list[BrowserContext] = []
    readers: list[Reader] = []

    def open_it(
        graph: nx.MultiDiGraph,
        *,
        hash: str = "",
        width: int = 1440,
        height: int = 900,
        dark: bool = False,
        **options: str,
    ) -> Reader:
        path = write_page(graph, tmp_path / f"page-{len(readers)}.html", **options)
        context = browser.new_context(
            offline=True,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        reader = Reader(context.new_page(), path)
        readers.append(reader)
        reader.page.on("console", lambda message: reader.noise.append(f"console {message.type}: {message.text}"))
        reader.page.on("pageerror", lambda error: reader.noise.append(f"error: {error}"))
        reader.page.on("dialog", lambda dialog: (reader.noise.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        reader.page.on(
            "request",
            lambda request: (
                None
                if request.url.split("#")[0] in {path.as_uri(), "about:blank", "data:,"}
                or request.url.startswith("blob:")
                else reader.noise.append(f"request: {request.url}")
            ),
        )
        return reader.at(hash)

    yield open_it
    for context in contexts:
        context.close()
    assert [noise for reader in readers for noise in reader.noise] == []
