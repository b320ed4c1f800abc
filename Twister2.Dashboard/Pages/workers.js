// The workers of a job as a table.
import { ask } from './api.js';
import { card, empty, fill, h, s } from './dom.js';
import { bytes, cores, count, duration, plural, short } from './format.js';
import { sorter, state } from './shared.js';

const PAGE = 64;
const COLUMNS = [['Worker', 'worker', false], ['State', 'state', false], ['Node', 'node', false, true], ['Cores', 'cpu', true], ['Memory', 'rss', true], ['Records/s', 'rate', true], ['Records', 'records', true, true], ['Spilled', 'spilled', true, true], ['Waited', 'waiting', true, true]];

export class WorkerTable {
  constructor(id) {
    Object.assign(this, { id, sort: 'worker', offset: 0, hasEnded: false });
    this.body = h('div');
    this.tools = h('span', { class: 'soft' });
    this.el = card('Workers', { id: 'workers', flush: true, tools: this.tools }, this.body);
  }

  async update() {
    const { total, workers } = await ask(`/jobs/${this.id}/workers?sort=${this.sort}&offset=${this.offset}&limit=${PAGE}`);
    fill(this.tools, plural(total, 'worker'));
    if (!total) return fill(this.body, empty('No workers yet', 'They appear as they register with worker 0.'));
    const busiest = Math.max(1, ...workers.map(worker => worker.load?.cpu ?? 0));
    fill(this.body, h('table', {}, h('caption', { class: 'hidden' }, 'Workers; the heads of the columns sort'),
      h('thead', {}, h('tr', {}, COLUMNS.map(([label, key, number, wide]) => {
        const head = sorter(label, key, this.sort, sort => this.choose({ sort, offset: 0 }), number);
        if (wide) head.classList.add('wide');
        return head;
      }))),
      h('tbody', {}, workers.map(worker => this.row(worker, busiest)))),
      total > PAGE && h('div', { class: 'pager' }, h('span', {}, `${count(this.offset + 1)}–${count(this.offset + workers.length)} of ${count(total)}`),
        h('span', {}, this.turn('Before', -PAGE, this.offset === 0), this.turn('Next', PAGE, this.offset + workers.length >= total))));
  }

  row(worker, busiest) {
    // Workers that were ended together with another one could not say so.
    const load = worker.load, open = worker.state === 'Running' || worker.state === 'Starting', running = open && !this.hasEnded;
    const n = (text, wide) => h('td', { class: wide ? 'n wide' : 'n' }, text);
    return h('tr', {},
      h('th', { scope: 'row' }, h('a', { class: 'name', href: `/jobs/${this.id}/workers/${worker.worker}` }, worker.worker), worker.message && h('span', { class: 'under' }, worker.message)),
      h('td', {}, open && this.hasEnded ? state('Ended') : state(worker.state)), h('td', { class: 'wide' }, worker.node),
      n(load && running ? [cores(load.cpu), meter(load.cpu / busiest)] : '–'), n(load ? bytes(running ? load.rss : worker.peakBytes ?? load.rss) : worker.peakBytes ? bytes(worker.peakBytes) : '–'),
      n(load && running ? short(load.recordsPerSecond) : '–'), n(load ? short(load.records) : '–', true), n(load ? bytes(load.spilled) : '–', true), n(load ? duration(load.waiting) : '–', true));
  }

  turn(label, by, off) {
    return h('button', { type: 'button', disabled: off, onclick: () => this.choose({ offset: Math.max(0, this.offset + by) }) }, label);
  }

  choose(change) {
    Object.assign(this, change);
    this.update().catch(() => {});
  }
}

const meter = share => h('span', { class: 'meter', 'aria-hidden': 'true' }, s('svg', { viewBox: '0 0 100 4', preserveAspectRatio: 'none' }, s('rect', { width: Math.round(100 * Math.min(1, share)), height: 4 })));
