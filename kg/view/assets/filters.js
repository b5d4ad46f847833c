// The legend, which is also the filter: every row shows its sign, its word and how many there are.

const rows = { kind: new Map(), relation: new Map(), status: new Map(), outlet: new Map() };

function startFilters() {
  const values = (facet, of) => [...new Set(of)].map((value) => [facet, value]);
  const by = (order) => (p, q) => (order.indexOf(p[1]) + 99) % 99 - (order.indexOf(q[1]) + 99) % 99 || (p[1] < q[1] ? -1 : 1);
  const kinds = values("kind", entities.map((entity) => entity.kind)).sort(by(Object.keys(KINDS)));
  const statuses = values("status", claims.map((claim) => claim.status)).sort(by(Object.keys(STATUSES)));
  const outlets = values("outlet", claims.map((claim) => claim.document.outlet)).sort(by([]));
  const families = groupBy([...relations].sort((p, q) => p.label.localeCompare(q.label, "en")), (relation) => relation.family);
  const order = Object.keys(FAMILIES);
  const sorted = [...families].sort((p, q) => (order.indexOf(p[0]) + 99) % 99 - (order.indexOf(q[0]) + 99) % 99);
  $("filter-groups").replaceChildren(
    group("What an article does with it", statuses.map(([facet, value]) => row(facet, value, statusLine(value), statusWord(value), statusOf(value).says)), disputedRow()),
    group("Who and what", kinds.map(([facet, value]) => row(facet, value, kindSign(value), el("span", { text: kindOf(value) === KINDS.Unknown ? value : kindOf(value).words })))),
    group("Relation", sorted.map(([family, some]) => familyRows(family, some))),
    group("Outlet", el("div", { class: "long" }, outlets.map(([facet, value]) => row(facet, value, null, bdi(value))))),
    ...measures());
}

const group = (title, ...children) => el("fieldset", {}, el("legend", { text: title }), ...children);

const disputedRow = () => el("p", { class: "row-note" }, statusLine("disputed"), statusWord("disputed"), " line: said or alleged here, denied there");

function row(facet, value, sign, word, title = null) {
  const input = el("input", { type: "checkbox", on: { change: () => toggle(facet, [value], input.checked) } });
  const count = el("span", { class: "count" });
  const only = button("only", () => toggleOnly(facet, value), { class: "only", "aria-label": `only ${value}` });
  rows[facet].set(value, { input, count });
  return el("div", { class: "filter-row", title }, el("label", {}, input, sign, el("span", { class: "name" }, word), count), only);
}

function familyRows(family, some) {
  const all = some.map((relation) => relation.name);
  const input = el("input", { type: "checkbox", "data-family": family, on: { change: () => toggle("relation", all, input.checked) } });
  rows.families = rows.families || [];
  rows.families.push({ input, all });
  return el("div", { class: "family" }, el("label", { class: "family-name" }, input, el("span", { class: "name", text: familyOf(family) })),
    some.map((relation) => row("relation", relation.name, null, el("span", { text: relation.label }), relation.says)));
}

function measures() {
  const slider = el("input", { id: "confidence", type: "range", min: 0, max: 1, step: 0.05, on: { input: () => go({ confidence: Number(slider.value) }, { replace: true }) } });
  const day = (id, key) => el("input", { id, type: "date", min: days[0], max: days[days.length - 1], on: { change: (event) => go({ [key]: event.target.value }) } });
  const undated = el("input", { id: "undated", type: "checkbox", on: { change: () => go({ undated: undated.checked }) } });
  return [
    group("Confidence", el("label", { for: "confidence", class: "stack" }, "at least ", el("output", { id: "confidence-value", for: "confidence" })), slider),
    group("Published", el("label", { for: "since", class: "stack" }, "from", day("since", "since")), el("label", { for: "until", class: "stack" }, "to", day("until", "until")),
      el("label", {}, undated, el("span", { class: "name", text: "articles without a date" }), el("span", { class: "count", text: String(claims.filter((claim) => !claim.document.day).length) }))),
  ];
}

function toggle(facet, values, on) {
  const off = new Set(state.off[facet]);
  for (const value of values) on ? off.delete(value) : off.add(value);
  go({ off: { ...state.off, [facet]: [...off].sort() } });
}

function toggleOnly(facet, value) {
  go({ off: { ...state.off, [facet]: [...rows[facet].keys()].filter((other) => other !== value).sort() } });
}

function drawFilters() {
  const { counts } = sift();
  for (const facet of FACETS) for (const [value, { input, count }] of rows[facet]) {
    input.checked = !state.off[facet].includes(value);
    count.textContent = (counts[facet].get(value) || 0).toLocaleString("en");
  }
  for (const { input, all } of rows.families || []) {
    const off = all.filter((name) => state.off.relation.includes(name)).length;
    input.checked = off < all.length;
    input.indeterminate = off > 0 && off < all.length;
  }
  $("confidence").value = state.confidence;
  $("confidence-value").textContent = state.confidence.toFixed(2);
  $("since").value = state.since;
  $("until").value = state.until;
  $("undated").checked = state.undated;
  drawChips();
}

function drawChips() {
  const chips = [];
  const add = (text, change) => chips.push(el("button", { type: "button", class: "chip", "aria-label": `Remove filter: ${text}`, on: { click: () => go(change) } }, bdi(text), el("span", { "aria-hidden": "true", text: " ×" })));
  const name = { kind: (value) => kindOf(value).words, relation: (value) => (relations.find((relation) => relation.name === value) || { label: value }).label, status: String, outlet: String };
  for (const facet of FACETS) {
    const off = state.off[facet];
    const on = [...rows[facet].keys()].filter((value) => !off.includes(value));
    const open = { off: { ...state.off, [facet]: [] } };
    if (off.length > 1 && on.length && on.length <= 2) add(`only ${on.map(name[facet]).join(", ")}`, open);
    else if (off.length > 5) add(`${off.length} of ${rows[facet].size} ${facet}s off`, open);
    else for (const value of off) add(`no ${name[facet](value)}`, { off: { ...state.off, [facet]: off.filter((other) => other !== value) } });
  }
  if (state.confidence) add(`confidence ≥ ${state.confidence.toFixed(2)}`, { confidence: 0 });
  if (state.since) add(`from ${dayWords(state.since)}`, { since: "" });
  if (state.until) add(`to ${dayWords(state.until)}`, { until: "" });
  if (!state.undated) add("dated articles only", { undated: true });
  if (state.hidden.length) add(`${plural(state.hidden.length, "entity", "entities")} hidden`, { hidden: [] });
  $("chips").hidden = !chips.length;
  $("chips").replaceChildren(...chips);
}
