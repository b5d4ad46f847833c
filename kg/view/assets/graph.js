// The drawing: vis-network shows it, positions and styles come from here.

const at = new Map();
let network = null;
let nodeSet = null;
let edgeSet = null;
let seen = null;
let placedFor = null;
let hovered = null;
let ink = null;
let labelled = new Set();
const named = new Set();
let lit = null;
let unseen = new Map();
let spots = null;
const glyphs = new Map(Object.entries(KINDS).map(([kind, { path }]) => [kind, new Path2D(path)]));

function palette() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(`--${name}`).trim();
  ink = { paper: read("card"), page: read("page"), text: read("ink"), quiet: read("quiet"), rule: read("rule"), accent: read("accent"), sans: read("sans"), status: {}, kind: {} };
  for (const name of Object.keys(STATUSES)) ink.status[name] = read(name);
  for (const name of Object.keys(KINDS)) ink.kind[name] = read(`kind-${name}`);
}

function startGraph() {
  palette();
  nodeSet = new vis.DataSet();
  edgeSet = new vis.DataSet();
  const options = {
    ...DATA.options,
    nodes: { ...DATA.options.nodes, ctxRenderer: drawCard, chosen: false },
    edges: { ...DATA.options.edges, chosen: false },
  };
  network = new vis.Network($("canvas"), { nodes: nodeSet, edges: edgeSet }, options);
  const frame = $("canvas").querySelector(".vis-network");
  if (frame) frame.tabIndex = -1;
  network.once("afterDrawing", () => performance.mark("first-picture"));
  network.on("beforeDrawing", chooseNames);
  network.on("afterDrawing", paintWords);
  network.on("dragging", ({ nodes }) => nodes.length && forget());
  network.on("click", ({ nodes, edges }) => go({ selected: nodes.length ? [nodes[0]] : edges.length ? edges[0].split("-").map(Number) : null }));
  // The browser's own double click keeps its time even while the page is busy; fingers have only vis-network's.
  network.on("doubleClick", ({ nodes, event }) => nodes.length && event.srcEvent?.pointerType === "touch" && expand(nodes[0]));
  $("canvas").addEventListener("dblclick", (event) => {
    const frame = $("canvas").getBoundingClientRect();
    const i = network.getNodeAt({ x: event.clientX - frame.left, y: event.clientY - frame.top });
    if (i !== undefined) expand(i);
  });
  network.on("hoverNode", ({ node }) => hover([node]));
  network.on("hoverEdge", ({ edge }) => hover(edge.split("-").map(Number)));
  network.on("blurNode", () => hover(null));
  network.on("blurEdge", () => hover(null));
  network.on("dragEnd", ({ nodes }) => nodes.forEach(moved));
  $("canvas").addEventListener("keydown", steer);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    palette();
    render();
  });
  new ResizeObserver(() => fit()).observe($("canvas"));
}

function moved(i) {
  const place = network.getPositions([i])[i];
  at.set(i, place);
  if (isPinned(i)) go({ pinned: state.pinned.map((pin) => (pin[0] === i ? [i, place.x, place.y] : pin)) });
}

function hover(what) {
  hovered = what;
  $("canvas").classList.toggle("pointing", Boolean(what));
  styleGraph();
}

function drawGraph(now) {
  const before = seen ? seen.shown : new Set();
  seen = now;
  const changed = place(now);
  const degree = (i) => (now.near.get(i) || new Map()).size;
  labelled = new Set([...now.shown].sort((p, q) => degree(q) - degree(p)).slice(0, 14));
  // A thousand lines cannot follow the hand; they come back when it rests.
  network.setOptions({ interaction: { hideEdgesOnDrag: now.bundles.size > 800, hideEdgesOnZoom: now.bundles.size > 800 } });
  nodeSet.remove([...nodeSet.getIds()].filter((id) => !now.shown.has(id)));
  edgeSet.remove([...edgeSet.getIds()].filter((id) => !now.bundles.has(id)));
  nodeSet.update([...now.shown].map((i) => ({ id: i, label: DATA.nodes[i].label, shape: "custom", ...at.get(i) })));
  styleGraph();
  const same = before.size === now.shown.size && [...now.shown].every((i) => before.has(i));
  if (changed || !same) fit();
}

function place(now) {
  const key = [state.base, state.focus, state.to, state.base === "path" ? [...now.shown].join() : ""].join(" ");
  const changed = key !== placedFor;
  if (changed) {
    at.clear();
    placedFor = key;
    if (state.base === "open" || (state.base === "path" && state.to === null)) DATA.opening.forEach(([i, x, y]) => at.set(i, { x, y }));
    if (state.base === "all") DATA.nodes.forEach((node) => node.x !== undefined && at.set(node.id, { x: node.x, y: node.y }));
  }
  for (const [i, x, y] of state.pinned) at.set(i, { x, y });
  const kept = [...now.shown].filter((i) => at.has(i));
  const fresh = new Set([...now.shown].filter((i) => !at.has(i)));
  const links = [...now.bundles.values()].map(({ a, b }) => [a, b]);
  if (now.hops && now.hops.length && changed) {
    chainLayout([state.focus, ...now.hops.map((hop) => hop.b)], at);
    [...now.shown].forEach((i) => at.has(i) && fresh.delete(i));
    placeNew(fresh, now.hops.map((hop) => hop.b), links, at);
  } else {
    placeNew(fresh, kept, links, at);
  }
  return changed || fresh.size > 0;
}

function styleGraph() {
  lit = touched();
  unseen = new Map([...seen.shown].map((i) => [i, hiddenNeighbours(seen, i)]));
  const near = lit;
  const many = seen.bundles.size > 45;
  const list = [];
  for (const line of seen.bundles.values()) {
    const bright = !near || near.lines.has(line.key);
    list.push(edgeStyle(line, bright, near ? bright : !many));
  }
  edgeSet.update(list);
  forget();
  network.redraw();
}

// What the selection, or the pointer when nothing is selected, puts in the foreground.
function touched() {
  const centre = state.selected || hovered;
  if (!centre) return null;
  const nodes = new Set(centre);
  const lines = new Set();
  for (const { key, a, b } of seen.bundles.values()) {
    const hit = centre.length === 1 ? a === centre[0] || b === centre[0] : centre.includes(a) && centre.includes(b);
    if (!hit) continue;
    lines.add(key);
    nodes.add(a).add(b);
  }
  return { nodes, lines };
}

// What a line says in words, and the colour that goes with it; "asserted" alone goes without saying.
function wording({ claims: list }, bright, full) {
  const { relation, status, more, contradicted, counts } = headline(list);
  const name = own(STATUSES, status) ? status : "alleged";
  const word = name === "asserted" ? "" : `${statusOf(status).sign} ${status}`;
  const color = name === "asserted" ? ink.quiet : ink.status[name];
  if (!full) return { text: bright ? word : "", word, color, relation, name };
  let text = word ? `${word}: ${relation.label}` : relation.label;
  if (more) text += `  +${more}`;
  if (contradicted) text += `\n${[...counts].map(([what, count]) => `${what} ${count}`).join(" · ")}`;
  return { text, word, color, relation, name };
}

function edgeStyle(line, bright, full) {
  const { key, a, b, claims: list } = line;
  const { text, word, color, relation, name } = wording(line, bright, full);
  const both = a !== b && seen.bundles.has(`${b}-${a}`);
  return {
    id: key, from: a, to: b, words: text ? { text, word, color } : null,
    color: { color: ink.status[name], inherit: false, opacity: bright ? 1 : 0.22 },
    dashes: STATUSES[name].dash,
    width: 1.3 + Math.min(2.2, Math.log2(list.length) * 0.7),
    arrows: { to: { enabled: !relation.symmetric, scaleFactor: 0.55 } },
    smooth: both ? { enabled: true, type: "curvedCW", roundness: 0.18 } : false,
  };
}

const FAR = 0.42;
const dotSize = (scale) => Math.min(40, 13 / scale);

function drawCard({ ctx, id, x, y }) {
  const scale = network ? network.getScale() : 1;
  const [width, height] = boxOf[id];
  if (scale < FAR) {
    const size = dotSize(scale) * 1.3;
    return { drawNode: () => paintDot(ctx, id, x, y, scale), nodeDimensions: { width: size, height: size } };
  }
  return { drawNode: () => paintCard(ctx, id, x, y, width, height), nodeDimensions: { width, height } };
}

function paintCard(ctx, i, x, y, width, height) {
  const entity = entities[i];
  const kind = own(KINDS, entity.kind) ? entity.kind : "Unknown";
  const alpha = lit && !lit.nodes.has(i) ? 0.4 : 1;
  const selected = state.selected && state.selected.includes(i);
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - height / 2, width, height, 5);
  ctx.fillStyle = ink.paper;
  ctx.globalAlpha = 1;
  ctx.fill();
  ctx.globalAlpha = alpha;
  ctx.lineWidth = selected ? 3 : 1.2;
  ctx.strokeStyle = selected ? ink.accent : ink.kind[kind];
  ctx.setLineDash(entity.generic ? [4, 3] : []);
  ctx.stroke();
  ctx.setLineDash([]);
  paintGlyph(ctx, kind, x - width / 2 + 10, y - 8, 16);
  paintText(ctx, i, x, y, width, height);
  paintMarks(ctx, i, x + width / 2, y - height / 2);
}

function paintGlyph(ctx, kind, x, y, size) {
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(size / 16, size / 16);
  ctx.fillStyle = ink.kind[kind];
  ctx.fill(glyphs.get(kind), "evenodd");
  ctx.restore();
}

function paintText(ctx, i, x, y, width, height) {
  const lines = DATA.nodes[i].label.split("\n");
  const size = (14 * (height - 16)) / (18 * lines.length);
  ctx.font = `${entities[i].generic ? "italic " : ""}${size > 15 ? 600 : 500} ${size}px ${ink.sans}`;
  ctx.fillStyle = ink.text;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const step = (height - 16) / lines.length;
  lines.forEach((line, k) => ctx.fillText(line, x - width / 2 + 33, y + (k - (lines.length - 1) / 2) * step + 0.5, width - 41));
}

// At the upper right corner: pinned, and how many neighbours are not drawn.
function paintMarks(ctx, i, x, y) {
  const more = unseen.get(i);
  const text = `${isPinned(i) ? "● " : ""}${more ? `+${more}` : ""}`.trim();
  if (!text) return;
  ctx.font = `600 10.5px ${ink.sans}`;
  const width = ctx.measureText(text).width + 10;
  ctx.beginPath();
  ctx.roundRect(x - width + 6, y - 8, width, 16, 8);
  ctx.fillStyle = ink.text;
  ctx.fill();
  ctx.fillStyle = ink.paper;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x - width / 2 + 6, y + 0.5);
}

// From afar a card cannot be read: only its sign is drawn, and the names of the best connected.
function paintDot(ctx, i, x, y, scale) {
  const kind = own(KINDS, entities[i].kind) ? entities[i].kind : "Unknown";
  const size = dotSize(scale);
  ctx.globalAlpha = lit && !lit.nodes.has(i) ? 0.4 : 1;
  ctx.beginPath();
  ctx.arc(x, y, size * 0.75, 0, 7);
  ctx.fillStyle = ink.page;
  ctx.fill();
  paintGlyph(ctx, kind, x - size / 2, y - size / 2, size);
  const selected = state.selected && state.selected.includes(i);
  if (selected) {
    ctx.lineWidth = 3 / scale;
    ctx.strokeStyle = ink.accent;
    ctx.stroke();
  }
  if (!named.has(i)) return;
  ctx.font = `600 ${12 / scale}px ${ink.sans}`;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4 / scale;
  ctx.strokeStyle = ink.page;
  ctx.fillStyle = ink.text;
  const text = DATA.nodes[i].label.replace(/\n/g, " ");
  ctx.strokeText(text, x + size, y);
  ctx.fillText(text, x + size, y);
}

// The names that fit beside each other from afar, those of the chosen and the best connected first.
function chooseNames(ctx) {
  named.clear();
  const scale = network.getScale();
  if (scale >= FAR || !seen) return;
  const taken = [];
  ctx.font = `600 ${12 / scale}px ${ink.sans}`;
  for (const i of [...(state.selected || []), ...labelled]) {
    if (!at.has(i) || named.has(i)) continue;
    const { x, y } = network.getPosition(i);
    const left = x + dotSize(scale), right = left + ctx.measureText(DATA.nodes[i].label.replace(/\n/g, " ")).width;
    const top = y - 8 / scale, bottom = y + 8 / scale;
    if (taken.some((box) => left < box.right && right > box.left && top < box.bottom && bottom > box.top)) continue;
    taken.push({ left, right, top, bottom });
    named.add(i);
  }
}

function extent(ids) {
  const list = [...ids].filter((i) => at.has(i));
  if (!list.length) return null;
  const edge = (sign, axis) => list.map((i) => at.get(i)[axis] + (sign * boxOf[i][axis === "x" ? 0 : 1]) / 2);
  return { left: Math.min(...edge(-1, "x")), right: Math.max(...edge(1, "x")), top: Math.min(...edge(-1, "y")), bottom: Math.max(...edge(1, "y")) };
}

// On a phone the whole would be too small to read: the view starts at its centre of interest.
function fit({ whole = false } = {}) {
  const area = seen && extent(seen.shown);
  const { clientWidth: wide, clientHeight: high } = $("canvas");
  if (!area || !wide || !high) return;
  const scale = Math.min((wide - 28) / (area.right - area.left), (high - 28) / (area.bottom - area.top), 1.15);
  const centre = state.selected?.[0] ?? state.focus ?? DATA.focus ?? [...labelled][0];
  if (!whole && wide < 600 && scale < 0.62 && at.has(centre)) {
    network.moveTo({ position: at.get(centre), scale: 0.62 });
    return;
  }
  network.moveTo({ position: { x: (area.left + area.right) / 2, y: (area.top + area.bottom) / 2 }, scale });
}

function zoom(factor) {
  network.moveTo({ scale: Math.min(4, Math.max(0.05, network.getScale() * factor)) });
}

function bringIntoView(i) {
  if (!at.has(i)) return;
  const spot = network.canvasToDOM(at.get(i));
  const { clientWidth: wide, clientHeight: high } = $("canvas");
  const clear = spot.x > 60 && spot.x < wide - 60 && spot.y > 30 && spot.y < high - 30;
  if (!clear || network.getScale() < FAR) network.moveTo({ position: at.get(i), scale: Math.max(0.8, network.getScale()) });
}

function tidy() {
  const pins = new Map(state.pinned.map(([i, x, y]) => [i, { x, y }]));
  at.clear();
  wholeLayout([...seen.shown], [...seen.bundles.values()].map(({ a, b }) => [a, b]), at);
  for (const [i, spot] of pins) at.set(i, spot);
  separate([...seen.shown], at, new Set(pins.keys()));
  nodeSet.update([...seen.shown].map((i) => ({ id: i, ...at.get(i) })));
  fit();
}

const isPinned = (i) => state.pinned.some(([j]) => j === i);

function expand(i) {
  const before = seen.shown.size;
  go({ expanded: [...state.expanded, i], hidden: state.hidden.filter((j) => j !== i), selected: [i] });
  const added = seen.shown.size - before;
  tell(added ? `${plural(added, "neighbour", "neighbours")} of ${entities[i].name} added` : `${entities[i].name} has no more neighbours to show`);
}

function hide(i) {
  go({ hidden: [...state.hidden, i], pinned: state.pinned.filter(([j]) => j !== i), selected: null });
  tell(`${entities[i].name} hidden. Undo brings it back.`);
}

function pin(i) {
  const place = at.get(i) || { x: 0, y: 0 };
  go({ pinned: isPinned(i) ? state.pinned.filter(([j]) => j !== i) : [...state.pinned, [i, place.x, place.y]] });
  tell(`${entities[i].name} ${isPinned(i) ? "pinned: it stays in view and in place" : "no longer pinned"}`);
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function steer(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const i = state.selected && state.selected.length === 1 ? state.selected[0] : null;
  const acts = {
    Enter: () => i !== null && expand(i), Delete: () => i !== null && hide(i), h: () => i !== null && hide(i), p: () => i !== null && pin(i),
    Escape: () => go({ selected: null }), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: () => fit({ whole: true }),
  };
  const arrow = own(ARROWS, event.key);
  const act = arrow ? () => step(i, arrow) : own(acts, event.key);
  if (!act) return;
  event.preventDefault();
  act();
}

function step(i, [dx, dy]) {
  const from = i === null || !at.has(i) ? null : at.get(i);
  const next = from ? toward(i, from, dx, dy) : [...labelled][0];
  if (next === undefined) return;
  go({ selected: [next] }, { replace: true });
  bringIntoView(next);
  const count = seen.claims.filter((claim) => claim.s === next || claim.o === next).length;
  tell(`${entities[next].name}, ${kindOf(entities[next].kind).word}, ${plural(count, "claim", "claims")} in view`);
}

function toward(i, from, dx, dy) {
  let best, least = Infinity;
  for (const j of seen.shown) {
    if (j === i) continue;
    const x = at.get(j).x - from.x, y = at.get(j).y - from.y;
    const along = x * dx + y * dy, aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along > 0 && along + 2 * aside < least) [best, least] = [j, along + 2 * aside];
  }
  return best;
}
