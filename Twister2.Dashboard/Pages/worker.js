// One worker: what it does, its events, and its log as it is written.
import { ApiError, ask, headers, problem } from './api.js';
import { card, fill, h, keep } from './dom.js';
import { EventList } from './events.js';
import { bytes, cores, duration, rate, short } from './format.js';
import { Plot } from './plot.js';
import { state, tile } from './shared.js';

const FIRST = 65536, MOST = 2000000;

export class WorkerPage {
  constructor(id, worker) {
    Object.assign(this, { id, worker, title: `Worker ${worker}`, live: `/jobs/${id}/live`, base: `/jobs/${id}`, position: null, text: '', decoder: new TextDecoder() });
    this.top = h('div');
    this.plots = { records: new Plot('Records', ['records'], value => `${short(value)}/s`), cpu: new Plot('Cores in use', ['cores'], cores), memory: new Plot('Memory', ['process', 'heap'], bytes), sent: new Plot('Sent and received', ['sent', 'received'], rate) };
    this.events = new EventList(`${this.base}/events`, `&worker=${worker}`);
    this.log = keep(h('pre', { class: 'log', tabindex: 0, id: 'log', 'aria-label': 'Log' }));
    this.size = h('span', { class: 'soft' });
    this.follow = h('input', { type: 'checkbox', id: 'follow', checked: true });
    const follow = keep(h('span', {}, this.follow, h('label', { for: 'follow' }, ' Follow')));
    this.el = h('div', {}, this.top,
      card('Over time', { id: 'metrics' }, h('div', { class: 'plots' }, Object.values(this.plots).map(plot => plot.el))),
      card('Log', { id: 'log-card', tools: h('span', { class: 'chips' }, this.size, follow) }, this.log),
      card('Events', { id: 'events', flush: true, tools: this.events.tools }, this.events.el));
    this.timer = setInterval(() => this.readLog().catch(() => {}), 1000);
  }

  close() {
    clearInterval(this.timer);
  }

  async update() {
    const [job, worker, series] = await Promise.all([ask(this.base), this.ofWorker(), ask(`${this.base}/metrics?worker=${this.worker}`)]);
    const start = Date.parse(job.started), load = worker?.load;
    fill(this.top, h('div', { class: 'head' }, h('div', { class: 'titles' },
      h('p', { class: 'crumbs' }, h('a', { href: '/' }, 'Jobs'), ' / ', h('a', { href: `/jobs/${this.id}` }, this.id)),
      h('h1', {}, `Worker ${this.worker}`),
      worker && h('p', { class: 'sub' }, h('span', {}, state(worker.state)), h('span', {}, `${worker.node}, process ${worker.pid}`)))),
      !worker && h('section', { class: 'note' }, h('p', {}, 'This worker has not registered.')),
      worker?.message && h('section', { class: 'note bad' }, h('pre', {}, worker.message)),
      load && h('dl', { class: 'tiles' },
        tile('Cores in use', worker.seconds ? '–' : cores(load.cpu), `may use ${worker.cores}`), tile('Memory', bytes(load.rss), `heap ${bytes(load.heap)}`),
        tile('Records', short(load.records), worker.seconds ? 'in all' : `${short(load.recordsPerSecond)}/s`), tile('Sent', bytes(load.bytesSent), `received ${bytes(load.bytesReceived)}`),
        tile('Spilled', bytes(load.spilled), 'to scratch'), tile('Waited', duration(load.waiting), `collections ${duration(load.gcPause)}`)));
    this.plots.records.update(series.time, [series.recordsPerSecond], start);
    this.plots.cpu.update(series.time, [series.cpu], start);
    this.plots.memory.update(series.time, [series.rss, series.heap], start);
    this.plots.sent.update(series.time, [series.sentPerSecond, series.receivedPerSecond], start);
    this.events.start = start;
    await Promise.all([this.events.update(), this.readLog()]);
  }

  async ofWorker() {
    try {
      return await ask(`${this.base}/workers/${this.worker}`);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  // Bytes from where the last answer ended; at first the end of the log.
  async readLog() {
    if (this.reading) return;
    this.reading = true;
    try {
      // One byte more than what is new: of nothing there would be no range.
      const range = this.position ? `bytes=${this.position - 1}-` : `bytes=-${FIRST}`;
      const response = await fetch(`/api/v1${this.base}/logs/worker-${this.worker}`, { cache: 'no-store', headers: headers({ Range: range }) });
      if (response.status === 416) return void (this.position = null);
      if (response.status === 404) return void fill(this.log, 'There is no log yet.');
      if (!response.ok) throw await problem(response);
      let from = Number(/bytes (\d+)-/.exec(response.headers.get('content-range'))?.[1] ?? 0), data = await response.arrayBuffer();
      if (this.position && from === this.position - 1) [from, data] = [this.position, data.slice(1)];
      else this.text = from > 0 ? `… ${bytes(from)} before\n` : '';
      this.position = from + data.byteLength;
      if (!data.byteLength) return;
      this.text = (this.text + this.decoder.decode(data, { stream: true })).slice(-MOST);
      this.log.textContent = this.text;
      fill(this.size, bytes(this.position));
      if (this.follow.checked) this.log.scrollTop = this.log.scrollHeight;
    } finally {
      this.reading = false;
    }
  }
}
