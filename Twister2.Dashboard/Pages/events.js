// Events, the last first; what the same moment brought for many workers is one line.
import { ask } from './api.js';
import { fill, h } from './dom.js';
import { clock, count, duration, plural, ranges } from './format.js';
import { state } from './shared.js';

const PAGE = 200;
const QUIET = new Set(['time', 'job', 'event', 'state', 'worker', 'message', 'summary', 'cause', 'error']);

export class EventList {
  constructor(path, query = '') {
    Object.assign(this, { path, query, offset: 0, start: null });
    this.el = h('div');
    this.tools = h('span', { class: 'soft' });
  }

  async update() {
    const { total, offset, events } = await ask(`${this.path}?order=desc&limit=${PAGE}&offset=${this.offset}${this.query}`);
    fill(this.tools, plural(total, 'event'));
    if (!total) return fill(this.el, h('p', { class: 'empty' }, 'Nothing has happened yet.'));
    fill(this.el, h('ol', { class: 'events', tabindex: 0, 'aria-label': 'Events, the last first' }, together(events).map(event => this.line(event))),
      total > PAGE && h('div', { class: 'pager' }, h('span', {}, `${count(offset + 1)}–${count(offset + events.length)} of ${count(total)}`),
        h('span', {}, this.turn('Newer', -PAGE, offset === 0), this.turn('Older', PAGE, offset + events.length >= total))));
  }

  turn(label, by, off) {
    return h('button', { type: 'button', disabled: off, onclick: () => { this.offset = Math.max(0, this.offset + by); this.update().catch(() => {}); } }, label);
  }

  line(event) {
    const at = Date.parse(event.time), since = this.start ? `+${duration((at - this.start) / 1000)}` : clock(event.time);
    return h('li', {}, h('time', { datetime: event.time, title: event.time && clock(event.time) }, event.time ? since : '–'), h('span', {}, state(event.state ?? event.event ?? '?')), h('p', {}, text(event)));
  }
}

function together(events) {
  const lines = [];
  for (const event of events) {
    const last = lines.at(-1);
    const same = last && event.event === 'worker' && last.event === 'worker' && last.state === event.state && !event.message && !event.cause && !last.message && !last.cause && Math.abs(Date.parse(last.time) - Date.parse(event.time)) < 2000;
    if (same) last.workers.push(event.worker);
    else lines.push({ ...event, workers: event.event === 'worker' ? [event.worker] : [] });
  }
  return lines;
}

function text(event) {
  const more = event.message ?? event.summary ?? event.cause ?? '';
  if (event.event === 'worker') {
    const who = event.workers.length === 1 ? `Worker ${event.workers[0]}` : `${event.workers.length} workers (${ranges([...event.workers].sort((a, b) => a - b))})`;
    return more ? `${who}: ${more}` : event.workers.length === 1 && event.node ? `${who} on ${event.node}, process ${event.pid}` : who;
  }
  const rest = Object.entries(event).filter(([name]) => !QUIET.has(name) && name !== 'workers').map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`).join(', ');
  return more || (event.event === 'job' ? `Job${rest ? `: ${rest}` : ''}` : `${event.event}${rest ? `: ${rest}` : ''}`);
}
