// The words on the lines: each stands where its line is seen, and covers neither a box nor other words.

const LETTER = 12.5, LEAD = 16;
// Words smaller than this on the screen are left out; those of a chosen pair grow instead.
const LEGIBLE = 7;

function forget() {
  spots = null;
}

function paintWords(ctx) {
  if (!seen) return;
  const scale = network.getScale();
  const size = chosenPair() ? Math.max(LETTER, 12 / scale) : LETTER;
  if (size * scale < LEGIBLE) return;
  if (!spots || spots.size !== size) spots = { size, list: placeWords(ctx, size) };
  for (const spot of spots.list) paintSpot(ctx, spot, size);
}

const chosenPair = () => Boolean(state.selected && state.selected.length === 2);

function paintSpot(ctx, { x, y, width, height, lines, color }, size) {
  ctx.globalAlpha = 1;
  ctx.font = fontOf(size);
  ctx.fillStyle = ink.page;
  ctx.fillRect(x - width / 2 - 2, y - height / 2, width + 4, height);
  ctx.fillStyle = color;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  lines.forEach((line, k) => ctx.fillText(line, x, y + (k - (lines.length - 1) / 2) * (height / lines.length)));
}

const fontOf = (size) => `${chosenPair() ? 600 : 400} ${size}px ${ink.sans}`;

// Lines that are more than a plain statement come first. Their word is always there, above a box if it must be.
function placeWords(ctx, size) {
  // While the page changes, a box may be gone whose line is still there.
  const here = new Set(nodeSet.getIds());
  const boxes = [...here].map((i) => ({ ...network.getPosition(i), width: boxOf[i][0], height: boxOf[i][1] }));
  const taken = [];
  ctx.font = fontOf(size);
  const said = edgeSet.get().filter((edge) => edge.words && here.has(edge.from) && here.has(edge.to));
  for (const { id, from, to, words } of [...said.filter((edge) => edge.words.word), ...said.filter((edge) => !edge.words.word)]) {
    const run = stretch(id, from, to);
    const measure = (text) => {
      const lines = text.split("\n");
      return { id, lines, color: words.color, width: Math.max(...lines.map((line) => ctx.measureText(line).width)), height: (lines.length * size * LEAD) / LETTER };
    };
    const long = measure(words.text), short = measure(words.word || words.text);
    const place = free(run, long, boxes, taken) || free(run, short, boxes, taken);
    if (place) taken.push(place);
    else if (words.word || chosenPair()) taken.push({ ...(chosenPair() ? long : short), ...run[0] });
  }
  return taken;
}

function free(run, words, boxes, taken) {
  const spot = run.find((point) => ![...boxes, ...taken].some((other) => cover(point, words, other)));
  return spot && { ...words, ...spot };
}

const cover = (point, words, other) => Math.abs(point.x - other.x) < (words.width + other.width) / 2 + 3 && Math.abs(point.y - other.y) < (words.height + other.height) / 2 + 1;

// The points of a line outside its two boxes, from the middle outwards.
function stretch(id, from, to) {
  const [p, q] = [network.getPosition(from), network.getPosition(to)];
  if (from === to) return [{ x: p.x + boxOf[from][0] / 2 + 14, y: p.y - boxOf[from][1] / 2 - 30 }, { x: p.x, y: p.y - boxOf[from][1] / 2 - 20 }];
  const edge = network.body.edges[id];
  const inside = ({ x, y }, i, at) => Math.abs(x - at.x) < boxOf[i][0] / 2 && Math.abs(y - at.y) < boxOf[i][1] / 2;
  const all = Array.from({ length: 61 }, (_, k) => edge.edgeType.getPoint(k / 60));
  const open = all.filter((point) => !inside(point, from, p) && !inside(point, to, q));
  const middle = (open.length - 1) / 2;
  return open.length ? open.map((point, k) => [Math.abs(k - middle), point]).sort((a, b) => a[0] - b[0]).map(([, point]) => ({ x: point.x, y: point.y })) : [all[30]];
}
