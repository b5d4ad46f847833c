"""The page in a real browser, used as a reporter would; any message, error or request fails."""

import csv
import io
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from playwright.sync_api import expect

Open = Any
HERE = Path(__file__).parent
CONTRAST, NAMES = (HERE / "contrast.js").read_text("utf-8"), (HERE / "names.js").read_text("utf-8")


def test_it_opens_on_everything_when_there_is_little(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    assert reader.shown() == set(press)
    assert (
        "61 claims about 30 entities in 6 articles, 12 Jan 2026 to 2 Mar 2026"
        in reader.page.locator("#standfirst").inner_text()
    )


def test_no_card_covers_another(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    for hash in ("", "#base=near,northwind", "#base=near,northwind&more=border-agency", "#base=all"):
        boxes = reader.at(hash).page.evaluate("kg.boxes()")
        assert len(boxes) > 5
        for k, p in enumerate(boxes):
            for q in boxes[k + 1 :]:
                apart = (
                    abs(p["x"] - q["x"]) >= (p["width"] + q["width"]) / 2 - 1
                    or abs(p["y"] - q["y"]) >= (p["height"] + q["height"]) / 2 - 1
                )
                assert apart, (hash, p["id"], q["id"])


def test_what_is_left_out_is_told(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    reader.page.get_by_text("What this page does not show").click()
    told = reader.page.locator("#missing-list").inner_text()
    assert "5 claims refused" in told
    assert "a group cannot lead (3)" in told
    assert "2 articles skipped: not English (2)" in told


def test_a_click_on_an_entity_shows_its_facts_with_their_words(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    reader.click("border-agency")
    assert "Also: FBCA, the border agency" in reader.panel
    assert "Federal Border and Customs Agency is supplied by …" in reader.panel
    assert "says leaked documents" in reader.panel.replace("\n", " ")
    assert (
        "In its account, Northwind Systems supplies to Federal Border and Customs Agency"
        in reader.page.locator("mark").all_inner_texts()[0]
    )
    assert "$19.4 million" in reader.panel
    assert "Bluefin Resellers" in reader.panel
    assert reader.hash == "#entity=border-agency"


def test_a_click_on_a_line_puts_contradictory_claims_side_by_side(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    spot = reader.page.evaluate("kg.between('veridian', 'metro-police')")
    reader.page.mouse.click(spot["x"], spot["y"])
    reader.page.wait_for_selector(".sides")
    sides = reader.page.locator(".side")
    assert sides.nth(0).locator("h4").inner_text() == "asserted (1)"
    assert sides.nth(1).locator("h4").inner_text() == "denied (1)"
    left, right = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
    assert left["x"] + left["width"] <= right["x"]
    assert "denied by Metropolitan Police" in sides.nth(1).inner_text().replace("\n", " ")


def test_a_line_that_nobody_asserts_never_looks_like_a_fact(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    lines = reader.lines()
    solid = {pair for pair, line in lines.items() if line["dashes"] is False}
    stated = {(a, b) for a, b, values in press.edges(data=True) if values["status"] == "asserted"}
    stated |= {(b, a) for a, b, values in press.edges(data=True) if values["relation"] == "partnersWith"}
    assert solid
    assert solid <= stated
    for pair, line in lines.items():
        if pair not in solid:
            assert line["label"], pair
    denied = lines["meridian", "metro-police"]
    assert denied["label"] == "✕ denied"
    colors = {line["color"] for pair, line in lines.items() if pair in solid}
    assert denied["color"] not in colors


def test_a_contradicted_line_says_so(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, hash="#base=near,northwind")
    line = reader.lines()["northwind", "border-agency"]
    assert line["label"] == "≠ disputed: supplies to  +2\nasserted 2 · denied 1"
    assert line["dashes"]


def test_a_status_that_the_page_does_not_know_is_no_fact(open_page: Open) -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", key="1", relation="uses", label="uses", status="constructor")
    line = open_page(graph).lines()["a", "b"]
    assert line["dashes"]
    assert "constructor" in line["label"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("inés", "Inés Moreau"),
        ("INES MOR", "Inés Moreau"),
        ("tomas weiss", "Tomáš Weiß"),
        ("fbca", "Federal Border and Customs Agency"),
        ("veridian analytique", "Veridian Analytics"),
        ("twu", "Technology Workers’ Union"),
    ],
)
def test_search_finds_names_and_other_names_whatever_their_accents(
    press: nx.MultiDiGraph, open_page: Open, typed: str, found: str
) -> None:
    reader = open_page(press)
    reader.choose(typed)
    assert reader.page.locator("#panel-body h2").inner_text().strip() == found


def test_suggestions_work_by_keyboard(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    reader.search("in")
    box = reader.page.get_by_role("combobox", name="Search entities")
    assert box.get_attribute("aria-expanded") == "true"
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowDown")
    option = reader.page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert option.get_attribute("aria-selected") == "true"
    name = option.locator(".name").inner_text()
    reader.page.keyboard.press("Enter")
    assert reader.page.locator("#panel-body h2").inner_text().strip() == name
    assert box.get_attribute("aria-expanded") == "false"
    reader.search("zzzz")
    assert "Nothing found" in reader.page.locator("#search-list").inner_text()


def test_search_for_an_entity_out_of_view_opens_its_neighbourhood(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, focus="kestrel")
    assert "ledgerline" not in reader.shown()
    reader.choose("ledgerline")
    assert reader.shown() == {"ledgerline", "halcyon", "tax-office"}


def test_expand_hide_pin_and_undo(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, focus="kestrel")
    start = reader.shown()
    assert start == {"kestrel", "sentinel", "defence", "halcyon"}
    reader.click("halcyon", twice=True)
    assert reader.shown() == start | {"ledgerline", "tax-office"}
    reader.page.get_by_role("button", name="Hide").click()
    assert "halcyon" not in reader.shown()
    reader.page.get_by_role("button", name="Undo").click()
    assert "halcyon" in reader.shown()
    reader.page.get_by_role("button", name="Pin", exact=True).click()
    reader.choose("privacy league")
    assert "halcyon" in reader.shown()
    assert "privacy-league" in reader.shown()


def test_the_keyboard_walks_expands_hides_and_pins(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, focus="kestrel")
    start = reader.shown()
    reader.page.locator("#canvas").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowRight"):
        reader.page.keyboard.press(key)
    chosen = reader.page.locator("#panel-body h2").inner_text().strip()
    assert chosen in reader.page.locator("#live").inner_text()
    reader.page.keyboard.press("p")
    assert "pin=" in reader.hash
    reader.page.keyboard.press("Enter")
    grown = reader.shown()
    assert grown >= start
    reader.page.keyboard.press("Delete")
    assert len(reader.shown()) == len(grown) - 1
    reader.page.keyboard.press("Escape")
    assert "entity=" not in reader.hash


def test_back_and_a_copied_address_bring_everything_back(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    reader.choose("halcyon")
    reader.page.get_by_label("denied", exact=False).first.uncheck()
    reader.page.get_by_role("button", name="Table").click()
    kept = reader.hash
    assert kept == "#view=table&entity=halcyon&no-status=denied"
    before = reader.page.locator("#panel-body").inner_text()
    reader.page.go_back()
    assert reader.hash == "#entity=halcyon&no-status=denied"
    assert reader.page.locator("#graph-view").is_visible()
    reader.page.go_back()
    assert reader.page.locator("#chips").is_hidden()
    reader.page.go_forward()
    reader.page.go_forward()
    reader.at(kept)
    assert reader.page.locator("#panel-body").inner_text() == before
    assert reader.page.locator("#table-view").is_visible()


@pytest.mark.parametrize(
    "hash",
    [
        "#entity=nobody",
        "#pair=a",
        "#base=near",
        "#base=path,x,y",
        "#%%%=1&view=%E0%A4%A",
        "#no-status",
        "#confidence=NaN&since=never&pin=halcyon,x,y",
        "#sort=__proto__,up&view=table",
        "#more=northwind,northwind,northwind",
    ],
)
def test_a_broken_address_is_no_broken_page(press: nx.MultiDiGraph, open_page: Open, hash: str) -> None:
    assert open_page(press, hash=hash).shown()


def test_filters_hold_for_graph_panel_and_table_alike(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    reader.page.get_by_label("alleged", exact=False).first.uncheck()
    reader.page.get_by_label("denied", exact=False).first.uncheck()
    assert reader.page.locator(".chip").all_inner_texts() == ["no alleged ×", "no denied ×"]
    left = {(a, b) for a, b, values in press.edges(data=True) if values["status"] not in {"alleged", "denied"}}
    assert {tuple(sorted(pair)) for pair in reader.lines()} == {tuple(sorted(pair)) for pair in left}
    reader.choose("border agency")
    assert "denied" not in reader.panel
    assert "alleged" not in reader.panel
    assert "8 more are hidden by the filters" in reader.panel
    reader.page.get_by_role("button", name="Table").click()
    assert set(reader.page.locator("#table tbody .status").all_inner_texts()) == {"asserted", "→ planned", "■ ended"}
    reader.page.get_by_role("button", name="Remove filter: no denied").click()
    assert "✕ denied" in reader.page.locator("#table tbody .status").all_inner_texts()
    reader.page.get_by_role("button", name="Reset").click()
    assert reader.page.locator("#chips").is_hidden()
    assert reader.shown() == set(press)


def counts(reader: Any, legend: str) -> dict[str, int]:
    rows = reader.page.locator("fieldset", has=reader.page.get_by_text(legend, exact=True)).locator(".filter-row").all()
    return {row.locator(".name").inner_text(): int(row.locator(".count").inner_text()) for row in rows}


def test_the_counts_of_the_legend_are_those_of_the_claims(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    status = [values["status"] for _, _, values in press.edges(data=True)]
    assert counts(reader, "What an article does with it") == {
        "asserted": status.count("asserted"),
        "? alleged": status.count("alleged"),
        "✕ denied": status.count("denied"),
        "→ planned": status.count("planned"),
        "■ ended": status.count("ended"),
    }
    kinds = counts(reader, "Who and what")
    assert kinds["companies"] == 7
    assert sum(kinds.values()) == 30
    # A count of one filter holds under the others: how many there would be if its box alone were ticked.
    reader.page.get_by_label("asserted", exact=False).first.uncheck()
    assert counts(reader, "What an article does with it")["asserted"] == status.count("asserted")
    assert counts(reader, "Relation")["supplies to"] == sum(
        values["relation"] == "suppliesTo" and values["status"] != "asserted" for _, _, values in press.edges(data=True)
    )


def test_time_confidence_and_undated_articles(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, hash="#view=table&rows=all")
    rows = reader.page.locator("#table tbody tr")
    claims = [values for _, _, values in press.edges(data=True)]
    reader.page.get_by_label("from", exact=True).fill("2026-02-01")
    days = [values["published"] for values in claims]
    expect(rows).to_have_count(sum(day is None or day >= "2026-02-01" for day in days))
    reader.page.get_by_label("articles without a date").uncheck()
    expect(rows).to_have_count(sum(bool(day) and day >= "2026-02-01" for day in days))
    reader.page.get_by_role("button", name="Reset").click()
    reader.page.get_by_role("button", name="Table").click()
    reader.page.locator("#confidence").fill("0.8")
    expect(rows).to_have_count(sum(values["confidence"] >= 0.8 for values in claims))
    assert "confidence ≥ 0.80" in reader.page.locator("#chips").inner_text()


def test_only_keeps_one_value(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, hash="#view=table")
    reader.page.get_by_role("button", name="only Evening Wire").focus()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#table tbody tr")).to_have_count(
        sum(values["source"] == "Evening Wire" for _, _, values in press.edges(data=True))
    )
    assert reader.page.locator("#chips").inner_text() == "only Evening Wire ×"


def test_a_path_shows_the_evidence_of_each_step_and_never_crosses_a_denial(
    press: nx.MultiDiGraph, open_page: Open
) -> None:
    reader = open_page(press)
    reader.page.get_by_role("button", name="Path between two").click()
    reader.page.get_by_label("From", exact=True).fill("orbit")
    reader.page.keyboard.press("Enter")
    reader.page.get_by_label("To", exact=True).fill("priya")
    reader.page.keyboard.press("Enter")
    hops = reader.page.locator(".hops > li")
    expect(hops).to_have_count(4)
    assert all(hop.locator("mark").count() for hop in hops.all())
    assert reader.shown() == {"orbit", "interior", "bluefin", "northwind", "priya-raman"}
    assert "Every step has an asserted claim" in reader.panel
    graph = nx.MultiDiGraph()
    graph.add_edge("a", "b", key="1", status="denied", quote="never")
    assert "No chain of claims" in open_page(graph, hash="#base=path,a,b").panel


def test_the_table_sorts_by_keyboard_and_says_so(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, hash="#view=table")
    head = reader.page.locator("thead").get_by_role("button", name="Amount")
    head.focus()
    reader.page.keyboard.press("Enter")
    first = reader.page.locator("#table tbody tr").first
    assert "up to $250 million" in first.inner_text()
    assert reader.page.locator("th[aria-sort='descending']").inner_text().startswith("Amount")
    reader.page.keyboard.press("Enter")
    assert "$900,000" in first.inner_text()


def test_graph_and_table_have_the_same_claims(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, focus="northwind")
    shown = reader.shown()
    inside = {key for a, b, key in press.edges(keys=True) if a in shown and b in shown}
    reader.page.get_by_role("button", name="Table").click()
    rows = reader.page.locator("#table tbody tr")
    assert {row.get_attribute("data-claim") for row in rows.all()} == inside
    reader.page.get_by_role("button", name="Every claim").click()
    expect(rows).to_have_count(press.number_of_edges())


def save(reader: Any, name: str) -> Path:
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("button", name=name, exact=True).click()
    return Path(waiting.value.path())


def test_the_csv_holds_what_is_visible_and_no_formula(press: nx.MultiDiGraph, open_page: Open) -> None:
    graph = nx.MultiDiGraph(press)
    for number, quote in enumerate(
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", 'a "quoted", one\nwith a break']
    ):
        graph.add_edge(
            "orbit", "halcyon", key=f"x{number}", **{**press.edges["northwind", "skylark", "claim-009"], "quote": quote}
        )
    text = save(open_page(graph), "CSV").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline="")))
    assert {row["claim"] for row in rows} == {key for _, _, key in graph.edges(keys=True)}
    assert 'a "quoted", one\nwith a break' in {row["quote"] for row in rows}
    for row in rows:
        for value in row.values():
            assert value.strip()[:1] not in set("=+-@＝＋－＠") or value.lstrip("-").replace(".", "").isdigit(), value


def test_the_picture_is_a_png_larger_than_the_graph(press: nx.MultiDiGraph, open_page: Open) -> None:
    picture = save(open_page(press), "PNG").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20], "big") > 500
    assert len(picture) > 20_000


def test_print_lists_the_sources_and_opens_what_is_folded(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, hash="#entity=northwind")
    reader.page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    reader.page.get_by_role("button", name="Print").click()
    reader.page.emulate_media(media="print")
    sources = reader.page.locator("#sources")
    assert sources.is_visible()
    assert "https://wire.example/northwind" in sources.inner_text()
    assert not reader.page.locator(".toolbar").is_visible()
    expect(reader.page.locator("#panel details:not([open])")).to_have_count(0)


def test_links_are_only_to_the_web(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press, hash="#entity=border-agency")
    links = reader.page.locator("#panel a").all()
    assert links
    for link in links:
        assert str(link.get_attribute("href")).startswith("https://")
        assert link.get_attribute("rel") == "noopener noreferrer"
    assert reader.page.get_by_text("notes/desk.txt").first.evaluate("node => !node.closest('a')")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "hash", ["#entity=border-agency", "#pair=northwind,border-agency", "#view=table", "#base=path,orbit,priya-raman"]
)
def test_every_word_can_be_read_against_its_ground(
    press: nx.MultiDiGraph, open_page: Open, dark: bool, hash: str
) -> None:
    assert open_page(press, hash=hash, dark=dark).page.evaluate(CONTRAST) == []


def test_every_control_has_a_name_and_every_region_a_label(press: nx.MultiDiGraph, open_page: Open) -> None:
    for hash in ("", "#entity=northwind", "#view=table", "#base=path,orbit"):
        assert open_page(press, hash=hash).page.evaluate(NAMES) == []


def test_the_tab_key_reaches_every_tool_and_focus_is_seen(press: nx.MultiDiGraph, open_page: Open) -> None:
    reader = open_page(press)
    seen = []
    for _ in range(20):
        reader.page.keyboard.press("Tab")
        seen.append(
            reader.page.evaluate("[document.activeElement.id, getComputedStyle(document.activeElement).outlineStyle]")
        )
    ids = [id for id, _ in seen]
    assert ids[0] == "skip"
    for id in ("search", "view-graph", "view-table", "path-open", "start", "all", "csv", "png", "print", "reset"):
        assert id in ids
    assert all(outline != "none" for id, outline in seen if id)


@pytest.mark.parametrize(
    "hash",
    ["", "#entity=border-agency", "#pair=northwind,border-agency", "#view=table", "#base=path,orbit,priya-raman"],
)
def test_a_phone_never_scrolls_sideways(press: nx.MultiDiGraph, open_page: Open, hash: str) -> None:
    reader = open_page(press, hash=hash, width=390, height=844)
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    sheet = reader.page.locator("#sheet")
    assert sheet.get_attribute("aria-expanded") == "false"
    sheet.click()
    assert sheet.get_attribute("aria-expanded") == "true"
    box = reader.page.locator("#panel").bounding_box()
    assert box["y"] > 200
    assert box["x"] >= 0
    assert box["width"] <= 390


def test_a_hub_with_hundreds_of_neighbours_opens_some_at_a_time(open_page: Open) -> None:
    graph = nx.MultiDiGraph()
    for i in range(600):
        graph.add_edge(
            "hub", f"leaf-{i:03}", key=f"h{i}", relation="uses", label="uses", family="procurement", status="asserted"
        )
    reader = open_page(graph)
    assert len(reader.shown()) == 25
    reader.click("hub", twice=True)
    assert len(reader.shown()) == 49
    expect(reader.page.locator("#panel details")).to_have_count(40)
    reader.page.get_by_role("button", name="Show 560 more").click()
    expect(reader.page.locator("#panel details")).to_have_count(600)
    reader.page.locator("#panel summary").first.click()
    expect(reader.page.locator("#panel .claim")).to_have_count(1)
    reader.page.get_by_role("button", name="Show 500 busiest").click()
    assert len(reader.shown()) == 500


def test_an_empty_graph_says_so(open_page: Open) -> None:
    reader = open_page(nx.MultiDiGraph())
    assert "No claim passes the filters" in reader.page.locator("#empty").inner_text()
    reader.page.get_by_role("button", name="Table").click()
    assert "0 claims" in reader.page.locator("#table-count").inner_text()
