// The same claims as a table, for those who read, sort or use a screen reader.

const COLUMNS = [
  ["subject", "Subject", (claim) => entities[claim.s].name],
  ["relation", "Relation", (claim) => claim.relation.label],
  ["object", "Object", (claim) => entities[claim.o].name],
  ["status", "Status", (claim) => claim.status],
  ["attributed", "Says", (claim) => claim.attributed_to || ""],
  ["quote", "Quote", (claim) => claim.quote || ""],
  ["amount", "Amount", (claim) => claim.amount_value ?? claim.amount ?? ""],
  ["details", "Details", (claim) => details(claim)],
  ["outlet", "Outlet", (claim) => claim.document.outlet],
  ["published", "Published", (claim) => claim.document.day || ""],
  ["confidence", "Confidence", (claim) => claim.confidence],
];
const PAGE = 200;
let rowsShown = PAGE;

const details = (claim) => [claim.product, claim.program, claim.date, claim.through && claim.through.length ? `through ${claim.through.join(", ")}` : null].filter(Boolean).join("; ");

function tableRows() {
  const list = state.scope === "all" ? [...seen.passing] : [...seen.claims];
  const column = COLUMNS.find(([key]) => key === state.sort) || COLUMNS[9];
  const sign = state.down ? -1 : 1;
  const compare = (p, q) => (typeof p === "number" && typeof q === "number" ? p - q : String(p).localeCompare(String(q), "en", { numeric: true }));
  return list.map((claim) => [column[2](claim), claim]).sort((p, q) => {
    if ((p[0] === "") !== (q[0] === "")) return p[0] === "" ? 1 : -1;
    return sign * compare(p[0], q[0]) || p[1].i - q[1].i;
  }).map(([, claim]) => claim);
}

function drawTable() {
  if (state.view !== "table") return;
  const list = tableRows();
  $("table-count").textContent = `${plural(list.length, "claim", "claims")}${state.scope === "all" ? ", all that pass the filters" : " between the entities in the graph"}`;
  $("scope-shown").setAttribute("aria-pressed", String(state.scope === "shown"));
  $("scope-all").setAttribute("aria-pressed", String(state.scope === "all"));
  const focused = document.activeElement?.dataset.sort;
  $("table").tHead.replaceChildren(el("tr", {}, COLUMNS.map(([key, title]) => heading(key, title))));
  if (focused) $("table").querySelector(`[data-sort="${focused}"]`)?.focus();
  $("table").tBodies[0].replaceChildren(...list.slice(0, rowsShown).map(tableRow));
  $("more").hidden = list.length <= rowsShown;
}

function heading(key, title) {
  const on = state.sort === key;
  const arrow = on ? (state.down ? " ↓" : " ↑") : "";
  return el("th", { scope: "col", "aria-sort": on ? (state.down ? "descending" : "ascending") : "none" },
    button(title + arrow, () => go({ sort: key, down: on ? !state.down : key === "confidence" || key === "published" || key === "amount" }), { "data-sort": key }));
}

function tableRow(claim) {
  const { outlet, day, title, url } = claim.document;
  return el("tr", { "data-claim": claim.id },
    el("th", { scope: "row" }, entityButton(claim.s)),
    el("td", { text: claim.relation.label }),
    el("td", {}, entityButton(claim.o)),
    el("td", {}, statusWord(claim.status)),
    el("td", {}, claim.attributed_to ? bdi(claim.attributed_to) : "the article"),
    el("td", { class: "quote", dir: "auto", text: claim.quote || "" }),
    el("td", {}, claim.amount ? bdi(claim.amount) : ""),
    el("td", {}, bdi(details(claim))),
    el("td", {}, bdi(outlet), title || url ? [el("br"), link(title || url, url) || bdi(title || url)] : null),
    el("td", { class: "day", text: day ? dayWords(day) : "no date" }),
    el("td", { class: "number", text: claim.confidence.toFixed(2) }));
}
