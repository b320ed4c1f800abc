// Stages as boxes in the order in which records pass them, from left to right, or downwards where there is little room.
import { fill, s } from './dom.js';
import { plural, short } from './format.js';

const WIDTH = 196, HEIGHT = 66, GAP = 46, BETWEEN = 18;

export function share(stage) {
  if (stage.state === 'done') return 1;
  if (stage.expected > 0) return Math.min(1, stage.recordsIn / stage.expected);
  return stage.tasks > 0 ? stage.tasksDone / stage.tasks : 0;
}

export function drawGraph(box, stages) {
  // Before it is on the page it has no width.
  const down = (box.clientWidth || innerWidth) < 700;
  const places = layOut(stages, down);
  const width = Math.max(...places.map(place => place.x + WIDTH)) + 2, height = Math.max(...places.map(place => place.y + HEIGHT)) + 2;
  const byId = new Map(stages.map((stage, i) => [stage.id, places[i]]));
  const edges = stages.flatMap((stage, i) => (stage.inputs ?? []).filter(id => byId.has(id)).map(id => edge(byId.get(id), places[i], down, stage.state === 'running')));
  fill(box, s('svg', { width, height, viewBox: `-1 -1 ${width + 1} ${height + 1}`, role: 'img', 'aria-label': `Graph of ${plural(stages.length, 'stage')}; the table below has the same.` },
    s('defs', {}, s('marker', { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, s('path', { class: 'tip', d: 'M0 0L8 4L0 8z' }))),
    edges, stages.map((stage, i) => node(stage, places[i]))));
}

function node(stage, { x, y }) {
  const done = share(stage), records = stage.recordsIn || stage.recordsOut ? short(stage.recordsIn || stage.recordsOut) : '', runs = stage.runs > 1 ? ` × ${short(stage.runs)}` : '';
  const fit = (text, letters) => text.length > letters ? `${text.slice(0, letters - 1)}…` : text;
  return s('g', { class: stage.state, transform: `translate(${x} ${y})` },
    s('title', {}, `${stage.name}${stage.graph ? ` in ${stage.graph}` : ''}: ${stage.state}`),
    s('rect', { class: 'box', width: WIDTH, height: HEIGHT, rx: 8 }),
    s('text', { class: 'title', x: 12, y: 22 }, fit(stage.name || stage.kind, 25)),
    s('text', { class: 'detail', x: 12, y: 40 }, fit(`${stage.state}${runs} · ${short(stage.tasksDone)}/${short(stage.tasks)}`, 29 - records.length)),
    s('text', { class: 'detail', x: WIDTH - 12, y: 40, 'text-anchor': 'end' }, records),
    s('rect', { class: 'track', x: 12, y: 50, width: WIDTH - 24, height: 5, rx: 2.5 }),
    s('rect', { class: 'fill', x: 12, y: 50, width: ((WIDTH - 24) * done).toFixed(1), height: 5, rx: 2.5 }));
}

function edge(from, to, down, flows) {
  const [x1, y1] = down ? [from.x + WIDTH / 2, from.y + HEIGHT] : [from.x + WIDTH, from.y + HEIGHT / 2];
  const [x2, y2] = down ? [to.x + WIDTH / 2, to.y] : [to.x, to.y + HEIGHT / 2];
  const bend = down ? `C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2}` : `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2}`;
  return s('path', { class: flows ? 'edge flows' : 'edge', d: `M${x1} ${y1}${bend} ${x2} ${y2}`, 'marker-end': 'url(#tip)' });
}

// Each stage stands behind all that it reads; within a layer, near to those.
function layOut(stages, down) {
  const index = new Map(stages.map((stage, i) => [stage.id, i]));
  const inputs = stages.map(stage => (stage.inputs ?? []).map(id => index.get(id)).filter(i => i !== undefined));
  const layer = new Array(stages.length).fill(-1);
  const depth = (i, seen) => {
    // A loop would be a fault of who wrote the file; it is drawn all the same.
    if (layer[i] >= 0 || seen.has(i)) return Math.max(0, layer[i]);
    seen.add(i);
    return layer[i] = inputs[i].length ? 1 + Math.max(...inputs[i].map(input => depth(input, seen))) : 0;
  };
  stages.forEach((_, i) => depth(i, new Set()));
  // What reads nothing stands right before who reads it, so that no line runs along below the boxes of others.
  stages.forEach((_, i) => {
    const readers = layer.filter((_, reader) => inputs[reader].includes(i));
    if (!inputs[i].length && readers.length) layer[i] = Math.max(0, Math.min(...readers) - 1);
  });
  const layers = [];
  layer.forEach((at, i) => (layers[at] ??= []).push(i));
  const rank = new Array(stages.length).fill(0);
  for (const members of layers.filter(Boolean)) {
    const wish = i => inputs[i].length ? inputs[i].reduce((sum, input) => sum + rank[input], 0) / inputs[i].length : 0;
    members.sort((a, b) => wish(a) - wish(b) || a - b).forEach((i, k) => rank[i] = k - (members.length - 1) / 2);
  }
  const lowest = Math.min(...rank);
  return stages.map((_, i) => down
    ? { x: (rank[i] - lowest) * (WIDTH + BETWEEN), y: layer[i] * (HEIGHT + 34) }
    : { x: layer[i] * (WIDTH + GAP), y: (rank[i] - lowest) * (HEIGHT + BETWEEN) });
}
