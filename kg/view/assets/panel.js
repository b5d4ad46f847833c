// The side panel: what is in view, an entity's facts, a pair's claims, a path's evidence.

function drawPanel() {
  const body = $("panel-body");
  const chosen = state.selected;
  const parts = !chosen ? (state.base === "path" ? pathPanel() : overview()) : chosen.length === 1 ? entityPanel(chosen[0]) : pairPanel(chosen);
  const focused = body.contains(document.activeElement) ? document.activeElement.dataset.keep : null;
  body.replaceChildren(...parts.flat().filter(Boolean));
  if (focused) body.querySelector(`[data-keep="${focused}"]`)?.focus();
  const title = body.querySelector("h2");
  $("sheet").textContent = title ? title.textContent : "Claims";
}

function openSheet(open) {
  $("panel").classList.toggle("open", open);
  $("sheet").setAttribute("aria-expanded", String(open));
}

function overview() {
  const count = new Map();
  for (const claim of seen.claims) for (const i of [claim.s, claim.o]) count.set(i, (count.get(i) || 0) + 1);
  const list = [...seen.shown].sort((p, q) => (count.get(q) || 0) - (count.get(p) || 0) || entities[p].name.localeCompare(entities[q].name, "en"));
  const contested = [...seen.bundles.values()].filter(({ claims: some }) => [...groupBy(some, (claim) => claim.r).values()].some(contradicts));
  return [
    el("h2", { text: "In view" }),
    el("p", { class: "lead", text: "Each line is what an article says, not a fact about the world. Choose an entity or a line to read the words it rests on." }),
    contested.length ? [el("h3", { text: "Contradicted" }), el("ul", { class: "index" }, contested.slice(0, 20).map(({ a, b, claims: some }) => el("li", {},
      el("button", { type: "button", class: "row", on: { click: () => choosePair(a, b) } }, el("span", { class: "name" }, bdi(entities[a].name), " – ", bdi(entities[b].name)),
        el("span", { class: "count", text: [...statusCounts(some)].map(([what, n]) => `${what} ${n}`).join(" · ") })))))] : null,
    el("h3", { text: plural(list.length, "entity", "entities") }),
    el("ul", { class: "index" }, list.slice(0, 200).map((i) => el("li", {},
      el("button", { type: "button", class: "row", on: { click: () => show(i) } }, kindSign(entities[i].kind), el("span", { class: "name" }, bdi(entities[i].name)),
        el("span", { class: "count", text: plural(count.get(i) || 0, "claim", "claims") }))))),
  ];
}

const choosePair = (a, b) => {
  go({ selected: [a, b] });
  openSheet(true);
};

function entityPanel(i) {
  const entity = entities[i];
  const about = (claim) => claim.s === i || claim.o === i;
  const list = seen.passing.filter(about);
  const more = hiddenNeighbours(seen, i);
  const parent = idOf.get(entity.parent);
  return [
    panelHead(kindSign(entity.kind), entity.name),
    el("p", { class: "about" }, [kindOf(entity.kind).word, entity.generic ? "no name of its own" : null, entity.known ? "in the register" : null].filter(Boolean).join(" · ")),
    entity.aliases.length ? el("p", { class: "aliases" }, "Also: ", entity.aliases.slice(0, 12).flatMap((name, k) => [k ? ", " : "", bdi(name)]), entity.aliases.length > 12 ? ` and ${entity.aliases.length - 12} more` : "") : null,
    parent === undefined ? null : el("p", { class: "aliases" }, "Part of ", entityButton(parent)),
    el("div", { class: "acts" },
      button(more ? `Expand (${more} more)` : "Expand", () => expand(i), { disabled: !more, "data-keep": "expand" }),
      button("Hide", () => hide(i), { "data-keep": "hide" }),
      button(isPinned(i) ? "Unpin" : "Pin", () => pin(i), { "data-keep": "pin", "aria-pressed": String(isPinned(i)) }),
      button("Path from here", () => startPath(i), { "data-keep": "path" })),
    el("p", { class: "tally" }, tally(list, about)),
    facts(i, list),
  ];
}

function panelHead(sign, ...names) {
  return el("div", { class: "head" }, el("h2", {}, sign, names.map((name, k) => [k ? " – " : "", bdi(name)]).flat()),
    button("×", () => go({ selected: null }), { class: "close", "aria-label": "Close", "data-keep": "close" }));
}

// How many claims there are of each status; a filter that hides a denial must not make the rest look agreed upon.
function tally(list, of) {
  const hidden = claims.filter(of).length - list.length;
  const rest = hidden ? ` ${plural(hidden, "more is", "more are")} hidden by the filters.` : "";
  if (!list.length) return [`No claim passes the filters.${rest}`];
  return [plural(list.length, "claim", "claims"), ": ", ...[...statusCounts(list)].flatMap(([status, count], k) => [k ? ", " : "", statusWord(status), ` ${count}`]), ".", rest];
}

// Facts under the relation they state: "Microsoft supplies to …" and "Microsoft is supplied by …".
function facts(i, list) {
  const groups = [...groupBy(list, (claim) => `${claim.r} ${!claim.relation.symmetric && claim.o === i}`).values()];
  groups.sort((p, q) => q.length - p.length || p[0].r - q[0].r);
  return groups.map((group) => {
    const { relation } = group[0];
    const passive = !relation.symmetric && group[0].o === i;
    const title = passive ? (relation.inverse ? [bdi(entities[i].name), ` ${relation.inverse} …`] : [`… ${relation.label} `, bdi(entities[i].name)]) : [bdi(entities[i].name), ` ${relation.label} …`];
    const partners = [...groupBy(group, (claim) => (claim.s === i ? claim.o : claim.s)).entries()].sort((p, q) => q[1].length - p[1].length || p[0] - q[0]);
    return el("section", { class: "facts" }, el("h3", {}, title), someFirst(partners, ([other, some]) => fact(i, other, some, list.length <= FEW)));
  });
}

const FEW = 40;

// A body with hundreds of partners shows some, and the rest when asked.
function someFirst(list, build) {
  const rest = list.slice(FEW);
  if (!rest.length) return list.map(build);
  const more = button(`Show ${rest.length} more`, () => more.replaceWith(...rest.map(build)), { class: "more" });
  return [...list.slice(0, FEW).map(build), more];
}

// The claims of a folded fact are built when it is opened.
function fact(i, other, some, open) {
  const counts = [...statusCounts(some)];
  const summary = el("summary", {}, kindSign(entities[other].kind), el("span", { class: "name" }, bdi(entities[other].name)),
    el("span", { class: "count" }, counts.flatMap(([status, count], k) => [k ? " · " : "", statusWord(status), count > 1 || counts.length > 1 ? ` ${count}` : ""])));
  const details = el("details", { open: open && some.length <= 3 }, summary);
  details.fill = () => {
    if (details.children.length > 1) return;
    details.append(el("div", { class: "acts small" }, button("Show entity", () => show(other)), button("Whole pair", () => choosePair(i, other))), claimGroup(some, { sentence: false }));
  };
  if (details.open) details.fill();
  details.addEventListener("toggle", details.fill);
  return details;
}

function pairPanel([a, b]) {
  const between = (claim) => (claim.s === a && claim.o === b) || (claim.s === b && claim.o === a);
  const list = seen.passing.filter(between);
  const groups = [...groupBy(list, (claim) => `${claim.r} ${claim.s}`).values()].sort((p, q) => q.length - p.length || p[0].r - q[0].r);
  return [
    panelHead(null, entities[a].name, entities[b].name),
    el("p", { class: "tally" }, tally(list, between)),
    groups.map((group) => el("section", { class: "facts" },
      el("h3", {}, entityButton(group[0].s), ` ${group[0].relation.label} `, entityButton(group[0].o)),
      claimGroup(group, { sentence: false }))),
  ];
}
