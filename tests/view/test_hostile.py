"""Hostile text in every field: it is shown as it stands, runs nowhere and breaks nothing."""

from pathlib import Path
from typing import Any

import networkx as nx
from playwright.sync_api import expect

from kg.view import page

Open = Any

HOSTILE = [
    "<script>window.ran=1</script>",
    "</script><script>window.ran=1</script>",
    "<!--<script>",
    "-->",
    "]]>",
    "</style><img src=x onerror=window.ran=1>",
    "</title><svg onload=window.ran=1>",
    "<img src=x onerror=window.ran=1>",
    "<svg/onload=window.ran=1>",
    "<a href=javascript:window.ran=1>href</a>",
    "\"'><b onmouseover=window.ran=1>",
    "`${window.ran=1}`",
    "{{7*7}}",
    "{% raw %}",
    "${window.ran=1}",
    "\\u003cscript\\u003e",
    "javascript:window.ran=1",
    "JaVaScRiPt:window.ran=1",
    " javascript:window.ran=1",
    "java\nscript:window.ran=1",
    "data:text/html,<script>window.ran=1</script>",
    "vbscript:msgbox(1)",
    'https://ok.example/"onclick=window.ran=1',
    "https://[broken",
    "http:window.ran=1",
    "file:///etc/passwd",
    "//evil.example/x",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "toString",
    "prototype",
    "null",
    "undefined",
    "0",
    "-0",
    "NaN",
    "\u202eesrever\u202c",
    "\u2066isolate",
    "\u0000nul\u0001",
    "a\u2028b\u2029c",
    "\ud800lone",
    "\ufeff",
    "\u200b",
    "  ",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L",
    "😀" * 40,
    "x" * 5000,
    "long words " * 900,
    "a,b;c=d&e#f%g~h|i/j?k",
    "%E0%A4%A",
    "%00",
    "=cmd|' /C calc'!A0",
    "\r\nSet-Cookie: a=b",
    "&lt;script&gt;",
    "<b>bold</b> *md* _x_ `code`",
]
FIELDS = (
    "relation",
    "label",
    "family",
    "status",
    "attributed_to",
    "attributed_entity",
    "amount",
    "currency",
    "product",
    "program",
    "date",
    "date_first",
    "date_last",
    "quote",
    "prefix",
    "suffix",
    "document",
    "title",
    "source",
    "url",
    "path",
    "published",
    "extractor",
    "proposition",
)


def hostile_graph() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(refused=dict.fromkeys(HOSTILE, 1), skipped={"<script>window.ran=1</script>": 2})
    ids = [f"{text}" for text in HOSTILE]
    for k, text in enumerate(HOSTILE):
        graph.add_node(
            ids[k],
            name=text,
            kind=HOSTILE[(k + 1) % len(HOSTILE)] if k % 2 else "Company",
            aliases=HOSTILE[k : k + 3],
            parent=ids[k - 1],
            generic=k % 5 == 0,
        )
    for k, text in enumerate(HOSTILE):
        values: dict[str, Any] = {name: HOSTILE[(k + shift) % len(HOSTILE)] for shift, name in enumerate(FIELDS)}
        graph.add_edge(
            ids[k],
            ids[(k + 1) % len(ids)],
            key=f"{text}#1",
            **values,
            confidence=0.5,
            through=HOSTILE[k : k + 2],
            start=0,
            end=1,
            evidence_count=1,
        )
        same = {**values, **dict.fromkeys(FIELDS, text)}
        graph.add_edge(
            ids[k],
            ids[(k + 7) % len(ids)],
            key=f"{text}#2",
            **same,
            confidence="1e999",
            through=[text],
            evidence_count="many",
        )
    return graph


def attempts(reader: Any) -> Any:
    return reader.page.evaluate("window.ran")


def test_hostile_text_never_runs_and_every_claim_can_be_read(open_page: Open) -> None:
    graph = hostile_graph()
    reader = open_page(graph, title=HOSTILE[1], hash="#base=all")
    assert attempts(reader) is None
    assert reader.page.locator("h1").inner_text() == HOSTILE[1]
    reader.page.get_by_text("What this page does not show").click()
    for button in ("Table", "Every claim", "Graph"):
        reader.page.get_by_role("button", name=button, exact=True).click()
    assert len(reader.shown()) == graph.number_of_nodes()
    assert reader.page.locator("#panel-body .row").count() >= graph.number_of_nodes() - 1
    expect(reader.page.locator("main script, aside script, main img, aside img, #missing img")).to_have_count(0)
    assert attempts(reader) is None


def test_each_hostile_entity_can_be_chosen_read_and_linked_to(open_page: Open) -> None:
    """Through the address, for the id is the hostile text itself."""
    reader = open_page(hostile_graph())
    for text in HOSTILE:
        clean = text.encode("utf-8", "replace").decode()
        reader.page.evaluate(CHOOSE, clean)
        reader.until("id => kg.shown().includes(id) && document.querySelector('.panel .head') !== null", clean)
        assert reader.page.locator(".panel h2").text_content() == (clean.strip() or clean)
        reader.page.evaluate("document.querySelectorAll('.panel details').forEach((d) => d.open = true)")
        assert clean in reader.page.locator(".panel mark").all_text_contents()
        for address in reader.page.evaluate(
            "[...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href'))"
        ):
            assert address.startswith(("http://", "https://", "#")), address
        assert attempts(reader) is None


CHOOSE = "id => { const name = encodeURIComponent(id); location.hash = `#base=near,${name}&entity=${name}`; }"


def test_hostile_search_text_finds_its_entity_or_nothing(open_page: Open) -> None:
    reader = open_page(hostile_graph())
    for text in HOSTILE[:20]:
        reader.search(text.replace("\n", " "))
        assert reader.page.locator("#search-list").is_visible()
    assert attempts(reader) is None


def test_hostile_text_downloads_as_text(open_page: Open) -> None:
    reader = open_page(hostile_graph(), hash="#view=table&rows=all")
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("button", name="CSV", exact=True).click()
    assert "window.ran=1" in Path(waiting.value.path()).read_text(encoding="utf-8")
    assert attempts(reader) is None


def test_no_hostile_byte_stands_outside_the_data_block() -> None:
    text = page(hostile_graph(), title="<script>window.ran=1</script>")
    start, end = (
        text.index('<script type="application/json" id="data">') + 42,
        text.index("</script>", text.index('id="data"')),
    )
    block = text[start:end]
    assert not set("<>&\u2028\u2029\x00") & set(block)
    assert "window.ran" not in text[:start].replace("&lt;script&gt;window.ran=1&lt;/script&gt;", "")
    assert "window.ran" not in text[end:]
