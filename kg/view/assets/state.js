// What the reader chose; all of it stands in the address, so that a link or the back button brings it back.

const FACETS = ["kind", "relation", "status", "outlet"];
const STEP = 24;
const MOST = 500;

const fresh = () => ({
  view: "graph", base: "open", focus: null, to: null, expanded: [], hidden: [], pinned: [], selected: null,
  off: { kind: [], relation: [], status: [], outlet: [] }, confidence: 0, since: "", until: "", undated: true,
  sort: "published", down: true, scope: "shown",
});

let state = fresh();
const past = [];
let written = "";

function encode(of) {
  const parts = [];
  const put = (key, values) => values.length && parts.push(`${key}=${values.map((value) => encodeURIComponent(value)).join(",")}`);
  const ids = (list) => list.map((i) => entities[i].id);
  if (of.view !== "graph") put("view", [of.view]);
  if (of.base !== "open") put("base", [of.base, ...ids([of.focus, of.to].filter((i) => i !== null))]);
  put("more", ids(of.expanded));
  put("hide", ids(of.hidden));
  put("pin", of.pinned.flatMap(([i, x, y]) => [entities[i].id, Math.round(x), Math.round(y)]));
  if (of.selected) put(of.selected.length === 1 ? "entity" : "pair", ids(of.selected));
  for (const facet of FACETS) put(`no-${facet}`, of.off[facet]);
  if (of.confidence) put("confidence", [of.confidence]);
  if (of.since) put("since", [of.since]);
  if (of.until) put("until", [of.until]);
  if (!of.undated) put("undated", ["no"]);
  if (of.sort !== "published" || !of.down) put("sort", [of.sort, of.down ? "down" : "up"]);
  if (of.scope !== "shown") put("rows", [of.scope]);
  return parts.join("&");
}

function decode(hash) {
  const next = fresh();
  const given = new Map();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    try {
      given.set(part.slice(0, at), part.slice(at + 1).split(",").map((value) => decodeURIComponent(value)));
    } catch {
      continue;
    }
  }
  const one = (key) => (given.get(key) || [""])[0];
  const ids = (list) => (list || []).filter((id) => idOf.has(id)).map((id) => idOf.get(id));
  if (one("view") === "table") next.view = "table";
  const [base, ...ends] = given.get("base") || ["open"];
  const [focus, to] = ids(ends);
  if (base === "all" || base === "path") next.base = base;
  if (base === "near" && focus !== undefined) next.base = base;
  if (next.base === "near" || next.base === "path") [next.focus, next.to] = [focus ?? null, next.base === "path" ? to ?? null : null];
  next.expanded = ids(given.get("more"));
  next.hidden = ids(given.get("hide"));
  const pins = given.get("pin") || [];
  for (let i = 0; i + 2 < pins.length; i += 3) {
    if (idOf.has(pins[i])) next.pinned.push([idOf.get(pins[i]), Number(pins[i + 1]) || 0, Number(pins[i + 2]) || 0]);
  }
  const chosen = ids(given.get("entity")).slice(0, 1);
  const pair = ids(given.get("pair")).slice(0, 2);
  next.selected = chosen.length ? chosen : pair.length === 2 ? pair : null;
  for (const facet of FACETS) next.off[facet] = given.get(`no-${facet}`) || [];
  next.confidence = Math.min(1, Math.max(0, Number(one("confidence")) || 0));
  next.since = isoDay(one("since")) || "";
  next.until = isoDay(one("until")) || "";
  next.undated = one("undated") !== "no";
  if (given.has("sort")) [next.sort, next.down] = [one("sort"), given.get("sort")[1] === "down"];
  next.scope = one("rows") === "all" ? "all" : "shown";
  return next;
}

function go(change, { replace = false } = {}) {
  const before = encode(state);
  state = { ...state, ...change };
  const after = encode(state);
  if (after !== before) {
    if (!replace) past.push(before);
    written = `#${after}`;
    history[replace ? "replaceState" : "pushState"](null, "", written);
  }
  render();
}

function undo() {
  if (!past.length) return;
  state = decode(past.pop());
  written = `#${encode(state)}`;
  history.pushState(null, "", written);
  render();
}

function follow() {
  if (location.hash === "#main" || location.hash === written) return;
  written = location.hash;
  state = decode(location.hash);
  render();
}

const filtered = () => FACETS.some((facet) => state.off[facet].length) || state.confidence > 0 || Boolean(state.since || state.until) || !state.undated;

function failures(claim, off) {
  const failed = [];
  if (off.kind.has(entities[claim.s].kind) || off.kind.has(entities[claim.o].kind)) failed.push("kind");
  if (off.relation.has(claim.relation.name)) failed.push("relation");
  if (off.status.has(claim.status)) failed.push("status");
  if (off.outlet.has(claim.document.outlet)) failed.push("outlet");
  if (claim.confidence < state.confidence) failed.push("confidence");
  const day = claim.document.day;
  if (day ? (state.since && day < state.since) || (state.until && day > state.until) : !state.undated) failed.push("time");
  return failed;
}

let lastFilter = null;
let sifted = null;

// The claims that pass, and for each value of a facet how many would pass if only that facet were open.
function sift() {
  const key = JSON.stringify([state.off, state.confidence, state.since, state.until, state.undated]);
  if (key === lastFilter) return sifted;
  const off = Object.fromEntries(FACETS.map((facet) => [facet, new Set(state.off[facet])]));
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  const ends = new Map();
  const passing = [];
  const count = (facet, value) => counts[facet].set(value, (counts[facet].get(value) || 0) + 1);
  for (const claim of claims) {
    const failed = failures(claim, off);
    if (!failed.length) passing.push(claim);
    if (failed.length > 1) continue;
    const open = (facet) => !failed.length || failed[0] === facet;
    if (open("relation")) count("relation", claim.relation.name);
    if (open("status")) count("status", claim.status);
    if (open("outlet")) count("outlet", claim.document.outlet);
    if (open("kind")) {
      for (const i of [claim.s, claim.o]) {
        const kind = entities[i].kind;
        if (!ends.has(kind)) ends.set(kind, new Set());
        ends.get(kind).add(i);
      }
    }
  }
  if (!filtered()) for (const entity of entities) {
    if (!ends.has(entity.kind)) ends.set(entity.kind, new Set());
    ends.get(entity.kind).add(entity.i);
  }
  for (const [kind, found] of ends) counts.kind.set(kind, found.size);
  lastFilter = key;
  sifted = { passing, counts, near: neighbours(passing), off };
  return sifted;
}

// The entities and lines that the graph shows now.
function visible() {
  const { passing, near, off } = sift();
  const shown = new Set();
  const hops = state.base === "path" ? findPath(state.focus, state.to, passing) : null;
  const looking = state.base === "path" && state.to === null;
  if (state.base === "open" || looking) DATA.opening.forEach(([i]) => shown.add(i));
  if (state.base === "all") busiest(near).forEach((i) => shown.add(i));
  if (state.base === "near") [state.focus, ...ranked(near, state.focus).slice(0, STEP)].forEach((i) => shown.add(i));
  if (state.base === "path") [state.focus, state.to, ...(hops || []).flatMap((hop) => [hop.a, hop.b])].forEach((i) => i !== null && shown.add(i));
  for (const i of state.expanded) {
    shown.add(i);
    ranked(near, i).filter((j) => !shown.has(j)).slice(0, STEP).forEach((j) => shown.add(j));
  }
  const asked = [...state.pinned.map(([i]) => i), ...(state.selected || [])];
  asked.forEach((i) => shown.add(i));
  const kept = new Set([...asked, state.focus]);
  for (const i of state.hidden) shown.delete(i);
  for (const i of shown) if (off.kind.has(entities[i].kind)) shown.delete(i);
  const inside = () => passing.filter((claim) => shown.has(claim.s) && shown.has(claim.o));
  let list = inside();
  if (filtered()) {
    const linked = new Set(list.flatMap((claim) => [claim.s, claim.o]));
    for (const i of shown) if (!linked.has(i) && !kept.has(i)) shown.delete(i);
    list = inside();
  }
  return { shown, claims: list, bundles: bundle(list), near, passing, hops };
}

function busiest(near) {
  const degree = (i) => (near.get(i) || new Map()).size;
  return entities.map((entity) => entity.i).sort((p, q) => degree(q) - degree(p) || p - q).slice(0, MOST);
}

const hiddenNeighbours = (seen, i) => [...(seen.near.get(i) || new Map()).keys()].filter((j) => !seen.shown.has(j) && !state.hidden.includes(j)).length;
