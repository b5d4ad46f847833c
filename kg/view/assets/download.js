// Taking things along: CSV of what is visible, PNG of the graph, sources for print.

const CSV_COLUMNS = [
  ["claim", (claim) => claim.id], ["subject", (claim) => entities[claim.s].name], ["subject_id", (claim) => entities[claim.s].id],
  ["relation", (claim) => claim.relation.name], ["object", (claim) => entities[claim.o].name], ["object_id", (claim) => entities[claim.o].id],
  ["status", (claim) => claim.status], ["attributed_to", (claim) => claim.attributed_to], ["confidence", (claim) => claim.confidence],
  ["amount", (claim) => claim.amount], ["amount_value", (claim) => claim.amount_value], ["currency", (claim) => claim.currency],
  ["product", (claim) => claim.product], ["program", (claim) => claim.program], ["date", (claim) => claim.date],
  ["through", (claim) => (claim.through || []).join("; ")], ["quote", (claim) => claim.quote], ["outlet", (claim) => claim.document.outlet],
  ["published", (claim) => claim.document.day], ["title", (claim) => claim.document.title], ["url", (claim) => claim.document.url],
];

// A spreadsheet runs a cell that starts like a formula; an apostrophe makes it text.
function cell(value) {
  if (typeof value === "number") return String(value);
  let text = String(value ?? "");
  if (/^[\s\u0000-\u001f]*[=+\-@＝＋－＠\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n;]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function csv() {
  const list = state.view === "table" ? tableRows() : seen.claims;
  const lines = [CSV_COLUMNS.map(([name]) => name), ...list.map((claim) => CSV_COLUMNS.map(([, read]) => cell(read(claim))))];
  save(new Blob(["\ufeff", lines.map((line) => line.join(",")).join("\r\n"), "\r\n"], { type: "text/csv;charset=utf-8" }), "claims.csv");
  tell(`${plural(list.length, "claim", "claims")} written to claims.csv`);
}

function png() {
  const drawn = $("canvas").querySelector("canvas");
  const ratio = drawn.width / drawn.clientWidth;
  const head = Math.round(64 * ratio), foot = Math.round(52 * ratio);
  const sheet = el("canvas", { width: drawn.width, height: drawn.height + head + foot });
  const ctx = sheet.getContext("2d");
  ctx.fillStyle = ink.page;
  ctx.fillRect(0, 0, sheet.width, sheet.height);
  ctx.drawImage(drawn, 0, head);
  ctx.fillStyle = ink.text;
  ctx.font = `600 ${20 * ratio}px ${getComputedStyle(document.documentElement).getPropertyValue("--serif")}`;
  ctx.fillText(document.title, 16 * ratio, 30 * ratio, sheet.width - 32 * ratio);
  ctx.font = `${12.5 * ratio}px ${ink.sans}`;
  ctx.fillStyle = ink.quiet;
  ctx.fillText(`${countWords()}. Each line is what an article says, not a fact.`, 16 * ratio, 50 * ratio, sheet.width - 32 * ratio);
  legendStrip(ctx, ratio, head + drawn.height + 26 * ratio);
  sheet.toBlob((blob) => blob && save(blob, "graph.png"), "image/png");
  tell("Picture written to graph.png");
}

function legendStrip(ctx, ratio, y) {
  let x = 16 * ratio;
  for (const [name, { dash, sign }] of Object.entries(STATUSES)) {
    ctx.strokeStyle = ink.status[name];
    ctx.lineWidth = 2 * ratio;
    ctx.setLineDash(dash ? dash.map((n) => n * ratio) : []);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.lineTo(x + 34 * ratio, y);
    ctx.stroke();
    ctx.fillStyle = ink.text;
    const word = `${sign} ${name}`.trim();
    ctx.fillText(word, x + 40 * ratio, y + 4 * ratio);
    x += 56 * ratio + ctx.measureText(word).width;
  }
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = el("a", { href: address, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// On paper nothing can be opened, so everything is.
function preparePrint() {
  for (const more of document.querySelectorAll("#panel .more")) more.click();
  for (const details of document.querySelectorAll("#panel details, #missing")) {
    details.fill?.();
    details.open = true;
  }
  drawSources();
}

function drawSources() {
  const list = state.view === "table" ? tableRows() : state.selected ? panelClaims() : seen.claims;
  const used = [...new Set(list.map((claim) => claim.document))].sort((p, q) => (p.day || "").localeCompare(q.day || "") || (p.id < q.id ? -1 : 1));
  $("sources").replaceChildren(el("h2", { text: `Sources (${used.length})` }), el("ol", {}, used.map((document) => el("li", {},
    el("cite", {}, bdi(document.outlet)), `, ${dayWords(document.day)}: `, bdi(document.title || "untitled article"), document.url || document.path ? [". ", el("span", { class: "where" }, bdi(document.url || document.path))] : null))));
}

function panelClaims() {
  const [a, b] = state.selected;
  return seen.passing.filter((claim) => (b === undefined ? claim.s === a || claim.o === a : (claim.s === a && claim.o === b) || (claim.s === b && claim.o === a)));
}
