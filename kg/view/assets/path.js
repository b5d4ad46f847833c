// The path between two entities, with what each of its steps rests on.

// A step that is only denied is no connection; one that nobody states as so costs a little more.
function findPath(from, to, passing) {
  if (from === null || to === null || from === to) return null;
  const steps = new Map();
  for (const claim of passing) {
    if (claim.status === "denied" || claim.s === claim.o) continue;
    const cost = claim.status === "asserted" || claim.status === "ended" ? 10 : 13;
    for (const [a, b] of [[claim.s, claim.o], [claim.o, claim.s]]) {
      if (!steps.has(a)) steps.set(a, new Map());
      steps.get(a).set(b, Math.min(cost, steps.get(a).get(b) ?? cost));
    }
  }
  const best = new Map([[from, 0]]);
  const came = new Map();
  const buckets = [[from]];
  for (let cost = 0; cost < buckets.length; cost++) {
    for (const a of buckets[cost] || []) {
      if (best.get(a) !== cost) continue;
      if (a === to) return trace(from, to, came, passing);
      for (const [b, more] of [...(steps.get(a) || [])].sort((p, q) => p[0] - q[0])) {
        if ((best.get(b) ?? Infinity) <= cost + more) continue;
        best.set(b, cost + more);
        came.set(b, a);
        (buckets[cost + more] = buckets[cost + more] || []).push(b);
      }
    }
  }
  return [];
}

function trace(from, to, came, passing) {
  const hops = [];
  for (let b = to; b !== from; b = came.get(b)) hops.unshift({ a: came.get(b), b });
  for (const hop of hops) {
    hop.claims = passing.filter((claim) => (claim.s === hop.a && claim.o === hop.b) || (claim.s === hop.b && claim.o === hop.a));
  }
  return hops;
}

function startPath(i = null) {
  go({ base: "path", focus: i, to: null, expanded: [], hidden: [], selected: null, view: "graph" });
  openSheet(true);
  $(i === null ? "path-from" : "path-to")?.focus();
}

function pathPanel() {
  const field = (id, label, chosen, key) => {
    const input = el("input", { id, type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-list`, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false" });
    if (chosen !== null) input.value = entities[chosen].name;
    const list = el("ul", { id: `${id}-list`, class: "suggestions", role: "listbox", "aria-label": `${label}: entities found`, hidden: true });
    combobox(input, list, (i) => {
      go({ [key]: i, expanded: [], hidden: [] });
      const next = state.focus === null ? "path-from" : state.to === null ? "path-to" : null;
      if (next) $(next)?.focus();
    });
    return el("div", { class: "search" }, el("label", { for: id, text: label }), input, list);
  };
  return [
    el("div", { class: "head" }, el("h2", { text: "Path between two" }), button("×", () => go({ base: "open", focus: null, to: null }), { class: "close", "aria-label": "Close the path" })),
    el("div", { class: "path-form" }, field("path-from", "From", state.focus, "focus"), field("path-to", "To", state.to, "to")),
    state.focus === null || state.to === null ? el("p", { class: "lead", text: "The shortest chain of claims between two entities. Steps that are only denied are not used." }) : hopList(),
  ];
}

function hopList() {
  if (state.focus === state.to) return el("p", { class: "lead", text: "Choose two different entities." });
  const hops = seen.hops || [];
  if (!hops.length) return el("p", { class: "lead", text: "No chain of claims that pass the filters links the two." });
  const weak = hops.filter((hop) => !hop.claims.some((claim) => claim.status === "asserted")).length;
  return [
    el("p", { class: "lead", text: `${plural(hops.length, "step", "steps")}. ${weak ? `${plural(weak, "step rests", "steps rest")} on no asserted claim.` : "Every step has an asserted claim."} A chain of claims is not itself a claim.` }),
    el("ol", { class: "hops" }, hops.map((hop) => el("li", {},
      el("h3", {}, entityButton(hop.a), " – ", entityButton(hop.b)),
      [...groupBy(hop.claims, (claim) => `${claim.r} ${claim.s}`).values()].map((group) => claimGroup(group))))),
  ].flat();
}
