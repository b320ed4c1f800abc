// A course of time as lines: drawn anew with each change, read with the pointer, told in words to who cannot see it.
import { fill, h, keep, s } from './dom.js';
import { duration } from './format.js';

const LEFT = 62, BOTTOM = 18, TOP = 6, RIGHT = 8, HEIGHT = 150;

export class Plot {
  constructor(title, lines, format) {
    Object.assign(this, { title, lines, format, data: null });
    this.read = h('span', { class: 'read' });
    this.box = h('div');
    this.el = keep(h('figure', { class: 'plot' }, h('figcaption', {}, h('b', {}, title), this.read), this.box));
    new ResizeObserver(() => this.data && this.el.clientWidth !== this.drawn && this.draw()).observe(this.el);
  }

  // time: milliseconds; start: when the job began.
  update(time, values, start) {
    this.data = { time, values, start };
    this.draw();
  }

  draw() {
    const { time, values, start } = this.data;
    this.drawn = this.el.clientWidth;
    const width = Math.max(240, this.drawn || 520), n = time.length;
    if (n < 2) {
      fill(this.box, h('p', { class: 'soft' }, 'Nothing measured yet.'));
      return this.tell(n - 1);
    }
    const top = nice(Math.max(...values.flat(), 1e-9));
    const x = i => LEFT + (time[i] - time[0]) / (time[n - 1] - time[0]) * (width - LEFT - RIGHT);
    const y = value => TOP + (1 - value / top) * (HEIGHT - TOP - BOTTOM);
    const path = line => line.map((value, i) => `${i ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
    const cursor = s('line', { class: 'cursor', y1: TOP, y2: HEIGHT - BOTTOM, visibility: 'hidden' });
    const at = event => {
      const place = event.clientX - event.currentTarget.getBoundingClientRect().left;
      let best = 0;
      for (let i = 1; i < n; i++) if (Math.abs(x(i) - place) < Math.abs(x(best) - place)) best = i;
      cursor.setAttribute('x1', x(best));
      cursor.setAttribute('x2', x(best));
      cursor.setAttribute('visibility', 'visible');
      this.tell(best, true);
    };
    const svg = keep(s('svg', {
      viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, role: 'img', 'aria-label': this.words(), onpointermove: at,
      onpointerleave: () => { cursor.setAttribute('visibility', 'hidden'); this.tell(n - 1); },
    },
      [0, .5, 1].map(part => [
        s('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: y(part * top), y2: y(part * top) }),
        s('text', { x: LEFT - 8, y: y(part * top) + 4, 'text-anchor': 'end' }, this.format(part * top)),
      ]),
      [[0, 'start'], [1, 'end']].map(([part, anchor]) => s('text', { x: LEFT + part * (width - LEFT - RIGHT), y: HEIGHT - 4, 'text-anchor': anchor }, duration((time[part ? n - 1 : 0] - start) / 1000))),
      s('path', { class: 'area', d: `${path(values[0])}L${x(n - 1)} ${y(0)}L${x(0)} ${y(0)}Z` }),
      values.map((line, i) => s('path', { class: i ? 'line second' : 'line', d: path(line) })),
      cursor));
    fill(this.box, svg);
    this.tell(n - 1);
  }

  tell(i, isPast) {
    const { time, values, start } = this.data;
    const parts = i < 0 ? [] : values.map((line, k) => [this.lines.length > 1 && h('span', { class: k ? 'key second' : 'key', 'aria-hidden': 'true' }), this.lines.length > 1 && `${this.lines[k]} `, this.format(line[i]), k + 1 < values.length && '   ']);
    fill(this.read, h('span', {}, isPast && `at ${duration((time[i] - start) / 1000)}: `, parts));
  }

  words() {
    const { values } = this.data;
    return `${this.title}: ${values.map((line, k) => `${this.lines[k]} ${this.format(line.at(-1))} at the end, at most ${this.format(Math.max(...line))}`).join('; ')}`;
  }
}

function nice(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 8, 10].find(step => step * power >= value) * power;
}
