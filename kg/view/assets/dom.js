// Building the page's elements; a text is only ever set as text.

const $ = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function el(tag, values = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name === "on") for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const button = (text, act, values = {}) => el("button", { type: "button", text, ...values, on: { click: act } });
// Names and quotes may run in any direction; isolation keeps them from turning the words around them.
const bdi = (text, name = "") => el("bdi", { text, class: name || null });

function svg(tag, values) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(values)) node.setAttribute(name, value);
  return node;
}

function kindSign(kind) {
  const drawing = svg("svg", { viewBox: "0 0 16 16", class: `sign kind-${own(KINDS, kind) ? kind : "Unknown"}`, "aria-hidden": "true" });
  drawing.append(svg("path", { d: kindOf(kind).path, "fill-rule": "evenodd" }));
  return drawing;
}

function statusLine(status) {
  const name = own(STATUSES, status) ? status : "alleged";
  const drawing = svg("svg", { viewBox: "0 0 40 10", class: `line status-${name}`, "aria-hidden": "true" });
  const dash = statusOf(status).dash;
  drawing.append(svg("path", { d: "M1 5H39", "stroke-dasharray": dash ? dash.map((n) => n * 0.7).join(" ") : "none" }));
  return drawing;
}

function statusWord(status) {
  const { sign } = statusOf(status);
  const name = own(STATUSES, status) ? status : "alleged";
  return el("span", { class: `status status-${name}` }, sign ? el("span", { "aria-hidden": "true", text: `${sign} ` }) : null, status);
}

function link(text, address) {
  const url = webLink(address);
  if (!url) return null;
  return el("a", { href: url.href, target: "_blank", rel: "noopener noreferrer", text });
}

let told = "";
function tell(text) {
  if (text === told) return;
  told = text;
  $("live").textContent = text;
}
