// Who has sent how much to whom, as a picture: a row for each sender, a column for each receiver. Many workers share a cell.
import { fill, h, keep } from './dom.js';
import { bytes, count } from './format.js';

const MOST_CELLS = 128;

export class Matrix {
  constructor() {
    this.canvas = h('canvas', { width: 1, height: 1, role: 'img', onpointermove: event => this.point(event), onpointerleave: () => this.tell(null) });
    this.read = h('span', { 'aria-live': 'off' });
    this.most = h('span');
    this.el = keep(h('figure', { class: 'matrix' },
      h('span', { class: 'side', 'aria-hidden': 'true' }, 'from worker'), this.canvas,
      h('div', { class: 'under-it' }, h('span', {}, 'to worker'), h('span', {}, '0', h('span', { class: 'scale', 'aria-hidden': 'true' }), this.most)),
      h('div', { class: 'under-it' }, this.read)));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.data && this.draw());
    document.addEventListener('theme', () => this.data && this.draw());
  }

  update(links, workers) {
    this.data = { links, workers, step: Math.max(1, Math.ceil(workers / MOST_CELLS)) };
    this.draw();
    this.tell(null);
  }

  draw() {
    const { links, workers, step } = this.data;
    const cells = Math.ceil(workers / step), sums = this.sums = new Map();
    for (const [from, to, size, messages] of links) {
      const key = Math.floor(from / step) * cells + Math.floor(to / step), sum = sums.get(key) ?? [0, 0];
      sums.set(key, [sum[0] + size, sum[1] + messages]);
    }
    const most = Math.max(1, ...[...sums.values()].map(([size]) => size));
    // Each cell a whole number of points wide, so that none is blurred.
    const side = Math.max(1, Math.floor(512 / cells)), gap = side > 8 ? 1 : 0;
    this.canvas.width = this.canvas.height = cells * side;
    const paint = this.canvas.getContext('2d'), heat = getComputedStyle(document.documentElement).getPropertyValue('--heat');
    for (const [key, [size]] of sums) {
      if (size <= 0) continue;
      paint.fillStyle = `rgba(${heat}, ${(.06 + .94 * Math.sqrt(size / most)).toFixed(3)})`;
      paint.fillRect((key % cells) * side, Math.floor(key / cells) * side, side - gap, side - gap);
    }
    fill(this.most, bytes(most));
    const busiest = links.reduce((best, link) => link[2] > (best?.[2] ?? -1) ? link : best, null);
    this.canvas.setAttribute('aria-label', busiest ? `Bytes between ${workers} workers. The most went from worker ${busiest[0]} to worker ${busiest[1]}: ${bytes(busiest[2])}.` : 'Nothing was sent.');
  }

  point(event) {
    const { workers, step } = this.data, box = this.canvas.getBoundingClientRect(), cells = Math.ceil(workers / step);
    const place = (at, length) => Math.min(cells - 1, Math.max(0, Math.floor(at / length * cells)));
    this.tell([place(event.clientY - box.top, box.height), place(event.clientX - box.left, box.width)]);
  }

  tell(cell) {
    const { links, workers, step } = this.data, cells = Math.ceil(workers / step);
    const name = at => step === 1 ? `${at}` : `${at * step}–${Math.min(workers, (at + 1) * step) - 1}`;
    const total = links.reduce((sum, link) => [sum[0] + link[2], sum[1] + link[3]], [0, 0]);
    const [size, messages] = cell ? this.sums.get(cell[0] * cells + cell[1]) ?? [0, 0] : total;
    fill(this.read, cell ? `${name(cell[0])} → ${name(cell[1])}: ` : 'in all: ', `${bytes(size)} in ${count(messages)} messages`);
  }
}
