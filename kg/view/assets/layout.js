// Places for entities that come into view later; the opening view and "show all" were laid out when the file was written.

const gap = (n) => (n <= 16 ? [56, 44] : n <= 40 ? [36, 30] : [26, 22]);

function placeNew(fresh, kept, links, at) {
  const ids = [...fresh];
  const all = [...ids, ...kept];
  if (!ids.length) return;
  if (!kept.length) {
    wholeLayout(ids, links, at);
  } else {
    const anchors = new Map();
    for (const [a, b] of links) {
      if (fresh.has(a) && !fresh.has(b)) anchors.set(a, b);
      if (fresh.has(b) && !fresh.has(a)) anchors.set(b, a);
    }
    const middle = centre(kept.map((i) => at.get(i)));
    const turn = new Map();
    for (const i of ids) {
      const anchor = anchors.get(i);
      const from = anchor === undefined ? middle : at.get(anchor);
      const n = turn.get(anchor) || 0;
      turn.set(anchor, n + 1);
      // Away from the middle of what is there already, fanned by the golden angle.
      const angle = Math.atan2(from.y - middle.y, from.x - middle.x) + (n % 2 ? 1 : -1) * Math.ceil(n / 2) * 0.42;
      const ring = 1 + Math.floor(n / 9) * 0.7;
      at.set(i, { x: from.x + Math.cos(angle) * 290 * ring, y: from.y + Math.sin(angle) * 190 * ring });
    }
  }
  separate(all, at, new Set(kept));
}

// A chain reads from left to right, in two rows so that the words on its lines have room.
function chainLayout(ids, at) {
  ids.forEach((i, k) => at.set(i, { x: k * 205, y: (k % 2) * 180 }));
}

function wholeLayout(ids, links, at) {
  const n = ids.length;
  const place = new Map(ids.map((id, k) => [id, k]));
  const near = ids.map(() => new Set());
  for (const [a, b] of links) {
    if (a === b) continue;
    near[place.get(a)].add(place.get(b));
    near[place.get(b)].add(place.get(a));
  }
  const far = distances(near);
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  const hub = near.reduce((best, around, k) => (around.size > near[best].size ? k : best), 0);
  for (let k = 0; k < n; k++) {
    const radius = k === hub ? 0 : 0.4 + far[hub * n + k];
    x[k] = Math.cos(k * 2.399963) * radius;
    y[k] = Math.sin(k * 2.399963) * radius;
  }
  const steps = n > 200 ? 60 : 160;
  for (let step = 0; step < steps; step++) relax(far, x, y, n);
  const [scaleX, scaleY] = spread(ids, x, y);
  ids.forEach((id, k) => at.set(id, { x: x[k] * scaleX, y: y[k] * scaleY }));
}

// A sheet some times as large as its boxes, wider than high, as the layout in the file has it.
function spread(ids, x, y) {
  const extent = (list) => Math.max(0.8, Math.max(...list) - Math.min(...list));
  const [gapX, gapY] = gap(ids.length);
  const area = ids.reduce((sum, i) => sum + (boxOf[i][0] + gapX) * (boxOf[i][1] + gapY), 0);
  const high = Math.sqrt(((1.5 + 20 / (ids.length + 8)) * area) / 1.2);
  const scaleX = (high * 1.2) / extent(x), scaleY = high / extent(y);
  return [Math.min(scaleX, 2.4 * scaleY), Math.min(scaleY, 1.2 * scaleX)];
}

function distances(near) {
  const n = near.length;
  const far = new Float64Array(n * n).fill(8);
  for (let a = 0; a < n; a++) {
    far[a * n + a] = 0;
    for (const b of near[a]) {
      let apart = 0;
      for (const c of near[a]) if (!near[b].has(c)) apart++;
      for (const c of near[b]) if (!near[a].has(c)) apart++;
      far[a * n + b] = 1 + 0.22 * Math.sqrt(apart);
    }
  }
  for (let k = 0; k < n; k++) for (let a = 0; a < n; a++) {
    const start = far[a * n + k];
    if (start >= 8) continue;
    for (let b = 0; b < n; b++) if (start + far[k * n + b] < far[a * n + b]) far[a * n + b] = start + far[k * n + b];
  }
  return far;
}

function relax(far, x, y, n) {
  const nextX = new Float64Array(n);
  const nextY = new Float64Array(n);
  for (let a = 0; a < n; a++) {
    let total = 0, sumX = 0, sumY = 0;
    for (let b = 0; b < n; b++) {
      if (a === b) continue;
      const wanted = far[a * n + b];
      const dx = x[a] - x[b], dy = y[a] - y[b];
      const ratio = wanted / Math.max(Math.hypot(dx, dy), 1e-9);
      const weight = 1 / (wanted * wanted);
      total += weight;
      sumX += weight * (x[b] + dx * ratio);
      sumY += weight * (y[b] + dy * ratio);
    }
    nextX[a] = total ? x[a] + 0.8 * (sumX / total - x[a]) : x[a];
    nextY[a] = total ? y[a] + 0.8 * (sumY / total - y[a]) : y[a];
  }
  x.set(nextX);
  y.set(nextY);
}

function separate(ids, at, fixed) {
  const room = gap(ids.length);
  for (let sweep = 0; sweep < 300; sweep++) {
    let touched = false;
    for (let p = 0; p < ids.length; p++) for (let q = p + 1; q < ids.length; q++) {
      if (fixed.has(ids[p]) && fixed.has(ids[q])) continue;
      touched = push(ids[p], ids[q], at, fixed, room) || touched;
    }
    if (!touched) return;
  }
}

function push(a, b, at, fixed, room) {
  const p = at.get(a), q = at.get(b);
  const dx = q.x - p.x, dy = q.y - p.y;
  const overX = (boxOf[a][0] + boxOf[b][0]) / 2 + room[0] - Math.abs(dx);
  const overY = (boxOf[a][1] + boxOf[b][1]) / 2 + room[1] - Math.abs(dy);
  if (overX <= 0 || overY <= 0) return false;
  const axis = overX < overY ? "x" : "y";
  const over = axis === "x" ? overX : overY;
  const sign = (axis === "x" ? dx : dy) < 0 ? -1 : 1;
  const shareA = fixed.has(a) ? 0 : fixed.has(b) ? 1 : 0.5;
  p[axis] -= sign * (over * shareA + (shareA ? 0.5 : 0));
  q[axis] += sign * (over * (1 - shareA) + (shareA < 1 ? 0.5 : 0));
  return true;
}

function centre(points) {
  const sum = points.reduce((so, p) => ({ x: so.x + p.x, y: so.y + p.y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}
