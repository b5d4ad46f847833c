// The whole: one picture of the state, drawn anew at every change.

const countWords = () => `${plural(seen.shown.size, "entity", "entities")}, ${plural(seen.claims.length, "claim", "claims")} in view`;

function render() {
  const now = visible();
  $("graph-view").hidden = state.view !== "graph";
  $("table-view").hidden = state.view !== "table";
  document.querySelector(".columns").classList.toggle("tabled", state.view === "table" && !state.selected);
  $("view-graph").setAttribute("aria-pressed", String(state.view === "graph"));
  $("view-table").setAttribute("aria-pressed", String(state.view === "table"));
  drawGraph(now);
  drawFilters();
  drawPanel();
  drawTable();
  $("undo").disabled = !past.length;
  $("all").disabled = state.base === "all";
  $("empty").hidden = seen.shown.size > 0;
  const rest = entities.length - seen.shown.size;
  $("foot").textContent = `${countWords()}${rest ? `; ${plural(rest, "more entity", "more entities")} in this file` : ""}.`;
  tell(countWords());
}

function introduce() {
  const span = days.length ? `, ${days[0] === days[days.length - 1] ? dayWords(days[0]) : `${dayWords(days[0])} to ${dayWords(days[days.length - 1])}`}` : "";
  $("standfirst").textContent = `${plural(claims.length, "claim", "claims")} about ${plural(entities.length, "entity", "entities")} in ${plural(documents.length, "article", "articles")}${span}. A line is what an article says, not a fact: open it and read the words.`;
  const items = DATA.missing.map(({ what, count, reasons }) => el("li", {},
    `${count.toLocaleString("en")} ${(own(MISSING, what) || [what, what])[count === 1 ? 0 : 1]}`, reasons.length ? [": ", reasons.map(([reason, n]) => `${reason} (${n})`).join("; ")] : null));
  items.push(el("li", { text: "What no article in this collection says. The absence of a line means nothing." }));
  if (entities.length > DATA.opening.length) items.push(el("li", { text: `The opening view draws ${DATA.opening.length} of ${entities.length.toLocaleString("en")} entities; search or expand to see others.` }));
  items.push(el("li", { text: "Claims were read by a program. Check the quote before you print." }));
  $("missing-list").replaceChildren(...items);
  $("all").textContent = entities.length > MOST ? `Show ${MOST} busiest` : "Show all";
}

function listen() {
  const click = (id, act) => $(id).addEventListener("click", act);
  click("skip", (event) => {
    event.preventDefault();
    $("main").focus();
  });
  click("view-graph", () => go({ view: "graph" }));
  click("view-table", () => go({ view: "table" }));
  click("undo", undo);
  click("path-open", () => startPath(state.selected && state.selected.length === 1 ? state.selected[0] : null));
  click("start", () => go({ base: "open", focus: null, to: null, expanded: [], hidden: [], selected: null, view: "graph" }));
  click("all", () => go({ base: "all", focus: null, to: null, expanded: [], hidden: [] }));
  click("reset", () => go(fresh()));
  click("csv", csv);
  click("png", png);
  click("print", () => window.print());
  click("zoom-in", () => zoom(1.25));
  click("zoom-out", () => zoom(0.8));
  click("zoom-fit", () => fit({ whole: true }));
  click("tidy", tidy);
  click("scope-shown", () => go({ scope: "shown" }));
  click("scope-all", () => go({ scope: "all" }));
  click("more", () => {
    rowsShown += PAGE;
    drawTable();
  });
  click("sheet", () => openSheet(!$("panel").classList.contains("open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/^(input|textarea)$/i.test(document.activeElement.tagName)) {
      event.preventDefault();
      $("search").focus();
    }
  });
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", preparePrint);
  combobox($("search"), $("search-list"), show);
}

function start() {
  if (matchMedia("(max-width: 820px)").matches) $("filters").open = false;
  state = decode(location.hash);
  written = location.hash;
  introduce();
  startFilters();
  startGraph();
  listen();
  render();
}

start();

// For those who drive the page from outside: where things are drawn, in pixels of the window.
window.kg = {
  shown: () => [...seen.shown].map((i) => entities[i].id),
  lines: () => edgeSet.get().map(({ id, words, dashes, color, from, to }) => ({ id, label: words?.text, dashes, color: color.color, from: entities[from].id, to: entities[to].id })),
  place: (id) => screenPoint(at.get(idOf.get(id))),
  between: (a, b) => {
    const [p, q] = [at.get(idOf.get(a)), at.get(idOf.get(b))];
    return screenPoint({ x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 });
  },
  boxes: () => [...seen.shown].map((i) => ({ id: entities[i].id, ...at.get(i), width: boxOf[i][0], height: boxOf[i][1] })),
  words: () => (spots ? spots.list : []).map(({ id, lines, x, y, width, height }) => ({ id, text: lines.join("\n"), x, y, width, height })),
  scale: () => network.getScale(),
};

function screenPoint(spot) {
  const inside = network.canvasToDOM(spot);
  const frame = $("canvas").getBoundingClientRect();
  return { x: frame.left + inside.x, y: frame.top + inside.y };
}
