// What the file holds: entities, claims, documents, relations, and what follows from them.

const DATA = JSON.parse(document.getElementById("data").textContent);
const { entities, claims, documents, relations } = DATA;
const idOf = new Map();

const isoDay = (text) => (/^\d{4}-\d{2}-\d{2}/.test(text || "") ? text.slice(0, 10) : null);

function webLink(text) {
  if (!/^https?:\/\//i.test(text || "")) return null;
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url : null;
  } catch {
    return null;
  }
}

function outletOf(document) {
  if (document.source) return document.source;
  const url = webLink(document.url);
  return url ? url.hostname.replace(/^www\./, "") : NO_OUTLET;
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "").toLowerCase().replace(/ß/g, "ss").replace(/ø/g, "o").replace(/ł/g, "l").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

entities.forEach((entity, i) => {
  entity.i = i;
  entity.aliases = entity.aliases || [];
  idOf.set(entity.id, i);
});
documents.forEach((document) => {
  document.outlet = outletOf(document);
  document.day = isoDay(document.published);
});
claims.forEach((claim, i) => {
  claim.i = i;
  claim.relation = relations[claim.r];
  claim.document = documents[claim.d];
  claim.turned = claim.relation.symmetric && claim.o < claim.s;
});

const days = documents.map((document) => document.day).filter(Boolean).sort();
const boxOf = DATA.nodes.map((node) => node.box);

// Claims grouped by pair and direction, as the lines of the graph are.
function bundle(list) {
  const found = new Map();
  for (const claim of list) {
    const [a, b] = claim.turned ? [claim.o, claim.s] : [claim.s, claim.o];
    const key = `${a}-${b}`;
    if (!found.has(key)) found.set(key, { key, a, b, claims: [] });
    found.get(key).claims.push(claim);
  }
  return found;
}

function neighbours(list) {
  const near = new Map();
  const add = (a, b) => {
    if (!near.has(a)) near.set(a, new Map());
    near.get(a).set(b, (near.get(a).get(b) || 0) + 1);
  };
  for (const claim of list) {
    if (claim.s === claim.o) continue;
    add(claim.s, claim.o);
    add(claim.o, claim.s);
  }
  return near;
}

// The nearest first: most claims, then best connected, as the opening view was chosen.
function ranked(near, i) {
  const around = near.get(i) || new Map();
  const degree = (j) => (near.get(j) || new Map()).size;
  return [...around.keys()].sort((p, q) => around.get(q) - around.get(p) || degree(q) - degree(p) || p - q);
}

function statusCounts(list) {
  const counts = new Map();
  for (const name of ["asserted", "alleged", "denied", "planned", "ended"]) counts.set(name, 0);
  for (const claim of list) counts.set(claim.status, (counts.get(claim.status) || 0) + 1);
  return new Map([...counts].filter(([, count]) => count));
}

const contradicts = (list) => list.some((claim) => claim.status === "denied") && list.some((claim) => claim.status !== "denied");

// What a line says: its main relation, how that stands, how many more there are.
function headline(list) {
  const groups = new Map();
  for (const claim of list) {
    if (!groups.has(claim.r)) groups.set(claim.r, []);
    groups.get(claim.r).push(claim);
  }
  const stated = (group) => group.filter((claim) => claim.status === "asserted").length;
  const order = [...groups.values()].sort((p, q) => stated(q) - stated(p) || q.length - p.length || p[0].r - q[0].r);
  const main = order[0];
  const counts = statusCounts(main);
  const status = contradicts(main) ? "disputed" : [...counts].sort((p, q) => rank(p[0]) - rank(q[0]))[0][0];
  return { relation: main[0].relation, status, more: list.length - 1, contradicted: contradicts(list), counts: statusCounts(list) };
}

function rank(status) {
  const place = ["asserted", "ended", "planned", "alleged", "denied"].indexOf(status);
  return place < 0 ? 9 : place;
}
