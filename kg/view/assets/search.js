// Search over names and other names, whatever their accents and case.

let index = null;

function lookup(text) {
  index = index || entities.map((entity) => [entity.name, ...entity.aliases].map((name) => [fold(name), name]));
  const wanted = fold(text);
  if (!wanted) return [];
  const weight = (i) => (sift().near.get(i) || new Map()).size;
  const found = [];
  index.forEach((names, i) => {
    let best = null;
    names.forEach(([folded, name], k) => {
      const place = folded === wanted ? 0 : folded.startsWith(wanted) ? 1 : ` ${folded}`.includes(` ${wanted}`) ? 2 : folded.includes(wanted) ? 3 : 9;
      const score = place * 2 + (k ? 1 : 0);
      if (place < 9 && (!best || score < best.score)) best = { i, score, alias: k ? name : null };
    });
    if (best) found.push(best);
  });
  return found.sort((p, q) => p.score - q.score || weight(q.i) - weight(p.i) || p.i - q.i).slice(0, 12);
}

function combobox(input, list, pick) {
  let options = [];
  let active = -1;
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    close();
    input.value = entities[option.i].name;
    pick(option.i);
  };
  const mark = (to) => {
    active = (to + options.length) % options.length;
    [...list.children].forEach((item, k) => item.setAttribute("aria-selected", String(k === active)));
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    options = lookup(input.value);
    active = -1;
    list.replaceChildren(...options.map((option, k) => el("li", { id: `${list.id}-${k}`, role: "option", "aria-selected": "false", on: { pointerdown: (event) => { event.preventDefault(); choose(option); } } },
      kindSign(entities[option.i].kind), el("span", { class: "name" }, bdi(entities[option.i].name)), option.alias ? el("span", { class: "count" }, bdi(option.alias)) : null)));
    if (!options.length && input.value.trim()) list.replaceChildren(el("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false", text: "Nothing found" }));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (input.value.trim()) tell(plural(options.length, "entity found", "entities found"));
  };
  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      input.value = "";
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && input.value.trim()) {
      event.preventDefault();
      if (list.hidden) open();
      if (options.length) mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden && options.length) {
      event.preventDefault();
      choose(options[Math.max(active, 0)]);
    }
  });
}
