// One claim as the reader sees it: status, sentence, who says so, the quote, the source.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dayWords(day) {
  if (!day) return "no date";
  const [year, month, date] = day.split("-").map(Number);
  return `${date} ${MONTHS[month - 1] || "?"} ${year}`;
}

const entityButton = (i) => el("button", { type: "button", class: "entity", on: { click: () => show(i) } }, bdi(entities[i].name));

function sayer(claim) {
  if (!claim.attributed_to) return ["the article itself"];
  const verb = claim.status === "denied" ? "denied by " : "says ";
  const i = idOf.get(claim.attributed_entity);
  return [verb, i === undefined ? bdi(claim.attributed_to) : el("button", { type: "button", class: "entity", on: { click: () => show(i) } }, bdi(claim.attributed_to))];
}

function qualifiers(claim) {
  const rows = [
    ["Amount", claim.amount], ["Product", claim.product], ["Programme", claim.program], ["When", claim.date],
    ["Through", claim.through && claim.through.join(", ")],
  ].filter(([, text]) => text);
  if (!rows.length) return null;
  return el("dl", { class: "qualifiers" }, rows.map(([term, text]) => [el("dt", { text: term }), el("dd", {}, bdi(text))]));
}

function quotation(claim) {
  if (!claim.quote) return null;
  return el("blockquote", { dir: "auto" },
    el("span", { class: "around", text: claim.prefix ? `…${claim.prefix}` : "" }),
    el("mark", { text: claim.quote }),
    el("span", { class: "around", text: claim.suffix ? `${claim.suffix}…` : "" }));
}

function source(claim) {
  const { outlet, day, title, url, path } = claim.document;
  const name = title || url || path || "untitled article";
  const linked = link(name, url);
  return el("p", { class: "source" },
    el("cite", {}, bdi(outlet)), `, ${dayWords(day)}: `, linked || bdi(name),
    !linked && path && path !== name ? [" ", el("span", { class: "where" }, bdi(path))] : null);
}

function claimCard(claim, { sentence = true } = {}) {
  const name = own(STATUSES, claim.status) ? claim.status : "alleged";
  const count = claim.evidence_count > 1 ? ` · ${claim.evidence_count} passages` : "";
  return el("article", { class: `claim edge-${name}`, "data-claim": claim.id },
    el("p", { class: "verdict" }, statusLine(claim.status), statusWord(claim.status), " · ", sayer(claim)),
    sentence ? el("p", { class: "sentence" }, entityButton(claim.s), ` ${claim.relation.label} `, entityButton(claim.o)) : null,
    quotation(claim),
    qualifiers(claim),
    source(claim),
    el("p", { class: "confidence" }, el("meter", { min: 0, max: 1, value: claim.confidence, "aria-label": "confidence" }), ` confidence ${claim.confidence.toFixed(2)}${count}`));
}

// Claims of one relation between two entities; those that contradict each other stand side by side.
function claimGroup(list, options) {
  const ordered = [...list].sort((p, q) => rank(p.status) - rank(q.status) || (q.document.day || "").localeCompare(p.document.day || "") || p.i - q.i);
  if (!contradicts(ordered)) return el("div", { class: "claims" }, ordered.map((claim) => claimCard(claim, options)));
  const denied = ordered.filter((claim) => claim.status === "denied");
  const others = ordered.filter((claim) => claim.status !== "denied");
  const column = (title, some) => el("div", { class: "side" }, el("h4", { text: `${title} (${some.length})` }), some.map((claim) => claimCard(claim, options)));
  const words = [...statusCounts(others).keys()].join(", ");
  return el("div", { class: "sides" }, column(words, others), column("denied", denied));
}

function groupBy(list, key) {
  const groups = new Map();
  for (const item of list) {
    const name = key(item);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(item);
  }
  return groups;
}

// Selects an entity; one that is out of view becomes the centre of a new view.
function show(i) {
  if (seen.shown.has(i)) {
    go({ selected: [i], view: state.view });
    if (state.view === "graph") bringIntoView(i);
  } else {
    go({ base: "near", focus: i, to: null, expanded: [], hidden: [], selected: [i], view: "graph" });
  }
  openSheet(true);
}
